// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "exec/fileuploader.h"
#include "run/delivery/envcomparison.h"
#include "run/secretresolver.h"

#include <functional>

namespace slipway {

/// Where a file stands on a server.
struct EnvPlace
{
    ServerId server;
    QString path; ///< absolute, or relative to the login folder
    int mode = 0600;
    friend bool operator==(const EnvPlace &, const EnvPlace &) = default;
};

/// A file as it is here, with references to secrets, and the loader that reads it on the servers.
struct EnvSource
{
    QByteArray text;
    EnvDialect dialect = EnvDialect::Dotenv;
};

/// A comparison, push or pull under way, on one server or several. For each server exactly one of
/// compared(), pushed(), pulled() and failed(), then finished() once; nothing from inside the call
/// that started it or cancel(). Deleting it cancels silently.
class RunningEnvDelivery : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Servers that have not ended yet fail with Cancelled. One whose file was in its place
    /// already keeps it.
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Bytes of the server's file, or of the one that goes there.
    void progressed(const slipway::ServerId &server, qint64 done, qint64 total);
    void compared(const slipway::ServerId &server, const slipway::EnvComparison &comparison);
    void pushed(const slipway::ServerId &server, const slipway::UploadResult &result);
    void pulled(const slipway::ServerId &server, const slipway::RemoteFile &file);
    void failed(const slipway::ServerId &server, const slipway::Error &error);
    void finished();
};

/// Brings env files to servers and sees what they have. Secrets are put into their places for the
/// delivery alone, and only where the loader is proven to read them back.
class EnvDelivery
{
public:
    /// What they refer to outlives everything that is started.
    struct Ports
    {
        std::function<FileUploader &(const ServerId &)> uploaderFor;
        std::function<FileDownloader &(const ServerId &)> downloaderFor;
        SecretResolver &secrets;
    };

    explicit EnvDelivery(Ports ports) : m_ports(std::move(ports)) { }

    /// What the loader would read of the file here and reads of each server's. A file that is not
    /// there, or a secret that is not to be had, is no error.
    std::unique_ptr<RunningEnvDelivery> compare(const EnvSource &source,
                                                const QList<EnvPlace> &places) const;
    /// Refused as a whole, naming the key, when a secret is missing or the loader could not read
    /// it. The file that was there is kept as NAME.slipway-previous.
    std::unique_ptr<RunningEnvDelivery> push(const EnvSource &source,
                                             const QList<EnvPlace> &places) const;
    /// The servers' files as they are, for a merge by key; NotFound for one that is not there.
    std::unique_ptr<RunningEnvDelivery> pull(const QList<EnvPlace> &places) const;

private:
    Ports m_ports;
};

} // namespace slipway
