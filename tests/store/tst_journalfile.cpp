// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"

#include "store/schema.h"
#include "store/sqlconnection.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QtEndian>
#include <QTest>

using namespace slipway;
using namespace slipway::testing;

namespace {

/// Every table, index and column, as SQLite tells them.
QStringList schemaOf(const QString &path)
{
    QStringList schema;
    const auto connection = SqlConnection::open(path, SqlConnection::Mode::ReadOnly);
    if (!connection)
        return {};
    const auto add = [&schema](const QSqlQuery &row) -> Result<void> {
        QStringList cells;
        for (int i = 0; row.value(i).isValid(); ++i)
            cells += row.value(i).toString();
        schema += cells.join(u" | "_s);
        return {};
    };
    if (!(*connection)
             ->read(u"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"_s, {}, add)
        || !(*connection)
                ->read(u"SELECT t.name, c.* FROM sqlite_schema t, pragma_table_xinfo(t.name) c"
                       " WHERE t.type = 'table' ORDER BY t.name, c.cid"_s,
                       {}, add)) {
        return {};
    }
    return schema;
}

bool makeVersion(const QString &path, qsizetype version)
{
    const auto connection = SqlConnection::open(path, SqlConnection::Mode::ReadWrite);
    return connection && (*connection)->run(u"PRAGMA application_id=%1"_s.arg(journalApplicationId))
        && migrate(**connection, journalMigrations().first(version));
}

void setHeader(QByteArray &file, qsizetype at, qint32 value)
{
    qToBigEndian(value, file.data() + at);
}

} // namespace

class TestJournalFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldBeReadableByItsOwnerOnly()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->append(startedRun(u"r1"_s, 2)).result());
        const auto readWrite
            = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;

        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u".lock"_s})
            QCOMPARE(QFileInfo(folder.path() + suffix).permissions(), readWrite);
        QCOMPARE(QFileInfo(QFileInfo(folder.path()).path()).permissions(),
                 readWrite | QFile::ExeOwner | QFile::ExeUser);
    }

    void shouldLeaveOneFileAndItsLockBehind()
    {
        JournalFolder folder;
        QVERIFY(folder.open()->append(startedRun(u"r1"_s, 2)).result());

        QCOMPARE(QFileInfo(folder.path()).dir().entryList(QDir::Files),
                 (QStringList{u"journal.sqlite"_s, u"journal.sqlite.lock"_s}));
    }

    void shouldRefuseAFileThatIsNotItsOwnAndLeaveIt_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("word");

        JournalFolder folder;
        folder.open();
        const QByteArray journal = contentOf(folder.path());
        QByteArray foreign = journal;
        setHeader(foreign, 68, 0x0f055112);
        QByteArray unmarked = journal;
        setHeader(unmarked, 68, 0);
        QByteArray newer = journal;
        setHeader(newer, 60, 999);

        QTest::newRow("text") << "not a database at all\n"_ba << u"not a journal"_s;
        QTest::newRow("one byte") << "S"_ba << u"not a journal"_s;
        QTest::newRow("only the header") << journal.first(100) << u"damaged"_s;
        QTest::newRow("half of it") << journal.first(journal.size() / 2) << u"damaged"_s;
        QTest::newRow("all but a byte") << journal.chopped(1) << u"damaged"_s;
        QTest::newRow("another program's") << foreign << u"not a journal"_s;
        QTest::newRow("unmarked") << unmarked << u"not a journal"_s;
        QTest::newRow("newer") << newer << u"newer version"_s;
    }

    void shouldRefuseAFileThatIsNotItsOwnAndLeaveIt()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, word);
        JournalFolder folder;
        QVERIFY(QDir().mkpath(QFileInfo(folder.path()).path()));
        QVERIFY(writeFile(folder.path(), content));

        const auto journal = SqlJournal::open(folder.path(), SqlJournal::Access::ReadWrite);

        QVERIFY(!journal);
        QCOMPARE(journal.error().code, ErrorCode::InvalidInput);
        QVERIFY2(journal.error().message.contains(word), qPrintable(journal.error().message));
        QCOMPARE(contentOf(folder.path()), content);
        QVERIFY(!QFile::exists(folder.path() + u"-wal"_s));
    }

    void shouldTakeAnEmptyFileForNone()
    {
        JournalFolder folder;
        QVERIFY(QDir().mkpath(QFileInfo(folder.path()).path()));
        QVERIFY(writeFile(folder.path(), {}));

        QVERIFY(folder.open()->append(startedRun(u"r1"_s, 2)).result());
    }

    void shouldNotPlayAStrangersLogIntoANewJournal()
    {
        JournalFolder folder;
        const auto first = folder.open();
        QVERIFY(first->append(startedRun(u"r1"_s, 20)).result());
        const QByteArray log = contentOf(folder.path() + u"-wal"_s);
        JournalFolder other;
        QVERIFY(QDir().mkpath(QFileInfo(other.path()).path()));
        QVERIFY(writeFile(other.path() + u"-wal"_s, log));

        const auto second = other.open();

        QVERIFY(second->runs().result()->isEmpty());
        QCOMPARE(QFileInfo(other.path()).dir().entryList({u"*.orphan-*"_s}).size(), 1);
    }

    void shouldGoOnWithoutItsLogWhenThatWasDeleted()
    {
        JournalFolder folder;
        QVERIFY(folder.open()->append(startedRun(u"r1"_s, 4)).result());
        QByteArray file;
        {
            const auto journal = folder.open();
            QVERIFY(journal->append({eventOf(u"r1"_s, 5)}).result());
            file = contentOf(folder.path());
        }
        QVERIFY(writeFile(folder.path(), file));

        const auto journal = folder.open();

        QVERIFY(journal->verify(RunId(u"r1"_s)).result());
        QCOMPARE(journal->events(RunId(u"r1"_s)).result()->size(), 4);
    }

    void shouldMigrateEveryVersionToWhatAFreshOneIs()
    {
        JournalFolder fresh;
        fresh.open();
        const QStringList expected = schemaOf(fresh.path());
        QVERIFY(expected.size() > 20);

        for (qsizetype version = 0; version <= journalMigrations().size(); ++version) {
            JournalFolder older;
            QVERIFY(QDir().mkpath(QFileInfo(older.path()).path()));
            QVERIFY(makeVersion(older.path(), version));
            older.open();
            QCOMPARE(schemaOf(older.path()), expected);
        }
    }

    void shouldLeaveTheFileAsItWasWhenAMigrationFails()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"x.sqlite"_s);
        const QList<Migration> first{{u"CREATE TABLE a (x TEXT) STRICT"_s}};
        QList<Migration> broken = first;
        broken.append(Migration{u"CREATE TABLE b (x TEXT) STRICT"_s, u"CREATE TABLE a (y)"_s});
        {
            const auto connection = SqlConnection::open(path, SqlConnection::Mode::ReadWrite);
            QVERIFY(migrate(**connection, first));
        }
        const QStringList before = schemaOf(path);

        {
            const auto connection = SqlConnection::open(path, SqlConnection::Mode::ReadWrite);
            QVERIFY(!migrate(**connection, broken));
            QCOMPARE((*connection)->value(u"PRAGMA user_version"_s)->toInt(), 1);
        }

        QCOMPARE(schemaOf(path), before);
    }

    void shouldNoticeOrSurviveFlippedBytes()
    {
        JournalFolder original;
        const QList<RunEvent> written = startedRun(u"r1"_s, 200);
        QVERIFY(original.open()->append(written).result());
        const QByteArray whole = contentOf(original.path());
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        int noticed = 0;

        for (int i = 0; i < 300; ++i) {
            QByteArray damaged = whole;
            const qsizetype at = qsizetype(random.bounded(qint64(whole.size())));
            damaged[at] = char(damaged[at] ^ (1 << random.bounded(8)));
            JournalFolder folder;
            QVERIFY(QDir().mkpath(QFileInfo(folder.path()).path()));
            QVERIFY(writeFile(folder.path(), damaged));

            const auto journal = SqlJournal::open(folder.path(), SqlJournal::Access::ReadWrite);
            if (!journal) {
                ++noticed;
                QVERIFY(!journal.error().message.isEmpty());
                continue;
            }
            const auto events = (*journal)->events(RunId(u"r1"_s)).result();
            // Damage may hit unused bytes; then what is read must be what was written.
            if (events)
                QCOMPARE(*events, written);
            else
                ++noticed;
        }
        QVERIFY(noticed > 0);
    }
};

QTEST_GUILESS_MAIN(TestJournalFile)
#include "tst_journalfile.moc"
