// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/hosthash.h"

#include <array>

namespace slipway {

namespace {

const QByteArray mark = "slipway-hash\n";
constexpr std::chrono::seconds patience(15); ///< until the script begins
constexpr qsizetype longestAnswer = 4096;
constexpr qsizetype hexLength = 64;

/// In printf's octal digits no shell finds anything to replace.
QByteArray octal(const QByteArray &text)
{
    QByteArray digits;
    digits.reserve(text.size() * 5);
    for (const char byte : text)
        digits += "\\0" + QByteArray::number(quint8(byte), 8).rightJustified(3, '0');
    return digits;
}

std::optional<QByteArray> hashIn(const QByteArray &output)
{
    const qsizetype at = output.indexOf(mark);
    if (at < 0)
        return std::nullopt;
    const QByteArray hex = output.mid(at + mark.size(), hexLength);
    if (hex.size() != hexLength || QByteArray::fromHex(hex).toHex() != hex)
        return std::nullopt;
    return hex;
}

} // namespace

HostHash::HostHash(SshConnection &connection, std::function<bool()> isCancelled)
    : m_connection(connection)
    , m_isCancelled(std::move(isCancelled))
{ }

HostHash::~HostHash()
{
    m_connection.loop().cancelTimer(m_timer);
    if (m_channel && !m_connection.lost())
        ssh_channel_free(m_channel);
}

QByteArray HostHash::script(const QByteArray &path, qint64 length)
{
    // Every login shell takes single quotes; the rest is /bin/sh's. "x" keeps a last line end.
    return "exec /bin/sh -c 'p=$(printf %b \"" + octal(path) + "x\"); p=${p%x}; echo slipway-hash; "
        + "head -c " + QByteArray::number(length) + " <\"$p\" | { sha256sum || shasum -a 256 || "
        + "openssl dgst -sha256 -r; }' 2>/dev/null";
}

template<typename Call> Task<bool> HostHash::repeat(Call call)
{
    while (!isOver()) {
        const int status = call();
        if (status != SSH_AGAIN)
            co_return status == SSH_OK;
        co_await m_connection.activity().next();
    }
    co_return false;
}

Task<std::optional<QByteArray>> HostHash::of(QByteArray path, qint64 length)
{
    m_timer = m_connection.loop().callAfter(patience, [this] {
        m_isLate = true;
        m_connection.pumpSoon();
    });
    m_channel = ssh_channel_new(m_connection.session());
    const QByteArray line = script(path, length);
    const bool isOpen = co_await repeat([this] { return ssh_channel_open_session(m_channel); })
        && co_await repeat([this, &line] {
                            return ssh_channel_request_exec(m_channel, line.constData());
                        });
    if (!isOpen)
        co_return std::nullopt;
    // Where SFTP is forced instead of a shell this ends it.
    co_await repeat([this] { return ssh_channel_send_eof(m_channel); });
    QByteArray output;
    while (!isOver() && output.size() < longestAnswer) {
        const bool isClosed = ssh_channel_is_closed(m_channel) != 0;
        std::array<char, 1024> buffer{};
        for (const int isError : {0, 1}) {
            int size = 0;
            while ((size = ssh_channel_read_nonblocking(m_channel, buffer.data(), buffer.size(),
                                                        isError))
                   > 0) {
                if (isError == 0)
                    output.append(buffer.data(), size);
            }
        }
        if (output.contains(mark))
            m_connection.loop().cancelTimer(m_timer);
        if (isClosed || ssh_channel_is_eof(m_channel) != 0)
            break;
        co_await m_connection.activity().next();
    }
    co_return hashIn(output);
}

} // namespace slipway
