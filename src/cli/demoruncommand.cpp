// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/demoruncommand.h"

#include "cli/exitcode.h"
#include "cli/jsonreporter.h"
#include "cli/roadmappicture.h"
#include "cli/rundriver.h"
#include "cli/runhelp.h"
#include "demo/demofleet.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace slipway {

DemoRunCommand::DemoRunCommand(const Console &console) : CliCommand(console), m_access(console) { }

DemoRunCommand::~DemoRunCommand() = default;

CommandSpec DemoRunCommand::spec()
{
    CommandSpec spec;
    spec.name = u"demo run"_s;
    spec.summary = tr("Drive the demo deployment to its end");
    spec.argument = u"DIR"_s;
    spec.least = spec.most = 1;
    spec.options = QList<OptionSpec>{
        {u"broken"_s, QString(),
         tr("Deploy a release whose health check fails: it is rolled back, and the old version "
            "goes on serving.")},
        {u"pictures"_s, u"OUTDIR"_s,
         tr("Keep pictures of the roadmap at the start, in the middle and at the end "
            "(roadmap-*.png and .svg) and the journal (journal.jsonl) here.")},
        {u"theme"_s,
         u"THEME"_s,
         tr("Of the pictures: light or dark."),
         OptionSpec::Many::No,
         {u"light"_s, u"dark"_s}},
    };
    spec.options += drivingOptions();
    spec.description = {
        tr("Starts the demo's servers in DIR as “demo up” does, runs the demo's plan over real SSH "
           "with the answers that come with it, and ends everything it started.")};
    spec.exitCodes = runExitCodes();
    spec.examples = {
        {u"slipwayctl demo run /tmp/demo --pictures /tmp/demo"_s, QString()},
        {u"slipwayctl demo run /tmp/demo --broken; echo $?"_s, tr("Ends with 4: rolled back.")},
    };
    return spec;
}

void DemoRunCommand::start(const Arguments &arguments)
{
    m_arguments = arguments;
    const QString pictures = arguments.value(u"pictures"_s);
    if (!pictures.isEmpty() && !QDir().mkpath(pictures)) {
        fail({ErrorCode::Io, tr("The folder %1 cannot be made.").arg(pictures)}, exitcode::usage);
        return;
    }
    m_fleet = std::make_unique<DemoFleet>(arguments.positional().first(),
                                          arguments.has(u"broken"_s) ? DemoFleet::Release::Broken
                                                                     : DemoFleet::Release::Good);
    connect(m_fleet.get(), &DemoFleet::progressed, this, [this](const QString &what) {
        if (!m_arguments.has(u"json"_s))
            console().out(what);
    });
    connect(m_fleet.get(), &DemoFleet::started, this, &DemoRunCommand::openWorkspace);
    connect(m_fleet.get(), &DemoFleet::failed, this,
            [this](const Error &error) { fail(error, exitcode::failed); });
    m_fleet->start();
}

void DemoRunCommand::openWorkspace()
{
    const Result<Workspace *> opened = m_access.open(m_fleet->workspaceFolder(), {});
    if (!opened) {
        fail(opened.error(), exitcode::failed);
        return;
    }
    m_workspace = *opened;
    RunOptions options;
    options.planPath = m_workspace->config().plans.value(0);
    m_workspace->startRun(options).then(this, [this](const Result<RunSession *> &session) {
        if (session)
            begin(**session);
        else
            fail(session.error(), exitcode::failed);
    });
}

void DemoRunCommand::begin(RunSession &session)
{
    m_session = &session;
    const QString own = m_fleet->workspaceFolder()
        + (m_arguments.has(u"broken"_s) ? "/answers-broken.yaml"_L1 : "/answers.yaml"_L1);
    Result<AnswersFile> answers
        = readAnswers(m_arguments.value(u"answers"_s, own), session.state().plan);
    if (!answers)
        console().error(errorLine(answers.error()));
    m_reporter = reporterFor(console(), m_arguments);
    m_driver = std::make_unique<RunDriver>(
        session,
        RunDriver::Parts{console(), m_access.input(), *m_reporter,
                         answers ? *std::move(answers) : AnswersFile()});
    connect(&session, &RunSession::eventRecorded, this, &DemoRunCommand::onEvent);
    connect(m_driver.get(), &RunDriver::finished, this, &DemoRunCommand::end);
    takePicture(u"start"_s);
    m_driver->start();
    if (m_interrupted)
        m_driver->interrupt();
}

/// The middle is where the deployment is on its way: half of the steps are over.
void DemoRunCommand::onEvent(const RunEvent &event)
{
    const RunState &state = m_session->state();
    if (m_middleTaken || event.kind != EventKind::StepIntent)
        return;
    const auto over = std::ranges::count_if(
        state.steps, [](const StepStatus &status) { return isTerminal(status.state); });
    if (2 * over < state.steps.size())
        return;
    m_middleTaken = true;
    takePicture(u"middle"_s);
}

void DemoRunCommand::takePicture(const QString &name)
{
    if (!m_arguments.has(u"pictures"_s))
        return;
    const RunState &state = m_session->state();
    const RoadmapPicture picture(state.plan, &state, &m_workspace->config());
    const ThemeMode mode
        = m_arguments.value(u"theme"_s) == "dark"_L1 ? ThemeMode::Dark : ThemeMode::Light;
    for (const QString &ending : {u".png"_s, u".svg"_s}) {
        const QString path = m_arguments.value(u"pictures"_s) + "/roadmap-"_L1 + name + ending;
        if (const Result<void> saved = picture.save(path, mode); !saved)
            console().error(errorLine(saved.error()));
        else
            m_written << path;
    }
}

void DemoRunCommand::end(int exitCode)
{
    takePicture(u"end"_s);
    if (!m_arguments.has(u"pictures"_s)) {
        sayWhatWasKept(exitCode);
        return;
    }
    m_workspace->recordedRun(m_session->state().id)
        .then(this, [this, exitCode](const Result<RecordedRun> &run) {
            QSaveFile file(m_arguments.value(u"pictures"_s) + "/journal.jsonl"_L1);
            bool kept = run && file.open(QIODevice::WriteOnly);
            for (qsizetype i = 0; kept && i < run->events.size(); ++i)
                kept = file.write(jsonLine(run->events.at(i))) > 0;
            if (kept && file.commit())
                m_written << file.fileName();
            else
                console().error(
                    u"slipwayctl: "_s
                    + tr("The journal could not be written to %1.").arg(file.fileName()));
            sayWhatWasKept(exitCode);
        });
}

void DemoRunCommand::sayWhatWasKept(int exitCode)
{
    if (!m_arguments.has(u"json"_s)) {
        for (const QString &path : std::as_const(m_written))
            console().out(QFileInfo(path).absoluteFilePath());
    }
    Q_EMIT finished(exitCode);
}

void DemoRunCommand::interrupt()
{
    m_interrupted = true;
    if (m_driver)
        m_driver->interrupt();
    else
        Q_EMIT finished(exitcode::interrupted);
}

} // namespace slipway
