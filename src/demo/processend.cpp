// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/processend.h"

#include <QSocketNotifier>
#include <QTimer>

#include <csignal>

#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace slipway {

ProcessEnd::ProcessEnd(QObject *parent) : QObject(parent)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    watch(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

ProcessEnd::~ProcessEnd()
{
    for (const int descriptor : std::as_const(m_descriptors))
        ::close(descriptor);
}

void ProcessEnd::watchProcess(qint64 pid)
{
    const long descriptor = ::syscall(SYS_pidfd_open, pid_t(pid), 0U);
    if (descriptor >= 0)
        watch(int(descriptor));
    else
        QTimer::singleShot(0, this, &ProcessEnd::requested);
}

void ProcessEnd::watch(int descriptor)
{
    if (descriptor < 0)
        return;
    m_descriptors.append(descriptor);
    auto *notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        Q_EMIT requested();
    });
}

} // namespace slipway
