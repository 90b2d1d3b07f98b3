// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshexeccommand.h"

#include "cli/exitcode.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Of one server's output, where it is kept in memory until the end.
constexpr qsizetype mostKept = qsizetype(16) * 1024 * 1024;
/// And where it is kept on the disk.
constexpr qsizetype mostOnDisk = qsizetype(4) * 1024 * 1024 * 1024;
/// More servers than this are confirmed by their number.
constexpr qsizetype manyServers = 20;

} // namespace

SshExecCommand::SshExecCommand(const Console &console)
    : ServersCommand(console)
    , m_local(QDir::currentPath())
    , m_health(m_local, clock())
{ }

CommandSpec SshExecCommand::spec()
{
    CommandSpec spec;
    spec.name = u"ssh exec"_s;
    spec.summary = tr("Run a command on servers");
    spec.argument = u"COMMAND..."_s;
    spec.most = -1;
    spec.options
        = {{u"on"_s, u"NAME[,NAME]"_s,
            tr("Servers and groups; required without --rerun and --host."), OptionSpec::Many::Yes},
           hostOption(),
           passwordOption(),
           environmentOption()};
    spec.options += SshExecOptions::specs();
    spec.options += workspaceOption();
    spec.description = {
        tr("Runs the command with the servers' shell on all of them, over the connections that "
           "runs use: keys, agent, jump hosts and host keys as in a plan. The words after “--” "
           "are joined by spaces and are the remote shell's text. Each line is printed with its "
           "server's name; standard input is closed."),
        tr("With --batch it goes on only while things are well: a pause, a health check, and "
           "limits for failures and for servers that cannot be reached come before each further "
           "batch. Servers that are left out with --exclude count neither way."),
        tr("With several servers nobody is asked about host keys: those that are unknown or have "
           "changed are refused, and listed at the end with the commands that decide on them."),
        tr("Ctrl-C ends the command on every server, with its children: TERM, then KILL.")};
    spec.exitCodes
        = {{exitcode::success, tr("It ended with 0 on every server.")},
           {exitcode::failed, tr("It did not on at least one, or not all could be written.")},
           {exitcode::usage, tr("Wrong usage, or an unknown server.")},
           {exitcode::interrupted, tr("It was interrupted.")}};
    spec.examples
        = {{u"slipwayctl ssh exec --on web -- systemctl is-active shop"_s, QString()},
           {u"slipwayctl ssh exec --on web,db-1 --gather -- uname -r"_s, QString()},
           {u"slipwayctl ssh exec --on web --batch 1,25% --health https://shop.example.com/health "
            "--log shop.log -- systemctl restart shop"_s,
            tr("One server, then a quarter at a time, while the shop is well.")},
           {u"slipwayctl ssh exec --rerun shop.log --log shop.log"_s,
            tr("Once more where it did not succeed.")}};
    return spec;
}

bool SshExecCommand::readLog(const Arguments &arguments)
{
    m_names = namesIn(arguments.values(u"on"_s));
    m_script = arguments.positional().join(u' ');
    if (!arguments.has(u"rerun"_s))
        return true;
    const Result<SshExecLog::LastRun> last = SshExecLog::readLast(arguments.value(u"rerun"_s));
    if (!last) {
        fail(last.error(), exitcode::usage);
        return false;
    }
    if (m_script.isEmpty())
        m_script = last->begin.command;
    m_names = last->left;
    if (m_names.isEmpty()) {
        console().out(tr("It succeeded on every server of the last run in %1.")
                          .arg(arguments.value(u"rerun"_s)));
        finishLater(exitcode::success);
        return false;
    }
    return true;
}

bool SshExecCommand::narrow(const Arguments &arguments)
{
    const QStringList names = namesIn(arguments.values(u"on"_s));
    if (!arguments.has(u"rerun"_s) || names.isEmpty())
        return true;
    const Result<QList<Server>> wanted = servers().find(names, environment());
    if (!wanted) {
        fail(wanted.error(), exitcode::usage);
        return false;
    }
    m_servers.removeIf([&wanted](const Server &server) {
        return std::ranges::find(*wanted, server.name, &Server::name) == wanted->cend();
    });
    if (!m_servers.isEmpty())
        return true;
    fail({ErrorCode::InvalidInput,
          tr("Nothing is run: no server of --on is among those on which the last run in %1 did not "
             "succeed (%2).")
              .arg(arguments.value(u"rerun"_s), m_names.join(u", "_s))},
         exitcode::usage);
    return false;
}

bool SshExecCommand::leaveOut(const Arguments &arguments)
{
    const QStringList names = namesIn(arguments.values(u"exclude"_s));
    if (names.isEmpty())
        return true;
    const Result<QList<Server>> found = servers().find(names, environment());
    if (!found) {
        fail(found.error(), exitcode::usage);
        return false;
    }
    for (const Server &server : *found)
        m_left.insert(server.name.toString(), tr("It is left out with --exclude."));
    const auto isLeft = [this](const Server &server) {
        return m_left.contains(server.name.toString());
    };
    if (!std::ranges::all_of(m_servers, isLeft))
        return true;
    fail({ErrorCode::InvalidInput, tr("Nothing is run: --exclude leaves out all of the servers.")},
         exitcode::usage);
    return false;
}

