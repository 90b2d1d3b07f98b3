// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/bytechannel.h"
#include "support/printable.h"

#include <QSignalSpy>
#include <QTest>

#include <mutex>

SLIPWAY_PRINTABLE(ErrorCode)

namespace slipway {

/// Keeps all that a channel's far end wrote.
class KeepingSink final : public ByteSink
{
public:
    QByteArray take(QByteArrayView bytes) override
    {
        const std::lock_guard lock(m_mutex);
        m_bytes.append(bytes);
        m_total += bytes.size();
        m_largest = std::max(m_largest, bytes.size());
        // A flood is counted, not kept.
        if (m_bytes.size() > mostKept)
            m_bytes = m_bytes.last(mostKept / 2);
        return m_answerTo.isEmpty() || !bytes.contains(m_answerTo) ? QByteArray() : m_answer;
    }
    void answer(const QByteArray &question, const QByteArray &answer)
    {
        const std::lock_guard lock(m_mutex);
        m_answerTo = question;
        m_answer = answer;
    }
    QByteArray bytes() const
    {
        const std::lock_guard lock(m_mutex);
        return m_bytes;
    }
    qsizetype total() const
    {
        const std::lock_guard lock(m_mutex);
        return m_total;
    }
    qsizetype largest() const
    {
        const std::lock_guard lock(m_mutex);
        return m_largest;
    }

private:
    static constexpr qsizetype mostKept = qsizetype(32) * 1024 * 1024;
    mutable std::mutex m_mutex;
    QByteArray m_bytes;
    QByteArray m_answerTo;
    QByteArray m_answer;
    qsizetype m_total = 0;
    qsizetype m_largest = 0;
};

/// What a channel did, collected.
class ObservedChannel : public QObject
{
    Q_OBJECT
public:
    ObservedChannel(ChannelOpener &opener, const ChannelRequest &request)
        : sink(std::make_shared<KeepingSink>())
        , channel(opener.open(request, sink))
        , opened(channel.get(), &ByteChannel::opened)
        , closed(channel.get(), &ByteChannel::closed)
    {
        connect(channel.get(), &ByteChannel::closed, this,
                [this](const ChannelEnd &given) { end = given; });
    }

    bool waitForOpen() { return !opened.isEmpty() || opened.wait(15000); }
    bool waitForEnd(int msecs = 15000) { return !closed.isEmpty() || closed.wait(msecs); }
    bool waitForOutput(QByteArrayView text, int msecs = 15000)
    {
        return QTest::qWaitFor([this, text] { return sink->bytes().contains(text); }, msecs);
    }

    std::shared_ptr<KeepingSink> sink;
    std::unique_ptr<ByteChannel> channel;
    QSignalSpy opened;
    QSignalSpy closed;
    ChannelEnd end;
};

} // namespace slipway
