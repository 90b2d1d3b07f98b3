// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/notifytestcommand.h"

#include "cli/environmentargument.h"
#include "cli/exitcode.h"

using namespace Qt::StringLiterals;

namespace slipway {

CommandSpec NotifyTestCommand::spec()
{
    CommandSpec spec;
    spec.name = u"notify test"_s;
    spec.summary = tr("Send a test message to a notify entry of the workspace");
    spec.argument = u"NAME"_s;
    spec.least = spec.most = 1;
    spec.options
        = {{u"environment"_s, u"NAME"_s,
            tr("Whose variables fill in the settings. Without it: the one in use in "
               "slipway.yaml.")},
           {u"workspace"_s, u"DIR"_s,
            tr("The workspace folder. Without it: the nearest one round the current folder.")}};
    spec.description
        = {tr("Sends one message by mail or webhook to the ‘notify’ entry NAME, the way that runs "
              "and metrics do, and tells whether the other side took it. A mail server that cannot "
              "be reached is tried three times.")};
    spec.exitCodes = {{exitcode::success, tr("The mail server or the webhook took it.")},
                      {exitcode::failed, tr("It was not delivered: the message says why.")},
                      {exitcode::usage, tr("Wrong usage, no workspace, or no such entry.")}};
    spec.examples = {{u"slipwayctl notify test ops"_s, QString()}};
    return spec;
}

void NotifyTestCommand::start(const Arguments &arguments)
{
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), {});
    if (!opened) {
        fail(opened.error(), exitcode::usage);
        return;
    }
    const Result<QString> environment = environmentArgument(**opened, arguments);
    if (!environment) {
        fail(environment.error(), exitcode::usage);
        return;
    }
    const QString name = arguments.positional().constFirst();
    // A server that cannot be reached takes its time.
    console().error(tr("Sending a test message to “%1”…").arg(name));
    (*opened)
        ->sendTestMessage(name, *environment)
        .then(this, [this, name](const Result<void> &sent) { conclude(name, sent); });
}

void NotifyTestCommand::conclude(const QString &name, const Result<void> &sent)
{
    if (!sent) {
        fail(sent.error(),
             sent.error().code == ErrorCode::NotFound ? exitcode::usage : exitcode::failed);
        return;
    }
    console().out(tr("The test message to “%1” was delivered.").arg(name));
    finishLater(exitcode::success);
}

} // namespace slipway
