// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace slipway {

/// Turns SIGINT, SIGTERM and SIGHUP into an orderly quit, so that the demo's servers and commands
/// under way end with the program. One a process, made after the application; GUI thread.
class QuitSignals : public QObject
{
    Q_OBJECT
public:
    explicit QuitSignals(QObject *parent = nullptr);
    ~QuitSignals() override;

private:
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace slipway
