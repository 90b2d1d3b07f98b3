// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricmonitor.h"
#include "workspace/gatesitting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

using testing::Outcome;
using testing::outcomeOf;
using testing::Sitting;

constexpr auto settle = 5min;
constexpr auto window = 1h;

const QByteArray errorPlan
    = EngineDriver::planText(u"- {id: watch, gate: {metrics: [errors], settle: 5m, for: 1h}}"_s);
const QByteArray uptimePlan
    = EngineDriver::planText(u"- {id: watch, gate: {metrics: [uptime], settle: 5m, for: 1h}}"_s);

/// All is well whenever it is asked, a moment later.
class WellSource final : public MetricSource
{
public:
    explicit WellSource(FakeClock &clock) : m_clock(clock) { }
    ~WellSource() override { m_clock.cancel(m_timer); }
    Q_DISABLE_COPY_MOVE(WellSource)

    void measure() override
    {
        MetricSample sample = ratioAt(m_clock.now().toMSecsSinceEpoch(), 0ms, 0, 1000);
        sample.availability = MetricSample::Availability::Up;
        m_timer = m_clock.callAfter(20ms, [this, sample] { Q_EMIT measured(sample); });
    }

private:
    FakeClock &m_clock;
    Clock::TimerHandle m_timer = 0;
};

/// The wall clock jumps so long after the gate began, by its monotonic time.
struct Jump
{
    int minute = 0;
    milliseconds by{0};
};

QDateTime utc(int year, int month, int day, int hour, int minute)
{
    return {QDate(year, month, day), QTime(hour, minute), QTimeZone::UTC};
}

} // namespace

/// A gate of an hour on the real engine, judge, monitor and file, while the clock of this machine
/// does not go as it should. A gate's times are those of the wall clock, in UTC: a machine that
/// sleeps, or another one that goes on, has no other that they share.
class TestGateClocks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        qputenv("TZ", "Europe/Berlin");
    }
    void m06_shouldJudgeWhatIsKnownOnly_data();
    void m06_shouldJudgeWhatIsKnownOnly();
    void m06_shouldShowNoNegativeAge_data();
    void m06_shouldShowNoNegativeAge();

private:
    /// Until the gate is decided, three hours at most.
    void watch(const MetricSpec &spec, const QDateTime &begin, const QList<Jump> &jumps);

    Outcome m_outcome;
    QDateTime m_startedAt;
    QDateTime m_endedAt;
    milliseconds m_took{0};     ///< monotonic
    milliseconds m_leastAge{0}; ///< that the gauge ever told
    int m_okMinutes = 0;        ///< the gauge was OK
    MetricState m_afterJump = MetricState::Ok;
};

void TestGateClocks::watch(const MetricSpec &spec, const QDateTime &begin, const QList<Jump> &jumps)
{
    const QTemporaryDir folder;
    FakeClock clock;
    clock.jump(milliseconds(clock.now().msecsTo(begin)));
    Sitting sitting(folder.filePath(u"journal/journal.sqlite"_s), clock, spec);
    MetricMonitor monitor(
        {spec},
        [&clock](const MetricSpec &) -> Result<std::unique_ptr<MetricSource>> {
            return std::make_unique<WellSource>(clock);
        },
        clock);
    connect(&monitor, &MetricMonitor::sampled, &monitor,
            [&sitting](const QString &, const MetricSample &sample) { sitting.record(sample); });
    monitor.start();
    clock.advance(90s);
    const QByteArray &plan = spec.id == "uptime"_L1 ? uptimePlan : errorPlan;
    QVERIFY(sitting.start(EngineDriver::requestFor(plan)));
    const milliseconds started = clock.monotonic();
    m_startedAt = sitting.watch().startedAt;
    m_leastAge = 1h;
    m_okMinutes = 0;
    m_afterJump = MetricState::Ok;
    QCOMPARE(sitting.watch().state, StepState::Holding);

    for (int minute = 1; minute <= 240 && sitting.watch().state == StepState::Holding; ++minute) {
        const auto hasJumped = [minute](const Jump &jump) {
            return jump.minute == minute;
        };
        for (const Jump &jump : jumps) {
            if (hasJumped(jump))
                clock.jump(jump.by);
        }
        // Long enough for the measurement that is next, and its answer.
        clock.advance(1min);
        sitting.settle();
        const GaugeState gauge = monitor.state(spec.id);
        m_leastAge = std::min(m_leastAge, gauge.age.value_or(1h));
        m_okMinutes += gauge.state == MetricState::Ok ? 1 : 0;
        if (std::ranges::any_of(jumps, hasJumped))
            m_afterJump = gauge.state;
    }
    m_took = clock.monotonic() - started;
    m_endedAt = clock.now();
    m_outcome = outcomeOf(sitting);
}

