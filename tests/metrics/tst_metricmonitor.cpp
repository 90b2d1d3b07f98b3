// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricmonitor.h"

#include "metricsamples.h"
#include "support/fakeclock.h"
#include "support/printable.h"

#include <QPointer>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

SLIPWAY_PRINTABLE(MetricState)

namespace {

using Availability = MetricSample::Availability;
using Quality = MetricSample::Quality;

/// Answers when it is told to.
class FakeSource final : public MetricSource
{
    Q_OBJECT
public:
    FakeSource(FakeClock &clock, QPointer<FakeSource> &place) : m_clock(clock) { place = this; }

    void measure() override
    {
        ++asked;
        m_begun = m_clock.now().toMSecsSinceEpoch();
        if (!isHanging)
            answer(Availability::Up);
    }
    void answer(Availability availability)
    {
        MetricSample sample;
        sample.at = m_begun;
        sample.availability = availability;
        Q_EMIT measured(sample);
    }

    int asked = 0;
    bool isHanging = false;

private:
    FakeClock &m_clock;
    qint64 m_begun = 0;
};

} // namespace

/// Measuring on the grid, with a clock of its own.
class TestMetricMonitor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_clock = std::make_unique<FakeClock>();
        MetricSpec one = uptimeSpec();
        one.window = 60s;
        MetricSpec other = one;
        other.id = u"other"_s;
        MetricSpec broken = one;
        broken.id = u"broken"_s;
        m_monitor = std::make_unique<MetricMonitor>(
            QList<MetricSpec>{one, other, broken},
            [this](const MetricSpec &spec) -> Result<std::unique_ptr<MetricSource>> {
                if (spec.id == "broken"_L1)
                    return failure(ErrorCode::InvalidInput, u"‘url’ is no web address."_s);
                return std::make_unique<FakeSource>(*m_clock,
                                                    spec.id == "other"_L1 ? m_other : m_one);
            },
            *m_clock);
    }
    void cleanup() { m_monitor.reset(); }

    void shouldMeasureAtOnceAndThenOnTheGrid()
    {
        m_monitor->start();
        m_clock->advance(0ms);
        QCOMPARE(m_one->asked, 1);

        m_clock->advance(60s);

        QCOMPARE(m_one->asked, 7);
        QCOMPARE(m_monitor->state(u"uptime"_s).state, MetricState::Ok);
        QCOMPARE(*m_monitor->state(u"uptime"_s).value, 100.0);
    }

    void shouldSayWhyASourceCannotBeMade()
    {
        QCOMPARE(m_monitor->state(u"broken"_s).state, MetricState::Unknown);
        QCOMPARE(m_monitor->state(u"broken"_s).reason, u"‘url’ is no web address."_s);
        QCOMPARE(m_monitor->state(u"none"_s).state, MetricState::Unknown);
    }

    void m01_shouldNotKeepOkWhileASourceHangs()
    {
        m_monitor->start();
        m_clock->advance(60s);
        m_one->isHanging = true;

        m_clock->advance(30s);

        QVERIFY(m_monitor->state(u"uptime"_s).state != MetricState::Ok);
        QCOMPARE(m_monitor->state(u"other"_s).state, MetricState::Ok);
        QCOMPARE(m_other->asked, 10);
        // Two slots passed while the measurement of the third before was under way.
        QCOMPARE(m_monitor->samples(u"uptime"_s).constLast().quality, Quality::SourceDown);
    }

    void shouldPutALateAnswerInItsPlace()
    {
        m_monitor->start();
        m_clock->advance(10s);
        m_one->isHanging = true;
        m_clock->advance(25s);
        m_one->answer(Availability::Down);

        const QList<MetricSample> samples = m_monitor->samples(u"uptime"_s);

        QVERIFY(std::ranges::is_sorted(samples, {}, &MetricSample::at));
        QCOMPARE(std::ranges::count(samples, Availability::Down, &MetricSample::availability), 1);
    }

    void m06_shouldDiscardWhatAJumpOfTheClockWentThrough_data()
    {
        QTest::addColumn<int>("hours");
        QTest::newRow("forward") << 1;
        QTest::newRow("back") << -1;
    }
    void m06_shouldDiscardWhatAJumpOfTheClockWentThrough()
    {
        QFETCH(int, hours);
        m_monitor->start();
        m_clock->advance(60s);

        m_clock->jump(std::chrono::hours(hours));
        m_clock->advance(10s);

        const QList<MetricSample> samples = m_monitor->samples(u"uptime"_s);
        QCOMPARE(samples.constLast().quality, Quality::Discarded);
        QCOMPARE(m_monitor->state(u"uptime"_s).state, MetricState::Unknown);
        m_clock->advance(60s);
        QCOMPARE(m_monitor->state(u"uptime"_s).state, MetricState::Ok);
        QVERIFY(*m_monitor->state(u"uptime"_s).age >= 0ms);
    }

    void shouldKeepTwoWindowsOnly()
    {
        m_monitor->start();
        m_clock->advance(1h);

        QVERIFY(m_monitor->samples(u"uptime"_s).size() <= 14);
    }

    void shouldStop()
    {
        m_monitor->start();
        m_clock->advance(10s);
        m_monitor->stop();

        m_clock->advance(60s);

        QCOMPARE(m_one->asked, 2);
        QCOMPARE(m_clock->timerCount(), 0);
    }

private:
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MetricMonitor> m_monitor;
    QPointer<FakeSource> m_one;
    QPointer<FakeSource> m_other;
};

QTEST_GUILESS_MAIN(TestMetricMonitor)
#include "tst_metricmonitor.moc"
