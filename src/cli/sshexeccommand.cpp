// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshexeccommand.h"

#include "cli/exitcode.h"
#include "plan/planvalues.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Of one server's output, where it is kept until the end.
constexpr qsizetype mostKept = qsizetype(16) * 1024 * 1024;

} // namespace

CommandSpec SshExecCommand::spec()
{
    CommandSpec spec;
    spec.name = u"ssh exec"_s;
    spec.summary = tr("Run a command on servers");
    spec.argument = u"COMMAND..."_s;
    spec.least = 1;
    spec.most = -1;
    spec.options
        = {{u"on"_s, u"NAME[,NAME]"_s, tr("Servers and groups; required."), OptionSpec::Many::Yes},
           environmentOption(),
           {u"parallel"_s, u"N"_s, tr("At most so many servers at a time (default: all).")},
           {u"gather"_s, QString(),
            tr("Print at the end, equal outputs once; “≠” marks lines that the largest group does "
               "not have.")},
           {u"timeout"_s, u"DURATION"_s,
            tr("End the command on a server after so long, as 30s or 5m.")},
           {u"json"_s, QString(), tr("Print a line of JSON for each server when it has ended.")},
           workspaceOption()};
    spec.description
        = {tr("Runs the command with the servers' shell on all of them, over the connections that "
              "runs use: keys, agent, jump hosts and host keys as in a plan. The words after “--” "
              "are joined by spaces and are the remote shell's text. Each line is printed with its "
              "server's name; standard input is closed."),
           tr("Ctrl-C ends the command on every server, with its children.")};
    spec.exitCodes = {{exitcode::success, tr("It ended with 0 on every server.")},
                      {exitcode::failed, tr("It did not on at least one.")},
                      {exitcode::usage, tr("Wrong usage, or an unknown server.")},
                      {exitcode::interrupted, tr("It was interrupted.")}};
    spec.examples = {{u"slipwayctl ssh exec --on web -- systemctl is-active shop"_s, QString()},
                     {u"slipwayctl ssh exec --on web,db-1 --gather -- uname -r"_s, QString()}};
    return spec;
}

Result<FanOut::Work> SshExecCommand::workOf(const Arguments &arguments,
                                            const QList<Server> &servers)
{
    FanOut::Work work;
    if (arguments.has(u"parallel"_s)) {
        bool isNumber = false;
        work.parallel = arguments.value(u"parallel"_s).toInt(&isNumber);
        if (!isNumber || work.parallel < 1)
            return failure(ErrorCode::InvalidInput,
                           tr("--parallel takes a number from 1, not “%1”.")
                               .arg(arguments.value(u"parallel"_s)));
    }
    std::optional<milliseconds> timeout;
    if (arguments.has(u"timeout"_s)) {
        timeout = durationFromText(arguments.value(u"timeout"_s));
        if (!timeout)
            return failure(ErrorCode::InvalidInput,
                           tr("--timeout takes a duration as 30s, not “%1”.")
                               .arg(arguments.value(u"timeout"_s)));
    }
    for (const Server &server : servers)
        work.machines.append(server.name.toString());
    work.runnerFor = [this](const QString &machine) -> CommandRunner & {
        return this->servers().runner(ServerId(machine), environment());
    };
    work.commandFor = [script = arguments.positional().join(u' '), timeout](const QString &) {
        Command command;
        command.script = script;
        command.timeout = timeout;
        return command;
    };
    return work;
}

void SshExecCommand::start(const Arguments &arguments)
{
    const QStringList names = namesIn(arguments.values(u"on"_s));
    if (names.isEmpty())
        return fail({ErrorCode::InvalidInput, tr("Name servers or groups: --on NAME.")},
                    exitcode::usage);
    const auto servers = open(arguments, names);
    if (!servers)
        return;
    Result<FanOut::Work> work = workOf(arguments, *servers);
    if (!work)
        return fail(work.error(), exitcode::usage);
    m_format = arguments.has(u"json"_s) ? Format::Json
        : arguments.has(u"gather"_s)    ? Format::Gathered
                                        : Format::Lines;
    begin(*std::move(work));
}

void SshExecCommand::begin(FanOut::Work work)
{
    m_count = work.machines.size();
    for (const QString &machine : std::as_const(work.machines))
        m_groups.add(machine);
    m_fanOut = std::make_unique<FanOut>(std::move(work), clock());
    connect(m_fanOut.get(), &FanOut::outputReceived, this, &SshExecCommand::take);
    connect(m_fanOut.get(), &FanOut::ended, this, &SshExecCommand::end);
    connect(m_fanOut.get(), &FanOut::finished, this, &SshExecCommand::conclude);
    m_fanOut->start();
}

