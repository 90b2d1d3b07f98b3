// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/greeting.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace slipway {

namespace {

constexpr qsizetype longestExcuse = 40;

/// Watches a socket for as long as somebody waits, whatever ends the wait.
class SocketWait
{
public:
    SocketWait(IoLoop &loop, int socket, std::chrono::milliseconds patience)
        : m_loop(loop)
        , m_socket(socket)
    {
        // Edge-triggered: what was looked at stays in the socket and must not wake us again.
        m_loop.watch(socket, EPOLLIN | EPOLLRDHUP | EPOLLET, [this](std::uint32_t events) {
            constexpr std::uint32_t end = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
            m_isHungUp = m_isHungUp || (events & end) != 0;
            m_changed.notify();
        });
        m_timer = m_loop.callAfter(patience, [this] {
            m_isOver = true;
            m_changed.notify();
        });
    }
    ~SocketWait()
    {
        m_loop.cancelTimer(m_timer);
        m_loop.unwatch(m_socket);
    }
    Q_DISABLE_COPY_MOVE(SocketWait)

    bool isOver() const { return m_isOver; }
    bool isHungUp() const { return m_isHungUp; }
    Notifier::Waiter next() { return m_changed.next(); }

private:
    IoLoop &m_loop;
    int m_socket;
    IoLoop::TimerId m_timer = 0;
    bool m_isOver = false;
    bool m_isHungUp = false;
    Notifier m_changed;
};

Greeting refusal(const QByteArray &said)
{
    QString text = QString::fromUtf8(said).simplified();
    text.removeIf([](QChar c) { return !c.isPrint(); });
    return {Greeting::Kind::Refused, text};
}

} // namespace

Task<Greeting> awaitGreeting(IoLoop &loop, int socket, std::chrono::milliseconds patience)
{
    SocketWait wait(loop, socket, patience);
    for (;;) {
        // Asked before reading: what came with the hang-up itself is read as well.
        const bool isHungUp = wait.isHungUp();
        std::array<char, 512> buffer{};
        const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), MSG_PEEK | MSG_DONTWAIT);
        const QByteArray said(buffer.data(), std::max<ssize_t>(size, 0));
        // Lines before the version are allowed (RFC 4253, section 4.2). libssh reads them, however
        // many there are, and finds out what is no SSH; an sshd that turns somebody away is short.
        if (said.startsWith("SSH-") || said.contains("\nSSH-") || said.size() > longestExcuse)
            co_return Greeting{Greeting::Kind::Welcome, {}};
        if (isHungUp || size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
            co_return refusal(said);
        if (wait.isOver())
            co_return Greeting{Greeting::Kind::Silent, {}};
        co_await wait.next();
    }
}

} // namespace slipway
