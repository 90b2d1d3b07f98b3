// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QProcess>
#include <QString>

namespace slipway {

/// A child process of the demo that never outlives Slipway, however Slipway ends.
class DemoProcess final : public QProcess
{
    Q_OBJECT
public:
    explicit DemoProcess(QObject *parent);
    /// Kills it. It is gone afterwards.
    ~DemoProcess() override;

    /// Children, their children and so on; not `pid` itself.
    static QList<qint64> descendants(qint64 pid);
    /// Whether the process has `folder` in its command line or works in there.
    static bool belongsTo(qint64 pid, const QString &folder);
    /// The number in a pid file; 0 when there is none.
    static qint64 readPidFile(const QString &path);
    /// Sends TERM. Does not wait.
    static void askToEnd(const QList<qint64> &pids);
    /// Sends KILL.
    static void kill(const QList<qint64> &pids);
};

} // namespace slipway
