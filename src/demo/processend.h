// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace slipway {

/// Turns SIGTERM and SIGINT, and the end of another process, into one signal on the event loop.
/// One object a program.
class ProcessEnd final : public QObject
{
    Q_OBJECT
public:
    explicit ProcessEnd(QObject *parent = nullptr);
    ~ProcessEnd() override;

    /// Also emits requested() when process `pid` ends (at once if it has).
    void watchProcess(qint64 pid);

Q_SIGNALS:
    void requested();

private:
    void watch(int descriptor);

    QList<int> m_descriptors;
};

} // namespace slipway
