// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDeadlineTimer>
#include <QProcess>

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace slipway {

/// A terminal that a test sits at.
class PseudoTerminal
{
public:
    PseudoTerminal() : m_master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        if (m_master < 0 || ::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0)
            qFatal("there is no pseudo terminal");
        m_slave = ::ptsname(m_master);
    }
    ~PseudoTerminal() { ::close(m_master); }
    Q_DISABLE_COPY_MOVE(PseudoTerminal)

    /// Makes this the terminal of the process, for all three of its streams.
    void give(QProcess &process) const
    {
        process.setStandardInputFile({});
        process.setInputChannelMode(QProcess::ForwardedInputChannel);
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        // The session is begun below, before the terminal is taken.
        process.setUnixProcessParameters(QProcess::UnixProcessParameters());
        process.setChildProcessModifier([path = m_slave] {
            ::setsid();
            const int terminal = ::open(path.constData(), O_RDWR);
            ::ioctl(terminal, TIOCSCTTY, 0);
            for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
                ::dup2(terminal, stream);
            if (terminal > STDERR_FILENO)
                ::close(terminal);
        });
    }

    void type(const QByteArray &text) const
    {
        [[maybe_unused]] const auto written
            = ::write(m_master, text.constData(), size_t(text.size()));
    }

    /// Reads until the screen ends with `text`; false when that takes too long.
    bool waitFor(const QByteArray &text)
    {
        const QDeadlineTimer deadline(60000);
        while (!m_screen.endsWith(text) && !deadline.hasExpired())
            read(100);
        return m_screen.endsWith(text);
    }

    /// Everything that was on the screen, when the process has ended.
    QByteArray screen()
    {
        while (read(100)) { }
        return m_screen;
    }

private:
    bool read(int patience)
    {
        pollfd waiting{m_master, POLLIN, 0};
        if (::poll(&waiting, 1, patience) < 1 || !(waiting.revents & POLLIN))
            return false;
        char bytes[4096];
        const ssize_t count = ::read(m_master, bytes, sizeof(bytes));
        if (count <= 0)
            return false;
        m_screen.append(bytes, count);
        return true;
    }

    int m_master;
    QByteArray m_slave;
    QByteArray m_screen;
};

} // namespace slipway
