// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/sqlsource.h"

#include "metrics/ownnetwork.h"
#include "metrics/safetext.h"
#include "metrics/sources/sourcesettings.h"

#include <QDir>

#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Quality = MetricSample::Quality;

MetricSample without(Quality quality, const QString &reason)
{
    MetricSample sample;
    sample.quality = quality;
    sample.reason = reason;
    return sample;
}

} // namespace

Result<std::unique_ptr<MetricSource>> SqlSource::make(const MetricSpec &spec,
                                                      const SourceServices &services)
{
    if (!services.sql)
        return failure(
            ErrorCode::Unavailable,
            tr("The metric “%1” asks a database, which cannot be done here.").arg(spec.id));
    const SourceSettings settings(spec, services);
    SqlQuestion question;
    for (const auto &[key, into] :
         {std::pair(u"database"_s, &question.database), std::pair(u"host"_s, &question.host),
          std::pair(u"user"_s, &question.user), std::pair(u"password"_s, &question.password),
          std::pair(u"query"_s, &question.query)}) {
        const Result<QString> text = settings.text(key);
        if (!text)
            return std::unexpected(text.error());
        *into = *text;
    }
    for (const auto &[key, text] :
         {std::pair(u"database"_s, &question.database), std::pair(u"query"_s, &question.query)}) {
        if (text->trimmed().isEmpty())
            return failure(ErrorCode::InvalidInput,
                           tr("The metric “%1” needs ‘%2’.").arg(spec.id, key));
    }
    const QString driver = spec.source.value(u"driver"_s).toString(u"sqlite"_s);
    if (driver != "sqlite"_L1 && driver != "postgresql"_L1)
        return failure(
            ErrorCode::InvalidInput,
            tr("‘driver’ of the metric “%1” is neither sqlite nor postgresql.").arg(spec.id));
    const bool isFile = driver == "sqlite"_L1;
    question.driver = isFile ? SqlQuestion::Driver::Sqlite : SqlQuestion::Driver::Postgresql;
    if (isFile)
        question.database = QDir(services.folder).absoluteFilePath(question.database);
    const Result<quint16> port = settings.port(0);
    if (!port)
        return std::unexpected(port.error());
    question.port = *port;
    question.timeout = settings.timeout();
    return std::unique_ptr<MetricSource>(new SqlSource(services, std::move(question)));
}

SqlSource::SqlSource(const SourceServices &services, SqlQuestion question)
    : m_services(services)
    , m_question(std::move(question))
{ }

SqlSource::~SqlSource()
{
    m_services.clock.cancel(m_deadline);
}

void SqlSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_deadline = m_services.clock.callAfter(m_question.timeout, [this] {
        conclude(without(Quality::SourceDown, tr("The database did not answer in time.")));
    });
    // One that takes so long must not get company.
    if (std::exchange(m_isAsking, true))
        return;
    m_services.sql(m_question).then(this, [this](const Result<SqlAnswer> &answer) {
        // A future that is ready by now calls from inside.
        QMetaObject::invokeMethod(this, [this, answer] { take(answer); }, Qt::QueuedConnection);
    });
}

void SqlSource::take(const Result<SqlAnswer> &answer)
{
    m_isAsking = false;
    if (m_deadline != 0)
        conclude(answer ? sqlSampleOf(*answer)
                        : without(Quality::SourceDown, safeText(answer.error().message)));
}

void SqlSource::conclude(MetricSample sample)
{
    m_services.clock.cancel(std::exchange(m_deadline, 0));
    if (sample.quality == Quality::SourceDown && !m_question.host.isEmpty()
        && isCutOff(m_question.host))
        sample = without(Quality::Offline, cutOffReason());
    sample.at = m_begun;
    Q_EMIT measured(sample);
}

MetricSample sqlSampleOf(const SqlAnswer &answer)
{
    constexpr qsizetype mostShown = 60;
    if (answer.row.isEmpty())
        return without(Quality::NoData, SqlSource::tr("The query gave no row."));
    if (answer.hasMore || answer.row.size() != 1)
        return without(Quality::NoData,
                       SqlSource::tr("The query gave more than one figure; let it give one row of "
                                     "one column."));
    const QVariant &figure = answer.row.constFirst();
    if (figure.isNull())
        return without(Quality::NoData, SqlSource::tr("The query gave NULL."));
    bool isNumber = false;
    const double value = figure.toDouble(&isNumber);
    // A yes or no would count as 1 or 0.
    if (!isNumber || !std::isfinite(value) || figure.typeId() == QMetaType::Bool)
        return without(Quality::NoData,
                       SqlSource::tr("The query gave “%1”, which is no number.")
                           .arg(safeText(figure.toString().left(mostShown))));
    MetricSample sample;
    sample.value = value;
    return sample;
}

} // namespace slipway