void TestGateClocks::m06_shouldJudgeWhatIsKnownOnly_data()
{
    QTest::addColumn<QDateTime>("begin");
    QTest::addColumn<QList<Jump>>("jumps");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<double>("coverage");   // of the errors' window
    QTest::addColumn<int>("wallMinutes");   // from the gate's beginning to its verdict
    QTest::addColumn<QStringList>("words"); // in the evidence, or the question
    QTest::addColumn<int>("discarded");
    const QDateTime noonUtc = utc(2026, 1, 5, 12, 0);
    const QList<Jump> none;
    QTest::newRow("a steady clock")
        << noonUtc << none << u"pass"_s << 1.0 << 66 << QStringList{} << 0;
    QTest::newRow("slept for ten minutes")
        << noonUtc << QList<Jump>{{30, 10min}} << u"inconclusive"_s << 49.0 / 60 << 66
        << QStringList{u"This machine slept for 10m 00s"_s,
                       u"Only 80 % of the window is known; it takes 95 %."_s}
        << 1;
    QTest::newRow("slept over the end")
        << noonUtc << QList<Jump>{{60, 10min}} << u"inconclusive"_s << 54.0 / 60 << 70
        << QStringList{u"6m 30s from 2026-01-05T13:00:00Z on are missing: Nothing was"_s} << 0;
    QTest::newRow("an hour forward")
        << noonUtc << QList<Jump>{{30, 1h}} << u"inconclusive"_s << 24.0 / 60 << 90
        << QStringList{u"its clock was set forward"_s, u"36m"_s} << 0;
    QTest::newRow("an hour back") << noonUtc << QList<Jump>{{30, -1h - 137ms}} << u"pass"_s << 1.0
                                  << 66 << QStringList{} << 0;
    QTest::newRow("ten minutes back") << noonUtc << QList<Jump>{{30, -10min - 137ms}} << u"pass"_s
                                      << 1.0 << 66 << QStringList{u"set back by 10m 00s"_s} << 1;
    // What passed twice must not stand for what nobody saw.
    QTest::newRow("half an hour back, and asleep for twenty minutes")
        << noonUtc << QList<Jump>{{40, -30min - 137ms}, {75, 20min}} << u"inconclusive"_s
        << 39.0 / 60 << 66 << QStringList{u"set back by 30m 00s"_s, u"slept for 20m 00s"_s} << 2;
    QTest::newRow("an hour forward and back again")
        << noonUtc << QList<Jump>{{30, 1h}, {31, -1h - 137ms}} << u"inconclusive"_s << 24.0 / 60
        << 90 << QStringList{u"set forward"_s} << 0;
    QTest::newRow("half a second by NTP")
        << noonUtc << QList<Jump>{{30, 500ms}} << u"pass"_s << 1.0 << 66 << QStringList{} << 0;
    QTest::newRow("five seconds forward by NTP")
        << noonUtc << QList<Jump>{{30, 5s}} << u"pass"_s << 59.0 / 60 << 66
        << QStringList{u"slept for 5 s, or its clock was set forward"_s} << 1;
    QTest::newRow("five seconds back by NTP")
        << noonUtc << QList<Jump>{{30, -5s}} << u"pass"_s << 59.0 / 60 << 66
        << QStringList{u"set back by 5 s"_s} << 1;
    QTest::newRow("a leap second") << utc(2016, 12, 31, 23, 25) << QList<Jump>{{34, -1s}}
                                   << u"pass"_s << 1.0 << 66 << QStringList{} << 0;
    QTest::newRow("the night that summer time begins")
        << utc(2026, 3, 29, 0, 30) << none << u"pass"_s << 1.0 << 66 << QStringList{} << 0;
    QTest::newRow("the night that summer time ends")
        << utc(2026, 10, 25, 0, 30) << none << u"pass"_s << 1.0 << 66 << QStringList{} << 0;
    QTest::newRow("slept while things settle")
        << noonUtc << QList<Jump>{{2, 3min}} << u"pass"_s << 1.0 << 66 << QStringList{} << 0;
}

