// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/httptestserver.h"
#include "support/slipwayctl.h"
#include "support/smtpserver.h"

using namespace Qt::StringLiterals;
using namespace slipway;

/// A test message to people, by the real program to real servers.
class TestSlipwayctlNotify : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<CtlWorkspace>(); }

    void shouldSendAMail()
    {
        const SmtpServer server;
        if (!server.isReady())
            QSKIP("aiosmtpd is not installed.");
        declare("{name: ops, mail: {server: \"smtp://127.0.0.1:" + QByteArray::number(server.port())
                + "\", from: slipway@example.com, to: \"{{ secrets.LEAD }}\"}}");

        const Ended ended = test(u"ops"_s);

        QVERIFY2(ended.exitCode == 0, qPrintable(ended.err));
        QCOMPARE(ended.out, u"The test message to “ops” was delivered.\n"_s);
        QCOMPARE(server.mails().size(), 1);
        const QByteArray mail = server.mails().first();
        QVERIFY2(mail.contains("RCPT TO lead@example.com\r\n"), mail.constData());
        const QByteArray body
            = QByteArray::fromBase64(mail.sliced(mail.lastIndexOf("\r\n\r\n") + 4));
        QVERIFY2(
            body.contains("Test message from Slipway: messages of Shop (prod) to “ops” arrive."),
            body.constData());
    }

    void shouldSayWhyAMailWasRefused()
    {
        const SmtpServer server({u"refuse=lead@example.com"_s});
        if (!server.isReady())
            QSKIP("aiosmtpd is not installed.");
        declare("{name: ops, mail: {server: \"smtp://127.0.0.1:" + QByteArray::number(server.port())
                + "\", from: slipway@example.com, to: lead@example.com}}");

        const Ended ended = test(u"ops"_s);

        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.err.contains("Nobody of that name"_L1), qPrintable(ended.err));
        QVERIFY(ended.out.isEmpty());
        QVERIFY(server.mails().isEmpty());
    }

    void shouldNotRepeatASecretThatTheServerRepeats()
    {
        const SmtpServer server(
            {u"login=ops:pw"_s, u"login-says=535 5.7.8 No such password: hunter2hunter2"_s});
        if (!server.isReady())
            QSKIP("aiosmtpd is not installed.");
        declare("{name: ops, mail: {server: \"smtp://127.0.0.1:" + QByteArray::number(server.port())
                + "\", from: slipway@example.com, to: lead@example.com, user: ops, password: \"{{ "
                  "secrets.MAIL }}\"}}");

        const Ended ended = test(u"ops"_s);

        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.err.contains("535 5.7.8 No such password: "_L1), qPrintable(ended.err));
        QVERIFY2(!ended.err.contains("hunter2"_L1), qPrintable(ended.err));
    }

    void shouldPostToAWebhook_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("err");
        QTest::newRow("taken") << 200 << 0 << QString();
        QTest::newRow("refused") << 403 << 1 << u"403"_s;
    }
    void shouldPostToAWebhook()
    {
        QFETCH(int, status);
        QFETCH(int, exitCode);
        QFETCH(QString, err);
        const HttpTestServer server([status](const HttpTestServer::Request &) {
            return HttpTestServer::reply(status, "ok");
        });
        declare("{name: team, webhook: \"" + server.url().toString().toUtf8() + "\"}");

        const Ended ended = test(u"team"_s);

        QVERIFY2(ended.exitCode == exitCode && ended.err.contains(err), qPrintable(ended.err));
        QCOMPARE(server.requests().size(), 1);
        QVERIFY2(server.requests().first().body.contains("Test message from Slipway"),
                 server.requests().first().body.constData());
    }

    void shouldRefuseWithWhatThereIs_data()
    {
        QTest::addColumn<QByteArray>("declared");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("err");
        QTest::newRow("another name")
            << "{name: team, webhook: \"http://127.0.0.1:1/\"}"_ba << 2 << u"It has: team."_s;
        QTest::newRow("no name") << "{webhook: \"http://127.0.0.1:1/\", on: [failed]}"_ba << 2
                                 << u"It has none with a name"_s;
        QTest::newRow("no secret")
            << "{name: ops, webhook: \"{{ secrets.NONE }}\"}"_ba << 1 << u"NONE"_s;
        QTest::newRow("nobody listens")
            << "{name: ops, webhook: \"http://127.0.0.1:1/\"}"_ba << 1 << u"127.0.0.1"_s;
    }
    void shouldRefuseWithWhatThereIs()
    {
        QFETCH(QByteArray, declared);
        QFETCH(int, exitCode);
        QFETCH(QString, err);
        declare(declared);

        const Ended ended = test(u"ops"_s);

        QCOMPARE(ended.exitCode, exitCode);
        QVERIFY2(ended.err.contains(err), qPrintable(ended.err));
    }

private:
    void declare(const QByteArray &target)
    {
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {}}\n"
                           "notify:\n  - "
                               + target + '\n');
    }
    /// The servers answer from this process, so it must not stand still meanwhile.
    Ended test(const QString &name)
    {
        QProcess process;
        m_workspace->prepare(process);
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(u"SLIPWAY_SECRET_LEAD"_s, u"lead@example.com"_s);
        environment.insert(u"SLIPWAY_SECRET_MAIL"_s, u"hunter2hunter2"_s);
        process.setProcessEnvironment(environment);
        process.setArguments({u"notify"_s, u"test"_s, name});
        process.start();
        if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; },
                             60'000))
            process.kill();
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }

    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlNotify)
#include "tst_slipwayctl_notify.moc"
