// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

/// The demo deployment from its start to its end, over real SSH.
class TestDemoRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldDeployTheGoodRelease();
    void shouldRollTheBrokenReleaseBack();

private:
    static QStringList kindsOf(const QByteArray &jsonLines);
};

QStringList TestDemoRun::kindsOf(const QByteArray &jsonLines)
{
    QStringList kinds;
    const auto rows = jsonLines.trimmed().split('\n');
    for (const QByteArray &line : rows)
        kinds << QJsonDocument::fromJson(line).object().value("kind"_L1).toString();
    return kinds;
}

void TestDemoRun::shouldDeployTheGoodRelease()
{
    const CtlWorkspace folder;

    const Ended ended
        = folder.run({u"demo"_s, u"run"_s, u"demo"_s, u"--pictures"_s, u"pictures"_s});

    QVERIFY2(ended.exitCode == 0, qPrintable(ended.out + ended.err));
    QCOMPARE(ended.err, QString());
    // The first validation finds a value missing for real, and the loop puts it right.
    QVERIFY(ended.out.contains(u"finding: MAIL_FROM still holds its placeholder"_s));
    QVERIFY(ended.out.contains(u"MAIL_FROM filled in"_s));
    QVERIFY(ended.out.contains(u"web-2 │ 200 {\"database\":\"ok\",\"status\":\"ok\","
                               "\"version\":\"v4.2.0\"}"_s));
    QVERIFY(ended.out.contains(u"the link works once"_s));
    QVERIFY(!folder.read(u"demo/fleet/messages.jsonl"_s).isEmpty());
    for (const QString &moment : {u"start"_s, u"middle"_s, u"end"_s}) {
        QVERIFY(folder.read(u"pictures/roadmap-%1.png"_s.arg(moment)).startsWith("\x89PNG"));
        QVERIFY(folder.read(u"pictures/roadmap-%1.svg"_s.arg(moment)).startsWith("<?xml"));
    }
    const QStringList kinds = kindsOf(folder.read(u"pictures/journal.jsonl"_s));
    QCOMPARE(kinds.first(), u"run-started"_s);
    QCOMPARE(kinds.last(), u"run-finished"_s);
    QCOMPARE(kinds.count(u"approval-given"_s), 2);
}

void TestDemoRun::shouldRollTheBrokenReleaseBack()
{
    const CtlWorkspace folder;

    const Ended ended = folder.run(
        {u"demo"_s, u"run"_s, u"demo"_s, u"--broken"_s, u"--pictures"_s, u"pictures"_s});

    QVERIFY2(ended.exitCode == 4, qPrintable(ended.out + ended.err));
    QVERIFY(ended.out.contains(u"recommendations.json is missing"_s));
    QVERIFY(ended.out.contains(u"↶ Rolled back after"_s));
    // The old version answers, and the new one never came to the second server.
    const qsizetype rollback = ended.out.indexOf(u"Rollback begun by"_s);
    QVERIFY(ended.out.indexOf(u"web-1 │ 200 {\"database\":\"ok\",\"status\":\"ok\","
                              "\"version\":\"v4.1.0\"}"_s)
            > rollback);
    QVERIFY(!ended.out.contains(u"web-2 │ current is"_s));
    QVERIFY(QFileInfo(folder.path(u"demo/servers/web-1/shop/current"_s))
                .symLinkTarget()
                .endsWith(u"/v4.1.0"_s));
    const QStringList kinds = kindsOf(folder.read(u"pictures/journal.jsonl"_s));
    QCOMPARE(kinds.count(u"undo-intent"_s), 4);
    // What was seen of the failure is in the record, before the undo.
    const QByteArray journal = folder.read(u"pictures/journal.jsonl"_s);
    QVERIFY(journal.indexOf("step-result") < journal.indexOf("rollback-started"));
    QVERIFY(journal.contains("\"outcome\":\"rolled back\""));
}

QTEST_GUILESS_MAIN(TestDemoRun)
#include "tst_demo_run.moc"
