// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/filedownloadercontract.h"
#include "support/printable.h"
#include "support/sshdfixture.h"

#include <sys/stat.h>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

class TestSshDownloads : public FileDownloaderContract
{
    Q_OBJECT
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
        SshTarget guest = target;
        guest.name = u"guest"_s;
        // Root may read everywhere; as root another account has to be the one that may not.
        if (::geteuid() == 0) {
            guest.user = u"sync"_s; // the one of Debian's own accounts with a shell that exists
            m_sshd.openToOthers();
        }
        SshTarget down = target;
        down.name = u"down"_s;
        down.port = SshdFixture::freePort();
        SshTarget stranger = target;
        stranger.name = u"stranger"_s;
        m_sshd.makeKey(u"other_ed25519"_s, u"ed25519"_s);
        stranger.identity = m_sshd.path("other_ed25519");
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        m_connections = std::make_unique<SshConnections>(QList{target, guest, down, stranger},
                                                         settings, m_prompter);
    }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanupTestCase() { m_connections.reset(); }

    void shouldFollowALink()
    {
        put(u"real"_s, fileOf("A=1\n"));
        QVERIFY(QFile::link(u"real"_s, pathOf(u"link"_s)));

        const DownloadResult result = fetch({pathOf(u"link"_s)});

        QVERIFY(result.file);
        QCOMPARE(result.file->content, "A=1\n"_ba);
    }

    void shouldReadAFileThatDoesNotKnowItsSize()
    {
        const DownloadResult result = fetch({u"/proc/version"_s});

        QVERIFY(result.file);
        QVERIFY(result.file->content.startsWith("Linux"));
    }

    void shouldFindFilesOfTheLoginFolder()
    {
        const DownloadResult result = fetch({u"~/no-such-file-of-slipway"_s});

        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QVERIFY(!result.file);
    }

    void shouldSayWhatIsWrong_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("path");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("a folder") << u"web-1"_s << u"/etc"_s << ErrorCode::InvalidInput;
        QTest::newRow("a device") << u"web-1"_s << u"/dev/zero"_s << ErrorCode::InvalidInput;
        QTest::newRow("not allowed") << u"guest"_s << u"/etc/shadow"_s << ErrorCode::Io;
        QTest::newRow("host down") << u"down"_s << u"/etc/hosts"_s << ErrorCode::Unreachable;
        QTest::newRow("wrong key") << u"stranger"_s << u"/etc/hosts"_s << ErrorCode::Authentication;
        QTest::newRow("unknown server") << u"web-9"_s << u"/etc/hosts"_s << ErrorCode::NotFound;
    }

    void shouldSayWhatIsWrong()
    {
        QFETCH(QString, server);
        QFETCH(QString, path);

        const DownloadResult result = waitFor(*m_connections->downloader(server).start({path}));

        QVERIFY(result.error);
        QTEST(result.error->code, "code");
        QVERIFY(!result.error->message.isEmpty());
        QVERIFY(!result.file);
    }

    void shouldEndWithTheConnections()
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = m_sshd.userKey();
        target.knownHosts = m_sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        auto connections = std::make_unique<SshConnections>(QList{target}, settings, m_prompter);
        const auto running = connections->downloader(u"web-1"_s).start({u"/etc/hosts"_s});

        connections.reset();

        const DownloadResult result = waitFor(*running);
        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Cancelled);
    }

protected:
    FileDownloader &downloader() override { return m_connections->downloader(u"web-1"_s); }
    QString put(const QString &name, const RemoteFile &file) override
    {
        QFile target(pathOf(name));
        if (!target.open(QIODevice::WriteOnly) || target.write(file.content) != file.content.size()
            || !target.flush()
            || !target.setFileTime(file.modified, QFileDevice::FileModificationTime)) {
            qFatal("cannot write a test file");
        }
        ::chmod(target.fileName().toUtf8().constData(), mode_t(file.mode));
        return target.fileName();
    }
    QString pathOf(const QString &name) override { return m_folder->filePath(name); }

private:
    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSshDownloads)
#include "tst_sshdownloads.moc"
