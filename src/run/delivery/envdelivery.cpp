// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/delivery/envdelivery.h"

#include "base/wipe.h"
#include "base/worker.h"
#include "run/delivery/secretfilling.h"

#include <QCoreApplication>
#include <QPointer>

#include <map>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvDelivery)
};

/// What all three have in common: servers that end one by one, and the end of all.
class EnvDeliveryOfServers : public RunningEnvDelivery
{
public:
    explicit EnvDeliveryOfServers(const QList<EnvPlace> &places)
    {
        for (const EnvPlace &place : places)
            m_open.insert(place.server, place);
        later([this] { begin(); });
    }

    void cancel() override
    {
        if (std::exchange(m_isCancelled, true))
            return;
        later([this] {
            stop();
            const Error error{ErrorCode::Cancelled, Words::tr("The delivery was cancelled.")};
            failAll(error);
        });
    }

protected:
    virtual void prepare() = 0;
    /// Ends what is under way, silently.
    virtual void stop() = 0;

    const QMap<ServerId, EnvPlace> &open() const { return m_open; }

    template<typename Work> void later(Work work)
    {
        QMetaObject::invokeMethod(this, std::move(work), Qt::QueuedConnection);
    }
    /// `say` emits the server's one signal.
    template<typename Say> void end(const ServerId &server, Say say)
    {
        if (m_open.remove(server) == 0)
            return;
        // Whoever hears it may delete this object.
        const QPointer<EnvDeliveryOfServers> self(this);
        say();
        if (self && m_open.isEmpty() && !std::exchange(m_isFinished, true))
            Q_EMIT finished();
    }
    void fail(const ServerId &server, const Error &error)
    {
        end(server, [&] { Q_EMIT failed(server, error); });
    }
    void failAll(const Error &error)
    {
        const QPointer<EnvDeliveryOfServers> self(this);
        const QList<ServerId> servers = m_open.keys();
        for (const ServerId &server : servers) {
            if (self)
                fail(server, error);
        }
    }

private:
    void begin()
    {
        if (m_isCancelled)
            return;
        if (m_open.isEmpty()) {
            m_isFinished = true;
            Q_EMIT finished();
            return;
        }
        prepare();
    }

    QMap<ServerId, EnvPlace> m_open; ///< servers that have not ended
    bool m_isCancelled = false;
    bool m_isFinished = false;
};

/// Downloads the file of each server.
class EnvDownloads : public EnvDeliveryOfServers
{
public:
    EnvDownloads(EnvDelivery::Ports ports, const QList<EnvPlace> &places)
        : EnvDeliveryOfServers(places)
        , m_ports(std::move(ports))
    { }

protected:
    virtual void take(const EnvPlace &place, std::optional<RemoteFile> file) = 0;

    void stop() override { m_running.clear(); }
    void download()
    {
        for (const EnvPlace &place : open()) {
            auto running = m_ports.downloaderFor(place.server).start({place.path});
            connect(running.get(), &RunningDownload::progressed, this,
                    [this, server = place.server](qint64 done, qint64 total) {
                        Q_EMIT progressed(server, done, total);
                    });
            connect(running.get(), &RunningDownload::finished, this,
                    [this, place](const DownloadResult &result) {
                        if (result.error)
                            fail(place.server, *result.error);
                        else
                            take(place, result.file);
                    });
            m_running.insert_or_assign(place.server, std::move(running));
        }
    }

    const EnvDelivery::Ports &ports() const { return m_ports; }

private:
    EnvDelivery::Ports m_ports;
    std::map<ServerId, std::unique_ptr<RunningDownload>> m_running; ///< also those that ended
};

class EnvPull final : public EnvDownloads
{
public:
    using EnvDownloads::EnvDownloads;

private:
    void prepare() override { download(); }
    void take(const EnvPlace &place, std::optional<RemoteFile> file) override
    {
        if (file) {
            end(place.server, [&] { Q_EMIT pulled(place.server, *file); });
            return;
        }
        fail(place.server,
             Error{ErrorCode::NotFound,
                   Words::tr("There is no %1 on %2.").arg(place.path, place.server.toString())});
    }
};