void SshExecCommand::start(const Arguments &arguments)
{
    const Result<SshExecOptions> options = SshExecOptions::read(arguments);
    if (!options)
        return fail(options.error(), exitcode::usage);
    m_options = *options;
    if (!readLog(arguments))
        return;
    if (m_names.isEmpty() && !arguments.has(u"host"_s))
        return fail({ErrorCode::InvalidInput,
                     tr("Name servers or groups: --on NAME, or hosts of no workspace: --host "
                        "HOST.")},
                    exitcode::usage);
    if (m_script.isEmpty())
        return fail({ErrorCode::InvalidInput, tr("“ssh exec” needs an argument: COMMAND...")},
                    exitcode::usage);
    if (m_options.between == FanOut::Between::Hold && !access().input().isAvailable())
        return fail({ErrorCode::InvalidInput,
                     tr("--pause ask needs a terminal to ask on. Give a duration as 30s.")},
                    exitcode::usage);
    const auto found = open(arguments, m_names);
    if (!found)
        return;
    m_servers = *found;
    if (!narrow(arguments) || !leaveOut(arguments))
        return;
    FanOut::Work all = work();
    if (m_options.isDryRun) {
        printPlan(all);
        finishLater(exitcode::success);
    } else if (needsConfirmation(all)) {
        confirm(std::move(all));
    } else {
        begin(std::move(all));
    }
}

FanOut::Work SshExecCommand::work()
{
    FanOut::Work work;
    for (const Server &server : std::as_const(m_servers)) {
        const QString name = server.name.toString();
        work.machines.append(name);
        if (m_left.contains(name))
            work.quarantine.insert(name, m_left.value(name));
    }
    work.runnerFor = [this](const QString &machine) -> CommandRunner & {
        return servers().runner(ServerId(machine), environment());
    };
    work.commandFor = [this](const QString &) {
        Command command;
        command.script = m_script;
        command.timeout = m_options.timeout;
        command.idleTimeout = m_options.idleTimeout;
        return command;
    };
    work.parallel = m_options.parallel;
    work.policy = m_options.policy;
    work.pause = m_options.pause;
    work.between = m_options.between;
    if (!m_options.health.isEmpty())
        work.healthCheck = [this] {
            return m_health.start(m_options.health);
        };
    work.connectRetries = m_options.connectRetries;
    work.connectTimeout = m_options.connectTimeout;
    switch (m_options.format) {
    case SshExecOptions::Format::Lines:
        work.mostOutput = std::numeric_limits<qsizetype>::max();
        break;
    case SshExecOptions::Format::Gathered:
        work.mostOutput = mostOnDisk;
        break;
    case SshExecOptions::Format::Json:
        work.mostOutput = mostKept;
        break;
    }
    return work;
}

void SshExecCommand::printPlan(const FanOut::Work &work) const
{
    QStringList machines = work.machines;
    machines.removeIf([&work](const QString &name) { return work.quarantine.contains(name); });
    const QList<qsizetype> sizes = batchSizes(work.policy.batches, machines.size());
    QJsonArray batches;
    qsizetype begin = 0;
    for (const qsizetype size : sizes) {
        batches.append(QJsonArray::fromStringList(machines.sliced(begin, size)));
        begin += size;
    }
    if (m_options.format == SshExecOptions::Format::Json) {
        const QJsonObject plan{{u"command"_s, m_script},
                               {u"batches"_s, batches},
                               {u"leftOut"_s, QJsonArray::fromStringList(work.quarantine.keys())}};
        console().rawOut(QJsonDocument(plan).toJson(QJsonDocument::Compact) + '\n');
        return;
    }
    console().out(tr("This would run on %n server(s):", nullptr, int(machines.size())));
    for (const QString &line : m_script.split(u'\n'))
        console().out(u"    "_s + line);
    for (qsizetype i = 0; i < batches.size(); ++i)
        console().out(tr("batch %1: %2")
                          .arg(i + 1)
                          .arg(batches.at(i).toVariant().toStringList().join(u", "_s)));
    if (!work.quarantine.isEmpty())
        console().out(tr("left out: %1")
                          .arg(QStringList(work.quarantine.keyBegin(), work.quarantine.keyEnd())
                                   .join(u", "_s)));
}

bool SshExecCommand::needsConfirmation(const FanOut::Work &work) const
{
    return m_options.confirmation == SshExecOptions::Confirmation::Ask && console().canAsk()
        && work.machines.size() - work.quarantine.size() > manyServers;
}

void SshExecCommand::confirm(FanOut::Work work)
{
    const QString count = QString::number(work.machines.size() - work.quarantine.size());
    access().input().ask(
        tr("This runs on %1 servers. Type %1 to go on: ").arg(count), TerminalInput::Echo::On,
        [this, count, given = std::move(work)](const std::optional<QByteArray> &line) {
            if (line && QString::fromUtf8(*line).trimmed() == count)
                return begin(given);
            console().error(tr("slipwayctl: nothing was run."));
            finishLater(exitcode::interrupted);
        });
}

