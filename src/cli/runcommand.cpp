// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/runcommand.h"

#include "cli/exitcode.h"
#include "cli/previewtable.h"
#include "cli/rundriver.h"
#include "cli/runhelp.h"

using namespace Qt::StringLiterals;

namespace slipway {

RunCommand::RunCommand(const Console &console) : CliCommand(console), m_access(console) { }

RunCommand::~RunCommand() = default;

CommandSpec RunCommand::spec()
{
    CommandSpec spec;
    spec.name = u"run"_s;
    spec.summary = tr("Run a plan");
    spec.argument = u"PLAN"_s;
    spec.least = spec.most = 1;
    spec.options = QList<OptionSpec>{
        {u"workspace"_s, u"DIR"_s,
         tr("The workspace folder. Without it: the nearest folder round the plan, or round the "
            "current folder, that holds a slipway.yaml.")},
        {u"input"_s, u"NAME=VALUE"_s, tr("A value for an input of the plan."),
         OptionSpec::Many::Yes},
        {u"from"_s, u"STEP"_s, tr("Start at this step; the steps before it become skipped.")},
        {u"operator"_s, u"NAME"_s, tr("Who runs it. Without it: the system's user name.")},
        {u"break-lock"_s, u"REASON"_s,
         tr("Take the environment's lock from the run that holds it. Recorded for ever.")},
        {u"dry-run"_s, QString(),
         tr("Print what each step would do on each host, and run nothing.")}};
    spec.options += drivingOptions();
    spec.description = {
        tr("Runs the plan from its beginning, writes every intent and every result to the "
           "workspace's journal, and prints a line for each. Nothing is done before its intent is "
           "on the disk."),
        tr("Questions (failed steps, decisions, manual steps, approvals) are answered from the "
           "answers file. Without one they are asked on the terminal; without a terminal the run "
           "stops."),
        tr("An answers file maps a step's id to its answer, or to a list of answers for a step "
           "that asks several times; each is given once:\n"
           "    edit-env: done\n"
           "    all-valid: [\"no\", \"yes\"]\n"
           "    sign-off: {approve: Looks good, as: tom}\n"
           "    smoke-test: {skip: The test server is down}\n"
           "    go-live: [retry, roll-back]"),
        tr("Secrets come from the environment (SLIPWAY_SECRET_NAME is secrets.NAME), then from the "
           "system's keychain; see “slipwayctl secret set --help”."),
    };
    spec.exitCodes = runExitCodes();
    spec.examples = {
        {u"slipwayctl run plans/production.yaml --input version=v4.2.0 --dry-run"_s,
         tr("See every command with its values.")},
        {u"slipwayctl run plans/production.yaml --input version=v4.2.0 --answers answers.yaml"_s,
         tr("Run without a person.")},
    };
    return spec;
}

bool RunCommand::report(const QString &file, const QList<Diagnostic> &diagnostics) const
{
    for (const Diagnostic &diagnostic : diagnostics)
        console().error(formatDiagnostic(file, diagnostic));
    return !hasErrors(diagnostics);
}

void RunCommand::start(const Arguments &arguments)
{
    const QString path = arguments.positional().first();
    const Result<QMap<QString, QString>> inputs = inputsOf(arguments.values(u"input"_s));
    if (!inputs) {
        fail(inputs.error(), exitcode::usage);
        return;
    }
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), path);
    if (!opened) {
        fail(opened.error(), exitcode::usage);
        return;
    }
    Workspace &workspace = **opened;
    const Result<PlanFile> file = workspace.readPlan(WorkspaceAccess::planPath(path));
    if (!file) {
        fail(file.error(), exitcode::usage);
        return;
    }
    if (!report(path, file->diagnostics)
        || !report(path, workspace.checkInputs(file->plan, *inputs))) {
        finishLater(exitcode::usage);
        return;
    }
    if (arguments.has(u"dry-run"_s)) {
        workspace.loadSecrets(file->plan, *inputs)
            .then(this,
                  [this, &workspace, file = *file, inputs = *inputs](const Result<void> &loaded) {
                      if (!loaded)
                          console().error(errorLine(loaded.error()));
                      preview(workspace, file, inputs);
                  });
        return;
    }
    if (const auto answers = answersFor(arguments, file->plan); !answers) {
        fail(answers.error(), exitcode::usage);
        return;
    }
    RunOptions options;
    options.planPath = WorkspaceAccess::planPath(path);
    options.inputs = *inputs;
    options.startAt = StepId(arguments.value(u"from"_s));
    options.operatorName = arguments.value(u"operator"_s);
    if (arguments.has(u"break-lock"_s)) {
        options.breakLock = Journal::BreakLock::Yes;
        options.breakReason = arguments.value(u"break-lock"_s);
    }
    workspace.startRun(options).then(
        this, [this, arguments, plan = file->plan](const Result<RunSession *> &session) {
            if (session)
                begin(**session, arguments, plan);
            else
                fail(session.error(),
                     session.error().code == ErrorCode::InvalidInput ? exitcode::usage
                                                                     : exitcode::failed);
        });
}

void RunCommand::begin(RunSession &session, const Arguments &arguments, const Plan &plan)
{
    m_reporter = reporterFor(console(), arguments);
    std::optional<AnswersFile> answers;
    if (auto read = answersFor(arguments, plan); read)
        answers = *std::move(read);
    m_driver = std::make_unique<RunDriver>(
        session, RunDriver::Parts{console(), m_access.input(), *m_reporter, std::move(answers)});
    connect(m_driver.get(), &RunDriver::finished, this, &CliCommand::finished);
    m_driver->start();
    if (m_interrupted)
        m_driver->interrupt();
}

void RunCommand::preview(const Workspace &workspace, const PlanFile &file,
                         const QMap<QString, QString> &inputs)
{
    const QList<PreviewRow> rows = workspace.preview(file, inputs);
    console().rawOut(previewTable(file.plan, rows).toUtf8());
    const bool hasProblem
        = std::ranges::any_of(rows, [](const PreviewRow &row) { return !row.problem.isEmpty(); });
    finishLater(hasProblem ? exitcode::failed : exitcode::success);
}

void RunCommand::interrupt()
{
    m_interrupted = true;
    if (m_driver)
        m_driver->interrupt();
}

} // namespace slipway
