// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/parkedhostkeys.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What is said about host keys once everything else is done.
class TestParkedHostKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldSayNothingOfNothing() { QCOMPARE(ParkedHostKeys().text(), QString()); }

    void shouldListEachKeyOnceAndTheServersInTheirOrder()
    {
        ParkedHostKeys keys;
        // The second was tried twice.
        keys.questions = {unknown(u"web-2"_s), unknown(u"db"_s), unknown(u"web-2"_s)};
        keys.refused = {u"web-2"_s, u"revoked"_s, u"db"_s};
        keys.options = {u"--environment"_s, u"test"_s};

        QCOMPARE(keys.text(),
                 u"slipwayctl: these host keys are not known yet, so they were not accepted:\n"
                 "    db: ssh-ed25519 SHA256:db\n"
                 "    web-2: ssh-ed25519 SHA256:web-2\n"
                 "Compare them with the servers' own, then decide with:\n"
                 "    slipwayctl ssh trust --environment test web-2 db"_s);
        QVERIFY(keys.covers(u"db"_s));
        QVERIFY(!keys.covers(u"revoked"_s));
    }

    void shouldNameTheServersBehindAJumpHost()
    {
        ParkedHostKeys keys;
        HostKeyQuestion gate = unknown(u"gate"_s);
        gate.kind = HostKeyQuestion::Kind::Changed;
        gate.known = {{u"ssh-rsa"_s, u"SHA256:old"_s, u"/kh"_s, 3}};
        keys.questions = {gate, unknown(u"web-1"_s)};
        keys.refused = {u"web-1"_s, u"inner-1"_s, u"inner-2"_s};

        const QStringList lines = keys.text().split(u'\n');

        QCOMPARE(lines.sliced(lines.size() - 2),
                 (QStringList{u"    slipwayctl ssh trust web-1"_s,
                              u"    slipwayctl ssh trust --replace inner-1 inner-2"_s}));
        QVERIFY(lines.contains(
            u"    gate: ssh-ed25519 SHA256:gate in place of ssh-rsa SHA256:old (/kh, line 3)"_s));
    }

private:
    static HostKeyQuestion unknown(const QString &server)
    {
        HostKeyQuestion question;
        question.server = server;
        question.keyType = u"ssh-ed25519"_s;
        question.fingerprint = u"SHA256:"_s + server;
        return question;
    }
};

QTEST_GUILESS_MAIN(TestParkedHostKeys)
#include "tst_parkedhostkeys.moc"
