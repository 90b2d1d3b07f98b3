// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/metricdetails.h"

#include "metrics/errorbudget.h"
#include "metrics/metrictext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::MetricDetails)
};

QString row(const QString &name, const QString &value)
{
    return u"<tr><td style='padding-right:16px'>%1</td><td>%2</td></tr>"_s.arg(
        name.toHtmlEscaped(), value.toHtmlEscaped());
}

QString settingText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QLocale::c().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    const QJsonArray wrapped{value};
    const QByteArray text = QJsonDocument(wrapped).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.sliced(1, text.size() - 2));
}

QString kindText(MetricKind kind)
{
    switch (kind) {
    case MetricKind::Availability:
        return Words::tr("time up of the time known");
    case MetricKind::Ratio:
        return Words::tr("all numerators by all denominators of the window");
    case MetricKind::Quantile:
        return Words::tr("quantile of all measurements of the window");
    case MetricKind::Rate:
        return Words::tr("all that was counted by the time it took");
    case MetricKind::Level:
        return Words::tr("the newest value");
    }
    return {};
}

QString lastProblem(const QList<MetricSample> &samples)
{
    for (qsizetype i = samples.size(); i-- > 0;) {
        const MetricSample &sample = samples.at(i);
        if (!sample.reason.isEmpty())
            return Words::tr("%1 (%2)").arg(
                sample.reason,
                QLocale().toString(QDateTime::fromMSecsSinceEpoch(sample.at),
                                   QLocale::ShortFormat));
    }
    return Words::tr("none that is remembered");
}

} // namespace

QString metricDetails(const GaugeFace &face, const QList<MetricSample> &samples, qint64 now)
{
    const MetricSpec &spec = face.spec;
    QString html = u"<h3>%1</h3><p>%2</p>"_s.arg(spec.name.toHtmlEscaped(),
                                                 gaugeSentence(face).toHtmlEscaped());
    html += u"<h4>%1</h4>"_s.arg(Words::tr("How the value comes about"));
    const QStringList arithmetic = arithmeticOf(spec, samples, now);
    for (const QString &line : arithmetic)
        html += u"<div>%1</div>"_s.arg(line.toHtmlEscaped());
    html += u"<h4>%1</h4><table>"_s.arg(Words::tr("How it is judged"));
    html += row(Words::tr("Value"), kindText(spec.kind));
    html += row(Words::tr("Window"), durationWords(spec.window));
    html += row(Words::tr("Target"), spec.target ? targetText(spec) : Words::tr("none"));
    if (const auto warn = warnLimit(spec))
        html += row(Words::tr("Warns from"), metricText(spec, *warn));
    html += row(Words::tr("Stale after"), durationWords(staleLimit(spec)));
    html += row(Words::tr("Takes at least"),
                Words::tr("%n measurement(s)", nullptr, int(spec.leastSamples)));
    html += row(Words::tr("Last problem"), lastProblem(samples));
    html += u"</table><h4>%1</h4><table>"_s.arg(Words::tr("Where it comes from"));
    html += row(Words::tr("Source"), spec.sourceKind);
    html += row(Words::tr("Every"), durationWords(spec.interval));
    for (auto setting = spec.source.begin(); setting != spec.source.end(); ++setting)
        html += row(setting.key(), settingText(setting.value()));
    return html + u"</table>"_s;
}

} // namespace slipway
