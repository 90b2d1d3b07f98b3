// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/hostcertificateprobe.h"

#include "ssh/sftpwire.h"

#include <QList>
#include <QRandomGenerator>

#include <cerrno>
#include <optional>

#include <sys/epoll.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype maximumGreeting = 64 * 1024;
constexpr quint32 maximumPacket = 256 * 1024;

// RFC 4253, 12, and RFC 5656, 7.1.
constexpr char messageDisconnect = 1;
constexpr char messageKexInit = 20;
constexpr char messageEcdhInit = 30;
constexpr char messageEcdhReply = 31;

constexpr const char *exchanges = "curve25519-sha256,curve25519-sha256@libssh.org";
constexpr const char *certificates
    = "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,"
      "ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,"
      "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com";
constexpr const char *ciphers = "aes128-ctr,aes256-ctr,aes128-gcm@openssh.com,"
                                "aes256-gcm@openssh.com,chacha20-poly1305@openssh.com";
constexpr const char *checksums = "hmac-sha2-256,hmac-sha2-512,hmac-sha2-256-etm@openssh.com,"
                                  "hmac-sha2-512-etm@openssh.com";

/// RFC 4253, 6, before there are keys.
QByteArray packetOf(const QByteArray &payload)
{
    const qsizetype padding = 8 - (payload.size() + 5) % 8 + 8;
    return WireWriter().number(quint32(payload.size() + padding + 1)).bytes() + char(padding)
        + payload + QByteArray(padding, '\0');
}

QByteArray kexInit()
{
    QByteArray cookie(16, '\0');
    for (char &byte : cookie)
        byte = char(QRandomGenerator::system()->bounded(256));
    WireWriter lists;
    for (const char *list :
         {exchanges, certificates, ciphers, ciphers, checksums, checksums, "none", "none", "", ""})
        lists.string(list);
    return messageKexInit + cookie + lists.bytes() + QByteArray(5, '\0');
}

bool haveCommon(const QByteArray &ours, const QByteArray &theirs)
{
    const QList<QByteArray> offered = theirs.split(',');
    const QList<QByteArray> wanted = ours.split(',');
    return std::ranges::any_of(
        wanted, [&offered](const QByteArray &each) { return offered.contains(each); });
}

class Probe
{
public:
    Probe(IoLoop &loop, FileDescriptor socket) : m_loop(loop), m_socket(std::move(socket))
    {
        m_loop.watch(m_socket.get(), EPOLLIN, [this](std::uint32_t) { m_changed.notify(); });
    }
    ~Probe()
    {
        m_loop.cancelTimer(m_timer);
        m_loop.unwatch(m_socket.get());
    }
    Q_DISABLE_COPY_MOVE(Probe)

    Task<QByteArray> run(std::chrono::milliseconds patience)
    {
        m_timer = m_loop.callAfter(patience, [this] {
            m_isOver = true;
            m_changed.notify();
        });
        send("SSH-2.0-Slipway\r\n" + packetOf(kexInit()));
        if (!co_await greeting())
            co_return QByteArray();
        while (const auto packet = co_await nextPacket()) {
            if (packet->startsWith(messageKexInit)) {
                if (!begin(*packet))
                    break;
            } else if (packet->startsWith(messageEcdhReply)) {
                co_return WireReader(QByteArrayView(*packet).sliced(1)).string();
            } else if (packet->startsWith(messageDisconnect)) {
                break;
            }
        }
        co_return QByteArray();
    }

private:
    void send(const QByteArray &bytes)
    {
        // It is less than any socket takes at once.
        if (::send(m_socket.get(), bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL)
            != bytes.size())
            m_isOver = true;
    }

    void receive()
    {
        char buffer[8192];
        for (;;) {
            const ssize_t size = ::recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
            if (size > 0) {
                m_received.append(buffer, size);
                continue;
            }
            m_isOver = m_isOver || size == 0 || (errno != EAGAIN && errno != EINTR);
            return;
        }
    }

    /// Lines may come before the one with the version.
    Task<bool> greeting()
    {
        for (;;) {
            for (qsizetype end = m_received.indexOf('\n'); end >= 0;
                 end = m_received.indexOf('\n')) {
                const bool isVersion = m_received.startsWith("SSH-");
                m_received.remove(0, end + 1);
                if (isVersion)
                    co_return true;
            }
            if (m_isOver || m_received.size() > maximumGreeting)
                co_return false;
            co_await m_changed.next();
            receive();
        }
    }

    Task<std::optional<QByteArray>> nextPacket()
    {
        for (;;) {
            const quint32 size = m_received.size() < 5 ? 0 : WireReader(m_received).number();
            if (size > maximumPacket)
                co_return std::nullopt;
            if (size > 0 && m_received.size() >= qsizetype(size) + 4) {
                const auto payload = qsizetype(size) - 1 - quint8(m_received.at(4));
                const QByteArray packet
                    = payload > 0 ? m_received.sliced(5, payload) : QByteArray();
                m_received.remove(0, qsizetype(size) + 4);
                co_return packet;
            }
            if (m_isOver)
                co_return std::nullopt;
            co_await m_changed.next();
            receive();
        }
    }

    /// The base point will do for a key of ours: there will be no secret.
    bool begin(const QByteArray &theirs)
    {
        WireReader reader(QByteArrayView(theirs).sliced(std::min<qsizetype>(17, theirs.size())));
        const QByteArray theirExchanges = reader.string();
        if (!haveCommon(exchanges, theirExchanges) || !haveCommon(certificates, reader.string()))
            return false;
        QByteArray point(32, '\0');
        point.front() = 9;
        send(packetOf(messageEcdhInit + WireWriter().string(point).bytes()));
        return true;
    }

    IoLoop &m_loop;
    FileDescriptor m_socket;
    Notifier m_changed;
    QByteArray m_received;
    IoLoop::TimerId m_timer = 0;
    bool m_isOver = false;
};

} // namespace

Task<QByteArray> fetchHostCertificate(IoLoop &loop, FileDescriptor socket,
                                      std::chrono::milliseconds patience)
{
    Probe probe(loop, std::move(socket));
    co_return co_await probe.run(patience);
}

} // namespace slipway
