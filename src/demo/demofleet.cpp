// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demofleet.h"

#include "demo/demofolder.h"
#include "demo/demomonitoring.h"
#include "demo/demoprocess.h"
#include "demo/demoserver.h"
#include "demo/demotraffic.h"
#include "demo/demoworkspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTimer>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
const QString firstVersion = u"v4.1.0"_s;

struct ServerPlan
{
    const char *name;
    const char *host;
    const char *role;
};
constexpr std::array<ServerPlan, 4> serverPlans{{{"staging", "127.0.0.2", "test"},
                                                 {"web-1", "127.0.0.3", "web"},
                                                 {"web-2", "127.0.0.4", "web"},
                                                 {"db-1", "127.0.0.5", "db"}}};

QString userName()
{
    const passwd *entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : qEnvironmentVariable("USER");
}

/// A free port on `host`, or 0 where the address cannot be listened on at all.
quint16 freePort(const QString &host)
{
    QTcpServer probe;
    return probe.listen(QHostAddress(host), 0) ? probe.serverPort() : quint16(0);
}

QString program(const QString &name, const QStringList &folders)
{
    const QString found = QStandardPaths::findExecutable(name, folders);
    return found.isEmpty() ? QStandardPaths::findExecutable(name) : found;
}

QString randomText()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex());
}
} // namespace

class DemoFleet::Private : public QObject
{
    Q_OBJECT
public:
    struct Programs
    {
        QString sshd, keygen, sftpServer, shop;
    };

    Private(DemoFleet &fleet, const QString &path, Release wanted)
        : q(fleet)
        , folder(QDir(path).absolutePath())
        , release(wanted)
    { }

    void begin();
    void fail(const Error &error);
    void next();

    Result<void> findPrograms();
    Result<void> planServers();
    Result<void> writeFiles();
    void makeKeys();
    void startSink();
    void startMonitoring();
    void buildFirstRelease();
    void deployFirst(qsizetype server);
    void startServers();
    void announce();
    /// Runs a program and goes on with `then` when it ended well.
    void run(const QString &name, const QStringList &arguments, std::function<void()> then);
    QMap<QString, QString> placeholders() const;
    QString home(const QString &server) const { return folder.servers() + u'/' + server; }
    QString shopUrl(const QString &server) const { return shopUrls.value(server); }

    DemoFleet &q;
    DemoFolder folder;
    Release release;
    Programs programs;
    std::vector<std::unique_ptr<DemoServer>> servers;
    QMap<QString, QString> shopUrls;
    QMap<QString, QString> listens;
    DemoProcess *sink = nullptr;
    QString sinkAddress;
    std::unique_ptr<DemoMonitoring> monitoring;
    std::unique_ptr<DemoTraffic> traffic;
    QList<std::function<void()>> steps;
    bool active = false;
};

void DemoFleet::Private::begin()
{
    for (const auto &part : {std::function<Result<void>()>([this] { return findPrograms(); }),
                             std::function<Result<void>()>([this] { return folder.take(); }),
                             std::function<Result<void>()>([this] { return planServers(); })}) {
        if (Result<void> done = part(); !done) {
            fail(done.error());
            return;
        }
    }
    steps = {[this] { makeKeys(); },
             [this] { startSink(); },
             [this] {
                 if (Result<void> done = writeFiles(); done)
                     next();
                 else
                     fail(done.error());
             },
             [this] { startMonitoring(); },
             [this] { buildFirstRelease(); },
             [this] { deployFirst(0); },
             [this] { startServers(); },
             [this] {
                 announce();
             }};
    next();
}

void DemoFleet::Private::next()
{
    if (!active || steps.isEmpty())
        return;
    steps.takeFirst()();
}

void DemoFleet::Private::fail(const Error &error)
{
    if (!active)
        return;
    q.stop();
    Q_EMIT q.failed(error);
}

