// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"

#include <QJsonValue>

namespace slipway {

/// RFC 6901: "/data/0/value". Undefined when there is no such place; "" is the document itself.
QJsonValue valueAt(const QJsonValue &document, const QString &pointer);

/// Where the figure of a JSON document is: at `pointer`, times `scale`, or `numerator` of
/// `denominator`. All places are JSON pointers.
struct JsonFigure
{
    QString pointer;
    QString numerator;
    QString denominator;
    QString evidence;  ///< a count without which the figure means nothing: no data unless above 0
    QString complaint; ///< where services that refuse say why, though their status is 200
    double scale = 1;
};
/// Pure: the figure, or quality and reason.
MetricSample readFigure(const JsonFigure &figure, const QByteArray &document);

/// `json`: `pointer`, or `numerator` and `denominator`, times `scale`; or a `service`, which knows
/// them (`sources/servicesource.h`).
Result<std::unique_ptr<MetricSource>> makeJsonSource(const MetricSpec &spec,
                                                     const SourceServices &services);
/// `lighthouse`: the performance score of a Lighthouse report, 0 to 100; computed from the lab
/// metrics where the report has none. Reports older than `max_age` are no data.
Result<std::unique_ptr<MetricSource>> makeLighthouseSource(const MetricSpec &spec,
                                                           const SourceServices &services);
/// `audit`: 100 - 40 · critical - 15 · high - 5 · moderate - low of what `npm audit --json` found,
/// 0 at least; pip-audit knows no severities: each finding counts as high.
Result<std::unique_ptr<MetricSource>> makeAuditSource(const MetricSpec &spec,
                                                      const SourceServices &services);

/// Pure, for the sources above.
MetricSample lighthouseScore(const QByteArray &report, qint64 now, milliseconds maxAge);
MetricSample auditScore(const QByteArray &report);

} // namespace slipway
