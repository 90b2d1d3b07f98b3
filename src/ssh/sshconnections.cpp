// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"

#include "ssh/downloadjob.h"
#include "ssh/durablejob.h"
#include "ssh/execjob.h"
#include "ssh/forwardlink.h"
#include "ssh/ioworker.h"
#include "ssh/keystore.h"
#include "ssh/promptbroker.h"
#include "ssh/routeresolver.h"
#include "ssh/shelljob.h"
#include "ssh/sshcommand.h"
#include "ssh/sshfiles.h"
#include "ssh/sshforwards.h"
#include "ssh/statusboard.h"
#include "ssh/streamdownload.h"
#include "ssh/streamupload.h"
#include "ssh/system/systemtransport.h"
#include "ssh/uploadjob.h"
#include "ssh/workerpool.h"

#include <QCoreApplication>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SshConnections)
};

struct InitializedLibssh
{
    InitializedLibssh() { ssh_init(); }
};

/// A job for an I/O thread, and what wakes it there.
struct LibsshJob
{
    template<typename Job>
    explicit LibsshJob(const std::shared_ptr<Job> &made)
        : job(made)
        , wake([weak = std::weak_ptr(made)] {
            if (const auto alive = weak.lock())
                alive->wake();
        })
    { }

    std::shared_ptr<ChannelJob> job;
    std::function<void()> wake;
};

/// The two ways to do something; one is taken.
struct Work
{
    std::function<std::optional<LibsshJob>()> byLibssh; ///< nullopt: it was refused already
    std::function<void(SystemTransport &, const SystemSsh &)> bySystem;
};

/// Of work that the ssh program is not used for.
Error notBySystem(const QString &server)
{
    return {
        ErrorCode::Unavailable,
        Text::tr("%1 is reached with the ssh program of this machine, by which Slipway cannot do "
                 "this. Use the scp or ssh command instead.")
            .arg(server)};
}

} // namespace

class SshConnections::Private
{
public:
    Private(const QList<SshTarget> &targets, const SshSettings &settings, SshPrompter &prompter);
    ~Private();
    Q_DISABLE_COPY_MOVE(Private)

    class Server;
    Server &server(const QString &name);
    /// The work once the way to the server is known; its job fails when there is none.
    void submit(const QString &name, const std::shared_ptr<JobControl> &link, const Work &work);
    void closeIdle();
    std::unique_ptr<SshForward> forward(const QString &name, const ForwardSpec &spec);
    milliseconds reconnectFor() const { return m_settings.reconnectFor; }

    Dispatcher dispatcher;
    StatusBoard board;
    SshForwards forwards;

private:
    IoWorker &workerFor(const SshRoute &route);
    void keepLink(const std::shared_ptr<JobControl> &link);
    bool needsSystem(const SshRoute &route) const;
    void submitBySystem(const QString &name, const Work &work);

    SshSettings m_settings;
    std::optional<SshTransport> m_transport;
    QHash<QString, SshTarget> m_targets;
    SshPrompter &m_prompter;
    PromptBroker m_prompts;
    ConfigReader m_config;
    RouteResolver m_resolver;
    std::shared_ptr<KeyStore> m_keys = std::make_shared<KeyStore>();
    WorkerPool m_workers;
    std::map<QString, std::unique_ptr<Server>> m_servers;
    std::vector<std::weak_ptr<JobControl>> m_links;
    std::unique_ptr<SystemTransport> m_system;
    std::vector<std::unique_ptr<IoWorker>> m_threads;
};

/// What can be done on one server.
class SshConnections::Private::Server final : public CommandRunner,
                                              public FileUploader,
                                              public FileDownloader,
                                              public ChannelOpener,
                                              public FileTransfers
{
public:
    Server(Private &owner, QString name)
        : m_owner(owner)
        , m_name(std::move(name))
        , m_files(m_name, owner.dispatcher,
                  [this](const std::shared_ptr<SftpJob> &job,
                         const std::shared_ptr<JobControl> &link) { submit(job, link); })
    { }

    std::unique_ptr<RunningCommand> start(Command command) override;
    std::unique_ptr<RunningUpload> start(Upload upload) override;
    std::unique_ptr<RunningDownload> start(Download download) override;
    std::unique_ptr<ByteChannel> open(const ChannelRequest &request,
                                      std::shared_ptr<ByteSink> sink) override;
    std::unique_ptr<RunningTransfer> start(Transfer transfer) override;
    RemoteFiles &files() { return m_files; }

private:
    /// Only libssh can do it.
    template<typename Job>
    void submit(const std::shared_ptr<Job> &job, const std::shared_ptr<JobControl> &link)
    {
        m_owner.submit(m_name, link,
                       {[job] { return LibsshJob(job); },
                        [job](SystemTransport &, const SystemSsh &ssh) {
                            job->fail(notBySystem(ssh.server));
                        }});
    }
    std::optional<LibsshJob> jobOf(Command command, const std::shared_ptr<CommandLink> &link);

    Private &m_owner;
    QString m_name;
    SshFiles m_files;
};