Result<void> DemoFleet::Private::findPrograms()
{
    const QStringList system{u"/usr/sbin"_s, u"/usr/local/sbin"_s, u"/sbin"_s};
    programs.sshd = program(u"sshd"_s, system);
    programs.keygen = program(u"ssh-keygen"_s, {u"/usr/bin"_s});
    programs.sftpServer = program(
        u"sftp-server"_s,
        {u"/usr/lib/openssh"_s, u"/usr/libexec/openssh"_s, u"/usr/lib/ssh"_s, u"/usr/libexec"_s});
    programs.shop = program(u"slipway-demo-shop"_s, {QCoreApplication::applicationDirPath()});
    if (programs.sshd.isEmpty() || programs.sftpServer.isEmpty())
        return failure(ErrorCode::NotFound,
                       tr("The demo needs an SSH server. Install the package openssh-server."));
    if (programs.keygen.isEmpty())
        return failure(ErrorCode::NotFound,
                       tr("The demo needs ssh-keygen. Install the package openssh-client."));
    if (programs.shop.isEmpty())
        return failure(ErrorCode::NotFound,
                       tr("The program slipway-demo-shop is missing beside Slipway. Build or "
                          "install it."));
    // sshd refuses to start as root without its empty folder.
    if (::geteuid() == 0 && !QDir().mkpath(u"/run/sshd"_s))
        return failure(ErrorCode::Io, tr("The folder /run/sshd cannot be made."));
    return {};
}

Result<void> DemoFleet::Private::planServers()
{
    Q_EMIT q.progressed(tr("Looking for free ports on loopback."));
    for (const ServerPlan &plan : serverPlans) {
        const QString name = QString::fromLatin1(plan.name);
        QString host = QString::fromLatin1(plan.host);
        quint16 port = freePort(host);
        if (port == 0) {
            host = u"127.0.0.1"_s;
            port = freePort(host);
        }
        const quint16 shopPort = freePort(host);
        if (port == 0 || shopPort == 0)
            return failure(ErrorCode::Unavailable,
                           tr("No port on a loopback address can be listened on."));
        listens.insert(name, u"%1:%2"_s.arg(host).arg(shopPort));
        shopUrls.insert(name, u"http://%1:%2"_s.arg(host).arg(shopPort));
        const QString control = folder.control() + u'/' + name;
        if (!QDir().mkpath(control) || !QDir().mkpath(home(name)))
            return failure(ErrorCode::Io, tr("The folder %1 cannot be made.").arg(control));
        servers.push_back(std::make_unique<DemoServer>(
            DemoServer::Settings{name, host, port, userName(), home(name), control,
                                 folder.keys() + "/id_ed25519.pub"_L1, programs.sftpServer,
                                 programs.sshd},
            nullptr));
    }
    return {};
}

void DemoFleet::Private::makeKeys()
{
    Q_EMIT q.progressed(tr("Making keys for this run."));
    QStringList files{folder.keys() + "/id_ed25519"_L1};
    for (const auto &server : servers)
        files << server->settings().controlFolder + "/host_key"_L1;
    // One after the other: each takes a few milliseconds.
    for (qsizetype i = 1; i < files.size(); ++i) {
        steps.prepend([this, file = files.at(i)] {
            run(programs.keygen,
                {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, QString(), u"-f"_s, file},
                [this] { next(); });
        });
    }
    run(programs.keygen,
        {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, QString(), u"-C"_s, u"slipway-demo"_s, u"-f"_s,
         files.first()},
        [this] { next(); });
}

void DemoFleet::Private::startSink()
{
    Q_EMIT q.progressed(tr("Starting the team's message box."));
    sink = new DemoProcess(this);
    sink->setStandardErrorFile(folder.control() + "/webhook-sink.log"_L1);
    connect(sink, &QProcess::readyReadStandardOutput, this, [this] {
        const QString line = QString::fromUtf8(sink->readAllStandardOutput()).trimmed();
        if (!sinkAddress.isEmpty() || !line.startsWith("listening on "_L1))
            return;
        sinkAddress = line.mid(13);
        next();
    });
    connect(sink, &QProcess::finished, this, [this] {
        if (sinkAddress.isEmpty())
            fail({ErrorCode::Unavailable, tr("The demo's message box could not be started.")});
    });
    connect(sink, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail({ErrorCode::Unavailable, tr("The demo's message box could not be started."),
                  sink->errorString()});
    });
    sink->start(programs.shop,
                {u"webhook-sink"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--file"_s,
                 folder.control() + "/messages.jsonl"_L1});
}

