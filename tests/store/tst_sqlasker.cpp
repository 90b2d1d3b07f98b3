// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlasker.h"

#include "store/postgresfixture.h"

#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTcpSocket>
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
        if (m_postgres->isReady())
            change(u"CREATE TABLE o (a int)"_s);
    }
    void cleanupTestCase()
    {
        QSqlDatabase::removeDatabase(u"made"_s);
        QSqlDatabase::removeDatabase(u"server"_s);
    }

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
        QVERIFY(!ask(sqlite(u"WITH a AS (SELECT 1) DELETE FROM orders"_s)));
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
        QVERIFY2(m_message.contains(u"shop.db failed"_s), qPrintable(m_message));
    }

    void shouldSendNothingThatMayChangeAFile_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("reason");
        const QString noSelect = u"does not begin with SELECT"_s;
        const QString two = u"more than one statement"_s;
        QTest::newRow("vacuum") << u"vacuum into '%1'"_s << noSelect;
        QTest::newRow("attach") << u"ATTACH '%1' AS made"_s << noSelect;
        QTest::newRow("pragma") << u"PRAGMA journal_mode = wal"_s << noSelect;
        QTest::newRow("delete") << u"DELETE FROM orders"_s << noSelect;
        QTest::newRow("nothing") << u" -- SELECT 1"_s << noSelect;
        QTest::newRow("a bracket") << u"(vacuum into '%1')"_s << noSelect;
        // Comments end sooner here than in PostgreSQL, or later.
        QTest::newRow("comment") << u"/* /* */ vacuum into '%1' /* */ */ SELECT 1"_s << noSelect;
        QTest::newRow("line") << u"-- \r SELECT 1 \n vacuum into '%1'"_s << noSelect;
        QTest::newRow("two") << u"SELECT 5; SELECT 6"_s << two;
        QTest::newRow("two, the second writes") << u"SELECT 5; vacuum into '%1'"_s << two;
    }

    void shouldSendNothingThatMayChangeAFile()
    {
        QFETCH(QString, query);
        QFETCH(QString, reason);
        const QString made = m_folder.filePath(u"changed.db"_s);

        QVERIFY(!ask(sqlite(query.replace(u"%1"_s, made))));

        QVERIFY2(m_message.contains(reason), qPrintable(m_message));
        QVERIFY2(m_message.contains(u"shop.db"_s), qPrintable(m_message));
        QVERIFY2(m_message.contains(u"one SELECT"_s), qPrintable(m_message));
        QVERIFY(!QFile::exists(made));
    }

    void shouldTakeASemicolonInTextForNoEnd()
    {
        const auto answer = ask(sqlite(u" /* ; */ select ';' || 'a'';b' AS [c;'d] -- ;\n, `total` "
                                       "AS \"e;\" FROM orders WHERE id = 1 ; ; -- the end"_s));
        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row, (QVariantList{u";a';b"_s, 9.5}));
    }

    void shouldSayWhatIsNoDatabase()
    {
        SqlQuestion question = sqlite(u"SELECT 1"_s);
        question.database = m_folder.filePath(u"noise.db"_s);
        QFile noise(question.database);
        QVERIFY(noise.open(QIODevice::WriteOnly));
        noise.write(QByteArray(5000, 'x'));
        noise.close();
        QVERIFY(!ask(question));
        QVERIFY2(m_message.contains(u"noise.db is no database"_s), qPrintable(m_message));
        QVERIFY(noise.resize(0));
        QVERIFY(!ask(question));
        QVERIFY2(m_message.contains(u"noise.db is empty"_s), qPrintable(m_message));
        question.database = m_folder.path();
        QVERIFY(!ask(question));
        QVERIFY2(m_message.contains(u"is a folder"_s), qPrintable(m_message));
    }

    void shouldSayThatAFileIsLocked()
    {
        QSqlDatabase other = QSqlDatabase::database(u"made"_s);
        QVERIFY(other.isOpen());
        QSqlQuery lock(other);
        QVERIFY(lock.exec(u"BEGIN EXCLUSIVE"_s));
        SqlQuestion question = sqlite(u"SELECT count(*) FROM orders"_s);
        question.timeout = std::chrono::seconds(2);
        QElapsedTimer timer;
        timer.start();

        const auto locked = ask(question);

        const qint64 elapsed = timer.elapsed();
        const QString message = m_message;
        QVERIFY(lock.exec(u"ROLLBACK"_s));
        QVERIFY(!locked);
        QVERIFY2(message.contains(u"shop.db is locked by another program"_s), qPrintable(message));
        QVERIFY2(elapsed >= 800 && elapsed < 2000, qPrintable(QString::number(elapsed)));
        QVERIFY2(ask(question), qPrintable(m_message));
    }

    void shouldAskAServer()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        const auto answer = ask(postgres(u"SELECT 41.5::numeric + 1"_s));
        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row.first().toDouble(), 42.5);
        QVERIFY(!ask(postgres(u"WITH a AS (INSERT INTO o VALUES (1) RETURNING 1) TABLE a"_s)));
        QVERIFY2(m_message.contains(u"read-only"_s), qPrintable(m_message));
    }

    void shouldSendNothingThatMayChangeAServer_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("reason");
        const QString noSelect = u"does not begin with SELECT"_s;
        const QString two = u"more than one statement"_s;
        const QString blank = u"Write a blank"_s;
        const QString readOnly = u"read-only"_s;
        const QString insert = u"; commit; insert into o values (1); select 1 "_s;
        QTest::newRow("begin") << u"begin read write"_s + insert << two;
        QTest::newRow("commit")
            << u"commit; set transaction_read_only=off; insert into o values (1); select 1"_s
            << two;
        QTest::newRow("two") << u"select 5; select 6"_s << two;
        QTest::newRow("insert") << u"insert into o values (1)"_s << noSelect;
        QTest::newRow("do") << u"do $$ begin insert into o values (1); end $$"_s << noSelect;
        QTest::newRow("set") << u"set transaction read write"_s << noSelect;
        QTest::newRow("a setting")
            << u"select set_config('transaction_read_only', 'off', true)"_s << u"failed"_s;
        QTest::newRow("explain") << u"explain analyze insert into o values (1)"_s << readOnly;
        QTest::newRow("into") << u"select 1 as a into made"_s << readOnly;
        // What looks as if it hid the semicolon.
        QTest::newRow("dollars") << u"select $$ ' $$"_s + insert + u"-- '"_s << two;
        QTest::newRow("named dollars") << u"select $a$ ' $b$ $a$"_s + insert + u"-- '"_s << two;
        QTest::newRow("dollars of a word") << u"select 1 as a$$"_s + insert + u"as b$$"_s << two;
        QTest::newRow("dollars of a number") << u"select 0x1$$"_s + insert + u"--$$"_s << blank;
        QTest::newRow("quote of a number") << u"select 1e'\\'"_s + insert + u"--'"_s << blank;
        QTest::newRow("backslash") << u"select '\\'"_s + insert + u"-- '"_s << two;
        QTest::newRow("escape") << u"select E'\\' '"_s + insert + u"-- '"_s << two;
        QTest::newRow("escape that goes on")
            << u"select E'a'\n'b\\' , '"_s + insert + u"-- '"_s << two;
        QTest::newRow("comment") << u"select 1 /* /* */ */"_s + insert << two;
        QTest::newRow("comment with a quote")
            << u"select 1 /* /* */ ' */"_s + insert + u"-- '"_s << two;
        QTest::newRow("line") << u"select 1 --\r"_s + insert << two;
        QTest::newRow("array") << u"select (array['x]'])[1]"_s + insert + u"-- '"_s << two;
        QTest::newRow("operator") << u"select 1 ` 2"_s + insert + u"-- `"_s << two;
    }

    void shouldSendNothingThatMayChangeAServer()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        QFETCH(QString, query);
        QFETCH(QString, reason);

        QVERIFY(!ask(postgres(query)));

        QVERIFY2(m_message.contains(reason), qPrintable(m_message));
        QVERIFY2(m_message.contains(u"postgres@127.0.0.1"_s), qPrintable(m_message));
        QCOMPARE(ask(postgres(u"SELECT count(*) FROM o"_s))->row.first().toInt(), 0);
    }

    void shouldTakeASemicolonInTextOfAServerForNoEnd()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        const auto answer
            = ask(postgres(u"/* ; /* ; */ ; */ (select ';' || $$;$$ || $a$;$$;$a$ || E'\\';' -- ;\r"
                           " || (array['x;'])[1] || 'y\\' as \"b;\") ; ; -- the end"_s));
        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row, QVariantList{u";;;$$;';x;y\\"_s});
        QVERIFY2(ask(postgres(u"SHOW server_version_num"_s)), qPrintable(m_message));
        QVERIFY2(ask(postgres(u"TABLE o"_s)), qPrintable(m_message));
    }

    void shouldReadBackslashesAsThereIsNoOtherWay()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        change(u"ALTER DATABASE postgres SET standard_conforming_strings = off"_s);
        const QString text = u"'' ; commit; insert into o values (1); select ''"_s;

        const auto answer = ask(postgres(u"select '\\"_s + text + u"'"_s));

        change(u"ALTER DATABASE postgres RESET standard_conforming_strings"_s);
        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row.first().toString(), u'\\' + QString(text).replace(u"''"_s, u"'"_s));
        QCOMPARE(ask(postgres(u"SELECT count(*) FROM o"_s))->row.first().toInt(), 0);
    }

    void shouldUseTlsToOtherMachines()
    {
        if (!m_postgres->isReady() || !m_postgres->hasTls())
            QSKIP("PostgreSQL or openssl is not installed.");
        SqlQuestion far
            = postgres(u"SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()"_s);
        far.host = notLoopback();

        const auto answer = ask(far);

        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row.first().toInt(), 1);
    }

    void shouldAskThroughASocket()
    {
        if (!m_postgres->isReady())
            QSKIP("PostgreSQL is not installed, or cannot be started by this account.");
        SqlQuestion near = postgres(u"SELECT 3"_s);
        near.host = m_postgres->folder();

        const auto answer = ask(near);

        QVERIFY2(answer, qPrintable(m_message));
        QCOMPARE(answer->row.first().toInt(), 3);
    }

    void shouldSendNoPasswordWithoutTls_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isNear");
        QTest::newRow("this machine") << u"127.0.0.1"_s << true;
        QTest::newRow("another") << notLoopback() << false;
    }

    void shouldSendNoPasswordWithoutTls()
    {
        if (!QSqlDatabase::isDriverAvailable(u"QPSQL"_s))
            QSKIP("Qt's driver for PostgreSQL is not installed.");
        QFETCH(QString, host);
        QFETCH(bool, isNear);
        QTcpServer plain;
        QVERIFY(plain.listen(QHostAddress::LocalHost));
        QByteArray received;
        connect(&plain, &QTcpServer::newConnection, this, [&plain, &received] {
            QTcpSocket *socket = plain.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, &received] {
                received += socket->readAll();
                // The question for TLS has eight bytes; who sends more goes on without.
                if (received.size() == 8)
                    socket->write("N");
                else
                    socket->close();
            });
        });
        SqlQuestion question = postgres(u"SELECT 1"_s);
        question.host = host;
        question.port = plain.serverPort();

        const QFuture<Result<SqlAnswer>> answer = askDatabase(question);
        QTRY_VERIFY(answer.isFinished());

        QVERIFY(!answer.result());
        const QString message = answer.result().error().message;
        QCOMPARE(received.contains("slipway"), isNear);
        QVERIFY2(message.contains(u"offers no TLS"_s) != isNear, qPrintable(message));
        QVERIFY2(message.contains(u"postgres@"_s + host), qPrintable(message));
    }

    void shouldEndWhatTakesTooLongInAFile()
    {
        SqlQuestion endless
            = sqlite(u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                     "SELECT count(*) FROM n"_s);
        endless.timeout = std::chrono::milliseconds(300);
        QElapsedTimer timer;
        timer.start();

        QVERIFY(!ask(endless));

        QVERIFY2(timer.elapsed() >= 300 && timer.elapsed() < 3000,
                 qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(m_message.contains(u"took longer than"_s), qPrintable(m_message));
        QVERIFY2(ask(sqlite(u"SELECT count(*) FROM orders"_s)), qPrintable(m_message));
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
    /// Leads to this machine, which nobody can know who only looks at it.
    static QString notLoopback() { return u"0.0.0.0"_s; }
    void change(const QString &statement) const
    {
        QSqlDatabase server = QSqlDatabase::database(u"server"_s, false);
        if (!server.isValid())
            server = QSqlDatabase::addDatabase(u"QPSQL"_s, u"server"_s);
        server.setHostName(u"127.0.0.1"_s);
        server.setPort(m_postgres->port());
        server.setDatabaseName(u"postgres"_s);
        server.setUserName(PostgresFixture::user());
        server.setPassword(PostgresFixture::password());
        QVERIFY2(server.open(), qPrintable(server.lastError().text()));
        QSqlQuery query(server);
        QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
    }
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