void TestGateClocks::m06_shouldJudgeWhatIsKnownOnly()
{
    QFETCH(QDateTime, begin);
    QFETCH(QList<Jump>, jumps);
    QFETCH(QString, verdict);
    QFETCH(double, coverage);
    QFETCH(int, wallMinutes);
    QFETCH(QStringList, words);
    QFETCH(int, discarded);

    watch(errorSpec(), begin, jumps);

    const QByteArray told = QJsonDocument(m_outcome.evidence).toJson();
    const QJsonObject evidence = m_outcome.evidence["metrics"_L1][0].toObject();
    QVERIFY2(m_outcome.verdict == verdict, told.constData());
    // Exact to the millisecond, whatever the clock did.
    const auto at = [&evidence](QLatin1StringView key) {
        return QDateTime::fromString(evidence[key].toString(), Qt::ISODateWithMs);
    };
    QCOMPARE(at("from"_L1), m_startedAt.addDuration(settle));
    QCOMPARE(at("to"_L1), m_startedAt.addDuration(settle + window));
    QCOMPARE(at("decides"_L1), at("to"_L1));
    // Half a measurement's time is not known at either end.
    QVERIFY2(std::abs(evidence["coverage"_L1].toDouble() - coverage) <= 1.02 / 60,
             told.constData());
    const auto took = std::chrono::duration<double, std::ratio<60>>(m_endedAt - m_startedAt);
    QVERIFY2(std::abs(took.count() - wallMinutes) <= 1,
             QByteArray::number(took.count()).constData());
    // Explained in the evidence, or where a person is asked to decide.
    const QByteArray all = told + m_outcome.asked.toUtf8();
    for (const QString &word : std::as_const(words))
        QVERIFY2(all.contains(word.toUtf8()), all.constData());
    QCOMPARE(m_outcome.asked.isEmpty(), verdict == "pass"_L1);
    QCOMPARE(evidence["discarded"_L1].toArray().size(), discarded);
}

void TestGateClocks::m06_shouldShowNoNegativeAge_data()
{
    QTest::addColumn<QList<Jump>>("jumps");
    QTest::addColumn<double>("unknownMinutes"); // of the window
    QTest::newRow("slept for ten minutes") << QList<Jump>{{30, 10min}} << 10.0;
    QTest::newRow("an hour forward") << QList<Jump>{{30, 1h}} << 36.0;
    QTest::newRow("an hour back") << QList<Jump>{{30, -1h - 137ms}} << 0.0;
    QTest::newRow("ten minutes back") << QList<Jump>{{30, -10min - 137ms}} << 0.0;
    QTest::newRow("five seconds back") << QList<Jump>{{30, -5s}} << 0.0;
}

void TestGateClocks::m06_shouldShowNoNegativeAge()
{
    QFETCH(QList<Jump>, jumps);
    QFETCH(double, unknownMinutes);

    MetricSpec spec = uptimeSpec();
    spec.window = 10min;

    watch(spec, utc(2026, 1, 5, 12, 0), jumps);

    const QByteArray told = QJsonDocument(m_outcome.evidence).toJson();
    const QJsonObject evidence = m_outcome.evidence["metrics"_L1][0].toObject();
    QVERIFY2(m_leastAge >= 0ms, QByteArray::number(qint64(m_leastAge.count())).constData());
    QVERIFY(m_okMinutes > 10);
    // Not known is no downtime.
    QCOMPARE(evidence["downSeconds"_L1].toDouble(), 0.0);
    const double unknown = evidence["unknownSeconds"_L1].toDouble() / 60;
    QVERIFY2(std::abs(unknown - unknownMinutes) <= 0.5, told.constData());
    QCOMPARE(evidence["upSeconds"_L1].toDouble() + evidence["unknownSeconds"_L1].toDouble(),
             3600.0);
}

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::TestGateClocks)
#include "tst_gateclocks.moc"
