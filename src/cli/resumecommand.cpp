// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/resumecommand.h"

#include "cli/exitcode.h"
#include "cli/rundriver.h"
#include "cli/runhelp.h"

using namespace Qt::StringLiterals;

namespace slipway {

ResumeCommand::ResumeCommand(const Console &console) : CliCommand(console), m_access(console) { }

ResumeCommand::~ResumeCommand() = default;

CommandSpec ResumeCommand::spec()
{
    CommandSpec spec;
    spec.name = u"resume"_s;
    spec.summary = tr("Carry on with a run that was cut off");
    spec.argument = u"RUN"_s;
    spec.least = spec.most = 1;
    spec.options = QList<OptionSpec>{
        {u"workspace"_s, u"DIR"_s, tr("The workspace folder. Without it: the nearest one.")},
        {u"operator"_s, u"NAME"_s, tr("Who carries on. Without it: the system's user name.")},
        {u"break-lock"_s, u"REASON"_s,
         tr("Take the environment's lock from the run that holds it.")},
    };
    spec.options += drivingOptions();
    spec.description = {
        tr("Reads the run's journal and carries on where it was cut off, with the plan as it was "
           "when the run started. A step that was cut off between its intent and its result is "
           "unknown: what may not be repeated is asked about, never sent again unasked."),
        tr("An unknown run id is an error, never a new run. A finished run cannot be resumed."),
    };
    spec.exitCodes = runExitCodes();
    spec.examples = {{u"slipwayctl resume 20250101-101500-ab12"_s, QString()}};
    return spec;
}

void ResumeCommand::start(const Arguments &arguments)
{
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), {});
    if (!opened) {
        fail(opened.error(), exitcode::usage);
        return;
    }
    const RunId run(arguments.positional().first());
    Workspace *workspace = *opened;
    workspace->recordedRun(run).then(
        this, [this, workspace, run, arguments](const Result<RecordedRun> &recorded) {
            if (!recorded) {
                fail(recorded.error(), exitcode::usage);
                return;
            }
            // Before anything runs, so that a typing error costs nothing.
            if (const auto answers = answersFor(arguments, recorded->state.plan); !answers) {
                fail(answers.error(), exitcode::usage);
                return;
            }
            RunOptions options;
            options.operatorName = arguments.value(u"operator"_s);
            if (arguments.has(u"break-lock"_s)) {
                options.breakLock = Journal::BreakLock::Yes;
                options.breakReason = arguments.value(u"break-lock"_s);
            }
            workspace->resumeRun(run, options)
                .then(this, [this, arguments](const Result<RunSession *> &session) {
                    if (session)
                        begin(**session, arguments);
                    else
                        fail(session.error(),
                             session.error().code == ErrorCode::NotFound ? exitcode::usage
                                                                         : exitcode::failed);
                });
        });
}

void ResumeCommand::begin(RunSession &session, const Arguments &arguments)
{
    m_reporter = reporterFor(console(), arguments);
    std::optional<AnswersFile> answers;
    if (auto read = answersFor(arguments, session.state().plan); read)
        answers = *std::move(read);
    m_driver = std::make_unique<RunDriver>(
        session, RunDriver::Parts{console(), m_access.input(), *m_reporter, std::move(answers)});
    connect(m_driver.get(), &RunDriver::finished, this, &CliCommand::finished);
    m_driver->start();
    if (m_interrupted)
        m_driver->interrupt();
}

void ResumeCommand::interrupt()
{
    m_interrupted = true;
    if (m_driver)
        m_driver->interrupt();
}

} // namespace slipway
