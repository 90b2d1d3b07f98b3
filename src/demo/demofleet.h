// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QObject>

#include <memory>

namespace slipway {

/// The demo's servers: four unprivileged sshd on loopback (staging, web-1, web-2, db-1) with keys
/// made for this run, and the workspace that deploys to them. Everything lives in one folder and
/// runs as the current user; stop() and the destructor end every process it started.
class DemoFleet : public QObject
{
    Q_OBJECT
public:
    enum class Release { Good, Broken }; ///< Broken: a version whose health check fails

    /// `folder` is made if needed; an earlier demo in it is replaced.
    DemoFleet(QString folder, Release release, QObject *parent = nullptr);
    ~DemoFleet() override;

    /// Async: ends with started() or failed(), never from inside the call.
    void start();
    void stop();
    /// Stops / starts one server's sshd alone (`web-2`), for trying what a lost server does.
    Result<void> stopServer(const QString &name);
    Result<void> startServer(const QString &name);
    bool isServerRunning(const QString &name) const;

    QString workspaceFolder() const;

Q_SIGNALS:
    void progressed(const QString &what);
    void started();
    void failed(const slipway::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
