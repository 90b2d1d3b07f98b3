// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QObject>

namespace slipway {

class DemoProcess;

/// One server of the demo: an unprivileged OpenSSH sshd on a loopback address whose sessions live
/// in a folder of their own. Ends with the object, at the latest with this process.
class DemoServer final : public QObject
{
    Q_OBJECT
public:
    struct Settings
    {
        QString name;
        QString host;
        quint16 port = 0;
        QString user;
        QString home;           ///< what a session takes for its home folder
        QString controlFolder;  ///< configuration, host key, log
        QString authorizedKeys; ///< file
        QString sftpServer;     ///< program
        QString sshd;           ///< program
    };
    DemoServer(Settings settings, QObject *parent);
    ~DemoServer() override;

    const Settings &settings() const { return m_settings; }
    /// Writes the configuration; needs the host key `controlFolder`/host_key.
    Result<void> configure();
    /// Ends with listening() or failed().
    void start();
    /// Ends the daemon and every session at once, as if the plug were pulled.
    void stop();
    bool isRunning() const;

Q_SIGNALS:
    void listening();
    void failed(const slipway::Error &error);

private:
    void readLog();

    Settings m_settings;
    DemoProcess *m_process = nullptr;
    QByteArray m_log;
    bool m_announced = false;
};

} // namespace slipway
