// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/runscommand.h"

#include "cli/exitcode.h"
#include "cli/jsonreporter.h"
#include "cli/previewtable.h"
#include "cli/textreporter.h"
#include "theme/durationtext.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
QString when(const QDateTime &time)
{
    return time.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QString lengthOf(const QDateTime &start, const QDateTime &end)
{
    return end.isValid() ? durationText(milliseconds(start.msecsTo(end))) : QString();
}

QByteArray jsonLine(const RunSummary &run)
{
    QJsonObject object{{u"run"_s, run.id.toString()},
                       {u"plan"_s, run.planName},
                       {u"environment"_s, run.environment},
                       {u"operator"_s, run.operatorName},
                       {u"startedAt"_s, run.startedAt.toUTC().toString(Qt::ISODateWithMs)}};
    if (run.endedAt.isValid())
        object.insert(u"endedAt"_s, run.endedAt.toUTC().toString(Qt::ISODateWithMs));
    if (!run.outcome.isEmpty())
        object.insert(u"outcome"_s, run.outcome);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QList<std::pair<int, QString>> exitCodes()
{
    return {{exitcode::success, RunsCommand::tr("It was shown.")},
            {exitcode::failed, RunsCommand::tr("The journal could not be read.")},
            {exitcode::usage, RunsCommand::tr("Wrong usage, no workspace, or an unknown run.")}};
}

OptionSpec workspaceOption()
{
    return {u"workspace"_s, u"DIR"_s,
            RunsCommand::tr("The workspace folder. Without it: the nearest one round the current "
                            "folder.")};
}
} // namespace

CommandSpec RunsCommand::spec()
{
    CommandSpec spec;
    spec.name = u"runs"_s;
    spec.summary = tr("List the recorded runs");
    spec.options
        = {workspaceOption(), {u"json"_s, QString(), tr("Print each run as a line of JSON.")}};
    spec.description = {tr("Lists every run in the workspace's journal, newest first. A run "
                           "without an outcome was cut off, or is still running.")};
    spec.exitCodes = exitCodes();
    spec.examples = {{u"slipwayctl runs"_s, QString()}};
    return spec;
}

void RunsCommand::start(const Arguments &arguments)
{
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), {});
    if (!opened) {
        fail(opened.error(), exitcode::usage);
        return;
    }
    const bool json = arguments.has(u"json"_s);
    (*opened)->journal().runs().then(this, [this, json](const Result<QList<RunSummary>> &runs) {
        if (!runs) {
            fail(runs.error(), exitcode::failed);
            return;
        }
        QList<QStringList> rows{
            {tr("RUN"), tr("STARTED"), tr("LENGTH"), tr("OUTCOME"), tr("OPERATOR"), tr("PLAN")}};
        for (const RunSummary &run : *runs) {
            if (json)
                console().rawOut(jsonLine(run));
            rows.append({run.id.toString(), when(run.startedAt),
                         lengthOf(run.startedAt, run.endedAt),
                         run.outcome.isEmpty() ? tr("not finished") : run.outcome, run.operatorName,
                         run.planName});
        }
        if (!json && runs->isEmpty())
            console().out(tr("No run is recorded."));
        else if (!json)
            console().rawOut(textTable(rows).toUtf8());
        finishLater(exitcode::success);
    });
}

CommandSpec RunsShowCommand::spec()
{
    CommandSpec spec;
    spec.name = u"runs show"_s;
    spec.summary = tr("Show a recorded run");
    spec.argument = u"RUN"_s;
    spec.least = spec.most = 1;
    spec.options
        = {workspaceOption(),
           {u"json"_s, QString(), tr("Print each event of its journal as a line of JSON.")},
           {u"output"_s, u"STEP"_s, tr("Print what this step printed, nothing else.")}};
    spec.description = {tr("Shows how a run went: each step with its state, attempts and answers, "
                           "then what deviated from the plan.")};
    spec.exitCodes = exitCodes();
    spec.examples = {
        {u"slipwayctl runs show 20250101-101500-ab12"_s, QString()},
        {u"slipwayctl runs show 20250101-101500-ab12 --json | jq .kind"_s, QString()},
    };
    return spec;
}

void RunsShowCommand::start(const Arguments &arguments)
{
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), {});
    if (!opened) {
        fail(opened.error(), exitcode::usage);
        return;
    }
    Workspace *workspace = *opened;
    const RunId id(arguments.positional().first());
    workspace->recordedRun(id).then(
        this, [this, arguments, workspace, id](const Result<RecordedRun> &run) {
            if (!run) {
                fail(run.error(),
                     run.error().code == ErrorCode::NotFound ? exitcode::usage : exitcode::failed);
            } else if (arguments.has(u"output"_s)) {
                const StepId step(arguments.value(u"output"_s));
                if (run->state.plan.step(step))
                    showOutput(*workspace, id, step);
                else
                    fail({ErrorCode::NotFound,
                          tr("The run's plan has no step “%1”.").arg(step.toString())},
                         exitcode::usage);
            } else if (arguments.has(u"json"_s)) {
                for (const RunEvent &event : run->events)
                    console().rawOut(jsonLine(event));
                finishLater(exitcode::success);
            } else {
                show(*run);
                finishLater(exitcode::success);
            }
        });
}

void RunsShowCommand::showOutput(Workspace &workspace, const RunId &run, const StepId &step)
{
    workspace.journal().output(run, step).then(this,
                                               [this](const Result<QList<OutputChunk>> &chunks) {
                                                   if (!chunks) {
                                                       fail(chunks.error(), exitcode::failed);
                                                       return;
                                                   }
                                                   for (const OutputChunk &chunk : *chunks)
                                                       console().rawOut(chunk.bytes);
                                                   finishLater(exitcode::success);
                                               });
}

void RunsShowCommand::show(const RecordedRun &run)
{
    const RunState &state = run.state;
    console().out(tr("Run %1: %2").arg(state.id.toString(), state.plan.name));
    console().out(tr("Environment %1, started by %2 at %3")
                      .arg(state.environment, state.operatorName, when(state.startedAt)));
    for (const Phase &phase : state.plan.phases) {
        console().out(u'\n' + console().coloured(phase.name, Console::Colour::Bold));
        for (const Step &step : phase.steps) {
            const StepStatus status = state.status(step.id);
            QString line = u"  "_s + stateText(console(), status.state, 22) + u' ' + step.name;
            if (status.startedAt.isValid() && status.endedAt.isValid())
                line += u" ("_s + durationText(status.duration(status.endedAt)) + u')';
            if (status.attempt > 1)
                line += tr(", attempt %1").arg(status.attempt);
            if (!status.reason.isEmpty())
                line += u": "_s + status.reason;
            console().out(line);
            for (const auto &[host, was] : status.hosts.asKeyValueRange()) {
                if (!host.isEmpty() && was.state == StepState::Failed && was.error)
                    console().out(u"      %1: %2"_s.arg(host.toString(), was.error->message));
            }
            for (const GivenAnswer &answer : status.answers) {
                const QString why
                    = answer.reason.isEmpty() ? QString() : u" ("_s + answer.reason + u')';
                console().out(tr("      %1 answered “%2”").arg(answer.by, answer.choice) + why);
            }
        }
    }
    if (state.outcome == RunOutcome::None)
        console().out(u'\n' + tr("Not finished."));
    else
        TextReporter(console()).finished(state);
}

} // namespace slipway
