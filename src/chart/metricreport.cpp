// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/metricreport.h"

#include "base/outputfile.h"
#include "chart/gaugepainter.h"
#include "chart/metriclook.h"
#include "metrics/errorbudget.h"
#include "metrics/metricmath.h"
#include "metrics/metrictext.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QGuiApplication>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QTimeZone>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::MetricReport)
};

constexpr QSize gaugeSize(264, 284);
constexpr int sparkParts = 60;

QString timeText(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::UTC).toString(u"yyyy-MM-dd HH:mm"_s)
        + u" UTC"_s;
}

QString escaped(const QString &text)
{
    return text.toHtmlEscaped();
}

GaugeFace faceOf(const ReportMetric &metric)
{
    GaugeFace face;
    face.spec = metric.spec;
    face.state = metric.state;
    if (metric.points.isEmpty())
        return face;
    const qint64 from = metric.points.constFirst().at;
    const qint64 span = std::max<qint64>(metric.points.constLast().at - from, 1);
    face.spark = QList<double>(sparkParts, std::numeric_limits<double>::quiet_NaN());
    for (const HistoryPoint &point : metric.points) {
        const qint64 part = std::min<qint64>((point.at - from) * sparkParts / span, sparkParts - 1);
        if (std::isfinite(point.value))
            face.spark[part] = point.value;
    }
    return face;
}

/// The gauge as SVG elements, without the XML prologue that HTML does not want.
QString gaugeSvg(const ReportMetric &metric)
{
    QByteArray svg;
    QBuffer buffer(&svg);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(gaugeSize);
    generator.setViewBox(QRect({}, gaugeSize));
    QPainter painter(&generator);
    paintGauge(painter, QRectF({}, QSizeF(gaugeSize)).adjusted(10, 10, -10, -10), faceOf(metric),
               QGuiApplication::font(), ThemeMode::Light);
    painter.end();
    const qsizetype begin = svg.indexOf("<svg");
    return QString::fromUtf8(begin < 0 ? svg : svg.sliced(begin));
}

QString rowHtml(const ReportMetric &metric)
{
    const StateLook look = lookOf(metric.state.state, ThemeMode::Light);
    const QString value
        = metric.state.value ? metricText(metric.spec, *metric.state.value) : u"—"_s;
    return u"<tr><td>%1</td><td class='s-%2'>%3 %4</td><td>%5</td><td>%6</td><td>%7 %</td>"
           "<td>%8</td></tr>"_s.arg(
               escaped(metric.spec.name), toString(metric.state.state), escaped(look.glyph),
               escaped(look.word), escaped(value), escaped(targetText(metric.spec)),
               QString::number(std::floor(metric.state.coverage * 1000) / 10, 'f', 1),
               escaped(metric.state.reason));
}

QByteArray isoTime(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::UTC).toString(Qt::ISODate).toLatin1();
}

const QString style
    = u"body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1100px;"
      "padding:0 1rem;color:#1b1f27;background:#f3f4f8}"
      "h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
      ".muted{color:#565f6e}.go,.nogo{display:inline-block;font-weight:700;"
      "border-radius:6px;padding:.2rem .8rem;margin-right:.6rem}"
      ".go{background:#dff3e5;color:#11552c;border:1px solid #55a873}"
      ".nogo{background:#c4171e;color:#fff;border:1px solid #860c12}"
      ".gauges{display:flex;flex-wrap:wrap;gap:16px;margin:1.5rem 0}"
      ".gauge{background:#fff;border:1px solid #d3d8e0;border-radius:6px;"
      "width:264px;height:284px}.gauge svg{width:100%;height:100%}"
      "table{border-collapse:collapse;width:100%;background:#fff}"
      "td,th{text-align:left;padding:.4rem .7rem;border-bottom:1px solid #d3d8e0;"
      "vertical-align:top}td:nth-child(2){white-space:nowrap;font-weight:600}"
      ".s-ok{color:#146c36}.s-warn{color:#875000}.s-bad{color:#b5141b}"
      ".s-unknown,.s-maintenance{color:#4f5867}pre{background:#fff;padding:.7rem;"
      "border:1px solid #d3d8e0;border-radius:6px;overflow:auto;margin:0}"
      "@media (prefers-color-scheme:dark){body{color:#e8ebf0;background:#13161b}"
      ".muted{color:#a0aab9}table,pre{background:#1c2027;border-color:#363d48}"
      "td,th{border-color:#363d48}.s-ok{color:#63d28a}.s-warn{color:#ffc04a}"
      ".s-bad{color:#ff7d77}.s-unknown,.s-maintenance{color:#a7b0be}}"
      "@media print{body{background:#fff;margin:0}}"_s;

} // namespace

