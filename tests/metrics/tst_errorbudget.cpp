// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/errorbudget.h"

#include "metrics/metricsamples.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

class TestErrorBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void should_count_the_time_down_against_what_the_target_leaves();
    void should_count_failures_against_the_requests();
    void should_say_how_fast_it_is_used_up();
    void should_be_none_where_the_target_is_of_another_kind();
    void should_print_arithmetic_that_adds_up();
    void should_say_that_nothing_is_known();
};

void TestErrorBudget::should_count_the_time_down_against_what_the_target_leaves()
{
    // An hour of probes; two of them failed, 20 s. 99.9 % leaves 3.6 s.
    const auto budget
        = errorBudgetOf(uptimeSpec(), probes(noon, 10s, 360, {10, 11}), noon + 3'600'000);
    QVERIFY(budget);
    QVERIFY(budget->isTime);
    QCOMPARE(std::round(budget->allowed), 3600.0);
    QCOMPARE(budget->used, 20'000.0);
    QVERIFY(budget->left() < 0);
}

void TestErrorBudget::should_count_failures_against_the_requests()
{
    const auto budget = errorBudgetOf(
        errorSpec(0.5), {ratioAt(noon, 60s, 2, 1000), ratioAt(noon + 60'000, 60s, 1, 1000)},
        noon + 60'000);
    QCOMPARE(budget->allowed, 10.0);
    QCOMPARE(budget->used, 3.0);
    QCOMPARE(budget->left(), 0.7);
}

void TestErrorBudget::should_say_how_fast_it_is_used_up()
{
    QList<MetricSample> samples;
    for (int minute = 1; minute <= 60; ++minute)
        samples.append(ratioAt(noon + minute * 60'000, 60s, minute > 55 ? 50 : 0, 1000));
    const auto budget = errorBudgetOf(errorSpec(0.5), samples, noon + 3'600'000);
    QCOMPARE(*budget->burn5m, 10.0);
    QVERIFY(*budget->burn1h < 1);
}

void TestErrorBudget::should_be_none_where_the_target_is_of_another_kind()
{
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Quantile;
    QVERIFY(!errorBudgetOf(spec, {}, noon));
    spec = uptimeSpec();
    spec.target.reset();
    QVERIFY(!errorBudgetOf(spec, {}, noon));
}

void TestErrorBudget::should_print_arithmetic_that_adds_up()
{
    QList<MetricSample> samples = probes(noon, 10s, 180, {10});
    const QStringList lines = arithmeticOf(uptimeSpec(), samples, noon + 3'600'000);
    QCOMPARE(lines.first(),
             u"up 30m 00s + down 10 s + maintenance 0 s + not known 29m 50s = 1h 00m"_s);
    QVERIFY2(lines.at(1).contains(u"1,800 s / 1,810 s"_s), qPrintable(lines.at(1)));
}

void TestErrorBudget::should_say_that_nothing_is_known()
{
    const QStringList lines = arithmeticOf(errorSpec(), {}, noon);
    QVERIFY2(lines.first().startsWith(u"Nothing is known"_s), qPrintable(lines.join(u'\n')));
}

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::TestErrorBudget)
#include "tst_errorbudget.moc"
