// SPDX-License-Identifier: GPL-3.0-or-later
// Commands on 100 hosts at once: Slipway against parallel-ssh, clush and ansible on the same
// servers, rounds interleaved. Prints Markdown tables; the CPU time is the client's, children
// included. ROUNDS=5. Run it by bench_ssh.sh, which gives this account dash as its login shell.
#include "bench/ssh/delayingproxy.h"
#include "bench/ssh/fleet.h"
#include "bench/ssh/peers.h"
#include "bench/ssh/streaming.h"
#include "support/fakesshprompter.h"

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::bench;

namespace {

struct Configs
{
    QString plain, pinned, warm, far, bastion, crowd;
    QString hosts, crowdHosts, inventory;
};

Configs configsOf(const Fleet &fleet)
{
    Configs configs;
    configs.plain = fleet.config(u"config-plain"_s, {}, fleet.port());
    const QByteArray pin = "KexAlgorithms curve25519-sha256\n";
    configs.pinned = fleet.config(u"config-pinned"_s, pin, fleet.port());
    configs.warm = fleet.config(u"config-warm"_s,
                                "ControlMaster auto\nControlPersist 120\nControlPath "
                                    + fleet.keys().path("cm-%h").toUtf8() + '\n',
                                fleet.port());
    configs.far = fleet.config(u"config-far"_s, pin, fleet.proxyPort());
    const QString hop = fleet.config(u"config-hop"_s, pin, fleet.defaultPort());
    configs.bastion = fleet.config(
        u"config-bastion"_s, pin + "ProxyCommand ssh -F " + hop.toUtf8() + " -W %h:%p 127.0.0.1\n",
        fleet.port());
    configs.crowd = fleet.config(u"config-crowd"_s,
                                 pin + "HostName 127.0.0.1\nHostKeyAlias [127.0.0.1]:"
                                     + QByteArray::number(fleet.defaultPort()) + '\n',
                                 fleet.defaultPort());
    QByteArray names;
    QByteArray crowd;
    QByteArray inventory;
    for (int i = 0; i < hosts; ++i) {
        names += address(i).toUtf8() + '\n';
        crowd += "crowd" + QByteArray::number(i) + '\n';
        inventory += address(i).toUtf8() + '\n';
    }
    configs.hosts = fleet.write(u"hosts"_s, names);
    configs.crowdHosts = fleet.write(u"crowd"_s, crowd);
    configs.inventory = fleet.write(u"inventory"_s, inventory);
    return configs;
}

QStringList hostNames()
{
    QStringList names;
    for (int i = 0; i < hosts; ++i)
        names.append(address(i));
    return names;
}

class Bench
{
public:
    Bench() : m_configs(configsOf(m_fleet))
    {
        m_settings.useAgent = false;
        m_standing = connect(m_fleet.port(), {});
        runSlipway(*m_standing, m_names);
        runPeer(parallelSsh(m_configs.hosts, m_configs.warm));
    }
    ~Bench()
    {
        for (const QString &name : std::as_const(m_names))
            QProcess::execute(u"ssh"_s,
                              {u"-q"_s, u"-F"_s, m_configs.warm, u"-O"_s, u"exit"_s, name});
    }
    Q_DISABLE_COPY_MOVE(Bench)

    void round()
    {
        cold();
        warm();
        far();
        throughBastion();
        crowd();
        auto fresh = connect(m_fleet.port(), {});
        const Stall stall = worstStall(*fresh);
        m_samples.add(u"stall"_s, {stall.wall, stall.cpu, 0});
    }

    bool print(int rounds) const;

private:
    std::unique_ptr<SshConnections> connect(int port, const QString &jump)
    {
        QList<SshTarget> targets;
        if (!jump.isEmpty())
            targets << m_fleet.target(jump, u"127.0.0.1"_s, m_fleet.defaultPort());
        for (const QString &name : std::as_const(m_names)) {
            targets << m_fleet.target(name, name, port);
            targets.last().jump = jump;
        }
        return std::make_unique<SshConnections>(targets, m_settings, m_prompter);
    }
    void cold()
    {
        m_samples.add(u"F1 slipway, cold"_s, runSlipway(*connect(m_fleet.port(), {}), m_names));
        m_samples.add(u"F1 parallel-ssh, curve25519"_s,
                      runPeer(parallelSsh(m_configs.hosts, m_configs.pinned)));
        m_samples.add(u"F2 parallel-ssh, as shipped"_s,
                      runPeer(parallelSsh(m_configs.hosts, m_configs.plain)));
        m_samples.add(u"F1 clush, curve25519"_s, runPeer(clush(m_configs.pinned)));
        m_samples.add(u"F2 clush, as shipped"_s, runPeer(clush(m_configs.plain)));
    }
    void warm()
    {
        m_samples.add(u"F4 slipway, warm"_s, runSlipway(*m_standing, m_names));
        m_samples.add(u"F4 parallel-ssh, ControlMaster"_s,
                      runPeer(parallelSsh(m_configs.hosts, m_configs.warm)));
        m_samples.add(u"F4 clush, ControlMaster"_s, runPeer(clush(m_configs.warm)));
        if (!exists(u"ansible"_s))
            return;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"ANSIBLE_SSH_ARGS"_s, u"-F "_s + m_configs.warm);
        environment.insert(u"ANSIBLE_FORKS"_s, QString::number(hosts));
        environment.insert(u"ANSIBLE_HOST_KEY_CHECKING"_s, u"True"_s);
        m_samples.add(u"F5 ansible raw, ControlMaster"_s,
                      runPeer({u"ansible"_s, u"all"_s, u"-i"_s, m_configs.inventory, u"-m"_s,
                               u"raw"_s, u"-a"_s, u"true"_s, u"-o"_s},
                              environment));
    }
    void far()
    {
        m_samples.add(u"F6 slipway, cold, 50 ms"_s,
                      runSlipway(*connect(m_fleet.proxyPort(), {}), m_names));
        m_samples.add(u"F6 parallel-ssh, curve25519, 50 ms"_s,
                      runPeer(parallelSsh(m_configs.hosts, m_configs.far)));
    }
    void throughBastion()
    {
        m_samples.add(u"F7 slipway, default bastion"_s,
                      runSlipway(*connect(m_fleet.port(), u"bastion"_s), m_names));
        m_samples.add(u"F7 parallel-ssh, default bastion"_s,
                      runPeer(parallelSsh(m_configs.hosts, m_configs.bastion)));
    }
    void crowd()
    {
        QList<SshTarget> targets;
        QStringList names;
        for (int i = 0; i < hosts; ++i) {
            names << u"crowd%1"_s.arg(i);
            targets << m_fleet.target(names.last(), u"127.0.0.1"_s, m_fleet.defaultPort());
        }
        SshConnections connections(targets, m_settings, m_prompter);
        m_samples.add(u"F8 slipway, one default sshd"_s, runSlipway(connections, names));
        m_samples.add(u"F8 parallel-ssh, one default sshd"_s,
                      runPeer(parallelSsh(m_configs.crowdHosts, m_configs.crowd)));
    }