namespace {

/// How a figure that is of a moment was over a time.
struct Moments
{
    double worst = std::numeric_limits<double>::quiet_NaN();
    milliseconds known{0};
    milliseconds missed{0}; ///< of which the target was missed, or may have been
};

Moments momentsOf(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 from,
                  qint64 to)
{
    const bool isAbove = spec.target->side == MetricTarget::Side::Above;
    Moments moments;
    for (const MetricSample &sample : samples) {
        if (sample.at <= from || sample.at > to || sample.quality != MetricSample::Quality::Good
            || std::isnan(sample.value))
            continue;
        const double end = isAbove ? sample.low : sample.high;
        const double value = std::isnan(end) ? sample.value : end;
        const milliseconds time(std::min(sample.span, sample.at - from));
        moments.known += time;
        moments.missed += meets(*spec.target, value) ? milliseconds(0) : time;
        moments.worst = std::isnan(moments.worst) ? value
            : isAbove                             ? std::min(moments.worst, value)
                                                  : std::max(moments.worst, value);
    }
    return moments;
}

/// The newest value is not that of the time before it: the worst one decides.
void judgeMoments(const MetricSpec &spec, const Moments &moments, GaugeState &state)
{
    state.state = judged(spec, moments.worst, moments.worst);
    if (state.state != MetricState::Bad)
        return;
    state.value = moments.worst;
    state.reason = Words::tr("The target %1 was missed for %2 of the %3 that are known; the worst "
                             "was %4.")
                       .arg(targetText(spec), durationWords(moments.missed),
                            durationWords(moments.known), metricText(spec, moments.worst));
}

void judgeWindow(const MetricSpec &spec, const WindowValue &window, GaugeState &state)
{
    state.state = judged(spec, window);
    if (state.state == MetricState::Bad)
        state.reason = Words::tr("The target %1 was missed.").arg(targetText(spec));
}

/// Why the time cannot be judged; empty when it can.
QString obstacleOf(const MetricSpec &spec, const WindowValue &window)
{
    if (std::isnan(window.value))
        return Words::tr("Nothing was measured in this time.");
    if (const int known = int(std::floor(window.coverage * 100));
        window.coverage < spec.leastCoverage)
        return known > 0 ? Words::tr("Only %1 % of this time is known.").arg(known)
                         : Words::tr("Less than 1 % of this time is known.");
    if (window.samples < spec.leastSamples && !isShareMissed(spec, window))
        return Words::tr("%1 of the %2 measurements that it takes.")
            .arg(window.samples)
            .arg(spec.leastSamples);
    return {};
}

} // namespace

ReportMetric reportMetricOf(const MetricSpec &spec, const QList<MetricSample> &samples,
                            const QList<MetricBucket> &buckets, qint64 from, qint64 to)
{
    ReportMetric metric;
    metric.spec = spec;
    metric.spec.window = milliseconds(to - from);
    metric.points = historyPoints(spec, buckets, staleLimit(spec).count() + 3'600'000);
    metric.arithmetic = arithmeticOf(metric.spec, samples, to);
    const WindowValue window = valueOver(metric.spec, samples, from, to);
    metric.state.samples = window.samples;
    metric.state.coverage = window.coverage;
    if (!std::isnan(window.value))
        metric.state.value = window.value;
    metric.state.reason = obstacleOf(spec, window);
    if (!metric.state.reason.isEmpty())
        return metric;
    if (!spec.target) {
        metric.state.state = MetricState::Ok;
        metric.state.reason = Words::tr("There is no target to judge it by.");
        return metric;
    }
    // What was counted over the time has one value; other figures had many.
    const bool isOfMoments = spec.kind == MetricKind::Level
        || (spec.kind == MetricKind::Quantile && window.latencies.isEmpty()
            && window.histogram.isEmpty());
    if (isOfMoments)
        judgeMoments(spec, momentsOf(spec, samples, from, to), metric.state);
    else
        judgeWindow(spec, window, metric.state);
    if (metric.state.state == MetricState::Warn)
        metric.state.reason
            = Words::tr("The target %1 was met, if only just.").arg(targetText(spec));
    else if (metric.state.state == MetricState::Ok)
        metric.state.reason = Words::tr("The target %1 was met.").arg(targetText(spec));
    return metric;
}