class EnvCompare final : public EnvDownloads
{
public:
    EnvCompare(const EnvDelivery::Ports &ports, EnvSource source, const QList<EnvPlace> &places)
        : EnvDownloads(ports, places)
        , m_source(std::move(source))
    { }

private:
    void prepare() override
    {
        m_task = fill();
        m_task.start();
    }
    void stop() override
    {
        m_task = {};
        EnvDownloads::stop();
    }

    Task<void> fill()
    {
        m_here = co_await fillSecrets(ports().secrets, m_source.text, m_source.dialect);
        later([this] { download(); });
    }

    void take(const EnvPlace &place, std::optional<RemoteFile> file) override
    {
        const auto there = std::make_shared<std::optional<RemoteFile>>(std::move(file));
        onWorker([here = m_here, there, dialect = m_source.dialect] {
            const EnvComparison comparison = compareEnv(*here, *there, dialect);
            if (*there)
                wipe((*there)->content);
            return comparison;
        }).then(this, [this, server = place.server](const EnvComparison &comparison) {
            end(server, [&] { Q_EMIT compared(server, comparison); });
        });
    }

    EnvSource m_source;
    SharedFilling m_here;
    Task<void> m_task;
};

class EnvPush final : public EnvDeliveryOfServers
{
public:
    EnvPush(EnvDelivery::Ports ports, EnvSource source, const QList<EnvPlace> &places)
        : EnvDeliveryOfServers(places)
        , m_ports(std::move(ports))
        , m_source(std::move(source))
    { }

private:
    void prepare() override
    {
        m_task = fill();
        m_task.start();
    }
    void stop() override
    {
        m_task = {};
        m_running.clear();
    }

    Task<void> fill()
    {
        m_filling = co_await fillSecrets(m_ports.secrets, m_source.text, m_source.dialect);
        later([this] { upload(); });
    }

    void upload()
    {
        const SharedFilling filling = std::exchange(m_filling, nullptr);
        if (!filling)
            return;
        if (const std::optional<Error> error = errorOf(*filling)) {
            failAll(*error);
            return;
        }
        const QByteArray content = filling->text.revealForUse().toByteArray();
        for (const EnvPlace &place : open()) {
            auto running = m_ports.uploaderFor(place.server)
                               .start({content, place.path, place.mode, Upload::Previous::Kept});
            connect(running.get(), &RunningUpload::progressed, this,
                    [this, server = place.server](qint64 done, qint64 total) {
                        Q_EMIT progressed(server, done, total);
                    });
            connect(running.get(), &RunningUpload::finished, this,
                    [this, server = place.server](const UploadResult &result) {
                        if (result.error)
                            fail(server, *result.error);
                        else
                            end(server, [&] { Q_EMIT pushed(server, result); });
                    });
            m_running.insert_or_assign(place.server, std::move(running));
        }
    }

    EnvDelivery::Ports m_ports;
    EnvSource m_source;
    SharedFilling m_filling;
    Task<void> m_task;
    std::map<ServerId, std::unique_ptr<RunningUpload>> m_running; ///< also those that ended
};

} // namespace

std::unique_ptr<RunningEnvDelivery> EnvDelivery::compare(const EnvSource &source,
                                                         const QList<EnvPlace> &places) const
{
    return std::make_unique<EnvCompare>(m_ports, source, places);
}

std::unique_ptr<RunningEnvDelivery> EnvDelivery::push(const EnvSource &source,
                                                      const QList<EnvPlace> &places) const
{
    return std::make_unique<EnvPush>(m_ports, source, places);
}

std::unique_ptr<RunningEnvDelivery> EnvDelivery::pull(const QList<EnvPlace> &places) const
{
    return std::make_unique<EnvPull>(m_ports, places);
}

} // namespace slipway