/// A demo without them is a demo still.
void DemoFleet::Private::startMonitoring()
{
    Q_EMIT q.progressed(tr("Starting Prometheus and Redis, where they are installed."));
    connect(monitoring.get(), &DemoMonitoring::problem, this,
            [this](const QString &what) { Q_EMIT q.progressed(what); });
    const Result<void> begun
        = monitoring->start({listens.value(u"web-1"_s), listens.value(u"web-2"_s)});
    if (begun)
        next();
    else
        fail(begun.error());
}

QMap<QString, QString> DemoFleet::Private::placeholders() const
{
    QMap<QString, QString> values{
        {u"USER"_s, userName()},
        {u"IDENTITY"_s, folder.keys() + "/id_ed25519"_L1},
        {u"KNOWN_HOSTS"_s, folder.keys() + "/known_hosts"_L1},
        {u"SHOP_BINARY"_s, programs.shop},
        {u"DATABASE_URL"_s, "sqlite://"_L1 + home(u"db-1"_s) + "/data/shop.sqlite"_L1},
        {u"WEBHOOK_URL"_s, "http://"_L1 + sinkAddress + "/team"_L1},
        {u"VERSION"_s, release == Release::Broken ? u"v4.2.0-broken"_s : u"v4.2.0"_s},
        {u"FIRST_SECRET_KEY"_s, randomText()},
        {u"FIRST_PASSWORD"_s, randomText().left(24)},
    };
    values.insert(monitoring->placeholders());
    for (const auto &server : servers) {
        const QString key = server->settings().name.toUpper().replace(u'-', u'_');
        values.insert(key + "_HOST"_L1, server->settings().host);
        values.insert(key + "_PORT"_L1, QString::number(server->settings().port));
        values.insert(key + "_URL"_L1, shopUrl(server->settings().name));
        values.insert(key + "_ADDRESS"_L1, listens.value(server->settings().name));
    }
    return values;
}

Result<void> DemoFleet::Private::writeFiles()
{
    Q_EMIT q.progressed(tr("Writing the workspace."));
    monitoring = std::make_unique<DemoMonitoring>(folder.control(), nullptr);
    const QMap<QString, QString> values = placeholders();
    if (Result<void> done = writeDemoWorkspace(folder.workspace(), values); !done)
        return done;
    for (const QString &name : {u"first-deployment.sh"_s, u"first.env"_s}) {
        if (Result<void> done
            = writeDemoFile(u":/demo/fleet/"_s + name, folder.control() + u'/' + name, values);
            !done)
            return done;
    }
    QStringList knownHosts;
    for (const auto &server : servers) {
        const DemoServer::Settings &settings = server->settings();
        if (Result<void> done = server->configure(); !done)
            return done;
        const Result<QString> key
            = DemoFolder::readText(settings.controlFolder + "/host_key.pub"_L1);
        if (!key)
            return std::unexpected(key.error());
        knownHosts << u"[%1]:%2 %3"_s.arg(settings.host)
                          .arg(settings.port)
                          .arg(key->section(u' ', 0, 1).trimmed());
        const QString name = settings.name;
        const QString environment
            = u"SHOP_LISTEN=%1\nSHOP_URL=%2\n: \"${SHOP_EXIT_WITH:=%3}\"\nSHOP_CACHE=%4\n"_s
                  .arg(listens.value(name), shopUrl(name))
                  .arg(QCoreApplication::applicationPid())
                  .arg(monitoring->cacheAddress());
        if (Result<void> done = DemoFolder::writeText(home(name) + "/server.env"_L1, environment);
            !done)
            return done;
    }
    return DemoFolder::writeText(folder.keys() + "/known_hosts"_L1, knownHosts.join(u'\n') + u'\n');
}

void DemoFleet::Private::run(const QString &name, const QStringList &arguments,
                             std::function<void()> then)
{
    auto *process = new DemoProcess(this);
    process->setWorkingDirectory(folder.workspace());
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setStandardInputFile(QProcess::nullDevice());
    const auto complain = [this, process, name] {
        fail({ErrorCode::Unavailable,
              tr("The demo could not be prepared: %1 failed: %2")
                  .arg(QFileInfo(name).fileName(), QString::fromUtf8(process->readAll()).trimmed()),
              process->errorString()});
    };
    connect(process, &QProcess::errorOccurred, this, [complain](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            complain();
    });
    connect(process, &QProcess::finished, this,
            [process, complain, go = std::move(then)](int status, QProcess::ExitStatus how) {
                process->deleteLater();
                if (how == QProcess::NormalExit && status == 0)
                    go();
                else
                    complain();
            });
    process->start(name, arguments);
}