QFuture<Result<QList<ReportMetric>>> readReportMetrics(const QList<MetricSpec> &specs, qint64 from,
                                                       qint64 to, const ReportReader &reader)
{
    if (specs.isEmpty())
        return QtFuture::makeReadyValueFuture(Result<QList<ReportMetric>>());
    QList<QFuture<Result<ReportMetric>>> asked;
    asked.reserve(specs.size());
    for (const MetricSpec &spec : specs) {
        const auto samples = reader.samples(spec.id, from, to);
        asked.append(
            reader.buckets(spec.id, from, to, grainFor(to - from))
                .then([spec, samples, from,
                       to](const Result<QList<MetricBucket>> &buckets) -> Result<ReportMetric> {
                    const Result<QList<MetricSample>> known = samples.result();
                    if (!known || !buckets)
                        return std::unexpected(known ? buckets.error() : known.error());
                    return reportMetricOf(spec, *known, *buckets, from, to);
                }));
    }
    return QtFuture::whenAll(asked.begin(), asked.end())
        .then(
            [](const QList<QFuture<Result<ReportMetric>>> &answers) -> Result<QList<ReportMetric>> {
                QList<ReportMetric> metrics;
                metrics.reserve(answers.size());
                for (const QFuture<Result<ReportMetric>> &answer : answers) {
                    const Result<ReportMetric> metric = answer.result();
                    if (!metric)
                        return std::unexpected(metric.error());
                    metrics.append(*metric);
                }
                return metrics;
            });
}

MetricReport metricReportOf(const QString &title, const QList<ReportMetric> &metrics, qint64 from,
                            qint64 to, qint64 madeAt)
{
    QList<MetricSpec> specs;
    QHash<QString, GaugeState> states;
    for (const ReportMetric &metric : metrics) {
        specs.append(metric.spec);
        states.insert(metric.spec.id, metric.state);
    }
    return {title, from, to, madeAt, judgeBoard(specs, states), metrics};
}

QByteArray toHtml(const MetricReport &report)
{
    QString html
        = u"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
          "<meta name='viewport' content='width=device-width'>"
          "<meta http-equiv='Content-Security-Policy' "
          "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
          "<title>%1</title><style>%2</style></head><body>\n"_s.arg(escaped(report.title), style);
    html += u"<h1>%1</h1><p class='muted'>%2 – %3 · %4</p>\n"_s.arg(
        escaped(report.title), timeText(report.from), timeText(report.to),
        Words::tr("made %1").arg(timeText(report.madeAt)));
    html += u"<p><span class='%1'>%2</span>%3</p>\n<div class='gauges'>"_s.arg(
        report.board.isGo ? u"go"_s : u"nogo"_s, escaped(report.board.word),
        escaped(report.board.why));
    for (const ReportMetric &metric : report.metrics)
        html += u"<div class='gauge' role='img' aria-label=\"%1\">%2</div>\n"_s.arg(
            escaped(gaugeSentence(faceOf(metric))), gaugeSvg(metric));
    html += u"</div>\n<table><tr><th>%1</th><th>%2</th><th>%3</th><th>%4</th><th>%5</th><th>%6</th>"
            "</tr>\n"_s.arg(Words::tr("Metric"), Words::tr("State"), Words::tr("Value"),
                            Words::tr("Target"), Words::tr("Known"), Words::tr("Why"));
    for (const ReportMetric &metric : report.metrics)
        html += rowHtml(metric) + u'\n';
    html += u"</table>\n"_s;
    for (const ReportMetric &metric : report.metrics)
        html += u"<h2>%1</h2><pre>%2</pre>\n"_s.arg(escaped(metric.spec.name),
                                                    escaped(metric.arithmetic.join(u'\n')));
    return (html + u"</body></html>\n"_s).toUtf8();
}