void SshExecCommand::interrupt()
{
    m_isInterrupted = true;
    if (m_fanOut)
        m_fanOut->cancel();
    else
        ServersCommand::interrupt();
}

void SshExecCommand::take(const QString &machine, OutputStream stream, const QByteArray &bytes)
{
    Output &output = m_outputs[machine];
    QByteArray &text = stream == OutputStream::Out ? output.out : output.err;
    if (m_format != Format::Lines && text.size() + bytes.size() > mostKept) {
        output.isCut = true;
        return;
    }
    text += bytes;
    if (m_format == Format::Lines)
        printLines(machine, stream);
}

void SshExecCommand::printLines(const QString &machine, OutputStream stream)
{
    Output &output = m_outputs[machine];
    QByteArray &text = stream == OutputStream::Out ? output.out : output.err;
    const qsizetype end = text.lastIndexOf('\n') + 1;
    // A line without an end is printed when it grows too long to keep.
    const qsizetype whole = end == 0 && text.size() > mostKept ? text.size() : end;
    if (whole == 0)
        return;
    const QByteArray prefix = machine.toUtf8() + ": ";
    QByteArray lines;
    for (const QByteArray &line : text.first(whole - (end > 0 ? 1 : 0)).split('\n'))
        lines += prefix + line + '\n';
    text.remove(0, whole);
    if (stream == OutputStream::Out)
        console().rawOut(lines);
    else
        console().rawError(lines);
}

void SshExecCommand::printRest(const QString &machine)
{
    for (const OutputStream stream : {OutputStream::Out, OutputStream::Err}) {
        Output &output = m_outputs[machine];
        QByteArray &text = stream == OutputStream::Out ? output.out : output.err;
        if (!text.isEmpty()) {
            text += '\n';
            printLines(machine, stream);
        }
    }
}

void SshExecCommand::printJson(const QString &machine, const CommandResult &result)
{
    const Output output = m_outputs.value(machine);
    QJsonObject object{
        {u"host"_s, machine},
        {u"exitCode"_s,
         result.error || !result.signalName.isEmpty() ? QJsonValue() : QJsonValue(result.exitCode)},
        {u"out"_s, QString::fromUtf8(output.out)},
        {u"err"_s, QString::fromUtf8(output.err)},
        {u"durationMs"_s, qint64(result.duration.count())}};
    if (!result.signalName.isEmpty())
        object.insert(u"signal"_s, result.signalName);
    if (result.error)
        object.insert(u"error"_s,
                      QJsonObject{{u"code"_s, toString(result.error->code)},
                                  {u"message"_s, result.error->message}});
    if (output.isCut)
        object.insert(u"truncated"_s, true);
    console().rawOut(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void SshExecCommand::end(const QString &machine, const CommandResult &result)
{
    const QString failure = failureOf(machine, result);
    if (!failure.isEmpty())
        m_failed.append(machine);
    if (m_format == Format::Json) {
        printJson(machine, result);
        m_outputs.remove(machine);
        return;
    }
    if (m_format == Format::Lines) {
        printRest(machine);
    } else {
        const Output output = m_outputs.take(machine);
        m_groups.append(machine, output.out);
        m_groups.append(machine, output.err);
        if (output.isCut)
            m_groups.append(machine, tr("(cut: it printed more)\n").toUtf8());
    }
    if (!failure.isEmpty())
        console().error(u"slipwayctl: "_s + failure);
}

void SshExecCommand::printGroups()
{
    const QList<OutputGroups::Group> groups = m_groups.groups();
    for (const OutputGroups::Group &group : groups) {
        console().out(console().coloured(
            u"── %1 (%2) ──"_s.arg(group.machines.join(u", "_s)).arg(group.machines.size()),
            Console::Colour::Bold));
        QByteArray lines;
        for (const OutputGroups::Line &line : group.lines)
            lines += (line.isDifferent        ? "≠ "_ba
                          : groups.size() > 1 ? "  "_ba
                                              : QByteArray())
                + line.text + '\n';
        console().rawOut(lines);
    }
}

void SshExecCommand::conclude()
{
    if (m_format == Format::Gathered)
        printGroups();
    if (m_count > 1 && !m_failed.isEmpty())
        console().error(tr("slipwayctl: it failed on %1 of %2 servers: %3")
                            .arg(m_failed.size())
                            .arg(m_count)
                            .arg(m_failed.join(u", "_s)));
    finishLater(m_isInterrupted          ? exitcode::interrupted
                    : m_failed.isEmpty() ? exitcode::success
                                         : exitcode::failed);
}

} // namespace slipway
