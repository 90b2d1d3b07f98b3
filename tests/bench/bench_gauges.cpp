// SPDX-License-Identifier: GPL-3.0-or-later

// What gauges and history charts cost: CPU time, the least of several rounds. The peer of the
// charts is Qt Charts itself, given all points. `bench_gauges FOLDER` also leaves pictures there.
// Prints a Markdown table, and exits with 1 when a target is missed.

#include "chart/gaugepainter.h"
#include "chart/historychart.h"
#include "chart/sparkline.h"
#include "metrics/metricsamples.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QDir>
#include <QFile>
#include <QLineSeries>
#include <QPainter>
#include <QRandomGenerator>

#include <cmath>
#include <cstdio>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

double cpuMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// The least of several rounds.
double least(int rounds, const std::function<void()> &work)
{
    double best = std::numeric_limits<double>::infinity();
    for (int round = 0; round < rounds; ++round) {
        const double before = cpuMilliseconds();
        work();
        best = std::min(best, cpuMilliseconds() - before);
    }
    return best;
}

GaugeFace face(const MetricSpec &spec, MetricState state, std::optional<double> value,
               const QString &reason)
{
    GaugeFace face;
    face.spec = spec;
    face.state.state = state;
    face.state.value = value;
    face.state.reason = reason;
    face.state.samples = 3412;
    face.state.coverage = 0.998;
    face.state.trend = GaugeState::Trend::Steady;
    if (value)
        face.state.age = milliseconds(2s);
    QRandomGenerator random(7);
    for (int i = 0; value && i < 60; ++i)
        face.spark.append(i == 20 ? std::nan("") : *value * (0.9 + random.generateDouble() * 0.2));
    return face;
}

MetricSpec specOf(const QString &name, MetricUnit unit, MetricKind kind, MetricTarget target)
{
    MetricSpec spec;
    spec.name = name;
    spec.unit = unit;
    spec.kind = kind;
    spec.target = target;
    return spec;
}

QList<GaugeFace> twelve()
{
    using Side = MetricTarget::Side;
    const MetricTarget fast{Side::Below, false, 200};
    const MetricTarget much{Side::Above, false, 70};
    MetricSpec bare = specOf(u"Version"_s, MetricUnit::Number, MetricKind::Level, {});
    bare.target.reset();
    const MetricSpec p95
        = specOf(u"p95 of the API"_s, MetricUnit::Milliseconds, MetricKind::Quantile, fast);
    const MetricSpec hits
        = specOf(u"Cache hit rate"_s, MetricUnit::Percent, MetricKind::Ratio, much);
    const MetricSpec score = specOf(u"Security score"_s, MetricUnit::Score, MetricKind::Level,
                                    {Side::Above, false, 80});
    return {
        face(uptimeSpec(), MetricState::Ok, 99.982,
             u"4m 19s down of the 43m 12s that the target > 99.9 % leaves."_s),
        face(errorSpec(0.1), MetricState::Warn, 0.095, u"Close to the target < 0.1 %."_s),
        face(p95, MetricState::Bad, 312.4, u"The target < 200 ms is missed."_s),
        face(hits, MetricState::Unknown, 71.2, u"The last measurement is 4m 07s old."_s),
        face(score, MetricState::Ok, 115, u"The target > 80 is met."_s),
        face(specOf(u"Performance score"_s, MetricUnit::Score, MetricKind::Level,
                    {Side::Above, false, 85}),
             MetricState::Unknown, {}, u"Nothing was measured yet."_s),
        face(specOf(u"Throughput"_s, MetricUnit::PerSecond, MetricKind::Rate,
                    {Side::Above, false, 1000}),
             MetricState::Maintenance, 12,
             u"It is in maintenance until 14:00, as the plan says."_s),
        face(specOf(u"Memory"_s, MetricUnit::Percent, MetricKind::Level, {Side::Below, false, 80}),
             MetricState::Ok, 54.3, u"The target < 80 % is met."_s),
        face(bare, MetricState::Ok, 42, u"There is no target to judge it by."_s),
        face(uptimeSpec(), MetricState::Bad, 98.2,
             u"https://shop.example.com/health/ answered with 503 in place of 200."_s),
        face(p95, MetricState::Ok, 41, u"The target < 200 ms is met."_s),
        face(hits, MetricState::Ok, 93.5, u"The target > 70 % is met."_s),
    };
}

