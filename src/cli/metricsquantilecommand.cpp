// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/metricsquantilecommand.h"

#include "cli/exitcode.h"
#include "cli/standardinput.h"
#include "metrics/bucketquantile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// One byte more than the parser takes, so that it says what is wrong.
constexpr qsizetype mostRead = qsizetype(16) * 1024 * 1024 + 1;

/// As Prometheus writes numbers.
QString numberText(double value)
{
    if (std::isnan(value))
        return u"NaN"_s;
    if (std::isinf(value))
        return value > 0 ? u"+Inf"_s : u"-Inf"_s;
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QJsonValue jsonNumber(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue(numberText(value));
}

QString seriesText(const Histogram &histogram)
{
    QString text = QString::fromUtf8(histogram.name);
    QStringList labels;
    for (const SeriesLabel &label : histogram.labels) {
        QString value = QString::fromUtf8(label.value);
        value.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
        labels.append(QString::fromUtf8(label.name) + u"=\""_s + value + u'"');
    }
    if (!labels.isEmpty())
        text += u'{' + labels.join(u',') + u'}';
    return text;
}

} // namespace

CommandSpec MetricsQuantileCommand::spec()
{
    CommandSpec spec;
    spec.name = u"metrics quantile"_s;
    spec.summary = tr("Compute a quantile of each histogram on standard input");
    spec.argument = u"Q"_s;
    spec.least = spec.most = 1;
    spec.options
        = {{u"json"_s, QString(), tr("Print JSON, with the bucket the quantile lies in.")}};
    spec.description
        = {tr("Reads metrics in Prometheus text format or OpenMetrics and prints, for each "
              "histogram, what histogram_quantile of Prometheus gives for its counts: one line "
              "“name{labels} value”. Q is from 0 to 1."),
           tr("The value is a guess inside one bucket. With --json its bounds are printed, too; "
              "in the last bucket there is only a lower one.")};
    spec.exitCodes = {{exitcode::success, tr("Done, also when there was no histogram.")},
                      {exitcode::usage, tr("Wrong usage, or text that is not in the format.")}};
    spec.examples = {
        {u"curl -s http://127.0.0.1:9100/metrics | slipwayctl metrics quantile 0.95"_s, QString()}};
    return spec;
}

void MetricsQuantileCommand::start(const Arguments &arguments)
{
    const QString given = arguments.positional().constFirst();
    bool isNumber = false;
    const double quantile = given.toDouble(&isNumber);
    if (!isNumber) {
        fail({ErrorCode::InvalidInput,
              tr("“%1” is no quantile; use a number such as 0.95.").arg(given)},
             exitcode::usage);
        return;
    }
    m_isJson = arguments.has(u"json"_s);
    StandardInput::Reader reader;
    reader.bytes = [this](QByteArrayView bytes) {
        if (m_text.size() < mostRead)
            m_text.append(bytes.first(std::min(bytes.size(), mostRead - m_text.size())));
    };
    reader.ended = [this, quantile](const Result<void> &read) {
        if (!read)
            fail(read.error(), exitcode::usage);
        else
            print(quantile);
    };
    (new StandardInput(this))->start(std::move(reader));
}

void MetricsQuantileCommand::print(double quantile)
{
    // What failed before in a pipe sends nothing.
    if (m_text.trimmed().isEmpty()) {
        fail({ErrorCode::InvalidInput, tr("Standard input is empty: there are no metrics.")},
             exitcode::usage);
        return;
    }
    const Result<Exposition> exposition = parseExposition(m_text);
    if (!exposition) {
        fail(exposition.error(), exitcode::usage);
        return;
    }
    const QList<Histogram> histograms = histogramsOf(*exposition);
    QJsonArray all;
    for (const Histogram &histogram : histograms) {
        const BucketQuantile found = bucketQuantile(quantile, histogram.buckets);
        if (!m_isJson) {
            console().out(seriesText(histogram) + u' ' + numberText(found.value));
            continue;
        }
        QJsonObject labels;
        for (const SeriesLabel &label : histogram.labels)
            labels.insert(QString::fromUtf8(label.name), QString::fromUtf8(label.value));
        all.append(QJsonObject{{u"name"_s, QString::fromUtf8(histogram.name)},
                               {u"labels"_s, labels},
                               {u"value"_s, jsonNumber(found.value)},
                               {u"low"_s, jsonNumber(found.low)},
                               {u"high"_s, jsonNumber(found.high)}});
    }
    if (m_isJson)
        console().rawOut(QJsonDocument(all).toJson());
    finishLater(exitcode::success);
}

} // namespace slipway
