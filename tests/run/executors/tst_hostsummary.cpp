// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/hostsummary.h"

#include "support/observedexecution.h"
#include "support/printable.h"

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// "a" succeeded, "a=3" exit status, "a:timeout" error code, "a." cancelled.
HostsOutcome outcomeOf(const QString &text, const QString &notStarted, int maxFailed)
{
    HostsOutcome outcome;
    outcome.maxFailed = maxFailed;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        HostStatus status;
        status.state = StepState::Succeeded;
        status.exitCode = 0;
        QString name = word;
        if (const QStringList parts = word.split(u'='); parts.size() == 2) {
            name = parts.first();
            status.state = StepState::Failed;
            status.exitCode = parts.last().toInt();
            status.error = Error{ErrorCode::ExitStatus, u"status %1"_s.arg(status.exitCode)};
        } else if (const QStringList coded = word.split(u':'); coded.size() == 2) {
            name = coded.first();
            status.state = StepState::Failed;
            status.exitCode = -1;
            status.error = Error{errorCodeFromString(coded.last()), u"because "_s + coded.last()};
        } else if (word.endsWith(u'.')) {
            name.chop(1);
            status.state = StepState::Cancelled;
        }
        outcome.ended.append({ServerId(name), status});
    }
    for (const QString &name : notStarted.split(u' ', Qt::SkipEmptyParts))
        outcome.notStarted.append(ServerId(name));
    return outcome;
}

} // namespace

class TestHostSummary : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldSayInOneSentenceEachWhatCameOut_data()
    {
        QTest::addColumn<QString>("hosts");
        QTest::addColumn<QString>("notStarted");
        QTest::addColumn<int>("maxFailed");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("message");

        const auto row = [](const char *hosts, const char *notStarted, int maxFailed,
                            const char *outcome, const char *message) {
            QTest::addRow("%s / %s / %d", hosts, notStarted, maxFailed)
                << QString::fromLatin1(hosts) << QString::fromLatin1(notStarted) << maxFailed
                << QString::fromLatin1(outcome) << QString::fromLatin1(message);
        };
        row("", "", 0, "succeeded", "");
        row("a b", "", 0, "succeeded", "");
        row("a=3", "", 0, "failed", "status 3");
        row("a b=3", "", 0, "failed", "It failed on 1 host(s): b (exit status 3).");
        row("a b=3 c=4", "d e", 0, "failed",
            "It failed on 2 host(s): b (exit status 3), c (exit status 4). "
            "2 host(s) did not have their turn: d, e.");
        row("a b:unreachable c=1", "", 0, "failed",
            "It failed on 1 host(s): c (exit status 1). 1 host(s) could not be reached: b.");
        row("a b:timeout c:connection-lost", "", 0, "failed",
            "It failed on 2 host(s): b (out of time), c (connection lost).");
        row("a:host-key b:authentication", "", 0, "failed",
            "2 host(s) could not be reached: a, b.");
        row("a b=3", "", 1, "warned", "It failed on 1 host(s): b (exit status 3).");
        row("a b=3 c:unreachable", "", 1, "failed",
            "It failed on 1 host(s): b (exit status 3). 1 host(s) could not be reached: c.");
        row("a b=3 c:unreachable", "", 2, "warned",
            "It failed on 1 host(s): b (exit status 3). 1 host(s) could not be reached: c.");
        row("a", "b", 5, "failed", "1 host(s) did not have their turn: b.");
        row("a=3 b.", "", 0, "cancelled", "");
        row("a=1 b=1 c=1 d=1 e=1 f=1 g=1 h=1 i=1 j=1", "", 0, "failed",
            "It failed on 10 host(s): a (exit status 1), b (exit status 1), c (exit status 1), "
            "d (exit status 1), e (exit status 1), f (exit status 1), g (exit status 1), "
            "h (exit status 1) and 2 more.");
    }

    void shouldSayInOneSentenceEachWhatCameOut()
    {
        QFETCH(QString, hosts);
        QFETCH(QString, notStarted);
        QFETCH(int, maxFailed);

        const ExecutionResult result = summarize(outcomeOf(hosts, notStarted, maxFailed));

        QTEST(toString(result.outcome), "outcome");
        QTEST(result.error ? result.error->message : QString(), "message");
    }

    void shouldKeepEveryHostsOwnWordsInTheDetail()
    {
        const ExecutionResult result = summarize(outcomeOf(u"a=2 b:unreachable c"_s, {}, 0));

        QCOMPARE(result.error->code, ErrorCode::ExitStatus);
        QCOMPARE(result.error->detail, u"a: status 2\nb: because unreachable"_s);
        QCOMPARE(result.exitCode, 2);
    }
};

QTEST_APPLESS_MAIN(TestHostSummary)
#include "tst_hostsummary.moc"
