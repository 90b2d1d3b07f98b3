// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/printable.h"
#include "support/sshdfixture.h"

#include <QCryptographicHash>
#include <QSignalSpy>

#include <sys/mount.h>

SLIPWAY_PRINTABLE(ErrorCode)
SLIPWAY_PRINTABLE(TransferResult::Check)

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {
using Direction = Transfer::Direction;
constexpr qsizetype mebibyte = qsizetype(1024) * 1024;
} // namespace

/// Files of any size, both ways, with a real sshd.
class TestSshTransfers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start());
        QVERIFY(m_plain.start("ForceCommand internal-sftp\n"));
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        settings.keepAliveInterval = milliseconds(200);
        settings.lostAfter = milliseconds(2000);
        m_connections = std::make_unique<SshConnections>(
            QList{target(u"web-1"_s, m_sshd), target(u"sftp-only"_s, m_plain)}, settings,
            m_prompter);
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QDir(m_folder->path()).mkdir(u"here"_s);
        QDir(m_folder->path()).mkdir(u"there"_s);
    }
    void cleanupTestCase() { m_connections.reset(); }

    void shouldCopyAFile_data()
    {
        QTest::addColumn<Direction>("direction");
        QTest::addColumn<QString>("server");
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<TransferResult::Check>("check");
        using Check = TransferResult::Check;
        for (const auto direction : {Direction::Upload, Direction::Download}) {
            const char *word = direction == Direction::Upload ? "up" : "down";
            const bool isUp = direction == Direction::Upload;
            QTest::addRow("%s, empty", word) << direction << u"web-1"_s << qsizetype(0)
                                             << (isUp ? Check::ReadBack : Check::None);
            QTest::addRow("%s, small", word)
                << direction << u"web-1"_s << qsizetype(17) << Check::ReadBack;
            QTest::addRow("%s, one block", word)
                << direction << u"web-1"_s << mebibyte << Check::ReadBack;
            QTest::addRow("%s, many and odd", word)
                << direction << u"web-1"_s << 33 * mebibyte + 12345 << Check::Hash;
            QTest::addRow("%s, no shell", word)
                << direction << u"sftp-only"_s << 9 * mebibyte + 1 << Check::Sample;
        }
    }
    void shouldCopyAFile()
    {
        QFETCH(Direction, direction);
        QFETCH(QString, server);
        QFETCH(qsizetype, size);
        const QByteArray content = sample(size);
        write(source(direction), content, 0750);

        const TransferResult result = copy(transfer(direction), server);

        QVERIFY2(!result.error, message(result));
        QVERIFY(result.changed);
        QVERIFY(read(goal(direction)) == content);
        QCOMPARE(result.size, size);
        QTEST(result.check, "check");
        QCOMPARE(result.sha256,
                 QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
        QCOMPARE(modeOf(goal(direction)), 0750);
        QCOMPARE(entries(direction), QStringList{u"file"_s});
    }

    void shouldKeepTimeAndSetTheModeOnWish_data() { addDirections(); }
    void shouldKeepTimeAndSetTheModeOnWish()
    {
        QFETCH(Direction, direction);
        write(source(direction), "x", 0644);
        const auto time = QDateTime::fromSecsSinceEpoch(1'500'000'000);
        QFile file(source(direction));
        QVERIFY(file.open(QIODevice::ReadWrite)
                && file.setFileTime(time, QFileDevice::FileModificationTime));
        file.close();
        Transfer wish = transfer(direction);
        wish.times = Transfer::Times::Kept;
        wish.mode = 0600;

        QVERIFY(!copy(wish).error);

        QCOMPARE(QFileInfo(goal(direction)).lastModified(), time);
        QCOMPARE(modeOf(goal(direction)), 0600);
    }

    void shouldNotOverwriteUntold_data() { addDirections(); }
    void shouldNotOverwriteUntold()
    {
        QFETCH(Direction, direction);
        write(source(direction), "new", 0644);
        write(goal(direction), "old", 0644);

        const TransferResult kept = copy(transfer(direction));
        const QByteArray untouched = read(goal(direction));
        Transfer told = transfer(direction);
        told.existing = Existing::Replace;
        const TransferResult replaced = copy(told);
        const TransferResult same = copy(transfer(direction));

        QVERIFY(kept.error);
        QCOMPARE(kept.error->code, ErrorCode::Refused);
        QCOMPARE(untouched, "old"_ba);
        QVERIFY2(!replaced.error, message(replaced));
        QCOMPARE(read(goal(direction)), "new"_ba);
        QVERIFY2(!same.error, message(same));
        QVERIFY(!same.changed);
    }

    void shouldContinueWhatIsTheSourceSoFar_data() { addDirections(); }
    void shouldContinueWhatIsTheSourceSoFar()
    {
        QFETCH(Direction, direction);
        const QByteArray content = sample(12 * mebibyte);
        write(source(direction), content, 0644);
        write(part(direction), content.first(7 * mebibyte + 5), 0600);

        const TransferResult result = copy(transfer(direction));

        QVERIFY2(!result.error, message(result));
        QCOMPARE(result.resumedFrom, 7 * mebibyte + 5);
        QCOMPARE(result.check, TransferResult::Check::Hash);
        QVERIFY(read(goal(direction)) == content);
        QCOMPARE(entries(direction), QStringList{u"file"_s});
    }

    void shouldBeginAgainWhereThePartIsOfAnotherFile_data() { addDirections(); }
    void shouldBeginAgainWhereThePartIsOfAnotherFile()
    {
        QFETCH(Direction, direction);
        const QByteArray content = sample(6 * mebibyte);
        write(source(direction), content, 0644);
        write(part(direction), QByteArray(5 * mebibyte, 'x'), 0600);

        const TransferResult result = copy(transfer(direction));

        QVERIFY2(!result.error, message(result));
        QCOMPARE(result.resumedFrom, 0);
        QVERIFY(read(goal(direction)) == content);
    }

    void shouldKeepThePartWhenTheConnectionIsLost_data() { addDirections(); }
    void shouldKeepThePartWhenTheConnectionIsLost()
    {
        QFETCH(Direction, direction);
        const QByteArray content = sample(150 * mebibyte);
        write(source(direction), content, 0644);
        auto running = m_connections->transfers(u"web-1"_s).start(transfer(direction));
        QSignalSpy progress(running.get(), &RunningTransfer::progressed);
        QSignalSpy ended(running.get(), &RunningTransfer::finished);
        QTRY_VERIFY_WITH_TIMEOUT(
            !progress.isEmpty() && progress.last().first().toLongLong() > 6 * mebibyte, 20000);

        for (const qint64 session : m_sshd.sessions())
            ::kill(pid_t(session), SIGKILL);
        QVERIFY(!ended.isEmpty() || ended.wait(20000));
        const auto broken = ended.first().first().value<TransferResult>();
        const TransferResult again = copy(transfer(direction));

        QVERIFY(broken.error);
        QCOMPARE(broken.error->code, ErrorCode::ConnectionLost);
        QVERIFY(broken.isPartialKept);
        QVERIFY2(!again.error, message(again));
        QVERIFY(again.resumedFrom > 0);
        QVERIFY(read(goal(direction)) == content);
    }

    void shouldLeaveNothingBehindWhenCancelled_data() { addDirections(); }
    void shouldLeaveNothingBehindWhenCancelled()
    {
        QFETCH(Direction, direction);
        write(source(direction), sample(150 * mebibyte), 0644);
        auto running = m_connections->transfers(u"web-1"_s).start(transfer(direction));
        QSignalSpy progress(running.get(), &RunningTransfer::progressed);
        QSignalSpy ended(running.get(), &RunningTransfer::finished);
        QVERIFY(progress.wait(20000));

        running->cancel();

        QVERIFY(ended.isEmpty());
        QVERIFY(ended.wait(20000));
        const auto result = ended.first().first().value<TransferResult>();
        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Cancelled);
        QVERIFY(!result.isPartialKept);
        QCOMPARE(entries(direction), QStringList());
    }

    void shouldGoOnFromAPartThatACancelKept_data() { addDirections(); }
    void shouldGoOnFromAPartThatACancelKept()
    {
        QFETCH(Direction, direction);
        const QByteArray content = sample(150 * mebibyte);
        write(source(direction), content, 0644);
        Transfer kept = transfer(direction);
        kept.onCancel = Transfer::OnCancel::PartKept;
        auto running = m_connections->transfers(u"web-1"_s).start(kept);
        QSignalSpy progress(running.get(), &RunningTransfer::progressed);
        QSignalSpy ended(running.get(), &RunningTransfer::finished);
        QTRY_VERIFY_WITH_TIMEOUT(
            !progress.isEmpty() && progress.last().first().toLongLong() > 6 * mebibyte, 20000);

        running->cancel();
        QVERIFY(ended.wait(20000));
        const auto broken = ended.first().first().value<TransferResult>();
        const TransferResult again = copy(transfer(direction));

        QVERIFY(broken.error);
        QCOMPARE(broken.error->code, ErrorCode::Cancelled);
        QVERIFY(broken.isPartialKept);
        QVERIFY2(!again.error, message(again));
        QVERIFY(again.resumedFrom > 0);
        QVERIFY(read(goal(direction)) == content);
        QCOMPARE(entries(direction), QStringList{u"file"_s});
    }

    void shouldSayThatTheDiskIsFull_data() { addDirections(); }
    void shouldSayThatTheDiskIsFull()
    {
        QFETCH(Direction, direction);
        write(source(direction), sample(3 * mebibyte), 0644);
        const QByteArray folder = QFileInfo(goal(direction)).path().toUtf8();
        if (::mount("none", folder.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("Only root may mount a small file system.");
        const auto unmount = qScopeGuard([&folder] { ::umount(folder.constData()); });
        write(goal(direction), "old", 0644);
        Transfer told = transfer(direction);
        told.existing = Existing::Replace;

        const TransferResult result = copy(told);

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Io);
        QVERIFY2(result.error->message.contains(u"full"_s), message(result));
        QCOMPARE(read(goal(direction)), "old"_ba);
        QCOMPARE(entries(direction), QStringList{u"file"_s});
    }

    void shouldSayWhyNothingCanBeWrittenThere_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        QTest::newRow("read-only") << u"readonly/file"_s << u"its file system can only be read"_s;
        QTest::newRow("a long name") << QString(300, u'n') << u"its name is too long"_s;
    }
    void shouldSayWhyNothingCanBeWrittenThere()
    {
        QFETCH(QString, name);
        QFETCH(QString, reason);
        write(local(), "x", 0644);
        const QDir there = QFileInfo(remote()).dir();
        QVERIFY(there.mkdir(u"readonly"_s));
        const QByteArray folder = QFile::encodeName(there.filePath(u"readonly"_s));
        if (::mount("none", folder.constData(), "tmpfs", MS_RDONLY, "size=1m") != 0)
            QSKIP("Only root may mount a small file system.");
        const auto unmount = qScopeGuard([&folder] { ::umount(folder.constData()); });
        Transfer upload = transfer(Direction::Upload);
        upload.remotePath = QFile::encodeName(there.filePath(name));

        const TransferResult result = copy(upload);

        QVERIFY(result.error);
        QVERIFY2(result.error->message.contains(reason), message(result));
    }

    void shouldCopyWhatSaysThatItIsEmpty()
    {
        Transfer upload = transfer(Direction::Upload);
        upload.localPath = "/proc/version";

        const TransferResult result = copy(upload);

        QVERIFY2(!result.error, message(result));
        QVERIFY(!read(u"/proc/version"_s).isEmpty());
        QCOMPARE(read(remote()), read(u"/proc/version"_s));
        QCOMPARE(result.size, read(u"/proc/version"_s).size());
    }

    void shouldSayWhatIsNotThere_data() { addDirections(); }
    void shouldSayWhatIsNotThere()
    {
        QFETCH(Direction, direction);

        const TransferResult result = copy(transfer(direction));

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::NotFound);
        QCOMPARE(entries(direction), QStringList());
    }

    void shouldNotFollowALinkInThePlaceOfThePart_data() { addDirections(); }
    void shouldNotFollowALinkInThePlaceOfThePart()
    {
        QFETCH(Direction, direction);
        write(source(direction), "new", 0644);
        const QString precious = m_folder->filePath(u"precious"_s);
        write(precious, "mine", 0644);
        QVERIFY(QFile::link(precious, part(direction)));

        const TransferResult result = copy(transfer(direction));

        QVERIFY(result.error);
        QCOMPARE(read(precious), "mine"_ba);
    }