void SshExecCommand::begin(FanOut::Work work)
{
    if (!m_options.log.isEmpty()) {
        Result<std::unique_ptr<SshExecLog>> log = SshExecLog::open(m_options.log);
        if (!log)
            return fail(log.error(), exitcode::usage);
        m_log = *std::move(log);
        QStringList included = work.machines;
        included.removeIf([&work](const QString &name) { return work.quarantine.contains(name); });
        m_log->begin({m_script, environment(), included});
    }
    // In the middle of the others' output nobody answers a question for each of a hundred servers.
    if (work.machines.size() - work.quarantine.size() > 1)
        access().prompter().setHostKeys(TerminalPrompter::HostKeys::Parked);
    m_report = std::make_unique<SshExecReport>(console(), m_options);
    for (const Server &server : std::as_const(m_servers))
        m_report->add(server.name.toString(), {server.host});
    m_fanOut = std::make_unique<FanOut>(std::move(work), clock());
    connect(m_fanOut.get(), &FanOut::outputReceived, this,
            [this](const QString &server, OutputStream stream, const QByteArray &bytes) {
                m_report->output(server, stream, bytes);
            });
    connect(m_fanOut.get(), &FanOut::ended, this, &SshExecCommand::end);
    connect(m_fanOut.get(), &FanOut::phaseChanged, this, &SshExecCommand::tell);
    connect(m_fanOut.get(), &FanOut::retrying, this,
            [this](const QString &server, const Error &error, milliseconds delay) {
                console().error(tr("slipwayctl: %1: %2 Trying again in %3 s.")
                                    .arg(server, error.message)
                                    .arg(double(delay.count()) / 1000, 0, 'f', 1));
            });
    connect(m_fanOut.get(), &FanOut::stopped, this, [this](const QString &reason) {
        console().error(tr("slipwayctl: no further server is begun. %1").arg(reason));
    });
    connect(m_fanOut.get(), &FanOut::finished, this, &SshExecCommand::conclude);
    m_fanOut->start();
}

void SshExecCommand::tell(FanOut::Phase phase)
{
    const QString done
        = tr("Batch %1 of %2 is done.").arg(m_fanOut->batch()).arg(m_fanOut->batchCount());
    if (phase == FanOut::Phase::Pausing)
        console().error(tr("slipwayctl: %1 The next comes in %2 s.")
                            .arg(done)
                            .arg(double(m_options.pause.count()) / 1000));
    else if (phase == FanOut::Phase::Checking)
        console().error(tr("slipwayctl: %1 Asking for its health before the next.").arg(done));
    else if (phase == FanOut::Phase::Holding)
        access().input().ask(tr("%1 Press Enter for the next, Ctrl-C to stop. ").arg(done),
                             TerminalInput::Echo::On,
                             [this](const std::optional<QByteArray> &line) {
                                 if (line)
                                     m_fanOut->next();
                                 else
                                     m_fanOut->cancel();
                             });
}

void SshExecCommand::interrupt()
{
    m_isInterrupted = true;
    if (!m_fanOut)
        return ServersCommand::interrupt();
    if (m_fanOut->running() > 0)
        console().error(tr("slipwayctl: ending the command on %n server(s): TERM, then KILL.",
                           nullptr, int(m_fanOut->running())));
    m_fanOut->cancel();
}

void SshExecCommand::end(const QString &server)
{
    const FanOut::Outcome outcome = m_fanOut->outcomes().value(server);
    const bool isToldLater = m_fanOut->machines().size() > 1 && outcome.result.error
        && outcome.result.error->code == ErrorCode::HostKey && parked().covers(server);
    m_report->end(server, outcome,
                  isToldLater ? SshExecReport::Failures::Later : SshExecReport::Failures::Now);
    if (m_log && outcome.state != MachineState::Quarantined)
        m_log->end(server, outcome);
}

ParkedHostKeys SshExecCommand::parked()
{
    ParkedHostKeys keys;
    keys.questions = access().prompter().parked();
    for (const QString &server : m_fanOut->machines()) {
        const auto &error = m_fanOut->outcomes().value(server).result.error;
        if (error && error->code == ErrorCode::HostKey)
            keys.refused << server;
    }
    keys.options = trustOptions();
    return keys;
}

void SshExecCommand::conclude()
{
    m_report->conclude(*m_fanOut);
    const QString keys = m_fanOut->machines().size() > 1 ? parked().text() : QString();
    if (!keys.isEmpty())
        console().error(keys);
    bool isComplete = !m_report->isIncomplete();
    if (m_log) {
        m_log->over(m_fanOut->stopReason());
        if (m_log->problem()) {
            console().error(errorLine(*m_log->problem()));
            isComplete = false;
        }
    }
    const bool areAllFine = std::ranges::all_of(m_fanOut->outcomes(), [](const auto &outcome) {
        return outcome.state == MachineState::Succeeded
            || outcome.state == MachineState::Quarantined;
    });
    finishLater(m_isInterrupted                ? exitcode::interrupted
                    : areAllFine && isComplete ? exitcode::success
                                               : exitcode::failed);
}

} // namespace slipway
