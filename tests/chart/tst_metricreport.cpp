// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/metricreport.h"

#include "metrics/metricsamples.h"
#include "support/printable.h"

#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

SLIPWAY_PRINTABLE(MetricState)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {

constexpr qint64 hour = 3'600'000;

MetricReport reportOf(const QString &title = u"Shop"_s)
{
    const QList<MetricSample> up = probes(noon, 10s, 360, {30});
    MetricSpec errors = errorSpec(0.5);
    errors.name = u"<b>Errors & more</b>"_s;
    const QList<MetricSample> few{ratioAt(noon + hour / 2, 30min, 1, 1000),
                                  ratioAt(noon + hour, 30min, 0, 1000)};
    return metricReportOf(
        title,
        {reportMetricOf(uptimeSpec(), up,
                        bucketsOf(MetricKind::Availability, up, noon, noon + hour, 60'000), noon,
                        noon + hour),
         reportMetricOf(errors, few, {}, noon, noon + hour)},
        noon, noon + hour, noon + 2 * hour);
}

} // namespace

class TestMetricReport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldJudgeTheWholeTime()
    {
        const MetricReport report = reportOf();
        QCOMPARE(report.metrics.at(0).state.state, MetricState::Bad);
        QCOMPARE(report.metrics.at(1).state.state, MetricState::Ok);
        QCOMPARE(*report.metrics.at(1).state.value, 0.05);
        QVERIFY(!report.board.isGo);
        QVERIFY2(report.board.sentence.contains(u"Uptime is 99.72 %"_s),
                 qPrintable(report.board.sentence));
    }

    void shouldNotCallItMetWhereLittleIsKnown()
    {
        const QList<MetricSample> few = probes(noon, 10s, 10);
        const ReportMetric metric = reportMetricOf(uptimeSpec(), few, {}, noon, noon + hour);
        QCOMPARE(metric.state.state, MetricState::Unknown);
        QVERIFY(metric.state.value.has_value());
        const ReportMetric empty = reportMetricOf(uptimeSpec(), {}, {}, noon, noon + hour);
        QCOMPARE(empty.state.state, MetricState::Unknown);
        QVERIFY(!empty.state.value);
    }

    /// A figure of a moment is not that of the whole time, even if it is the newest.
    void shouldNotForgetThatItWasBad()
    {
        MetricSpec memory;
        memory.id = memory.name = u"Memory"_s;
        memory.unit = MetricUnit::Percent;
        memory.target = MetricTarget{MetricTarget::Side::Below, false, 80};
        QList<MetricSample> samples;
        for (int minute = 1; minute <= 60; ++minute) {
            samples.append(sampleAt(noon + minute * 60'000, 1min));
            samples.last().value = minute > 10 && minute <= 24 ? 95 : 40;
        }

        const ReportMetric bad = reportMetricOf(memory, samples, {}, noon, noon + hour);

        QCOMPARE(bad.state.state, MetricState::Bad);
        QCOMPARE(*bad.state.value, 95.0);
        QVERIFY2(bad.state.reason.contains(u"for 14m 00s of the 60m 00s"_s)
                     || bad.state.reason.contains(u"for 14m 00s of the 1h 00m"_s),
                 qPrintable(bad.state.reason));
        const qint64 after = noon + 24 * 60'000;
        const ReportMetric good = reportMetricOf(memory, samples, {}, after, noon + hour);
        QCOMPARE(good.state.state, MetricState::Ok);
        QCOMPARE(*good.state.value, 40.0);
        // Hours that stand for the minutes keep the extremes.
        const QList<MetricSample> condensed
            = samplesOf(memory.kind, bucketOf(memory.kind, samples, noon, hour));
        QCOMPARE(reportMetricOf(memory, condensed, {}, noon, noon + hour).state.state,
                 MetricState::Bad);
        samples.resize(10);
        QCOMPARE(reportMetricOf(memory, samples, {}, noon, noon + hour).state.state,
                 MetricState::Unknown);
    }

    void shouldWantAsMuchAsTheGaugeDoes()
    {
        MetricSpec errors = errorSpec(0.5);
        errors.leastSamples = 3000;
        const QList<MetricSample> samples{ratioAt(noon + hour, 1h, 1, 2000)};

        const ReportMetric few = reportMetricOf(errors, samples, {}, noon, noon + hour);
        QCOMPARE(few.state.state, MetricState::Unknown);
        QVERIFY2(few.state.reason.contains(u"2000 of the 3000"_s), qPrintable(few.state.reason));
        errors.leastSamples = 1;
        QCOMPARE(reportMetricOf(errors, samples, {}, noon, noon + hour).state.state,
                 MetricState::Ok);
        errors.warnAt = 0.01;
        QCOMPARE(reportMetricOf(errors, samples, {}, noon, noon + hour).state.state,
                 MetricState::Warn);
        // A quantile that may be above its target does not meet it.
        MetricSpec speed = errorSpec(200);
        speed.kind = MetricKind::Quantile;
        speed.unit = MetricUnit::Milliseconds;
        MetricSample sample = sampleAt(noon + hour, 1h);
        sample.histogram = {{0.1, 90}, {0.25, 100}, {HUGE_VAL, 100}};
        QCOMPARE(reportMetricOf(speed, {sample}, {}, noon, noon + hour).state.state,
                 MetricState::Bad);
    }

    void shouldMakeAPageThatNeedsNothingElse()
    {
        const QString html = QString::fromUtf8(toHtml(reportOf(u"<script>alert(1)</script>"_s)));
        QVERIFY(html.startsWith(u"<!DOCTYPE html>"_s));
        QVERIFY(!html.contains(u"<script"_s));
        QVERIFY(html.contains(u"&lt;b&gt;Errors &amp; more&lt;/b&gt;"_s));
        static const QRegularExpression outside(
            u"(src|href|url)\\s*[=(]\\s*['\"]?(https?:|//|file:)"_s);
        QVERIFY2(!html.contains(outside), qPrintable(outside.match(html).captured()));
        QCOMPARE(html.count(u"<svg"_s), 2);
        QVERIFY(html.contains(u"up 59m 50s + down 10 s"_s));
        // Every drawing is well-formed by itself.
        static const QRegularExpression drawing(u"<svg.*?</svg>"_s,
                                                QRegularExpression::DotMatchesEverythingOption);
        auto drawings = drawing.globalMatch(html);
        while (drawings.hasNext()) {
            QXmlStreamReader reader(drawings.next().captured());
            while (!reader.atEnd())
                reader.readNext();
            QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        }
    }

    void shouldMakeATable()
    {
        const QByteArray csv = toCsv(reportOf());
        QCOMPARE(csv.count("\r\n"), 3);
        QVERIFY(csv.contains("\"errors\",\"<b>Errors & more</b>\",ok,0.05,"));
    }

    void shouldMakePages()
    {
        const auto pdf = toPdf(reportOf());
        QVERIFY(pdf);
        QVERIFY(pdf->startsWith("%PDF-"));
        QVERIFY(pdf->trimmed().endsWith("%%EOF"));
        QVERIFY(pdf->size() > 5000);
    }
};

QTEST_MAIN(TestMetricReport)
#include "tst_metricreport.moc"
