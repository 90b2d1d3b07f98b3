// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/commandchannel.h"

#include "ssh/shelltext.h"

#include <array>

namespace slipway {

Task<ssh_channel> openSession(SshConnection &connection)
{
    const ssh_channel channel = ssh_channel_new(connection.session());
    const int status = co_await untilAnswered(
        connection, [channel] { return ssh_channel_open_session(channel); });
    if (status == SSH_OK)
        co_return channel;
    if (!connection.lost())
        ssh_channel_free(channel);
    co_return nullptr;
}

Task<void> requestEnvironment(SshConnection &connection, ssh_channel channel,
                              QMap<QByteArray, QByteArray> environment)
{
    for (const auto &[name, value] : std::as_const(environment).asKeyValueRange()) {
        // Each costs a way there and back, which a name that is never taken is not worth.
        if (connection.refusesVariable(name))
            continue;
        const int status = co_await untilAnswered(connection, [channel, &name, &value] {
            return ssh_channel_request_env(channel, name.constData(), value.constData());
        });
        if (connection.lost())
            co_return;
        if (status == SSH_OK)
            connection.noteTakenVariable(name);
        else
            connection.noteRefusedVariable(name);
    }
}

Task<QByteArray> environmentLines(SshConnection &connection, ssh_channel channel,
                                  QMap<QByteArray, QByteArray> environment)
{
    QByteArray lines;
    QMap<QByteArray, QByteArray> others;
    for (const auto &[name, value] : std::as_const(environment).asKeyValueRange()) {
        if (connection.takesVariable(name)
            && shelltext::isVariableName(QString::fromLocal8Bit(name)))
            lines += "export " + name + '=' + shelltext::quoted(value) + '\n';
        else
            others.insert(name, value);
    }
    co_await requestEnvironment(connection, channel, std::move(others));
    co_return lines;
}

Task<bool> requestExec(SshConnection &connection, ssh_channel channel, QByteArray line)
{
    const int status = co_await untilAnswered(connection, [channel, &line] {
        return ssh_channel_request_exec(channel, line.constData());
    });
    co_return status == SSH_OK;
}

void sendInput(ssh_channel channel, QByteArray &input)
{
    qsizetype sent = 0;
    while (sent < input.size()) {
        const int written = ssh_channel_write(channel, input.constData() + sent,
                                              std::uint32_t(input.size() - sent));
        if (written <= 0)
            break;
        sent += written;
    }
    ::explicit_bzero(input.data(), size_t(sent));
    input.remove(0, sent);
}

ChannelReading readOutput(ssh_channel channel, const std::function<bool()> &isFull,
                          const std::function<void(OutputStream, QByteArray)> &take)
{
    std::array<char, 32 * 1024> buffer{};
    // Asked before reading: what comes with the close itself must be read as well.
    const bool isClosed = ssh_channel_is_closed(channel) != 0;
    for (const OutputStream stream : {OutputStream::Out, OutputStream::Err}) {
        for (;;) {
            if (isFull())
                return ChannelReading::Held;
            const int size = ssh_channel_read_nonblocking(channel, buffer.data(), buffer.size(),
                                                          stream == OutputStream::Err ? 1 : 0);
            if (size <= 0)
                break;
            take(stream, QByteArray(buffer.data(), size));
        }
    }
    return isClosed ? ChannelReading::Closed : ChannelReading::Open;
}

} // namespace slipway
