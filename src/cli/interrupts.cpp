// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/interrupts.h"

#include "cli/echoguard.h"
#include "cli/exitcode.h"

#include <QSocketNotifier>

#include <atomic>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace slipway {

namespace {
std::atomic<int> s_writeEnd{-1};
std::atomic<int> s_count{0};

// Not signalfd: it needs the signals blocked, and children would inherit that.
extern "C" void slipwayctlSignalled(int)
{
    if (s_count.fetch_add(1) > 0) {
        echoguard::restoreInHandler();
        ::_exit(exitcode::interrupted);
    }
    const char byte = 1;
    // The pipe is empty before the first signal: the write cannot fail for want of room.
    [[maybe_unused]] const ssize_t written = ::write(s_writeEnd.load(), &byte, 1);
}
} // namespace

Interrupts::Interrupts(QObject *parent) : QObject(parent)
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    s_writeEnd = ends[1];
    auto *notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        Q_EMIT interrupted();
    });
    struct sigaction action{};
    action.sa_handler = slipwayctlSignalled;
    ::sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

} // namespace slipway