QByteArray toCsv(const MetricReport &report)
{
    QByteArray csv = "metric,name,state,value,text,target,known,measurements,from,to,why\r\n";
    for (const ReportMetric &metric : report.metrics) {
        const bool hasValue = metric.state.value && std::isfinite(*metric.state.value);
        csv += csvCell(metric.spec.id) + ',' + csvCell(metric.spec.name) + ','
            + toString(metric.state.state).toLatin1() + ','
            + (hasValue
                   ? QByteArray::number(*metric.state.value, 'g', QLocale::FloatingPointShortest)
                   : QByteArray())
            + ','
            + csvCell(metric.state.value ? metricText(metric.spec, *metric.state.value) : QString())
            + ',' + csvCell(targetText(metric.spec)) + ','
            + QByteArray::number(metric.state.coverage, 'f', 4) + ','
            + QByteArray::number(metric.state.samples) + ',' + isoTime(report.from) + ','
            + isoTime(report.to) + ',' + csvCell(metric.state.reason) + "\r\n";
    }
    return csv;
}

namespace {

/// Pages of a report: headline, gauges three a row, then the arithmetic.
class PdfPages
{
public:
    PdfPages(QPdfWriter &writer, const MetricReport &report)
        : m_writer(writer)
        , m_report(report)
        , m_painter(&writer)
        , m_unit(writer.width() / 180.0)
    { }

    bool print()
    {
        if (!m_painter.isActive())
            return false;
        text(m_report.title, 6, QFont::DemiBold);
        text(u"%1 – %2"_s.arg(timeText(m_report.from), timeText(m_report.to)), 3.6);
        text(m_report.board.sentence, 4.2, QFont::DemiBold);
        gauges();
        for (const ReportMetric &metric : m_report.metrics) {
            text(metric.spec.name, 4.4, QFont::DemiBold);
            for (const QString &line : metric.arithmetic)
                text(line, 3.4);
        }
        return true;
    }

private:
    QFont font(double size, int weight = QFont::Normal) const
    {
        QFont font = QGuiApplication::font();
        font.setPixelSize(int(size * m_unit));
        font.setWeight(QFont::Weight(weight));
        return font;
    }

    void makeRoom(double height)
    {
        if (m_top + height <= m_writer.height())
            return;
        m_writer.newPage();
        m_top = 0;
    }

    void text(const QString &words, double size, int weight = QFont::Normal)
    {
        m_painter.setFont(font(size, weight));
        m_painter.setPen(Palette::of(ThemeMode::Light).text);
        QRectF room(0, 0, m_writer.width(), m_writer.height());
        const QRectF needed = m_painter.boundingRect(room, Qt::TextWordWrap, words);
        makeRoom(needed.height());
        room.moveTop(m_top);
        m_painter.drawText(room, Qt::TextWordWrap, words);
        m_top += needed.height() + size * m_unit * 0.5;
    }

    /// As on a screen, and enlarged: a gauge's type goes by its size, not by the paper's dots.
    void gauge(const ReportMetric &metric, QPointF corner, double width)
    {
        constexpr int bodyPixels = 13;
        QFont body = QGuiApplication::font();
        body.setPixelSize(bodyPixels);
        m_painter.save();
        m_painter.translate(corner);
        const double scale = width / gaugeSize.width();
        m_painter.scale(scale, scale);
        paintGauge(m_painter, QRectF({}, QSizeF(gaugeSize)), faceOf(metric), body,
                   ThemeMode::Light);
        m_painter.restore();
    }

    void gauges()
    {
        const double width = 56 * m_unit;
        const double height = 62 * m_unit;
        for (qsizetype i = 0; i < m_report.metrics.size(); ++i) {
            const int column = int(i % 3);
            if (column == 0)
                makeRoom(height);
            gauge(m_report.metrics.at(i), QPointF(column * (width + 6 * m_unit), m_top), width);
            if (column == 2 || i + 1 == m_report.metrics.size())
                m_top += height + 6 * m_unit;
        }
    }

    QPdfWriter &m_writer;
    const MetricReport &m_report;
    QPainter m_painter;
    double m_unit; ///< a millimetre
    double m_top = 0;
};

} // namespace

Result<QByteArray> toPdf(const MetricReport &report)
{
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(report.title);
        writer.setCreator(u"Slipway"_s);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
        if (!PdfPages(writer, report).print())
            return failure(ErrorCode::Internal, Words::tr("The PDF could not be made."));
    }
    return pdf;
}

Result<void> writeReport(const MetricReport &report, const QString &path, const QString &format)
{
    const Result<QByteArray> content = format == "pdf"_L1 ? toPdf(report)
        : format == "csv"_L1                              ? Result<QByteArray>(toCsv(report))
                                                          : Result<QByteArray>(toHtml(report));
    if (!content)
        return std::unexpected(content.error());
    return writeOutputFile(path, *content);
}

} // namespace slipway
