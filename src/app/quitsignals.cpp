// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/quitsignals.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace slipway {

namespace {

// A signal handler can do little more than write to a pipe; the event loop reads its other end.
std::array<int, 2> ends{-1, -1};

void passOn(int signal)
{
    const char byte = static_cast<char>(signal);
    [[maybe_unused]] const auto written = ::write(ends[1], &byte, 1);
}

} // namespace

QuitSignals::QuitSignals(QObject *parent) : QObject(parent)
{
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        // Once: a second signal ends the program at once, should the first not be enough.
        for (const int signal : {SIGINT, SIGTERM, SIGHUP})
            std::signal(signal, SIG_DFL);
        m_notifier->setEnabled(false);
        char signal = SIGTERM;
        [[maybe_unused]] const auto got = ::read(ends[0], &signal, 1);
        // Not quit(): that would close the window, which asks first while a run is under way.
        QCoreApplication::exit(128 + signal);
    });
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, passOn);
}

QuitSignals::~QuitSignals()
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, SIG_DFL);
    for (int &end : ends) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

} // namespace slipway