std::unique_ptr<RunningCommand> SshConnections::Private::Server::start(Command command)
{
    auto link = std::make_shared<CommandLink>(m_owner.dispatcher);
    auto running = std::make_unique<SshCommand>(link);
    // Whoever is asked first takes it; a function that is kept can only share it.
    const auto given = std::make_shared<Command>(std::move(command));
    m_owner.submit(m_name, link,
                   {[this, given, link] { return jobOf(std::move(*given), link); },
                    [given, link](SystemTransport &system, const SystemSsh &ssh) {
                        system.run(ssh, std::move(*given), link);
                    }});
    return running;
}

std::optional<LibsshJob>
SshConnections::Private::Server::jobOf(Command command, const std::shared_ptr<CommandLink> &link)
{
    const auto refuse = [&link](const Error &error) {
        CommandResult result;
        result.error = error;
        link->reportResult(std::move(result));
        return std::nullopt;
    };
    // A terminal cannot be left alone: what runs on one ends with its connection.
    if (command.durable && !command.pty) {
        auto script = DurableScript::make(command);
        if (!script)
            return refuse(script.error());
        return LibsshJob(std::make_shared<DurableJob>(
            m_name, std::move(command), std::move(*script), m_owner.reconnectFor(), link));
    }
    auto script = RemoteScript::make(command);
    if (!script)
        return refuse(script.error());
    return LibsshJob(
        std::make_shared<ExecJob>(m_name, std::move(command), std::move(*script), link));
}

std::unique_ptr<RunningUpload> SshConnections::Private::Server::start(Upload upload)
{
    auto link = std::make_shared<SshUpload::Link>(m_owner.dispatcher);
    auto running = std::make_unique<SshUpload>(link);
    const auto given = std::make_shared<Upload>(std::move(upload));
    m_owner.submit(m_name, link,
                   {[this, given, link] {
                        return LibsshJob(
                            std::make_shared<UploadJob>(m_name, std::move(*given), link));
                    },
                    [given, link](SystemTransport &system, const SystemSsh &ssh) {
                        system.upload(ssh, std::move(*given), link);
                    }});
    return running;
}

std::unique_ptr<RunningDownload> SshConnections::Private::Server::start(Download download)
{
    auto link = std::make_shared<SshDownload::Link>(m_owner.dispatcher);
    auto running = std::make_unique<SshDownload>(link);
    m_owner.submit(m_name, link,
                   {[this, download, link] {
                        return LibsshJob(std::make_shared<DownloadJob>(m_name, download, link));
                    },
                    [download, link](SystemTransport &system, const SystemSsh &ssh) {
                        system.download(ssh, download, link);
                    }});
    return running;
}

std::unique_ptr<ByteChannel> SshConnections::Private::Server::open(const ChannelRequest &request,
                                                                   std::shared_ptr<ByteSink> sink)
{
    auto link = std::make_shared<ShellLink>(m_owner.dispatcher, request.size);
    auto channel = std::make_unique<SshChannel>(link);
    m_owner.submit(m_name, link,
                   {[this, request, sink, link] {
                        return LibsshJob(std::make_shared<ShellJob>(m_name, request, sink, link));
                    },
                    [request, sink, link](SystemTransport &system, const SystemSsh &ssh) {
                        system.open(ssh, request, sink, link);
                    }});
    return channel;
}

std::unique_ptr<RunningTransfer> SshConnections::Private::Server::start(Transfer transfer)
{
    auto link = std::make_shared<SshFileTransfer::Link>(m_owner.dispatcher);
    auto running = std::make_unique<SshFileTransfer>(link);
    if (transfer.direction == Transfer::Direction::Upload)
        submit(std::make_shared<StreamUpload>(m_name, std::move(transfer), link), link);
    else
        submit(std::make_shared<StreamDownload>(m_name, std::move(transfer), link), link);
    return running;
}

SshConnections::Private::Private(const QList<SshTarget> &targets, const SshSettings &settings,
                                 SshPrompter &prompter)
    : forwards([this](const QString &name, const ForwardSpec &spec) { return forward(name, spec); })
    , m_settings(settings)
    , m_transport(settings.transport ? settings.transport : SystemTransport::chosenByEnvironment())
    , m_prompter(prompter)
    , m_prompts(prompter)
    , m_resolver(m_targets, m_settings, m_config)
{
    static const InitializedLibssh initialized;
    for (const SshTarget &target : targets)
        m_targets.insert(target.name, target);
    const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
    for (unsigned i = 0; i < threads; ++i)
        m_threads.push_back(
            std::make_unique<IoWorker>(m_workers, m_keys, m_prompts, m_settings, board));
}

SshConnections::Private::~Private()
{
    m_threads.clear();
    m_system.reset();
    for (const auto &link : m_links) {
        if (const auto alive = link.lock())
            alive->abandon();
    }
}

