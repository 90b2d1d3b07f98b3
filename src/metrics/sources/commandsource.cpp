// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/commandsource.h"

#include "metrics/ownnetwork.h"
#include "metrics/sources/sourcesettings.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostOutput = 64 * 1024;
using Quality = MetricSample::Quality;

} // namespace

Result<std::unique_ptr<MetricSource>> CommandSource::make(const MetricSpec &spec,
                                                          const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    Result<MetricScript> script = scriptOf(spec, services);
    if (!script)
        return std::unexpected(script.error());
    if (script->text.trimmed().isEmpty())
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” has no command in ‘run’.").arg(spec.id));
    const Result<QString> server = settings.text(u"on"_s);
    if (!server)
        return std::unexpected(server.error());
    CommandRunner *runner = &services.local;
    if (!server->isEmpty())
        runner = services.servers ? services.servers(*server) : nullptr;
    if (!runner)
        return failure(ErrorCode::NotFound,
                       tr("There is no server “%1” for the metric “%2”.").arg(*server, spec.id));
    return std::unique_ptr<MetricSource>(
        new CommandSource(services, *runner, *std::move(script), spec));
}

CommandSource::CommandSource(const SourceServices &services, CommandRunner &runner,
                             MetricScript script, const MetricSpec &spec)
    : m_services(services)
    , m_runner(runner)
    , m_script(std::move(script))
    , m_kind(spec.kind)
    , m_isPercent(spec.unit == MetricUnit::Percent)
    , m_timeout(SourceSettings(spec, services).timeout())
{ }

void CommandSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_command.start(m_runner, m_script.command(), m_timeout, mostOutput, this,
                    [this](const CapturedCommand::Ended &ended) { take(ended); });
}

void CommandSource::take(const CapturedCommand::Ended &ended)
{
    MetricSample sample;
    sample.at = m_begun;
    const CommandResult &result = ended.result;
    if (ended.isCutOff()) {
        sample.quality = Quality::Offline;
        sample.reason = cutOffReason();
    } else if (result.error || result.exitCode != 0) {
        sample.quality = Quality::SourceDown;
        const QString said = CapturedCommand::Ended::lastLine(ended.err);
        sample.reason = result.error ? result.error->message
            : said.isEmpty()
            ? tr("The command ended with status %1.").arg(result.exitCode)
            : tr("The command ended with status %1: %2").arg(result.exitCode).arg(said);
    } else {
        read(ended.out, sample);
    }
    Q_EMIT measured(sample);
}

void CommandSource::read(const QByteArray &printed, MetricSample &sample) const
{
    const QByteArray text = printed.trimmed();
    bool isNumber = false;
    sample.value = text.toDouble(&isNumber);
    if (isNumber && std::isfinite(sample.value))
        return;
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    const QJsonValue value = object.value("value"_L1);
    const QJsonValue part = object.value("numerator"_L1);
    const QJsonValue whole = object.value("denominator"_L1);
    if (value.isDouble()) {
        sample.value = value.toDouble();
    } else if (part.isDouble() && whole.isDouble()) {
        sample.numerator = part.toDouble();
        sample.denominator = whole.toDouble();
        if (m_kind != MetricKind::Ratio && sample.denominator > 0)
            sample.value = sample.numerator / sample.denominator * (m_isPercent ? 100 : 1);
        if (m_kind != MetricKind::Ratio && sample.denominator <= 0) {
            sample.quality = Quality::NoData;
            sample.reason = tr("The command counted nothing: ‘denominator’ is not above 0.");
        }
    } else {
        sample.quality = Quality::NoData;
        sample.reason = tr("The command printed no number: “%1”.")
                            .arg(CapturedCommand::Ended::lastLine(printed));
    }
}

} // namespace slipway
