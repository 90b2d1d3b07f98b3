// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/democommand.h"

#include "cli/exitcode.h"
#include "demo/demofleet.h"
#include "demo/demoworkspace.h"

using namespace Qt::StringLiterals;

namespace slipway {

DemoUpCommand::DemoUpCommand(const Console &console) : CliCommand(console) { }

DemoUpCommand::~DemoUpCommand() = default;

CommandSpec DemoUpCommand::spec()
{
    CommandSpec spec;
    spec.name = u"demo up"_s;
    spec.summary = tr("Start the demo's servers");
    spec.argument = u"DIR"_s;
    spec.least = spec.most = 1;
    spec.options = {{u"broken"_s, QString(), tr("Offer a release whose health check fails.")}};
    spec.description = {
        tr("Starts four SSH servers on loopback as the current user, with keys made for this run, "
           "deploys a first version of a small shop to them, and writes the workspace that deploys "
           "the next one. Runs until it is interrupted, and then ends everything it started."),
        tr("An earlier demo in DIR is replaced; other files in DIR are left alone."),
    };
    spec.exitCodes = {{exitcode::failed, tr("The demo could not be started.")},
                      {exitcode::usage, tr("Wrong usage.")},
                      {exitcode::interrupted, tr("Interrupted, which is how it ends.")}};
    spec.examples = {{u"slipwayctl demo up /tmp/demo"_s, QString()}};
    return spec;
}

void DemoUpCommand::start(const Arguments &arguments)
{
    m_fleet = std::make_unique<DemoFleet>(arguments.positional().first(),
                                          arguments.has(u"broken"_s) ? DemoFleet::Release::Broken
                                                                     : DemoFleet::Release::Good);
    connect(m_fleet.get(), &DemoFleet::progressed, this,
            [this](const QString &what) { console().out(what); });
    connect(m_fleet.get(), &DemoFleet::started, this, [this] {
        console().out(tr("Workspace: %1").arg(m_fleet->workspaceFolder()));
        console().out(tr("Press Ctrl-C to end the demo."));
    });
    connect(m_fleet.get(), &DemoFleet::failed, this,
            [this](const Error &error) { fail(error, exitcode::failed); });
    m_fleet->start();
}

void DemoUpCommand::interrupt()
{
    m_fleet.reset();
    Q_EMIT finished(exitcode::interrupted);
}

CommandSpec DemoPrepareCommand::spec()
{
    CommandSpec spec;
    spec.name = u"demo prepare"_s;
    spec.summary = tr("Write the demo's workspace without its servers");
    spec.argument = u"DIR"_s;
    spec.least = spec.most = 1;
    spec.description = {tr("Writes the demo's workspace into DIR, to be looked at. Its servers' "
                           "addresses lead nowhere; “demo up” starts real ones.")};
    spec.exitCodes = {{exitcode::success, tr("It was written.")},
                      {exitcode::failed, tr("It could not be written.")},
                      {exitcode::usage, tr("Wrong usage.")}};
    spec.examples = {{u"slipwayctl demo prepare /tmp/demo"_s, QString()}};
    return spec;
}

void DemoPrepareCommand::start(const Arguments &arguments)
{
    const QString folder = arguments.positional().first();
    if (const Result<void> done = writeDemoWorkspaceToLookAt(folder); !done) {
        fail(done.error(), exitcode::failed);
        return;
    }
    console().out(tr("Workspace: %1").arg(folder));
    finishLater(exitcode::success);
}

} // namespace slipway