QImage gauges(ThemeMode mode, QSize size)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Palette::of(mode).surface);
    QPainter painter(&image);
    const QList<GaugeFace> faces = twelve();
    const int columns = 4;
    const double width = double(size.width()) / columns;
    const double height = double(size.height()) / 3;
    for (int i = 0; i < int(faces.size()); ++i)
        paintGauge(painter,
                   QRectF((i % columns) * width, (i / columns) * height, width, height)
                       .adjusted(12, 12, -12, -12),
                   faces.at(i), QApplication::font(), mode);
    return image;
}

QList<HistoryPoint> walk(int count)
{
    QRandomGenerator random(11);
    QList<HistoryPoint> points;
    points.reserve(count);
    double value = 120;
    for (int i = 0; i < count; ++i) {
        value = std::max(20.0, value + (random.generateDouble() - 0.5) * 8);
        points.append({noon + i * 1000, value, value, value});
    }
    return points;
}

double ourChart(int count, const QString &picture)
{
    HistoryChart chart;
    chart.resize(1200, 400);
    MetricSpec spec = errorSpec();
    spec.unit = MetricUnit::Milliseconds;
    spec.target = MetricTarget{MetricTarget::Side::Below, false, 200};
    chart.setSpec(spec);
    const QList<HistoryPoint> points = walk(count);
    chart.setMarkers({{noon + qint64(count) * 400, u"Web shop 4.2 began"_s}});
    QImage image(chart.size(), QImage::Format_ARGB32_Premultiplied);
    const double cost = least(5, [&] {
        chart.setPoints(points, noon, noon + qint64(count) * 1000);
        chart.render(&image);
    });
    if (!picture.isEmpty()) {
        chart.setCrosshair(noon + qint64(count) * 700);
        chart.toPicture().save(picture);
    }
    return cost;
}

double plainQtCharts(int count)
{
    QChartView view;
    view.resize(1200, 400);
    auto *series = new QLineSeries;
    view.chart()->addSeries(series);
    view.chart()->createDefaultAxes();
    QList<QPointF> points;
    for (const HistoryPoint &point : walk(count))
        points.append({double(point.at), point.value});
    view.chart()->axes(Qt::Horizontal).first()->setRange(points.first().x(), points.last().x());
    view.chart()->axes(Qt::Vertical).first()->setRange(0, 400);
    QImage image(view.size(), QImage::Format_ARGB32_Premultiplied);
    return least(3, [&] {
        series->replace(points);
        static_cast<QWidget &>(view).render(&image);
    });
}

/// Nine gauges of five minutes, measured every two seconds.
double evaluate()
{
    QList<MetricSample> samples;
    for (int i = 0; i < 300; ++i) {
        MetricSample sample = ratioAt(noon + i * 2000, 2s, i % 7, 100);
        sample.latencies.add(20 + i % 50, 40);
        samples.append(sample);
    }
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Quantile;
    spec.window = 5min;
    return least(20, [&] {
        for (int i = 0; i < 9; ++i)
            evaluateGauge(spec, samples, noon + 600'000);
    });
}

bool isGood = true;

void row(const char *what, double ours, double peer, const char *peerName, double limit)
{
    const double measure = peer > 0 ? ours / peer : ours;
    isGood = isGood && measure <= limit;
    std::printf("| %s | %.2f ms | %s | %.3f | ≤ %.3g %s |\n", what, ours, peerName, measure, limit,
                measure <= limit ? "✓" : "✗");
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
        gauges(ThemeMode::Light, {1280, 860}).save(folder + u"/gauges-light.png"_s);
        gauges(ThemeMode::Dark, {1280, 860}).save(folder + u"/gauges-dark.png"_s);
        gauges(ThemeMode::Light, {820, 640}).save(folder + u"/gauges-small.png"_s);
        gauges(ThemeMode::Dark, {1920, 1080}).save(folder + u"/gauges-wall.png"_s);
    }
    std::printf("| what | ours, CPU | peer | ratio or ms | target |\n|---|---|---|---|---|\n");
    row("12 gauges, 1280×720", least(9, [] { gauges(ThemeMode::Light, {1280, 720}); }), 0, "-", 6);
    const double plain = plainQtCharts(100'000);
    row("chart of 100,000 points",
        ourChart(100'000, folder.isEmpty() ? QString() : folder + u"/history.png"_s), plain,
        qPrintable(u"Qt Charts with all of them: %1 ms"_s.arg(plain, 0, 'f', 1)), 1.0 / 40);
    row("chart of 1,000,000 points", ourChart(1'000'000, {}), 0, "-", 60);
    row("9 gauges judged", evaluate(), 0, "-", 1);
    return isGood ? 0 : 1;
}
