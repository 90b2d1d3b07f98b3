// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/filedownloader.h"
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/printable.h"
#include "support/sshdfixture.h"

#include <QCryptographicHash>
#include <QSignalSpy>

#include <sys/mount.h>
#include <sys/stat.h>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

class TestSshUploads : public QObject
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
        // Root may write everywhere; as root another account has to be the one that may not.
        if (::geteuid() == 0) {
            guest.user = u"sync"_s; // the one of Debian's own accounts with a shell that exists
            m_sshd.openToOthers();
        }
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        m_connections
            = std::make_unique<SshConnections>(QList{target, guest}, settings, m_prompter);
    }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanupTestCase() { m_connections.reset(); }

    void shouldWriteAFileWithItsMode_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("mode");
        QTest::newRow("empty") << 0 << 0644;
        QTest::newRow("small") << 12 << 0600;
        QTest::newRow("one chunk") << 32 * 1024 << 0755;
        QTest::newRow("odd") << 5 * 1024 * 1024 + 17 << 0640;
        QTest::newRow("not readable for the owner") << 100 << 0200;
    }

    void shouldWriteAFileWithItsMode()
    {
        QFETCH(int, size);
        QFETCH(int, mode);
        const QByteArray content = sample(size);

        const UploadResult result = upload({content, file("app.conf"), mode});

        QVERIFY2(!result.error, message(result));
        QVERIFY(result.changed);
        QCOMPARE(read("app.conf"), content);
        QCOMPARE(modeOf("app.conf"), mode);
        QCOMPARE(result.sha256,
                 QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
        QCOMPARE(entries(), QStringList{u"app.conf"_s});
    }

    void shouldReplaceAFileAndLeaveAnEqualOneAlone()
    {
        QVERIFY(!upload({"old", file("app.conf"), 0644}).error);
        const UploadResult replaced = upload({"new", file("app.conf"), 0600});
        const ino_t before = inodeOf("app.conf");
        const UploadResult same = upload({"new", file("app.conf"), 0600});

        QVERIFY(replaced.changed);
        QCOMPARE(read("app.conf"), "new"_ba);
        QVERIFY(!same.error);
        QVERIFY(!same.changed);
        QCOMPARE(same.sha256, replaced.sha256);
        QCOMPARE(inodeOf("app.conf"), before);
    }

    void shouldReplaceWhatALinkPointsTo()
    {
        QVERIFY(!upload({"old", file("real"), 0644}).error);
        QVERIFY(QFile::link(file("real"), file("link")));

        QVERIFY(!upload({"new", file("link"), 0644}).error);

        QCOMPARE(read("real"), "new"_ba);
        QVERIFY(QFileInfo(file("link")).isSymLink());
    }

    void shouldKeepThePreviousVersionWhenAsked()
    {
        const auto keep = [this](const QByteArray &content, int mode) {
            return upload({content, file(".env"), mode, Upload::Previous::Kept});
        };
        const UploadResult first = keep("A=1\n", 0644);
        const UploadResult second = keep("A=2\n", 0600);
        const UploadResult third = keep("A=3\n", 0600);
        const UploadResult same = keep("A=3\n", 0600);

        QVERIFY2(!first.error && !second.error && !third.error && !same.error, message(third));
        QVERIFY(first.previous.isEmpty());
        QCOMPARE(second.previous,
                 QFileInfo(m_folder->path()).canonicalFilePath() + u"/.env.slipway-previous"_s);
        QVERIFY(!same.changed);
        QVERIFY(same.previous.isEmpty());
        QCOMPARE(read(".env"), "A=3\n"_ba);
        QCOMPARE(read(".env.slipway-previous"), "A=2\n"_ba);
        QCOMPARE(modeOf(".env"), 0600);
        QCOMPARE(entries(), (QStringList{u".env"_s, u".env.slipway-previous"_s}));
    }

    void shouldKeepThePreviousVersionAsClosedAsTheNewOne()
    {
        QVERIFY(!upload({"A=1\n", file(".env"), 0644}).error);

        QVERIFY(!upload({"A=2\n", file(".env"), 0600, Upload::Previous::Kept}).error);

        QCOMPARE(modeOf(".env.slipway-previous"), 0600);
    }

    void shouldLeaveAllAsItWasWhenThePreviousVersionCannotBeKept_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<bool>("isFolderInItsPlace");
        QTest::newRow("too large") << Download::sizeLimit + 1 << false;
        QTest::newRow("its name is taken") << qint64(3) << true;
    }

    void shouldLeaveAllAsItWasWhenThePreviousVersionCannotBeKept()
    {
        QFETCH(qint64, size);
        QFETCH(bool, isFolderInItsPlace);
        QFile old(file("app.env"));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.resize(size));
        if (isFolderInItsPlace)
            QVERIFY(QDir(m_folder->path()).mkdir(u"app.env.slipway-previous"_s));
        const QStringList before = entries();

        const UploadResult result
            = upload({"A=2\n", file("app.env"), 0600, Upload::Previous::Kept});

        QVERIFY(result.error);
        QVERIFY(!result.error->message.isEmpty());
        QCOMPARE(QFileInfo(file("app.env")).size(), size);
        QCOMPARE(entries(), before);
    }

    void shouldReportProgressUpToTheEnd()
    {
        auto running
            = m_connections->uploader(u"web-1"_s).start({sample(3'000'000), file("big"), 0644});
        QSignalSpy progress(running.get(), &RunningUpload::progressed);
        QSignalSpy ended(running.get(), &RunningUpload::finished);

        QVERIFY(ended.wait(10000));

        QVERIFY(!progress.isEmpty());
        QCOMPARE(progress.last().at(0).toLongLong(), 3'000'000);
        QCOMPARE(progress.last().at(1).toLongLong(), 3'000'000);
    }

    void shouldSayWhatIsWrong_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("missing folder") << u"none/app.conf"_s << ErrorCode::NotFound << u"/none"_s;
        QTest::newRow("a folder") << u"sub"_s << ErrorCode::InvalidInput << u"folder"_s;
        QTest::newRow("no file name") << u"sub/"_s << ErrorCode::InvalidInput << u"path"_s;
        QTest::newRow("below a file") << u"file/x"_s << ErrorCode::NotFound << u"file/x"_s;
    }

    void shouldSayWhatIsWrong()
    {
        QFETCH(QString, path);
        QVERIFY(QDir(m_folder->path()).mkdir(u"sub"_s));
        QVERIFY(!upload({"x", file("file"), 0644}).error);

        const UploadResult result = upload({"x", file(path.toUtf8().constData()), 0644});

        QVERIFY(result.error);
        QTEST(result.error->code, "code");
        QFETCH(QString, words);
        QVERIFY2(result.error->message.contains(words), message(result));
        QCOMPARE(entries(), (QStringList{u"file"_s, u"sub"_s}));
    }

    void shouldSayThatPermissionIsMissing()
    {
        auto running
            = m_connections->uploader(u"guest"_s).start({"x", u"/etc/slipway-test"_s, 0644});
        QSignalSpy ended(running.get(), &RunningUpload::finished);

        QVERIFY(ended.wait(10000));

        const auto result = ended.first().first().value<UploadResult>();
        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Io);
        QVERIFY2(result.error->message.contains(u"/etc"_s), message(result));
        QVERIFY(!QFile::exists(u"/etc/slipway-test"_s));
    }

    void shouldSayThatTheDiskIsFullAndKeepTheOldFile()
    {
        if (::mount("none", m_folder->path().toUtf8().constData(), "tmpfs", 0, "size=256k") != 0)
            QSKIP("Only root may mount a small file system.");
        const auto unmount
            = qScopeGuard([this] { ::umount(m_folder->path().toUtf8().constData()); });
        QVERIFY(!upload({"old", file("app.conf"), 0644}).error);

        const UploadResult result = upload({sample(1'000'000), file("app.conf"), 0644});

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Io);
        QVERIFY2(result.error->message.contains(u"full"_s), message(result));
        QCOMPARE(read("app.conf"), "old"_ba);
        QCOMPARE(entries(), QStringList{u"app.conf"_s});
    }

    void shouldKeepTheOldFileWhenThereIsNoRoomForThePreviousVersion()
    {
        if (::mount("none", m_folder->path().toUtf8().constData(), "tmpfs", 0, "size=256k") != 0)
            QSKIP("Only root may mount a small file system.");
        const auto unmount
            = qScopeGuard([this] { ::umount(m_folder->path().toUtf8().constData()); });
        const QByteArray old = sample(150'000);
        QVERIFY(!upload({old, file(".env"), 0600}).error);

        const UploadResult result
            = upload({sample(80'000), file(".env"), 0600, Upload::Previous::Kept});

        QVERIFY(result.error);
        QVERIFY2(result.error->message.contains(u"full"_s), message(result));
        QCOMPARE(read(".env"), old);
        QCOMPARE(entries(), QStringList{u".env"_s});
    }

    void shouldLeaveNothingBehindWhenCancelled()
    {
        auto running
            = m_connections->uploader(u"web-1"_s).start({sample(40'000'000), file("big"), 0644});
        QSignalSpy progress(running.get(), &RunningUpload::progressed);
        QSignalSpy ended(running.get(), &RunningUpload::finished);
        QVERIFY(progress.wait(10000));

        running->cancel();

        QVERIFY(ended.isEmpty());
        QVERIFY(ended.wait(10000));
        const auto result = ended.first().first().value<UploadResult>();
        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Cancelled);
        QCOMPARE(entries(), QStringList());
    }

    void shouldUploadManyAtOnce()
    {
        std::vector<std::unique_ptr<RunningUpload>> all;
        int ended = 0;
        int failed = 0;
        for (int i = 0; i < 30; ++i) {
            all.push_back(
                m_connections->uploader(u"web-1"_s)
                    .start({QByteArray::number(i), file(QByteArray::number(i).constData()), 0644}));
            connect(all.back().get(), &RunningUpload::finished, this,
                    [&ended, &failed](const UploadResult &result) {
                        ++ended;
                        failed += result.error ? 1 : 0;
                    });
        }

        QTRY_COMPARE_WITH_TIMEOUT(ended, 30, 20000);

        QCOMPARE(failed, 0);
        QCOMPARE(entries().size(), 30);
    }

private:
    static QByteArray sample(int size)
    {
        QByteArray content(size, Qt::Uninitialized);
        for (int i = 0; i < size; ++i)
            content[i] = char(i * 31 + i / 251);
        return content;
    }
    static const char *message(const UploadResult &result)
    {
        static QByteArray text;
        text = result.error ? result.error->message.toUtf8() + " / " + result.error->detail.toUtf8()
                            : QByteArray();
        return text.constData();
    }
    QString file(const char *name) const { return m_folder->filePath(QString::fromUtf8(name)); }
    QByteArray read(const char *name) const
    {
        QFile source(file(name));
        return source.open(QIODevice::ReadOnly) ? source.readAll() : "unreadable"_ba;
    }
    struct stat statOf(const char *name) const
    {
        struct stat status{};
        ::stat(file(name).toUtf8().constData(), &status);
        return status;
    }
    int modeOf(const char *name) const { return int(statOf(name).st_mode & 07777U); }
    ino_t inodeOf(const char *name) const { return statOf(name).st_ino; }
    QStringList entries() const
    {
        return QDir(m_folder->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    }
    UploadResult upload(Upload what)
    {
        auto running = m_connections->uploader(u"web-1"_s).start(std::move(what));
        QSignalSpy ended(running.get(), &RunningUpload::finished);
        if (!ended.wait(20000))
            return {Error{ErrorCode::Timeout, u"The upload did not end."_s}, {}, false};
        return ended.first().first().value<UploadResult>();
    }

    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSshUploads)
#include "tst_sshuploads.moc"
