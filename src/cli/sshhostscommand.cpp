// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshhostscommand.h"

#include "cli/exitcode.h"

#include "ssh/statusboard.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString addressOf(const Server &server)
{
    QString address = server.host;
    if (!server.user.isEmpty())
        address.prepend(server.user + u'@');
    if (server.port > 0)
        address += u':' + QString::number(server.port);
    return address;
}

} // namespace

CommandSpec SshHostsCommand::spec()
{
    CommandSpec spec;
    spec.name = u"ssh hosts"_s;
    spec.summary = tr("List the servers");
    spec.argument = u"NAME"_s;
    spec.most = -1;
    spec.options
        = {{u"check"_s, QString(), tr("Log in to each and say how long it took, or why not.")},
           hostOption(),
           passwordOption(),
           environmentOption(),
           {u"json"_s, QString(), tr("Print each server as a line of JSON.")},
           workspaceOption()};
    spec.description = {tr("Lists the servers of an environment, or those that names and groups "
                           "name: name, address, groups, and with --check their state.")};
    spec.exitCodes = {{exitcode::success, tr("They were listed; with --check all can be used.")},
                      {exitcode::failed, tr("At least one cannot be used.")},
                      {exitcode::usage, tr("Wrong usage, or an unknown server.")},
                      {exitcode::interrupted, tr("It was interrupted.")}};
    spec.examples = {{u"slipwayctl ssh hosts web --check"_s, QString()}};
    return spec;
}

void SshHostsCommand::start(const Arguments &arguments)
{
    const auto servers = open(arguments, namesIn(arguments.positional()));
    if (!servers)
        return;
    m_servers = *servers;
    m_isJson = arguments.has(u"json"_s);
    if (arguments.has(u"check"_s)) {
        check();
        return;
    }
    for (const Server &server : std::as_const(m_servers))
        print(server, nullptr);
    finishLater(exitcode::success);
}

void SshHostsCommand::check()
{
    FanOut::Work work;
    for (const Server &server : std::as_const(m_servers))
        work.machines.append(server.name.toString());
    work.runnerFor = [this](const QString &machine) -> CommandRunner & {
        return servers().runner(ServerId(machine), environment());
    };
    work.commandFor = [](const QString &) {
        Command command;
        command.script = u":"_s;
        return command;
    };
    // The state of each says what its key is, and the command that decides on it.
    if (work.machines.size() > 1)
        access().prompter().setHostKeys(TerminalPrompter::HostKeys::Parked);
    m_fanOut = std::make_unique<FanOut>(std::move(work), clock());
    connect(m_fanOut.get(), &FanOut::ended, this,
            [this](const QString &machine, const CommandResult &result) {
                m_results.insert(machine, result);
            });
    connect(m_fanOut.get(), &FanOut::finished, this, [this] {
        bool areAllUsable = true;
        for (const Server &server : std::as_const(m_servers)) {
            const CommandResult result = m_results.value(server.name.toString());
            areAllUsable = areAllUsable && failureOf({}, result).isEmpty();
            print(server, &result);
        }
        finishLater(m_isInterrupted    ? exitcode::interrupted
                        : areAllUsable ? exitcode::success
                                       : exitcode::failed);
    });
    m_fanOut->start();
}

void SshHostsCommand::interrupt()
{
    m_isInterrupted = true;
    if (m_fanOut)
        m_fanOut->cancel();
    else
        ServersCommand::interrupt();
}

QString SshHostsCommand::stateOf(const CommandResult &result)
{
    if (result.error)
        return result.error->message;
    if (result.exitCode != 0)
        return tr("its shell ends with status %1").arg(result.exitCode);
    return tr("ok, %1 ms").arg(result.duration.count());
}

bool SshHostsCommand::isBySystem(const Server &server) const
{
    const QString name = server.name.toString();
    return servers().statuses(environment()).status(name).transport == SshTransport::System;
}

void SshHostsCommand::print(const Server &server, const CommandResult *result) const
{
    if (m_isJson) {
        QJsonObject object{{u"name"_s, server.name.toString()},
                           {u"address"_s, addressOf(server)},
                           {u"groups"_s, QJsonArray::fromStringList(server.groups)}};
        if (!server.jump.isEmpty())
            object.insert(u"jump"_s, server.jump);
        if (result != nullptr) {
            object.insert(u"ok"_s, failureOf({}, *result).isEmpty());
            object.insert(u"state"_s, stateOf(*result));
            object.insert(u"transport"_s, isBySystem(server) ? u"system"_s : u"libssh"_s);
            object.insert(u"durationMs"_s, qint64(result->duration.count()));
        }
        console().rawOut(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
        return;
    }
    const auto widest = [this](auto text) {
        qsizetype width = 0;
        for (const Server &each : m_servers)
            width = std::max(width, text(each).size());
        return int(width);
    };
    const auto name = [](const Server &each) {
        return each.name.toString();
    };
    const auto groups = [](const Server &each) {
        return each.groups.join(u',');
    };
    QString line = name(server).leftJustified(widest(name)) + u"  "_s
        + addressOf(server).leftJustified(widest(addressOf)) + u"  "_s
        + groups(server).leftJustified(widest(groups));
    if (result != nullptr)
        line += u"  "_s
            + (isBySystem(server) ? tr("%1 (by ssh)").arg(stateOf(*result)) : stateOf(*result));
    console().out(line.trimmed());
}

} // namespace slipway
