// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/redactor.h"
#include "run/stepexecutor.h"

#include <QObject>

#include <map>
#include <memory>

namespace slipway {

/// One attempt at a step (or at its undo) from its intent to its result: the execution, once it
/// may begin, with its output redacted on the way. Owned by the engine, on its thread.
class Attempt : public QObject
{
    Q_OBJECT
public:
    struct Ports
    {
        Clock &clock;
        const Redactor &redactor;
    };

    Attempt(Ports ports, ExecutionRequest request, QObject *parent = nullptr);
    ~Attempt() override;

    const ExecutionRequest &request() const { return m_request; }
    bool isBegun() const { return m_execution != nullptr; }
    bool isCancelled() const { return m_cancelled; }
    /// Not after cancel().
    void begin(StepExecutor &executor);
    /// Before begin(): it must not begin any more. After it: finished() follows.
    void cancel();
    void acknowledge(const ServerId &host);

Q_SIGNALS:
    void hostStarted(const slipway::ServerId &host);
    void hostFinished(const slipway::ServerId &host, const slipway::HostStatus &status);
    void outputReceived(const slipway::OutputChunk &chunk);
    void noteMade(const slipway::ServerId &host, const QString &text);
    /// Once, after all output.
    void finished(const slipway::ExecutionResult &result);

private:
    using StreamKey = std::pair<ServerId, OutputStream>;

    void receive(const StreamKey &key, const QByteArray &bytes);
    void release();
    void pass(const StreamKey &key, const QByteArray &bytes);

    Ports m_ports;
    ExecutionRequest m_request;
    std::unique_ptr<StepExecution> m_execution;
    std::map<StreamKey, std::unique_ptr<RedactingStream>> m_streams;
    Clock::TimerHandle m_release = 0;
    bool m_cancelled = false;
};

} // namespace slipway
