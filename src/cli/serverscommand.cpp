// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/serverscommand.h"

#include "cli/environmentargument.h"
#include "cli/exitcode.h"
#include "cli/hostargument.h"
#include "ssh/shelltext.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// As a person types it in a shell.
QString shownWord(const QString &word)
{
    static const QRegularExpression plain(u"\\A[A-Za-z0-9_./:@%+,-]+\\z"_s);
    return plain.match(word).hasMatch() ? word
                                        : QString::fromUtf8(shelltext::quoted(word.toUtf8()));
}

} // namespace

OptionSpec ServersCommand::environmentOption()
{
    return {u"environment"_s, u"NAME"_s, tr("Without it: the one in use in slipway.yaml.")};
}

OptionSpec ServersCommand::workspaceOption()
{
    return {u"workspace"_s, u"DIR"_s,
            tr("The workspace folder. Without it: the nearest one round the current folder.")};
}

QStringList ServersCommand::namesIn(const QStringList &values)
{
    QStringList names;
    for (const QString &value : values)
        names += value.split(u',', Qt::SkipEmptyParts);
    return names;
}

OptionSpec ServersCommand::hostOption()
{
    return {u"host"_s, u"[USER@]HOST[:PORT]"_s,
            tr("A host that no workspace knows, in place of a workspace's servers; several with "
               "commas, or given again. It is called by HOST."),
            OptionSpec::Many::Yes};
}

OptionSpec ServersCommand::passwordOption()
{
    return {u"ask-password"_s, QString(),
            tr("Ask for a password once, and give it to every server that wants one (without it "
               "each server's is asked for).")};
}

Result<Workspace *> ServersCommand::openWorkspace(const Arguments &arguments)
{
    const QStringList hosts = namesIn(arguments.values(u"host"_s));
    if (!arguments.has(u"host"_s))
        return m_access.open(arguments.value(u"workspace"_s), {});
    if (hosts.isEmpty() || arguments.has(u"workspace"_s) || arguments.has(u"environment"_s))
        return failure(ErrorCode::InvalidInput,
                       hosts.isEmpty()
                           ? tr("--host names no host.")
                           : tr("A host of --host is in no workspace and no environment; leave "
                                "--workspace and --environment out."));
    const Result<QByteArray> config = workspaceOfHosts(hosts);
    return config ? m_access.openOwn(*config) : std::unexpected(config.error());
}

std::optional<QList<Server>> ServersCommand::open(const Arguments &arguments,
                                                  const QStringList &names)
{
    m_environment = arguments.value(u"environment"_s);
    for (const QString &option : {u"environment"_s, u"workspace"_s, u"host"_s}) {
        for (const QString &value : arguments.values(option))
            m_trustOptions << u"--"_s + option << shownWord(value);
    }
    m_access.prompter().setTrustOptions(m_trustOptions);
    if (arguments.has(u"ask-password"_s))
        m_access.prompter().setPasswords(TerminalPrompter::Passwords::OneForAll);
    const Result<Workspace *> opened = openWorkspace(arguments);
    if (!opened) {
        fail(opened.error(), exitcode::usage);
        return std::nullopt;
    }
    m_workspace = *opened;
    if (arguments.has(u"environment"_s)) {
        if (const auto known = environmentArgument(*m_workspace, arguments); !known) {
            fail(known.error(), exitcode::usage);
            return std::nullopt;
        }
    }
    const Result<QList<Server>> found = servers().find(names, m_environment);
    if (!found || found->isEmpty()) {
        fail(found ? Error{ErrorCode::NotFound, tr("This environment has no servers.")}
                   : found.error(),
             exitcode::usage);
        return std::nullopt;
    }
    return *found;
}

QString failureOf(const QString &machine, const CommandResult &result)
{
    if (result.error)
        return u"%1: %2"_s.arg(machine, result.error->message);
    if (!result.signalName.isEmpty())
        return ServersCommand::tr("%1: ended by signal %2").arg(machine, result.signalName);
    return result.exitCode == 0
        ? QString()
        : ServersCommand::tr("%1: exit status %2").arg(machine, QString::number(result.exitCode));
}

} // namespace slipway
