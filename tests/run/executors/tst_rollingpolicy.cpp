// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/rollingpolicy.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

using OnHostFailure = SshAction::OnHostFailure;

namespace {

QList<ServerId> hostsNamed(const QString &letters)
{
    QList<ServerId> hosts;
    for (const QChar letter : letters)
        hosts.append(ServerId(letter));
    return hosts;
}

/// Plays a policy to its end: "+a" started, "-a" succeeded, "!a" failed, "|" next batch. Hosts end
/// in the order in which they started, once no further one can start.
QString play(RollingPolicy &policy, const QString &failing, int parallel)
{
    QStringList log;
    QList<ServerId> running;
    while (!policy.isDone()) {
        if (policy.next() && running.size() < parallel) {
            running.append(*policy.next());
            policy.started(running.last());
            log.append(u'+' + running.last().toString());
        } else if (!running.isEmpty()) {
            const ServerId host = running.takeFirst();
            const bool fails = failing.contains(host.toString());
            policy.ended(host, fails ? RollingPolicy::End::Failed : RollingPolicy::End::Succeeded);
            log.append((fails ? u'!' : u'-') + host.toString());
        } else if (policy.isBetweenBatches()) {
            policy.beginNextBatch();
            log.append(u"|"_s);
        } else {
            return u"stuck after "_s + log.join(u' ');
        }
    }
    return log.join(u' ');
}

Rolling batchesOf(int count)
{
    return {.count = count, .percent = 0, .pause = milliseconds(0)};
}
Rolling percent(int share)
{
    return {.count = 0, .percent = share, .pause = milliseconds(0)};
}

struct Case
{
    QString hosts = u"abcd"_s;
    qsizetype total = 4;
    std::optional<Rolling> rolling;
    int maxFailed = 0;
    OnHostFailure onHostFailure = OnHostFailure::Stop;
    int parallel = 64;
    QString failing;
};

} // namespace

Q_DECLARE_METATYPE(Case)

class TestRollingPolicy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldRunHostsInBatchesUntilTooManyFail_data()
    {
        QTest::addColumn<Case>("given");
        QTest::addColumn<QString>("log");
        QTest::addColumn<QString>("notStarted");

        const auto row = [](const char *name, const Case &given, const char *log,
                            const char *notStarted = "") {
            QTest::newRow(name) << given << QString::fromLatin1(log)
                                << QString::fromLatin1(notStarted);
        };
        const auto stop = OnHostFailure::Stop;
        const auto finish = OnHostFailure::FinishBatch;
        const auto quarantine = OnHostFailure::Quarantine;
        const QString all = u"abcd"_s;

        row("no hosts", {u""_s, 0, {}, 0, stop, 64, {}}, "");
        row("all at once", {all, 4, {}, 0, stop, 64, {}}, "+a +b +c +d -a -b -c -d");
        row("all, two at a time", {all, 4, {}, 0, stop, 2, {}}, "+a +b -a +c -b +d -c -d");
        row("one by one", {all, 4, batchesOf(1), 0, stop, 64, {}}, "+a -a | +b -b | +c -c | +d -d");
        row("two by two", {all, 4, batchesOf(2), 0, stop, 64, {}}, "+a +b -a -b | +c +d -c -d");
        row("a last smaller batch", {all, 4, batchesOf(3), 0, stop, 64, {}},
            "+a +b +c -a -b -c | +d -d");
        row("a batch larger than all", {all, 4, batchesOf(9), 0, stop, 64, {}},
            "+a +b +c +d -a -b -c -d");
        row("25 %", {all, 4, percent(25), 0, stop, 64, {}}, "+a -a | +b -b | +c -c | +d -d");
        row("26 % is rounded up", {all, 4, percent(26), 0, stop, 64, {}},
            "+a +b -a -b | +c +d -c -d");
        row("1 % is one host", {u"ab"_s, 2, percent(1), 0, stop, 64, {}}, "+a -a | +b -b");
        row("100 %", {u"ab"_s, 2, percent(100), 0, stop, 64, {}}, "+a +b -a -b");
        row("25 % of all, though two are done", {u"cd"_s, 4, percent(25), 0, stop, 64, {}},
            "+c -c | +d -d");

        row("stop: running hosts end, no other starts", {all, 4, batchesOf(2), 0, stop, 64, u"a"_s},
            "+a +b !a -b", "cd");
        row("stop within the batch", {all, 4, batchesOf(2), 0, stop, 1, u"a"_s}, "+a !a", "bcd");
        row("stop without batches", {all, 4, {}, 0, stop, 1, u"b"_s}, "+a -a +b !b", "cd");
        row("finish the batch", {all, 4, batchesOf(2), 0, finish, 1, u"a"_s}, "+a !a +b -b", "cd");
        row("finish the only batch", {all, 4, {}, 0, finish, 2, u"ab"_s},
            "+a +b !a +c !b +d -c -d");
        row("quarantine goes on", {all, 4, batchesOf(2), 0, quarantine, 1, u"a"_s},
            "+a !a +b -b | +c -c +d -d");
        row("quarantine, all fail", {u"ab"_s, 2, batchesOf(1), 0, quarantine, 1, u"ab"_s},
            "+a !a | +b !b");
        row("one failure is tolerated", {all, 4, batchesOf(1), 1, stop, 64, u"a"_s},
            "+a !a | +b -b | +c -c | +d -d");
        row("the second one is not", {all, 4, batchesOf(1), 1, stop, 64, u"ab"_s}, "+a !a | +b !b",
            "cd");
        row("the last host fails", {all, 4, batchesOf(1), 0, stop, 64, u"d"_s},
            "+a -a | +b -b | +c -c | +d !d");
    }

    void shouldRunHostsInBatchesUntilTooManyFail()
    {
        QFETCH(Case, given);
        RollingPolicy policy(hostsNamed(given.hosts), given.total,
                             {given.rolling, given.maxFailed, given.onHostFailure});

        QTEST(play(policy, given.failing, given.parallel), "log");

        QString notStarted;
        for (const ServerId &host : policy.notStarted())
            notStarted += host.toString();
        QTEST(notStarted, "notStarted");
        QCOMPARE(policy.failedTooOften(), given.failing.size() > given.maxFailed);
    }

    void shouldStartNoneAfterStop()
    {
        RollingPolicy policy(hostsNamed(u"abc"_s), 3, {batchesOf(2), 0, OnHostFailure::Stop});
        policy.started(ServerId(u"a"_s));

        policy.stop();

        QVERIFY(!policy.next());
        QVERIFY(!policy.isDone());
        policy.ended(ServerId(u"a"_s), RollingPolicy::End::Succeeded);
        QVERIFY(policy.isDone());
        QVERIFY(!policy.isBetweenBatches());
        QCOMPARE(policy.notStarted(), hostsNamed(u"bc"_s));
    }

    void shouldCountAHostOnce()
    {
        RollingPolicy policy(hostsNamed(u"ab"_s), 2, {batchesOf(1), 1, OnHostFailure::Stop});
        policy.started(ServerId(u"a"_s));

        policy.ended(ServerId(u"a"_s), RollingPolicy::End::Failed);
        policy.ended(ServerId(u"a"_s), RollingPolicy::End::Failed);
        policy.ended(ServerId(u"x"_s), RollingPolicy::End::Failed);

        QVERIFY(!policy.failedTooOften());
    }
};

QTEST_APPLESS_MAIN(TestRollingPolicy)
#include "tst_rollingpolicy.moc"
