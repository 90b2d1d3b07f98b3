// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

#include <sys/mount.h>
#include <unistd.h>

using namespace slipway;
using namespace slipway::testing;

namespace {

/// A file system of 2 MiB of its own; only root can have one.
class SmallDisk
{
public:
    SmallDisk()
        : m_mounted(::mount("tmpfs", QFile::encodeName(m_folder.path()).constData(), "tmpfs", 0,
                            "size=2m")
                    == 0)
    { }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(QFile::encodeName(m_folder.path()).constData(), MNT_DETACH);
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    bool isMounted() const { return m_mounted; }
    QString journal() const { return m_folder.filePath(u".slipway/journal.sqlite"_s); }

    /// Takes all the space that is left.
    void fill()
    {
        QFile ballast(m_folder.filePath(u"ballast"_s));
        if (!ballast.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return;
        while (ballast.write(QByteArray(4096, 'x')) == 4096) { }
    }
    void makeRoom() { QFile::remove(m_folder.filePath(u"ballast"_s)); }

private:
    QTemporaryDir m_folder;
    bool m_mounted;
};

} // namespace

class TestJournalDisk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldSayThatTheDiskIsFullAndGoOnWhenThereIsRoom()
    {
        SmallDisk disk;
        if (!disk.isMounted())
            QSKIP("Mounting a small disk needs root.");
        auto journal = SqlJournal::open(disk.journal(), SqlJournal::Access::ReadWrite);
        QVERIFY(journal);
        QVERIFY((*journal)->append(startedRun(u"r1"_s, 10)).result());
        disk.fill();

        Result<void> refused;
        qint64 seq = 11;
        while (refused && seq < 2000)
            refused = (*journal)->append({eventOf(u"r1"_s, seq++)}).result();
        QVERIFY(!refused);
        const Result<void> again = (*journal)->append({eventOf(u"r1"_s, seq - 1)}).result();
        disk.makeRoom();
        // The kernel gives the blocks of a removed file back a moment later.
        Result<void> after;
        const bool recovered = QTest::qWaitFor([&] {
            after = (*journal)->append({eventOf(u"r1"_s, seq - 1)}).result();
            return after.has_value();
        });

        QCOMPARE(refused.error().code, ErrorCode::Io);
        QVERIFY2(refused.error().message.contains(u"full"_s), qPrintable(refused.error().message));
        QVERIFY(!again);
        QVERIFY2(recovered, recovered ? "" : qPrintable(after.error().detail));
        QCOMPARE((*journal)->events(RunId(u"r1"_s)).result()->size(), seq - 1);
        journal = {};
        const auto reopened = SqlJournal::open(disk.journal(), SqlJournal::Access::ReadWrite);
        QVERIFY(reopened);
        QVERIFY((*reopened)->verify(RunId(u"r1"_s)).result());
    }

    void shouldRecordEventsAlthoughOutputHasNoRoom()
    {
        SmallDisk disk;
        if (!disk.isMounted())
            QSKIP("Mounting a small disk needs root.");
        const auto journal = SqlJournal::open(disk.journal(), SqlJournal::Access::ReadWrite);
        QVERIFY(journal);
        QVERIFY((*journal)->append(startedRun(u"r1"_s, 10)).result());

        for (int i = 0; i < 40; ++i)
            (*journal)->appendOutput(chunk(QByteArray(200'000, 'x'), QString::number(i)));
        const auto output = (*journal)->output(RunId(u"r1"_s), StepId(u"build"_s)).result();
        const Result<void> recorded = (*journal)->append({eventOf(u"r1"_s, 11)}).result();

        QVERIFY(output);
        QVERIFY(!output->isEmpty());
        QVERIFY(recorded || recorded.error().code == ErrorCode::Io);
        QVERIFY((*journal)->verify(RunId(u"r1"_s)).result());
    }

    void shouldBeReadableOnAFullDisk()
    {
        SmallDisk disk;
        if (!disk.isMounted())
            QSKIP("Mounting a small disk needs root.");
        {
            const auto journal = SqlJournal::open(disk.journal(), SqlJournal::Access::ReadWrite);
            QVERIFY(journal);
            QVERIFY((*journal)->append(startedRun(u"r1"_s, 10)).result());
        }
        disk.fill();

        const auto journal = SqlJournal::open(disk.journal(), SqlJournal::Access::ReadOnly);

        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        const auto events = (*journal)->events(RunId(u"r1"_s)).result();
        QVERIFY2(events, events ? "" : qPrintable(events.error().detail));
        QCOMPARE(events->size(), 10);
    }

    void shouldFailWhereNothingCanBeMade()
    {
        const auto journal
            = SqlJournal::open(u"/proc/slipway/journal.sqlite"_s, SqlJournal::Access::ReadWrite);

        QVERIFY(!journal);
        QCOMPARE(journal.error().code, ErrorCode::Io);
    }

    void shouldBeReadableOnAReadOnlyMedium()
    {
        JournalFolder folder;
        QVERIFY(folder.open()->append(startedRun(u"r1"_s, 10)).result());
        const QByteArray place = QFile::encodeName(QFileInfo(folder.path()).path());
        if (::mount(place.constData(), place.constData(), nullptr, MS_BIND, nullptr) != 0)
            QSKIP("Mounting a folder read-only needs root.");
        QCOMPARE(
            ::mount(nullptr, place.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr),
            0);

        {
            const auto journal = folder.open();
            const Result<void> refused = journal->append({eventOf(u"r1"_s, 11)}).result();

            QCOMPARE(journal->access(), SqlJournal::Access::ReadOnly);
            QCOMPARE(journal->events(RunId(u"r1"_s)).result()->size(), 10);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Io);
        }
        ::umount2(place.constData(), MNT_DETACH);
    }
};

QTEST_GUILESS_MAIN(TestJournalDisk)
#include "tst_journaldisk.moc"
