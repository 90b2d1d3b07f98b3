// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/capturedcommand.h"

#include "metrics/metricsource.h"
#include "metrics/ownnetwork.h"
#include "metrics/safetext.h"

#include <algorithm>

namespace slipway {

namespace {
constexpr qsizetype mostQuoted = 200;
}

QString CapturedCommand::Ended::lastLine(const QByteArray &output)
{
    const QByteArray line = output.trimmed().split('\n').constLast().trimmed();
    return safeText(QString::fromUtf8(line.first(std::min(mostQuoted, line.size()))));
}

bool CapturedCommand::Ended::isCutOff() const
{
    const bool isConnection = result.error
        && (result.error->code == ErrorCode::Unreachable
            || result.error->code == ErrorCode::ConnectionLost);
    return isConnection && !hasNetwork();
}

Result<MetricScript> scriptOf(const MetricSpec &spec, const SourceServices &services)
{
    const QString text = spec.source.value(QStringLiteral("run")).toString();
    if (services.script)
        return services.script(text);
    return services.resolve(text).transform(
        [](const QString &resolved) { return MetricScript{resolved, {}}; });
}

void CapturedCommand::start(CommandRunner &runner, Command command, milliseconds timeout,
                            qint64 limit, QObject *context,
                            const std::function<void(const Ended &)> &done)
{
    m_out.clear();
    m_err.clear();
    command.timeout = timeout;
    m_running = runner.start(std::move(command));
    QObject::connect(m_running.get(), &RunningCommand::outputReceived, context,
                     [this, limit](OutputStream stream, const QByteArray &bytes) {
                         QByteArray &kept = stream == OutputStream::Out ? m_out : m_err;
                         kept += bytes.first(std::min<qint64>(bytes.size(), limit - kept.size()));
                     });
    QObject::connect(m_running.get(), &RunningCommand::finished, context,
                     [this, done](const CommandResult &result) {
                         m_running.release()->deleteLater();
                         done({result, m_out, m_err});
                     });
}

} // namespace slipway
