// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/remotefilescontract.h"
#include "support/sshdfixture.h"

#include <fcntl.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// RemoteFiles of a real sshd.
class TestSshFiles : public RemoteFilesContract
{
    Q_OBJECT
protected:
    RemoteFiles &files() override { return m_connections->files(u"web-1"_s); }
    QByteArray folder() override { return QFile::encodeName(m_folder->path()); }
    void putFile(const QByteArray &path, const QByteArray &content, int mode) override
    {
        putFolder(parentPath(path));
        // Not QFile: names need not be text.
        const int file = ::open(path.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        QVERIFY(::write(file, content.constData(), size_t(content.size())) == content.size());
        ::fchmod(file, mode_t(mode));
        ::close(file);
    }
    void putFolder(const QByteArray &path) override { QDir().mkpath(QFile::decodeName(path)); }
    void putLink(const QByteArray &path, const QByteArray &target) override
    {
        QVERIFY(::symlink(target.constData(), path.constData()) == 0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start());
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = m_sshd.userKey();
        target.knownHosts = m_sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        m_connections = std::make_unique<SshConnections>(QList{target}, settings, m_prompter);
    }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanupTestCase() { m_connections.reset(); }

    void shouldTellOwnersByName()
    {
        putFile(place("a"), "x", 0644);

        QCOMPARE(entry("a").ownerId, ::geteuid());
        QCOMPARE(entry("a").owner, SshdFixture::userName());
    }

    void shouldListManyEntries()
    {
        for (int i = 0; i < 1500; ++i)
            putFile(place("file-" + QByteArray::number(i)), {}, 0644);

        QCOMPARE(list(folder()).entries.size(), 1500);
        QCOMPARE(codeOf(resultOf(files().removeTree(folder()))), u"success"_s);
        QVERIFY(!QDir(m_folder->path()).exists());
    }

    void shouldReportProgressOfATree()
    {
        for (int i = 0; i < 10; ++i)
            putFile(place("tree/" + QByteArray::number(i)), {}, 0644);

        const auto future = files().removeTree(place("tree"));
        QVERIFY(resultOf(future).has_value());

        QCOMPARE(future.progressValue(), 11);
    }

    void shouldSayThatThereIsNoSuchServer()
    {
        const auto listing = resultOf(m_connections->files(u"nobody"_s).list({}));

        QCOMPARE(codeOf(listing), toString(ErrorCode::NotFound));
    }

private:
    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSshFiles)
#include "tst_sshfiles.moc"