SshConnections::Private::Server &SshConnections::Private::server(const QString &name)
{
    std::unique_ptr<Server> &server = m_servers[name];
    if (!server)
        server = std::make_unique<Server>(*this, name);
    return *server;
}

IoWorker &SshConnections::Private::workerFor(const SshRoute &route)
{
    // All that goes to one endpoint, or through one jump host, is on one thread: its limits are
    // kept there, and a tunnel does not cross threads.
    const SshHost &first = route.first();
    return *m_threads[qHash(first.host + QString::number(first.port)) % m_threads.size()];
}

void SshConnections::Private::keepLink(const std::shared_ptr<JobControl> &link)
{
    std::erase_if(m_links, [](const auto &known) { return known.expired(); });
    m_links.push_back(link);
}

void SshConnections::Private::submit(const QString &name, const std::shared_ptr<JobControl> &link,
                                     const Work &work)
{
    keepLink(link);
    if (m_transport == SshTransport::System) {
        submitBySystem(name, work);
        return;
    }
    m_resolver.resolve(name, [this, name, link, work](const Result<SshRoute> &route) {
        if (route && needsSystem(*route)) {
            submitBySystem(name, work);
            return;
        }
        const std::optional<LibsshJob> made = work.byLibssh();
        if (!made)
            return;
        if (!route) {
            made->job->fail(route.error());
            return;
        }
        IoWorker &worker = workerFor(*route);
        link->bind(worker.mailbox(), made->wake);
        if (link->isCancelled())
            made->wake();
        else
            worker.add(*route, made->job);
    });
}

bool SshConnections::Private::needsSystem(const SshRoute &route) const
{
    return m_transport != SshTransport::Libssh
        && std::ranges::any_of(route,
                               [](const SshHost &hop) { return !hop.systemOption.isEmpty(); });
}

void SshConnections::Private::submitBySystem(const QString &name, const Work &work)
{
    const auto target = m_targets.constFind(name);
    const Result<SystemSsh> ssh = target == m_targets.cend()
        ? failure(ErrorCode::NotFound,
                  Text::tr("There is no server named %1 in this environment.").arg(name))
        : SystemSsh::make(*target, m_targets, m_settings);
    if (!ssh) {
        if (const std::optional<LibsshJob> made = work.byLibssh())
            made->job->fail(ssh.error());
        return;
    }
    if (!m_system)
        m_system = std::make_unique<SystemTransport>(
            SystemTransport::Parts{board, m_prompter, m_prompts, m_settings});
    work.bySystem(*m_system, *ssh);
}

std::unique_ptr<SshForward> SshConnections::Private::forward(const QString &name,
                                                             const ForwardSpec &spec)
{
    auto link = std::make_shared<ForwardLink>(dispatcher);
    auto forward = std::make_unique<SshForward>(name, spec, link);
    keepLink(link);
    if (m_transport == SshTransport::System) {
        link->reportFailed(notBySystem(name));
        return forward;
    }
    m_resolver.resolve(name, [this, name, spec, link](const Result<SshRoute> &route) {
        if (route && needsSystem(*route)) {
            link->reportFailed(notBySystem(name));
            return;
        }
        if (!route) {
            link->reportFailed(route.error());
            return;
        }
        IoWorker &worker = workerFor(*route);
        link->bind(worker.mailbox(), [&worker] { worker.stopForwards(); });
        if (link->isCancelled())
            link->reportStopped();
        else
            worker.forward(*route, spec, link);
    });
    return forward;
}

void SshConnections::Private::closeIdle()
{
    for (const auto &thread : m_threads)
        thread->closeIdle();
    if (m_system)
        m_system->closeIdle();
}

SshConnections::SshConnections(QList<SshTarget> targets, SshSettings settings,
                               SshPrompter &prompter)
    : d(std::make_unique<Private>(targets, settings, prompter))
{ }

SshConnections::~SshConnections() = default;

CommandRunner &SshConnections::runner(const QString &name)
{
    return d->server(name);
}

FileUploader &SshConnections::uploader(const QString &name)
{
    return d->server(name);
}

FileDownloader &SshConnections::downloader(const QString &name)
{
    return d->server(name);
}

ChannelOpener &SshConnections::opener(const QString &name)
{
    return d->server(name);
}

RemoteFiles &SshConnections::files(const QString &name)
{
    return d->server(name).files();
}

FileTransfers &SshConnections::transfers(const QString &name)
{
    return d->server(name);
}

std::unique_ptr<SshForward> SshConnections::forward(const QString &name, const ForwardSpec &spec)
{
    return d->forward(name, spec);
}

SshForwards &SshConnections::forwards()
{
    return d->forwards;
}

const StatusBoard &SshConnections::statuses() const
{
    return d->board;
}

void SshConnections::closeIdle()
{
    d->closeIdle();
}

} // namespace slipway
