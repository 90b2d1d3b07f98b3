// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/healthcheck.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

class AddressCheck final : public HealthCheck
{
    Q_OBJECT
public:
    explicit AddressCheck(std::unique_ptr<RunningHttpCheck> running) : m_running(std::move(running))
    {
        connect(m_running.get(), &RunningHttpCheck::finished, this,
                [this](const HttpCheckResult &result) { Q_EMIT finished(result.error); });
    }
    void cancel() override { m_running->cancel(); }

private:
    std::unique_ptr<RunningHttpCheck> m_running;
};

class CommandCheck final : public HealthCheck
{
    Q_OBJECT
public:
    CommandCheck(CommandRunner &runner, QString script, Clock &clock, HealthPatience patience)
        : m_runner(runner)
        , m_script(std::move(script))
        , m_clock(clock)
        , m_patience(patience)
        , m_deadline(clock.monotonic() + patience.total)
    {
        run();
    }
    ~CommandCheck() override { m_clock.cancel(m_timer); }

    void cancel() override
    {
        if (std::exchange(m_isCancelled, true))
            return;
        m_clock.cancel(m_timer);
        if (m_running)
            m_running->cancel();
        else
            QMetaObject::invokeMethod(this, [this] { say(cancelled()); }, Qt::QueuedConnection);
    }

private:
    static Error cancelled()
    {
        return {ErrorCode::Cancelled, tr("The health check was cancelled.")};
    }

    void run()
    {
        Command command;
        command.script = m_script;
        // A check that hangs is as good as one that fails.
        command.timeout = std::max(m_deadline - m_clock.monotonic(), milliseconds(1000));
        m_running = m_runner.start(std::move(command));
        connect(m_running.get(), &RunningCommand::outputReceived, this,
                [this](OutputStream, const QByteArray &bytes) {
                    m_said += bytes;
                    m_said = m_said.last(std::min(m_said.size(), mostSaid));
                });
        connect(m_running.get(), &RunningCommand::finished, this, &CommandCheck::look);
    }

    void look(const CommandResult &result)
    {
        m_running.release()->deleteLater();
        if (m_isCancelled)
            return say(cancelled());
        if (!result.error && result.exitCode == 0)
            return say(std::nullopt);
        if (m_clock.monotonic() + m_patience.every < m_deadline) {
            m_said.clear();
            m_timer = m_clock.callAfter(m_patience.every, [this] { run(); });
            return;
        }
        const QString why = result.error
            ? result.error->message
            : tr("The command ended with status %1.").arg(result.exitCode);
        say(Error{ErrorCode::Assertion, why, QString::fromUtf8(m_said).trimmed()});
    }

    void say(const std::optional<Error> &error) { Q_EMIT finished(error); }

    static constexpr qsizetype mostSaid = 2000;
    CommandRunner &m_runner;
    QString m_script;
    Clock &m_clock;
    HealthPatience m_patience;
    milliseconds m_deadline;
    std::unique_ptr<RunningCommand> m_running;
    QByteArray m_said;
    Clock::TimerHandle m_timer = 0;
    bool m_isCancelled = false;
};

} // namespace

std::unique_ptr<HealthCheck> checkAddress(HttpChecker &checker, const QUrl &url,
                                          HealthPatience patience)
{
    HttpCheck check;
    check.url = url;
    check.timeout = patience.total;
    check.every = patience.every;
    return std::make_unique<AddressCheck>(checker.start(check));
}

std::unique_ptr<HealthCheck> checkByCommand(CommandRunner &runner, const QString &script,
                                            Clock &clock, HealthPatience patience)
{
    return std::make_unique<CommandCheck>(runner, script, clock, patience);
}

HealthChecker::HealthChecker(CommandRunner &runner, Clock &clock)
    : m_runner(runner)
    , m_clock(clock)
    , m_http(clock)
{ }

HealthChecker::~HealthChecker() = default;

std::unique_ptr<HealthCheck> HealthChecker::start(const QString &what, HealthPatience patience)
{
    const bool isAddress = what.startsWith("http://"_L1) || what.startsWith("https://"_L1);
    return isAddress ? checkAddress(m_http, QUrl(what), patience)
                     : checkByCommand(m_runner, what, m_clock, patience);
}

} // namespace slipway

#include "healthcheck.moc"
