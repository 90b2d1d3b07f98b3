// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailtext.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestMailText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldKnowAddresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isAddress");
        QTest::newRow("plain") << u"ops@example.com"_s << true;
        QTest::newRow("tagged") << u"ops+shop@mail.example.com"_s << true;
        QTest::newRow("one label") << u"root@localhost"_s << true;
        QTest::newRow("empty") << u""_s << false;
        QTest::newRow("no at") << u"example.com"_s << false;
        QTest::newRow("two ats") << u"a@b@c"_s << false;
        QTest::newRow("a name beside it") << u"Ops <ops@example.com>"_s << false;
        QTest::newRow("a second line") << u"ops@example.com\r\nBcc: x@y"_s << false;
        QTest::newRow("a line end") << u"ops@example.com\n"_s << false;
        QTest::newRow("another command") << u"a@b.c> SIZE=1"_s << false;
    }
    void shouldKnowAddresses()
    {
        QFETCH(QString, text);
        QTEST(isMailAddress(text), "isAddress");
    }

    void shouldWriteAMessageThatServersTake()
    {
        const QByteArray text
            = mailText(mail(u"Error rate is BAD"_s, u"1.2 %\nSince 14:05."_s), noon, u"id-1"_s);

        QCOMPARE(text,
                 "Date: Thu, 26 Nov 2026 12:00:00 +0000\r\nFrom: slipway@example.com\r\n"
                 "To: a@example.com,\r\n b@example.com\r\nSubject: Error rate is BAD\r\n"
                 "Message-ID: <id-1@example.com>\r\nMIME-Version: 1.0\r\n"
                 "Content-Type: text/plain; charset=utf-8\r\n"
                 "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n"
                     + "1.2 %\r\nSince 14:05.\r\n"_ba.toBase64() + "\r\n");
    }

    void shouldNotLetASubjectBeginAnotherHeader()
    {
        const QByteArray text
            = mailText(mail(u"x\r\nBcc: other@example.com\n\nbody\t\x1b[31m"_s, {}), noon, u"i"_s);

        QVERIFY2(text.contains("Subject: x Bcc: other@example.com body [31m\r\n"),
                 text.constData());
        QVERIFY(!text.contains("\nBcc"));
    }

    void shouldWrapAndEncodeWhatIsNotAscii()
    {
        QString subject;
        for (int i = 0; i < 30; ++i)
            subject += u"Fehlerrate über 🚀 "_s;

        const QByteArray text = mailText(mail(subject, QString(5000, u'é')), noon, u"i"_s);

        QString read;
        const QByteArrayList lines = text.split('\n');
        for (QByteArray line : lines) {
            QVERIFY2(line.size() <= 78, line.constData());
            line = line.trimmed();
            if (line.startsWith("Subject: "))
                line = line.sliced(9);
            if (line.startsWith("=?utf-8?B?") && line.endsWith("?="))
                read += QString::fromUtf8(QByteArray::fromBase64(line.sliced(10).chopped(2)));
        }
        // Cut where it would be too long for anybody to read, never within a character.
        QVERIFY(read.size() > 250);
        QVERIFY2(subject.startsWith(read), qPrintable(read));
        const QByteArray body = text.sliced(text.indexOf("\r\n\r\n") + 4);
        QCOMPARE(QString::fromUtf8(QByteArray::fromBase64(body)), QString(5000, u'é') + u"\r\n"_s);
    }

private:
    static Mail mail(const QString &subject, const QString &text)
    {
        Mail mail;
        mail.route.from = u"slipway@example.com"_s;
        mail.route.to = {u"a@example.com"_s, u"b@example.com"_s};
        mail.subject = subject;
        mail.text = text;
        return mail;
    }

    const QDateTime noon{QDate(2026, 11, 26), QTime(12, 0), QTimeZone::UTC};
};

QTEST_GUILESS_MAIN(TestMailText)
#include "tst_mailtext.moc"
