// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalinput.h"

#include "cli/echoguard.h"

#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace slipway {

namespace {

/// Others print in bursts.
constexpr auto quietTime = 300ms;

/// -1: there is none, or another job has it, and asking would stop us.
int openTerminal()
{
    const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0 || ::tcgetpgrp(terminal) == ::getpgrp())
        return terminal;
    ::close(terminal);
    return -1;
}

/// What of it stands on the line that is typed on.
QByteArray lastLine(const QString &text)
{
    return text.sliced(text.lastIndexOf(u'\n') + 1).toUtf8();
}

} // namespace

TerminalInput::TerminalInput(const Console &console, QObject *parent)
    : QObject(parent)
    , m_console(console)
{
    m_again.setSingleShot(true);
    m_again.setInterval(quietTime);
    connect(&m_again, &QTimer::timeout, this, &TerminalInput::showAgain);
    if (isAvailable()) {
        m_input = STDIN_FILENO;
        m_output = STDERR_FILENO;
    } else {
        m_input = openTerminal();
        m_output = m_input;
        m_isOwn = m_input >= 0;
    }
    if (m_input < 0)
        return;
    m_notifier = new QSocketNotifier(m_input, QSocketNotifier::Read, this);
    m_notifier->setEnabled(false);
    connect(m_notifier, &QSocketNotifier::activated, this, &TerminalInput::read);
}

TerminalInput::~TerminalInput()
{
    if (!m_requests.empty()) {
        Console::endQuestion();
        echoguard::restore();
    }
    delete m_notifier;
    if (m_isOwn)
        ::close(m_input);
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
        if (found->echo == Echo::On)
            endLine();
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
    if (request.echo == Echo::Off)
        echoguard::hide(m_input, lastLine(request.text));
    write(request.text.toUtf8());
    Console::setQuestion([this] { m_again.start(); });
    m_notifier->setEnabled(true);
}

void TerminalInput::showAgain()
{
    if (m_requests.empty() || !Console::hasQuestion())
        return;
    write(lastLine(m_requests.front().text));
    Console::setQuestion([this] { m_again.start(); });
}

void TerminalInput::read()
{
    // A terminal gives a whole line at a time, so this neither waits nor splits.
    QByteArray line(4096, '\0');
    const ssize_t count = ::read(m_input, line.data(), size_t(line.size()));
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
    m_again.stop();
    const Request request = std::move(m_requests.front());
    m_requests.pop_front();
    // Enter was not shown either.
    if (request.echo == Echo::Off && Console::hasQuestion()) {
        echoguard::restore();
        endLine();
    }
    Console::endQuestion();
    // One that the reply asks begins by itself where no other waits.
    const bool someWait = !m_requests.empty();
    request.reply(std::move(line));
    if (someWait)
        QTimer::singleShot(0, this, &TerminalInput::showNext);
}

void TerminalInput::endLine() const
{
    if (Console::hasQuestion())
        write("\n");
}

void TerminalInput::write(const QByteArray &bytes) const
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const ssize_t count
            = ::write(m_output, bytes.constData() + sent, size_t(bytes.size() - sent));
        if (count < 0 && errno != EINTR)
            return;
        sent += std::max<ssize_t>(count, 0);
    }
}

} // namespace slipway
