// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalinput.h"

#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cerrno>

#include <strings.h>
#include <termios.h>
#include <unistd.h>

namespace slipway {

TerminalInput::TerminalInput(const Console &console, QObject *parent)
    : QObject(parent)
    , m_console(console)
{
    if (!isAvailable())
        return;
    m_notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
    m_notifier->setEnabled(false);
    connect(m_notifier, &QSocketNotifier::activated, this, &TerminalInput::read);
}

TerminalInput::~TerminalInput()
{
    if (!m_requests.empty() && m_requests.front().echo == Echo::Off)
        setEcho(Echo::On);
}

quint64 TerminalInput::ask(const QString &text, Echo echo, Reply reply)
{
    m_requests.push_back({++m_lastHandle, text, echo, std::move(reply)});
    if (m_requests.size() == 1)
        QTimer::singleShot(0, this, &TerminalInput::showNext);
    return m_lastHandle;
}

void TerminalInput::withdraw(quint64 handle)
{
    const auto found = std::ranges::find(m_requests, handle, &Request::handle);
    if (found == m_requests.end())
        return;
    if (found == m_requests.begin()) {
        m_console.error({});
        deliver(std::nullopt);
        return;
    }
    const Reply reply = std::move(found->reply);
    m_requests.erase(found);
    reply(std::nullopt);
}

void TerminalInput::showNext()
{
    if (m_requests.empty())
        return;
    if (m_ended || !m_notifier) {
        deliver(std::nullopt);
        return;
    }
    const Request &request = m_requests.front();
    // Before the question: who answers fast must not be shown.
    setEcho(request.echo);
    m_console.rawError(request.text.toUtf8());
    m_notifier->setEnabled(true);
}

void TerminalInput::read()
{
    // A terminal gives a whole line at a time, so this neither waits nor splits.
    QByteArray line(4096, '\0');
    const ssize_t count = ::read(STDIN_FILENO, line.data(), size_t(line.size()));
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count <= 0) {
        m_ended = true;
        deliver(std::nullopt);
        return;
    }
    QByteArray text(line.constData(), count);
    ::explicit_bzero(line.data(), size_t(line.size()));
    while (text.endsWith('\n') || text.endsWith('\r'))
        text.chop(1);
    deliver(text);
    ::explicit_bzero(text.data(), size_t(text.size()));
}

void TerminalInput::deliver(std::optional<QByteArray> line)
{
    if (m_notifier)
        m_notifier->setEnabled(false);
    const Request request = std::move(m_requests.front());
    m_requests.pop_front();
    if (request.echo == Echo::Off) {
        setEcho(Echo::On);
        m_console.error({});
    }
    // One that the reply asks begins by itself where no other waits.
    const bool someWait = !m_requests.empty();
    request.reply(std::move(line));
    if (someWait)
        QTimer::singleShot(0, this, &TerminalInput::showNext);
}

void TerminalInput::setEcho(Echo echo) const
{
    termios settings{};
    if (::tcgetattr(STDIN_FILENO, &settings) != 0)
        return;
    if (echo == Echo::On)
        settings.c_lflag |= tcflag_t(ECHO);
    else
        settings.c_lflag &= ~tcflag_t(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &settings);
}

} // namespace slipway
