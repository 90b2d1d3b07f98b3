// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QMap>
#include <QObject>

#include <memory>
#include <optional>

namespace slipway {

/// A terminal's size in cells and, where it is known, in pixels.
struct ChannelSize
{
    int columns = 80;
    int rows = 24;
    int width = 0;
    int height = 0;
    friend bool operator==(const ChannelSize &, const ChannelSize &) = default;
};

/// What a channel is to lead to: a program on a terminal of some machine.
struct ChannelRequest
{
    ChannelSize size;
    QString term = QStringLiteral("xterm-256color");
    QString cwd;     ///< empty: where the machine lets one in; a folder that is gone is passed over
    QString command; ///< for the machine's shell; empty: the login shell itself
    QMap<QString, QString> environment;
    /// Forward: programs over there may use this machine's SSH agent; each use is asked about.
    enum class Agent { None, Forward } agent = Agent::None;
};

/// How a channel ended. Without an error the program ended by itself.
struct ChannelEnd
{
    std::optional<int> exitCode;
    QString signalName;         ///< "TERM" when a signal ended it
    std::optional<Error> error; ///< could not be opened, lost, or closed by this side (Cancelled)
};

/// Takes what the far end of a channel writes.
class ByteSink
{
public:
    ByteSink() = default;
    virtual ~ByteSink() = default;
    Q_DISABLE_COPY_MOVE(ByteSink)

    /// In order, in pieces of at most 64 KiB, on a thread of the channel's own, never twice at the
    /// same time. While it works nothing more is read, so it must not wait for anything. Gives
    /// what is to be written back at once: a terminal's answers to what programs ask.
    virtual QByteArray take(QByteArrayView bytes) = 0;
};

/// Bytes to and from a program on a terminal. Lives on the caller's thread. opened() at most once,
/// then closed() exactly once, never from inside a call. Deleting it hangs up silently.
class ByteChannel : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// What a person types comes before what else waits to be sent. Kept until the channel is
    /// open; dropped after it was closed.
    virtual void write(const QByteArray &bytes) = 0;
    virtual void resize(const ChannelSize &size) = 0;
    /// Hangs up, as closing a terminal's window does. closed() follows with ErrorCode::Cancelled.
    virtual void close() = 0;

Q_SIGNALS:
    void opened();
    /// All that the far end wrote was taken before.
    void closed(const slipway::ChannelEnd &end);
};

/// A machine that programs can be opened on: this one, or a server.
class ChannelOpener
{
public:
    ChannelOpener() = default;
    virtual ~ChannelOpener() = default;
    Q_DISABLE_COPY_MOVE(ChannelOpener)

    /// Never fails itself and never null: what cannot be opened closes with an error.
    virtual std::unique_ptr<ByteChannel> open(const ChannelRequest &request,
                                              std::shared_ptr<ByteSink> sink)
        = 0;
};

} // namespace slipway
