// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/curlmailer.h"

#include "support/printable.h"
#include "support/smtpserver.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <algorithm>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

/// Against a real mail server.
class TestCurlMailer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QProcess python;
        python.start(u"python3"_s, {u"-c"_s, u"import aiosmtpd"_s});
        if (!python.waitForFinished() || python.exitCode() != 0)
            QSKIP("aiosmtpd is not installed.");
        m_certificate = makeCertificate(m_folder, u"server.pem"_s);
        QVERIFY(!m_certificate.isEmpty());
    }

    void shouldDeliverToEveryReceiver()
    {
        const SmtpServer server;
        QVERIFY(server.isReady());

        QVERIFY2(!send(mailTo(server)), qPrintable(m_message));

        QCOMPARE(server.mails().size(), 1);
        const QByteArray mail = server.mails().first();
        QVERIFY2(mail.startsWith("MAIL FROM slipway@example.com\r\nRCPT TO a@example.com\r\n"
                                 "RCPT TO b@example.com\r\n"),
                 mail.constData());
        QVERIFY2(mail.contains("\r\nSubject: Error rate is BAD\r\n"), mail.constData());
    }

    void shouldEncryptFromTheStart()
    {
        const SmtpServer server({u"tls="_s + m_certificate});
        QVERIFY(server.isReady());
        Mail mail = mailTo(server);
        mail.route.server.replace(u"smtp://"_s, u"smtps://"_s);

        QCOMPARE(send(mail).value_or(Error()).code, ErrorCode::Refused);
        QVERIFY2(m_message.contains(u"cannot be trusted"_s), qPrintable(m_message));
        mail.route.ca = m_certificate + u".crt"_s;
        QVERIFY2(!send(mail), qPrintable(m_message));

        QCOMPARE(server.mails().size(), 1);
        QVERIFY(server.mails().first().contains("TLS True"));
    }

    void shouldEncryptByStartTls()
    {
        const SmtpServer server({u"starttls="_s + m_certificate});
        QVERIFY(server.isReady());
        Mail mail = mailTo(server);
        mail.route.ca = m_certificate + u".crt"_s;

        QVERIFY2(!send(mail), qPrintable(m_message));

        QVERIFY(server.mails().first().contains("TLS True"));
    }

    void shouldLogIn()
    {
        const SmtpServer server({u"login=ops:p w"_s});
        QVERIFY(server.isReady());
        Mail mail = mailTo(server);
        mail.route.user = u"ops"_s;
        mail.route.password = u"wrong"_s;

        QCOMPARE(send(mail).value_or(Error()).code, ErrorCode::Authentication);
        QVERIFY(!m_message.contains(u"wrong"_s));
        QVERIFY2(m_message.contains(u"535 5.7.8"_s), qPrintable(m_message));
        mail.route.password = u"p w"_s;
        QVERIFY2(!send(mail), qPrintable(m_message));
        QCOMPARE(server.mails().size(), 1);
    }

    void shouldSayWhatTheServerSaid()
    {
        const SmtpServer server({u"refuse=b@example.com"_s});
        QVERIFY(server.isReady());

        QCOMPARE(send(mailTo(server)).value_or(Error()).code, ErrorCode::Refused);

        QVERIFY2(m_message.contains(u"<b@example.com>: 550 5.1.1 Nobody of that name"_s),
                 qPrintable(m_message));
        QVERIFY(server.mails().isEmpty());
    }

    void shouldSayAllThatTheServerSaidAndNothingThatATerminalObeys()
    {
        const SmtpServer server(
            {u"refuse=b@example.com"_s,
             u"says=550-5.7.1 Not from here.\r\n550 5.7.1 \x1b]0;owned\x07See \u202eour rules"_s});
        QVERIFY(server.isReady());

        QCOMPARE(send(mailTo(server)).value_or(Error()).code, ErrorCode::Refused);

        QVERIFY2(m_message.contains(u"550 5.7.1 Not from here. 5.7.1 "_s), qPrintable(m_message));
        QVERIFY2(m_message.endsWith(u"our rules"_s), qPrintable(m_message));
        QVERIFY(std::ranges::none_of(m_message, [](QChar each) {
            return each.category() == QChar::Other_Control
                || each.category() == QChar::Other_Format;
        }));
    }

    void shouldTryAgainWhenNobodyMayLogInJustNow()
    {
        const SmtpServer server({u"login=ops:pw"_s, u"login-says=454 4.7.0 Try later"_s});
        QVERIFY(server.isReady());
        Mail mail = mailTo(server);
        mail.route.user = u"ops"_s;
        mail.route.password = u"other"_s;
        QElapsedTimer timer;
        timer.start();

        QCOMPARE(send(mail).value_or(Error()).code, ErrorCode::Authentication);

        QVERIFY2(m_message.contains(u"just now: 454 4.7.0 Try later"_s), qPrintable(m_message));
        QVERIFY(timer.elapsed() > 10'000);
    }

    void shouldSayThatAMailMayHaveArrived()
    {
        const SmtpServer server({u"hangup=yes"_s});
        QVERIFY(server.isReady());

        QCOMPARE(send(mailTo(server)).value_or(Error()).code, ErrorCode::ConnectionLost);

        QVERIFY2(m_message.contains(u"before you send it again"_s), qPrintable(m_message));
    }

    void shouldBlameTheRightCertificate_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("ca");
        QTest::addColumn<QString>("said");
        QTest::addColumn<bool>("helpsToNameOne");
        const QString here = u"IP:127.0.0.1"_s;
        QTest::newRow("unknown") << here << QString() << u"cannot be trusted"_s << true;
        QTest::newRow("of another host")
            << u"DNS:mail.example"_s << u"its own"_s << u"cannot be trusted"_s << false;
        QTest::newRow("authority is missing") << here << u"gone.pem"_s << u"gone.pem"_s << false;
        QTest::newRow("authority is a folder") << here << u"."_s << u"it is no file"_s << false;
        QTest::newRow("authority is a text")
            << here << u"text.pem"_s << u"no certificate in PEM form"_s << false;
        QTest::newRow("authority is half a certificate")
            << here << u"broken.pem"_s << u"‘ca’ names"_s << false;
    }
    void shouldBlameTheRightCertificate()
    {
        QFETCH(QString, host);
        QFETCH(QString, ca);
        QFETCH(QString, said);
        QFETCH(bool, helpsToNameOne);
        const QString certificate = makeCertificate(m_folder, u"another.pem"_s, host);
        write(u"text.pem"_s, "no certificate\n");
        write(u"broken.pem"_s, "-----BEGIN CERTIFICATE-----\nMIIB\n");
        const SmtpServer server({u"tls="_s + certificate});
        QVERIFY(server.isReady());
        Mail mail = mailTo(server);
        mail.route.server.replace(u"smtp://"_s, u"smtps://"_s);
        if (!ca.isEmpty())
            mail.route.ca
                = ca == "its own"_L1 ? QString(certificate + u".crt"_s) : m_folder.filePath(ca);

        QVERIFY(send(mail));

        QVERIFY2(m_message.contains(said), qPrintable(m_message));
        QCOMPARE(m_message.contains(u"with ‘ca’"_s), helpsToNameOne);
        QVERIFY(server.mails().isEmpty());
    }

    void shouldTryAgainWhenTheServerIsBusy()
    {
        const SmtpServer server({u"busy=1"_s});
        QVERIFY(server.isReady());

        QVERIFY2(!send(mailTo(server)), qPrintable(m_message));

        QCOMPARE(server.mails().size(), 1);
    }

    void shouldSayThatNobodyListens()
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        const quint16 port = probe.serverPort();
        probe.close();

        QCOMPARE(send(mailTo(port)).value_or(Error()).code, ErrorCode::Unreachable);
    }

    void shouldGiveUpAtOnceOnAServerThatHangs()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        CurlMailer mailer;
        const auto running = mailer.send(mailTo(silent.serverPort()));
        QSignalSpy finished(running.get(), &RunningMail::finished);
        QVERIFY(!finished.wait(300));

        QElapsedTimer timer;
        timer.start();
        running->cancel();
        QTRY_COMPARE(finished.size(), 1);

        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(finished.first().first().value<std::optional<Error>>()->code,
                 ErrorCode::Cancelled);
    }

    void shouldEndWithMailsUnderWay()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        QElapsedTimer timer;
        {
            CurlMailer mailer;
            std::vector<std::unique_ptr<RunningMail>> running;
            for (int i = 0; i < 9; ++i)
                running.push_back(mailer.send(mailTo(silent.serverPort())));
            QTest::qWait(200);
            running.pop_back(); // silently
            timer.start();
        }
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    void shouldRefuseWhatCouldBeAnotherCommand_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QStringList>("to");
        QTest::addColumn<QString>("server");
        const QStringList good{u"a@example.com"_s};
        const QString here = u"smtp://127.0.0.1:1"_s;
        QTest::newRow("sender") << u"a@b.c>\r\nDATA"_s << good << here;
        QTest::newRow("receiver") << u"a@b.c"_s << QStringList{u"x@y.z\r\nRCPT TO:<q@r.s>"_s}
                                  << here;
        QTest::newRow("no receiver") << u"a@b.c"_s << QStringList() << here;
        QTest::newRow("no server") << u"a@b.c"_s << good << QString();
        QTest::newRow("password in the address")
            << u"a@b.c"_s << good << u"smtp://ops:hunter2@127.0.0.1:1"_s;
        QTest::newRow("another protocol") << u"a@b.c"_s << good << u"file:///etc/passwd"_s;
    }

    void shouldRefuseWhatCouldBeAnotherCommand()
    {
        QFETCH(QString, from);
        QFETCH(QStringList, to);
        QFETCH(QString, server);
        Mail mail = mailTo(1);
        mail.route.from = from;
        mail.route.to = to;
        mail.route.server = server;

        QCOMPARE(send(mail).value_or(Error()).code, ErrorCode::InvalidInput);
        QVERIFY(!m_message.contains(u'\n'));
        QVERIFY(!m_message.contains(u"hunter2"_s));
    }

private:
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
    }
    static Mail mailTo(int port)
    {
        Mail mail;
        mail.route.server = u"smtp://127.0.0.1:%1"_s.arg(port);
        mail.route.from = u"slipway@example.com"_s;
        mail.route.to = {u"a@example.com"_s, u"b@example.com"_s};
        mail.subject = u"Error rate is BAD"_s;
        mail.text = u"1.2 %"_s;
        return mail;
    }
    static Mail mailTo(const SmtpServer &server) { return mailTo(server.port()); }

    std::optional<Error> send(const Mail &mail)
    {
        CurlMailer mailer;
        const auto running = mailer.send(mail);
        QSignalSpy finished(running.get(), &RunningMail::finished);
        if (!finished.wait(30'000))
            return Error{ErrorCode::Internal, u"nothing came"_s, {}};
        const auto error = finished.first().first().value<std::optional<Error>>();
        m_message = error ? error->message : QString();
        return error;
    }

    QTemporaryDir m_folder;
    QString m_certificate;
    QString m_message;
};

QTEST_GUILESS_MAIN(TestCurlMailer)
#include "tst_curlmailer.moc"
