// SPDX-License-Identifier: GPL-3.0-or-later
// `true` on 100 hosts at once: Slipway against parallel-ssh and clush on the same servers, rounds
// interleaved. Cold: nothing is connected. Warm: connections stand (the peers' with ControlMaster).
// Prints a Markdown table; the CPU time is the client's, children included.
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMap>

#include <algorithm>
#include <cstdio>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr int hosts = 100;
constexpr int hostsPerServer = 16; // sshd takes no more ListenAddress lines

QString address(int number)
{
    return u"127.0.0.%1"_s.arg(number + 1);
}

struct Sample
{
    double wall = 0;
    double cpu = 0;
};

double cpuOf(int who)
{
    rusage usage{};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Seven servers that listen on one port of 100 loopback addresses, with one host key.
class Fleet
{
public:
    Fleet()
    {
        m_port = m_keys.port();
        for (int first = 0; first < hosts; first += hostsPerServer) {
            QByteArray config = "MaxStartups 1000:30:2000\nPerSourceMaxStartups none\n"
                                "MaxSessions 200\nPerSourcePenalties no\nUsePAM no\nUseDNS no\n"
                                "StrictModes no\nPermitRootLogin yes\nLogLevel ERROR\nPort "
                + QByteArray::number(m_port) + "\nHostKey " + m_keys.path("host_ed25519").toUtf8()
                + "\nAuthorizedKeysFile " + m_keys.path("authorized_keys").toUtf8()
                + "\nPidFile none\n";
            for (int i = first; i < std::min(hosts, first + hostsPerServer); ++i)
                config += "ListenAddress " + address(i).toUtf8() + '\n';
            start(config, first);
        }
    }
    ~Fleet()
    {
        for (const auto &server : m_servers) {
            server->kill();
            server->waitForFinished();
        }
    }
    Q_DISABLE_COPY_MOVE(Fleet)

    const SshdFixture &keys() const { return m_keys; }
    int port() const { return m_port; }
    QString knownHosts() const
    {
        QByteArray lines;
        for (int i = 0; i < hosts; ++i)
            lines += '[' + address(i).toUtf8() + "]:" + QByteArray::number(m_port) + ' '
                + m_keys.hostKey() + '\n';
        return m_keys.knownHosts(lines);
    }
    /// An ssh_config for the peers.
    QString config(const char *name, const QByteArray &extra) const
    {
        QFile file(m_keys.path(name));
        if (file.open(QIODevice::WriteOnly))
            file.write("Host *\n" + extra + "Port " + QByteArray::number(m_port)
                       + "\nIdentitiesOnly yes\nBatchMode yes\nIdentityFile "
                       + m_keys.userKey().toUtf8() + "\nUserKnownHostsFile " + knownHosts().toUtf8()
                       + '\n');
        return file.fileName();
    }
    QString hostsFile() const
    {
        QFile file(m_keys.path("hosts"));
        if (file.open(QIODevice::WriteOnly)) {
            for (int i = 0; i < hosts; ++i)
                file.write(address(i).toUtf8() + '\n');
        }
        return file.fileName();
    }

private:
    void start(const QByteArray &config, int number)
    {
        QFile file(m_keys.path(QByteArray("fleet-" + QByteArray::number(number)).constData()));
        if (file.open(QIODevice::WriteOnly))
            file.write(config);
        file.close();
        auto &server = m_servers.emplace_back(std::make_unique<QProcess>());
        server->start(u"/usr/sbin/sshd"_s, {u"-D"_s, u"-e"_s, u"-f"_s, file.fileName()});
        server->waitForStarted();
        const bool isListening = QTest::qWaitFor([this, number] {
            QTcpSocket probe;
            probe.connectToHost(address(number), quint16(m_port));
            return probe.waitForConnected(200);
        });
        if (!isListening)
            qFatal("sshd did not start: %s", server->readAllStandardError().constData());
    }

    SshdFixture m_keys;
    int m_port = 0;
    std::vector<std::unique_ptr<QProcess>> m_servers;
};

/// `true` on every host; ends the program when one fails: a benchmark of failures says nothing.
Sample runSlipway(SshConnections &connections)
{
    QElapsedTimer timer;
    timer.start();
    const double before = cpuOf(RUSAGE_SELF) + cpuOf(RUSAGE_CHILDREN);
    QEventLoop loop;
    std::vector<std::unique_ptr<RunningCommand>> all;
    int left = hosts;
    for (int i = 0; i < hosts; ++i) {
        Command command;
        command.script = u"true"_s;
        all.push_back(connections.runner(address(i)).start(std::move(command)));
        QObject::connect(all.back().get(), &RunningCommand::finished, &loop,
                         [&left, &loop](const CommandResult &result) {
                             if (result.error)
                                 qFatal("%s", qPrintable(result.error->message));
                             if (--left == 0)
                                 loop.quit();
                         });
    }
    loop.exec();
    const double cpu = cpuOf(RUSAGE_SELF) + cpuOf(RUSAGE_CHILDREN) - before;
    return {double(timer.nsecsElapsed()) / 1e9, cpu};
}

Sample runPeer(const QStringList &commandLine)
{
    QElapsedTimer timer;
    timer.start();
    const double before = cpuOf(RUSAGE_CHILDREN);
    QProcess process;
    process.start(commandLine.first(), commandLine.sliced(1));
    process.waitForFinished(120000);
    const Sample sample{double(timer.nsecsElapsed()) / 1e9, cpuOf(RUSAGE_CHILDREN) - before};
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        qFatal("%s failed: %s%s", qPrintable(commandLine.join(u' ')),
               process.readAllStandardError().constData(),
               process.readAllStandardOutput().right(2000).constData());
    return sample;
}

class Table
{
public:
    void add(const QString &name, const Sample &sample) { m_samples[name].append(sample); }
    double median(const QString &name) const
    {
        return middle(m_samples.value(name), &Sample::wall);
    }
    void print(const QStringList &names, const QString &reference) const
    {
        for (const QString &name : names) {
            const auto samples = m_samples.value(name);
            const double best = std::ranges::min(samples, {}, &Sample::wall).wall;
            std::printf("| %-34s | %7.3f | %7.3f | %7.3f | %5.2f |\n", qPrintable(name),
                        median(name), best, middle(samples, &Sample::cpu),
                        median(name) / median(reference));
        }
    }

private:
    static double middle(QList<Sample> samples, double Sample::*field)
    {
        std::ranges::sort(samples, {}, field);
        return samples.at(samples.size() / 2).*field;
    }

    QMap<QString, QList<Sample>> m_samples;
};

QList<SshTarget> targets(const Fleet &fleet)
{
    QList<SshTarget> list;
    for (int i = 0; i < hosts; ++i) {
        SshTarget target;
        target.name = address(i);
        target.host = address(i);
        target.port = fleet.port();
        target.identity = fleet.keys().userKey();
        target.knownHosts = fleet.keys().path("known_hosts");
        list << target;
    }
    return list;
}

QStringList parallelSsh(const Fleet &fleet, const QString &config)
{
    return {u"parallel-ssh"_s,      u"-h"_s,  fleet.hostsFile(), u"-p"_s,
            QString::number(hosts), u"-t"_s,  u"60"_s,           u"-x"_s,
            u"-F "_s + config,      u"true"_s};
}

QStringList clush(const QString &config)
{
    return {u"clush"_s,
            u"-q"_s,
            u"-S"_s,
            u"-f"_s,
            QString::number(hosts),
            u"-o"_s,
            u"-F "_s + config,
            u"-w"_s,
            u"127.0.0.[1-%1]"_s.arg(hosts),
            u"true"_s};
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (::geteuid() == 0)
        ::mkdir("/run/sshd", 0755);
    const int rounds = std::max(
        1, qEnvironmentVariableIntValue("ROUNDS") > 0 ? qEnvironmentVariableIntValue("ROUNDS") : 5);
    const Fleet fleet;
    fleet.knownHosts();
    const QString plain = fleet.config("config-plain", {});
    const QString pinned = fleet.config("config-pinned", "KexAlgorithms curve25519-sha256\n");
    const QString warm = fleet.config("config-warm",
                                      "ControlMaster auto\nControlPersist 60\nControlPath "
                                          + fleet.keys().path("cm-%h").toUtf8() + '\n');
    FakeSshPrompter prompter;
    SshSettings settings;
    settings.useAgent = false;
    Table table;
    auto standing = std::make_unique<SshConnections>(targets(fleet), settings, prompter);
    runSlipway(*standing);
    runPeer(parallelSsh(fleet, warm));
    for (int round = 0; round < rounds; ++round) {
        SshConnections fresh(targets(fleet), settings, prompter);
        table.add(u"slipway, cold"_s, runSlipway(fresh));
        table.add(u"parallel-ssh, as shipped"_s, runPeer(parallelSsh(fleet, plain)));
        table.add(u"clush, as shipped"_s, runPeer(clush(plain)));
        table.add(u"parallel-ssh, curve25519"_s, runPeer(parallelSsh(fleet, pinned)));
        table.add(u"clush, curve25519"_s, runPeer(clush(pinned)));
        table.add(u"slipway, warm"_s, runSlipway(*standing));
        table.add(u"parallel-ssh, ControlMaster"_s, runPeer(parallelSsh(fleet, warm)));
        table.add(u"clush, ControlMaster"_s, runPeer(clush(warm)));
    }
    for (int i = 0; i < hosts; ++i)
        QProcess::execute(u"ssh"_s, {u"-q"_s, u"-F"_s, warm, u"-O"_s, u"exit"_s, address(i)});
    std::printf("| `true` on %d hosts, %d rounds        | median s |  best s |   CPU s | ratio |\n"
                "|---|---|---|---|---|\n",
                hosts, rounds);
    table.print({u"slipway, cold"_s, u"parallel-ssh, as shipped"_s, u"clush, as shipped"_s,
                 u"parallel-ssh, curve25519"_s, u"clush, curve25519"_s},
                u"slipway, cold"_s);
    table.print({u"slipway, warm"_s, u"parallel-ssh, ControlMaster"_s, u"clush, ControlMaster"_s},
                u"slipway, warm"_s);
    return 0;
}
