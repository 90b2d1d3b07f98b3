// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputpipe.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace slipway {

OutputPipe::OutputPipe(QObject *parent) : QObject(parent) { }

OutputPipe::~OutputPipe()
{
    close();
    childStarted();
}

bool OutputPipe::open()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return false;
    m_readEnd = ends[0];
    m_writeEnd = ends[1];
    ::fcntl(m_readEnd, F_SETFL, O_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &OutputPipe::read);
    return true;
}

void OutputPipe::childStarted()
{
    if (m_writeEnd >= 0)
        ::close(m_writeEnd);
    m_writeEnd = -1;
}

void OutputPipe::close()
{
    m_notifier.reset();
    if (m_readEnd >= 0)
        ::close(m_readEnd);
    m_readEnd = -1;
}

void OutputPipe::read()
{
    // One chunk a turn of the event loop: a child that never stops writing starves nobody.
    QByteArray chunk(maximumChunk, Qt::Uninitialized);
    const ssize_t got = ::read(m_readEnd, chunk.data(), size_t(chunk.size()));
    if (got > 0) {
        chunk.truncate(got);
        Q_EMIT received(chunk);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        // Not the notifier itself, which is calling.
        m_notifier->setEnabled(false);
        m_notifier.release()->deleteLater();
        close();
        Q_EMIT ended();
    }
}

} // namespace slipway
