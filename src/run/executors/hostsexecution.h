// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "run/executors/hostslots.h"
#include "run/executors/rollingpolicy.h"
#include "run/stepexecutor.h"

namespace slipway {

/// An attempt on several hosts: batches, pauses, host results and their summary. What is done on a
/// host is the subclass's.
class HostsExecution : public StepExecution
{
    Q_OBJECT
public:
    struct Ports
    {
        Clock &clock;
        HostSlots &hostSlots;
    };
    HostsExecution(Ports ports, ExecutionRequest request, RollingPolicy::Settings settings);
    ~HostsExecution() override;

    void cancel() override;

protected:
    const ExecutionRequest &request() const { return m_request; }
    const ResolvedStep::Target &target(const ServerId &host) const;
    /// Targets that this attempt runs on.
    QList<ResolvedStep::Target> targets() const;

    /// Before any host; answers with prepared(), later or at once.
    virtual void prepare() = 0;
    /// Answers with hostEnded(), later.
    virtual void startHost(const ResolvedStep::Target &target) = 0;
    virtual void cancelHosts() = 0;
    /// Adds what only the subclass knows.
    virtual void complete(ExecutionResult &result) = 0;

    void prepared(const Result<void> &result);
    /// Whether its end is said, or about to be.
    bool isDone() const { return m_done; }
    /// `exitCode` −1 where there is none; no error: it succeeded.
    void hostEnded(const ServerId &host, const std::optional<Error> &error, int exitCode);
    /// Instead of hostEnded(), in an interrupted attempt: the host cannot say how it ended. There
    /// is no result of it then, and the attempt's outcome is Unknown.
    void hostUnknown(const ServerId &host, const Error &error);
    /// What is on record of a host in an interrupted attempt; Pending where there is nothing.
    HostStatus recorded(const ServerId &host) const;

private:
    void pump();
    void start(const ServerId &host);
    void conclude();
    void finishLater(const ExecutionResult &result);
    ExecutionResult summary() const;

    Ports m_ports;
    ExecutionRequest m_request;
    RollingPolicy m_policy;
    int m_maxFailed;
    QMap<ServerId, HostStatus> m_hosts; ///< started ones
    QStringList m_unknown;              ///< sentences
    Clock::TimerHandle m_pause = 0;
    int m_slotsTaken = 0;
    bool m_prepared = false;
    bool m_cancelled = false;
    bool m_done = false;
};

} // namespace slipway
