// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlasker.h"

#include "store/postgresfixture.h"

#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Against a file of SQLite and a server of PostgreSQL.
class TestSqlAsker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QSqlDatabase made = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"made"_s);
        made.setDatabaseName(file());
        QVERIFY(made.open());
        QSqlQuery query(made);
        QVERIFY(query.exec(u"CREATE TABLE orders (id INTEGER PRIMARY KEY, total REAL)"_s));
        QVERIFY(query.exec(u"INSERT INTO orders VALUES (1, 9.5), (2, 20.5)"_s));
        query.finish();
        made.close();
        m_postgres = std::make_unique<PostgresFixture>();
    }
    void cleanupTestCase() { QSqlDatabase::removeDatabase(u"made"_s); }

    void shouldAskAFile()
    {
        const auto answer = ask(sqlite(u"SELECT sum(total) FROM orders"_s));
        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row, QVariantList{30.0});
        QVERIFY(!answer->hasMore);
        const auto rows = ask(sqlite(u"SELECT id, total FROM orders ORDER BY id"_s));
        QCOMPARE(rows->row.size(), 2);
        QVERIFY(rows->hasMore);
        QVERIFY(ask(sqlite(u"SELECT id FROM orders WHERE id > 5"_s))->row.isEmpty());
    }

    void shouldOnlyRead()
    {
        QVERIFY(!ask(sqlite(u"DELETE FROM orders"_s)));
        QVERIFY2(m_message.contains(u"readonly"_s), qPrintable(m_message));
        QCOMPARE(ask(sqlite(u"SELECT count(*) FROM orders"_s))->row.first().toInt(), 2);
    }

    void shouldSayWhatIsWrong()
    {
        SqlQuestion gone = sqlite(u"SELECT 1"_s);
        gone.database = m_folder.filePath(u"gone.db"_s);
        QVERIFY(!ask(gone));
        QVERIFY2(m_message.contains(u"gone.db"_s), qPrintable(m_message));
        QVERIFY(!QFile::exists(gone.database));
        QVERIFY(!ask(sqlite(u"SELECT total FROM nowhere"_s)));
        QVERIFY2(m_message.contains(u"nowhere"_s), qPrintable(m_message));
    }

    void shouldAskAServer()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        const auto answer = ask(postgres(u"SELECT 41.5::numeric + 1"_s));
        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row.first().toDouble(), 42.5);
        QVERIFY(!ask(postgres(u"CREATE TABLE made (a int)"_s)));
        QVERIFY2(m_message.contains(u"read-only"_s), qPrintable(m_message));
    }

    void shouldEndWhatTakesTooLong()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        SqlQuestion slow = postgres(u"SELECT pg_sleep(60)"_s);
        slow.timeout = std::chrono::milliseconds(500);
        QElapsedTimer timer;
        timer.start();

        QVERIFY(!ask(slow));

        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(m_message.contains(u"longer than"_s), qPrintable(m_message));
    }

    void shouldSayThatAServerRefuses()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        SqlQuestion wrong = postgres(u"SELECT 1"_s);
        wrong.password = u"s3cret-guess"_s;
        QVERIFY(!ask(wrong));
        QVERIFY2(m_message.contains(u"password authentication failed"_s), qPrintable(m_message));
        QVERIFY(!m_message.contains(u"s3cret"_s));
        wrong = postgres(u"SELECT 1"_s);
        wrong.port = 1;
        QVERIFY(!ask(wrong));
    }

private:
    QString file() const { return m_folder.filePath(u"shop.db"_s); }
    SqlQuestion sqlite(const QString &query) const
    {
        SqlQuestion question;
        question.database = file();
        question.query = query;
        return question;
    }
    SqlQuestion postgres(const QString &query) const
    {
        SqlQuestion question;
        question.driver = SqlQuestion::Driver::Postgresql;
        question.host = u"127.0.0.1"_s;
        question.port = m_postgres->port();
        question.database = u"postgres"_s;
        question.user = PostgresFixture::user();
        question.password = PostgresFixture::password();
        question.query = query;
        return question;
    }
    Result<SqlAnswer> ask(const SqlQuestion &question)
    {
        const Result<SqlAnswer> answer = askDatabase(question).result();
        m_message = answer ? QString() : answer.error().message;
        return answer;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<PostgresFixture> m_postgres;
    QString m_message;
};

QTEST_GUILESS_MAIN(TestSqlAsker)
#include "tst_sqlasker.moc"
