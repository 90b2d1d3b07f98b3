// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/attempt.h"

#include <utility>

using namespace std::chrono_literals;

namespace slipway {

namespace {
// What might be the beginning of a secret is shown after this long: a prompt must appear soon.
constexpr milliseconds longestHeld = 50ms;
} // namespace

Attempt::Attempt(Ports ports, ExecutionRequest request, QObject *parent)
    : QObject(parent)
    , m_ports(ports)
    , m_request(std::move(request))
{ }

Attempt::~Attempt()
{
    m_ports.clock.cancel(m_release);
}

void Attempt::begin(StepExecutor &executor)
{
    m_execution = executor.start(m_request);
    StepExecution *execution = m_execution.get();
    connect(execution, &StepExecution::hostStarted, this, &Attempt::hostStarted);
    connect(execution, &StepExecution::hostFinished, this, &Attempt::hostFinished);
    connect(execution, &StepExecution::noteMade, this, &Attempt::noteMade);
    connect(execution, &StepExecution::outputReceived, this,
            [this](const ServerId &host, OutputStream stream, const QByteArray &bytes) {
                receive({host, stream}, bytes);
            });
    connect(execution, &StepExecution::finished, this, [this](const ExecutionResult &result) {
        m_ports.clock.cancel(m_release);
        for (const auto &[key, stream] : m_streams)
            pass(key, stream->finish());
        Q_EMIT finished(result);
    });
}

void Attempt::cancel()
{
    if (std::exchange(m_cancelled, true))
        return;
    if (m_execution)
        m_execution->cancel();
}

void Attempt::acknowledge(const ServerId &host)
{
    if (m_execution)
        m_execution->acknowledge(host);
}

void Attempt::receive(const StreamKey &key, const QByteArray &bytes)
{
    std::unique_ptr<RedactingStream> &stream = m_streams[key];
    if (!stream)
        stream = std::make_unique<RedactingStream>(m_ports.redactor);
    pass(key, stream->feed(bytes));
    if (m_release == 0)
        m_release = m_ports.clock.callAfter(longestHeld, [this] { release(); });
}

void Attempt::release()
{
    m_release = 0;
    for (const auto &[key, stream] : m_streams)
        pass(key, stream->flush());
}

void Attempt::pass(const StreamKey &key, const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    OutputChunk chunk;
    chunk.run = m_request.run;
    chunk.step = m_request.step.id;
    chunk.attempt = m_request.attempt;
    chunk.host = key.first;
    chunk.stream = key.second;
    chunk.at = m_ports.clock.now();
    chunk.bytes = bytes;
    chunk.undo = m_request.undo;
    Q_EMIT outputReceived(chunk);
}

} // namespace slipway