void DemoFleet::Private::buildFirstRelease()
{
    Q_EMIT q.progressed(tr("Building the version that is live before the demo."));
    run(u"/bin/sh"_s, {u"scripts/prepare-deployment.sh"_s, firstVersion}, [this] { next(); });
}

/// The database's server comes first, as the shops need its schema.
void DemoFleet::Private::deployFirst(qsizetype index)
{
    static constexpr std::array<size_t, 4> order{3, 0, 1, 2};
    if (size_t(index) >= order.size()) {
        next();
        return;
    }
    const ServerPlan &plan = serverPlans.at(order.at(size_t(index)));
    const QString name = QString::fromLatin1(plan.name);
    Q_EMIT q.progressed(tr("Setting up %1.").arg(name));
    run(u"/bin/sh"_s,
        {folder.control() + "/first-deployment.sh"_L1, home(name),
         folder.workspace() + "/build/"_L1 + firstVersion + ".tar.gz"_L1, firstVersion,
         folder.control() + "/first.env"_L1, programs.shop, QString::fromLatin1(plan.role)},
        [this, index] { deployFirst(index + 1); });
}

void DemoFleet::Private::startServers()
{
    Q_EMIT q.progressed(tr("Starting four SSH servers."));
    for (const auto &server : servers) {
        connect(server.get(), &DemoServer::failed, this, [this](const Error &error) {
            // Once the demo runs, one server that cannot come back does not end the others.
            if (traffic)
                Q_EMIT q.progressed(error.message);
            else
                fail(error);
        });
        connect(server.get(), &DemoServer::listening, this, [this] {
            const bool all = std::ranges::all_of(servers, &DemoServer::isRunning);
            if (all)
                next();
        });
        server->start();
    }
}

void DemoFleet::Private::announce()
{
    traffic = std::make_unique<DemoTraffic>(
        QList<QUrl>{QUrl(shopUrl(u"web-1"_s)), QUrl(shopUrl(u"web-2"_s))}, this);
    traffic->start();
    Q_EMIT q.progressed(tr("The demo is ready in %1.").arg(folder.path()));
    Q_EMIT q.started();
}

DemoFleet::DemoFleet(QString folder, Release release, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, folder, release))
{ }

DemoFleet::~DemoFleet()
{
    stop();
}

void DemoFleet::start()
{
    if (d->active)
        return;
    d->active = true;
    QTimer::singleShot(0, d.get(), [this] {
        if (d->active)
            d->begin();
    });
}

void DemoFleet::stop()
{
    if (!d->active)
        return;
    d->active = false;
    d->steps.clear();
    d->traffic.reset();
    d->monitoring.reset();
    d->servers.clear();
    qDeleteAll(d->findChildren<DemoProcess *>());
    d->sink = nullptr;
    d->sinkAddress.clear();
    d->folder.release();
}

Result<void> DemoFleet::stopServer(const QString &name)
{
    for (const auto &server : d->servers) {
        if (server->settings().name != name)
            continue;
        server->stop();
        return {};
    }
    return failure(ErrorCode::NotFound, tr("The demo has no server %1.").arg(name));
}

Result<void> DemoFleet::startServer(const QString &name)
{
    for (const auto &server : d->servers) {
        if (server->settings().name != name)
            continue;
        if (!server->isRunning())
            server->start();
        return {};
    }
    return failure(ErrorCode::NotFound, tr("The demo has no server %1.").arg(name));
}

bool DemoFleet::isServerRunning(const QString &name) const
{
    return std::ranges::any_of(d->servers, [&name](const auto &server) {
        return server->settings().name == name && server->isRunning();
    });
}

QString DemoFleet::workspaceFolder() const
{
    return d->folder.workspace();
}

} // namespace slipway

#include "demofleet.moc"
