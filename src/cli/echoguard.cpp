// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/echoguard.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <termios.h>
#include <unistd.h>

namespace slipway::echoguard {

namespace {

constexpr std::array handled{SIGTSTP, SIGQUIT};

/// The terminal whose echo is off, -1: none. The others are set before it is.
std::atomic<int> s_terminal{-1};
termios s_before{};
std::array<char, 512> s_question{};
std::atomic<size_t> s_length{0};
std::array<struct sigaction, handled.size()> s_actions{};

void turnOff(int terminal, int when)
{
    termios hidden = s_before;
    hidden.c_lflag &= ~tcflag_t(ECHO);
    ::tcsetattr(terminal, when, &hidden);
}

extern "C" void slipwayctlStopped(int number)
{
    const int error = errno;
    const int terminal = s_terminal.load();
    restoreInHandler();
    // What the signal does without us: the process stops here, or ends.
    struct sigaction usual{};
    usual.sa_handler = SIG_DFL;
    struct sigaction ours{};
    ::sigaction(number, &usual, &ours);
    sigset_t one;
    sigset_t before;
    ::sigemptyset(&one);
    ::sigaddset(&one, number);
    ::raise(number);
    ::pthread_sigmask(SIG_UNBLOCK, &one, &before);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::sigaction(number, &ours, nullptr);
    if (terminal >= 0) {
        turnOff(terminal, TCSANOW);
        s_terminal = terminal;
        [[maybe_unused]] const ssize_t shown
            = ::write(terminal, s_question.data(), s_length.load());
    }
    errno = error;
}

} // namespace

void hide(int terminal, const QByteArray &question)
{
    restore();
    if (::tcgetattr(terminal, &s_before) != 0)
        return;
    const auto length = std::min(size_t(question.size()), s_question.size());
    std::memcpy(s_question.data(), question.constData(), length);
    s_length = length;
    turnOff(terminal, TCSAFLUSH);
    s_terminal = terminal;
    struct sigaction action{};
    action.sa_handler = slipwayctlStopped;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < handled.size(); ++i)
        ::sigaction(handled.at(i), &action, &s_actions.at(i));
}

void restore()
{
    if (s_terminal.load() < 0)
        return;
    for (size_t i = 0; i < handled.size(); ++i)
        ::sigaction(handled.at(i), &s_actions.at(i), nullptr);
    restoreInHandler();
}

void restoreInHandler()
{
    const int terminal = s_terminal.exchange(-1);
    if (terminal >= 0)
        ::tcsetattr(terminal, TCSANOW, &s_before);
}

} // namespace slipway::echoguard
