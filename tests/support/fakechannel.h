// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/bytechannel.h"

#include <QPointer>
#include <QTimer>

#include <vector>

namespace slipway {

/// A channel whose far end is the test.
class FakeChannel final : public ByteChannel
{
    Q_OBJECT
public:
    FakeChannel(ChannelRequest given, std::shared_ptr<ByteSink> givenSink)
        : request(std::move(given))
        , sink(std::move(givenSink))
    { }

    void write(const QByteArray &bytes) override { written += bytes; }
    void resize(const ChannelSize &size) override { sizes.append(size); }
    void close() override { fail({ErrorCode::Cancelled, QStringLiteral("Closed.")}); }

    /// From the event loop, as channels do.
    void open() { QTimer::singleShot(0, this, &ByteChannel::opened); }
    void end(const ChannelEnd &with)
    {
        QTimer::singleShot(0, this, [this, with] { Q_EMIT closed(with); });
    }
    void fail(const Error &error) { end({{}, {}, error}); }
    void exit(int code) { end({code, {}, {}}); }
    void print(QByteArrayView bytes) { written += sink->take(bytes); }

    ChannelRequest request;
    std::shared_ptr<ByteSink> sink;
    QByteArray written;
    QList<ChannelSize> sizes;
};

/// Opens channels that succeed, unless told otherwise.
class FakeChannelOpener final : public ChannelOpener
{
public:
    std::unique_ptr<ByteChannel> open(const ChannelRequest &request,
                                      std::shared_ptr<ByteSink> sink) override
    {
        auto channel = std::make_unique<FakeChannel>(request, std::move(sink));
        if (error)
            channel->fail(*error);
        else
            channel->open();
        channels.push_back(channel.get());
        return channel;
    }

    FakeChannel &last() const { return *channels.back(); }

    std::optional<Error> error; ///< the next ones close with it
    std::vector<QPointer<FakeChannel>> channels;
};

} // namespace slipway