private:
    static SshTarget target(const QString &name, const SshdFixture &sshd)
    {
        SshTarget target;
        target.name = name;
        target.host = u"127.0.0.1"_s;
        target.port = sshd.port();
        target.identity = sshd.userKey();
        target.knownHosts = sshd.knownHosts();
        return target;
    }
    static void addDirections()
    {
        QTest::addColumn<Direction>("direction");
        QTest::newRow("up") << Direction::Upload;
        QTest::newRow("down") << Direction::Download;
    }
    static QByteArray sample(qsizetype size)
    {
        QByteArray content(size, Qt::Uninitialized);
        for (qsizetype i = 0; i < size; ++i)
            content[i] = char(i * 31 + i / 251 + i / 65'537);
        return content;
    }
    static const char *message(const TransferResult &result)
    {
        static QByteArray text;
        text = result.error
            ? QString(result.error->message + u" / "_s + result.error->detail).toUtf8()
            : QByteArray();
        return text.constData();
    }
    QString local() const { return m_folder->filePath(u"here/file"_s); }
    QString remote() const { return m_folder->filePath(u"there/file"_s); }
    QString source(Direction direction) const
    {
        return direction == Direction::Upload ? local() : remote();
    }
    QString goal(Direction direction) const
    {
        return direction == Direction::Upload ? remote() : local();
    }
    QString part(Direction direction) const
    {
        return QFileInfo(goal(direction)).path() + u"/.file.slipway-part"_s;
    }
    QStringList entries(Direction direction) const
    {
        return QFileInfo(goal(direction))
            .dir()
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                       QDir::Name);
    }
    Transfer transfer(Direction direction) const
    {
        Transfer transfer;
        transfer.direction = direction;
        transfer.localPath = QFile::encodeName(local());
        transfer.remotePath = QFile::encodeName(remote());
        return transfer;
    }
    static void write(const QString &path, const QByteArray &content, int mode)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        QVERIFY(::fchmod(file.handle(), mode_t(mode)) == 0);
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "unreadable"_ba;
    }
    static int modeOf(const QString &path)
    {
        struct stat status{};
        ::stat(path.toUtf8().constData(), &status);
        return int(status.st_mode & 07777U);
    }
    TransferResult copy(const Transfer &what, const QString &server = u"web-1"_s)
    {
        auto running = m_connections->transfers(server).start(what);
        QSignalSpy ended(running.get(), &RunningTransfer::finished);
        if (!ended.wait(60000)) {
            TransferResult result;
            result.error = Error{ErrorCode::Timeout, u"The transfer did not end."_s};
            return result;
        }
        return ended.first().first().value<TransferResult>();
    }

    SshdFixture m_sshd;
    SshdFixture m_plain;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSshTransfers)
#include "tst_sshtransfers.moc"
