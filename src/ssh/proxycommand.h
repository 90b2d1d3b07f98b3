// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/filedescriptor.h"
#include "ssh/ioloop.h"
#include "ssh/workerpool.h"

#include "base/error.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <memory>

#include <sys/types.h>

namespace slipway {

/// A program that carries the bytes of a connection on its standard input and output, as
/// ProxyCommand of ssh_config names it. Ended with its process group when this goes. On the
/// loop's thread.
class ProxyCommand
{
public:
    /// `command` is for /bin/sh. Io when it cannot be started.
    static Result<std::unique_ptr<ProxyCommand>>
    start(IoLoop &loop, WorkerPool &workers, const QString &server, const QString &command);
    ~ProxyCommand();
    Q_DISABLE_COPY_MOVE(ProxyCommand)

    /// The near end of its input and output; once.
    FileDescriptor takeSocket() { return std::move(m_socket); }
    /// The end of what it wrote to its standard error, at most 4 KiB.
    QString said() const;

    /// Fills in "%h" and the like; "%%" is a percent sign. InvalidInput for a token that is not
    /// among `values`, or a value a shell could take for more than a word.
    static Result<QString> expand(const QString &command, const QHash<QChar, QString> &values);

private:
    ProxyCommand(IoLoop &loop, WorkerPool &workers) : m_loop(loop), m_workers(workers) { }
    void readErrors();

    IoLoop &m_loop;
    WorkerPool &m_workers;
    pid_t m_process = -1;
    FileDescriptor m_socket;
    FileDescriptor m_errors;
    QByteArray m_said;
};

} // namespace slipway