    Fleet m_fleet;
    Configs m_configs;
    QStringList m_names = hostNames();
    SshSettings m_settings;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_standing;
    Samples m_samples;
};

bool verdict(const char *id, double value, double most, const char *what)
{
    std::printf("| %s | %-44s | %6.3f | at most %.2f | %s |\n", id, what, value, most,
                value <= most ? "met" : "missed");
    return value <= most;
}

bool Bench::print(int rounds) const
{
    std::printf("| `true` on %d hosts, %d rounds | median s | best s | CPU s | failures |\n"
                "|---|---:|---:|---:|---:|\n",
                hosts, rounds);
    for (const QString &name :
         {u"F1 slipway, cold"_s, u"F1 parallel-ssh, curve25519"_s, u"F1 clush, curve25519"_s,
          u"F2 parallel-ssh, as shipped"_s, u"F2 clush, as shipped"_s, u"F4 slipway, warm"_s,
          u"F4 parallel-ssh, ControlMaster"_s, u"F4 clush, ControlMaster"_s,
          u"F5 ansible raw, ControlMaster"_s, u"F6 slipway, cold, 50 ms"_s,
          u"F6 parallel-ssh, curve25519, 50 ms"_s, u"F7 slipway, default bastion"_s,
          u"F7 parallel-ssh, default bastion"_s, u"F8 slipway, one default sshd"_s,
          u"F8 parallel-ssh, one default sshd"_s})
        m_samples.print(name);
    const auto ratio = [this](const QString &own, const QString &peer) {
        return m_samples.wall(own) / m_samples.wall(peer);
    };
    const QString cold = u"F1 slipway, cold"_s;
    const QString pinned = u"F1 parallel-ssh, curve25519"_s;
    std::printf("\n| id | ratio | here | target | |\n|---|---|---:|---|---|\n");
    bool isMet = verdict("F1", ratio(cold, pinned), 0.65, "cold, of parallel-ssh with curve25519");
    isMet &= verdict("F2", ratio(cold, u"F2 parallel-ssh, as shipped"_s), 0.2,
                     "cold, of parallel-ssh as shipped");
    isMet &= verdict("F3", m_samples.cpu(cold) / m_samples.cpu(pinned), 0.15,
                     "CPU, of parallel-ssh with curve25519");
    isMet &= verdict("F4", ratio(u"F4 slipway, warm"_s, u"F4 parallel-ssh, ControlMaster"_s), 0.35,
                     "warm, of parallel-ssh with ControlMaster");
    if (m_samples.has(u"F5 ansible raw, ControlMaster"_s))
        isMet &= verdict("F5", ratio(u"F4 slipway, warm"_s, u"F5 ansible raw, ControlMaster"_s),
                         0.06, "warm, of ansible raw");
    isMet &= verdict("F6",
                     ratio(u"F6 slipway, cold, 50 ms"_s, u"F6 parallel-ssh, curve25519, 50 ms"_s),
                     0.65, "cold at 50 ms, of parallel-ssh");
    isMet &= verdict("F7", m_samples.failures(u"F7 slipway, default bastion"_s), 0,
                     "failures through a default bastion");
    isMet &= verdict("F8", m_samples.failures(u"F8 slipway, one default sshd"_s), 0,
                     "failures on one default sshd");
    isMet &= verdict("F9", m_samples.cpu(u"stall"_s), 16, "longest event of the window, ms of CPU");
    std::printf("F9, wall: median of the rounds' longest events %.1f ms\n",
                m_samples.wall(u"stall"_s));
    for (const QString &peer : {u"ansible"_s, u"pdsh"_s}) {
        if (!exists(peer))
            std::printf("(%s is not installed)\n", qPrintable(peer));
    }
    return isMet;
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc == 4 && QByteArray(argv[1]) == "--proxy") {
        const QCoreApplication application(argc, argv);
        return runDelayingProxy(QByteArray(argv[2]).toInt(), QByteArray(argv[3]).toInt());
    }
    const TimedApplication application(argc, argv);
    if (::geteuid() == 0)
        ::mkdir("/run/sshd", 0755);
    const int asked = qEnvironmentVariableIntValue("ROUNDS");
    const int rounds = asked > 0 ? asked : 5;
    Bench bench;
    for (int round = 0; round < rounds; ++round)
        bench.round();
    return bench.print(rounds) ? 0 : 1;
}
