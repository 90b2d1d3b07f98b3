// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/manualsource.h"

#include "metrics/metrictext.h"

#include <QTimeZone>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr milliseconds defaultAge = std::chrono::days(7);
}

Result<std::unique_ptr<MetricSource>> ManualSource::make(const MetricSpec &spec,
                                                         const SourceServices &services)
{
    const QJsonValue value = spec.source.value(u"value"_s);
    bool isNumber = value.isDouble();
    const double number = isNumber ? value.toDouble() : value.toString().toDouble(&isNumber);
    if (!isNumber || !std::isfinite(number))
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” needs a number as its ‘value’.").arg(spec.id));
    const QDate date = QDate::fromString(spec.source.value(u"date"_s).toString(), Qt::ISODate);
    if (!date.isValid())
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” needs the ‘date’ on which its value was looked up, as "
                          "2026-11-20.")
                           .arg(spec.id));
    // Other clocks may have tomorrow already.
    if (date > services.clock.now().date().addDays(1))
        return failure(ErrorCode::InvalidInput,
                       tr("The ‘date’ of the metric “%1” is yet to come: %2.")
                           .arg(spec.id, date.toString(Qt::ISODate)));
    if (spec.source.value(u"by"_s).toString().trimmed().isEmpty())
        return failure(
            ErrorCode::InvalidInput,
            tr("The metric “%1” needs the name of who looked its value up in ‘by’.").arg(spec.id));
    return std::unique_ptr<MetricSource>(new ManualSource(services, spec, date));
}

ManualSource::ManualSource(const SourceServices &services, const MetricSpec &spec,
                           const QDate &date)
    : m_services(services)
    , m_value(spec.source.value(u"value"_s).isDouble()
                  ? spec.source.value(u"value"_s).toDouble()
                  : spec.source.value(u"value"_s).toString().toDouble())
    , m_date(date)
    , m_by(spec.source.value(u"by"_s).toString().trimmed())
    , m_maxAge(spec.source.contains(u"max_age"_s)
                   ? milliseconds(spec.source.value(u"max_age"_s).toInteger())
                   : defaultAge)
{ }

void ManualSource::measure()
{
    MetricSample sample;
    const QDateTime now = m_services.clock.now();
    sample.at = now.toMSecsSinceEpoch();
    // A date without a time: the whole day counts.
    const QDateTime end(m_date.addDays(1), QTime(0, 0), QTimeZone::LocalTime);
    const milliseconds age(std::max<qint64>(end.msecsTo(now), 0));
    sample.value = m_value;
    if (age > m_maxAge) {
        sample.quality = MetricSample::Quality::NoData;
        sample.reason = tr("%1 looked it up %2 ago; look again.").arg(m_by, durationWords(age));
    }
    // Never from inside measure().
    QMetaObject::invokeMethod(
        this, [this, sample] { Q_EMIT measured(sample); }, Qt::QueuedConnection);
}

} // namespace slipway
