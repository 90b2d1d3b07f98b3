// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/showcommand.h"

#include "base/outputfile.h"
#include "cli/exitcode.h"
#include "cli/roadmappicture.h"
#include "cli/textreporter.h"
#include "plan/planjson.h"
#include "plan/planreader.h"
#include "plan/plantext.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace slipway {

CommandSpec ShowCommand::spec()
{
    CommandSpec spec;
    spec.name = u"plan show"_s;
    spec.summary = tr("Show a plan as text, JSON or a picture");
    spec.argument = u"FILE"_s;
    spec.least = 0;
    spec.most = 1;
    spec.options = {
        {u"format"_s,
         u"FORMAT"_s,
         tr("text (an outline), json, svg or png. Without it: what the ending of --output says, or "
            "text."),
         OptionSpec::Many::No,
         {u"text"_s, u"json"_s, u"svg"_s, u"png"_s}},
        {u"o"_s, u"FILE"_s, tr("Write to this file. A png picture needs it.")},
        {u"run"_s, u"RUN"_s, tr("Show this run's plan, with the states of its steps.")},
        {u"theme"_s,
         u"THEME"_s,
         tr("light or dark."),
         OptionSpec::Many::No,
         {u"light"_s, u"dark"_s}},
        {u"workspace"_s, u"DIR"_s, tr("The workspace folder, for --run and for names of roles.")},
    };
    spec.description
        = {tr("Shows a plan file, or with --run the plan of a recorded run as it was when the run "
              "started. A plan with errors is not shown; “plan check” tells them.")};
    spec.exitCodes = {
        {exitcode::success, tr("It was shown.")},
        {exitcode::failed, tr("The plan has errors, or the file could not be written.")},
        {exitcode::usage, tr("Wrong usage, an unreadable file, or an unknown run.")},
    };
    spec.examples = {
        {u"slipwayctl plan show plans/production.yaml"_s, tr("An outline.")},
        {u"slipwayctl plan show plans/production.yaml --format svg -o plan.svg"_s,
         tr("The roadmap as a picture.")},
        {u"slipwayctl plan show --run 20250101-101500-ab12 -o state.png"_s,
         tr("How a run stands.")},
    };
    return spec;
}

QString ShowCommand::statesText(const RunState &state) const
{
    QString text = u'\n' + tr("Run %1").arg(state.id.toString()) + u'\n';
    for (const Phase &phase : state.plan.phases) {
        for (const Step &step : phase.steps)
            text += u"  "_s + stateText(console(), state.status(step.id).state, 22) + u' '
                + step.id.toString() + u'\n';
    }
    return text;
}

QString ShowCommand::formatOf(const Arguments &arguments)
{
    const QString output = arguments.value(u"o"_s);
    for (const QString &format : {u"svg"_s, u"png"_s, u"json"_s}) {
        if (output.endsWith(u'.' + format))
            return arguments.value(u"format"_s, format);
    }
    return arguments.value(u"format"_s, u"text"_s);
}

bool ShowCommand::needsFonts(const Arguments &arguments)
{
    const QString format = formatOf(arguments);
    return format == "svg"_L1 || format == "png"_L1;
}

void ShowCommand::start(const Arguments &arguments)
{
    m_arguments = arguments;
    const QString path = arguments.positional().value(0);
    const QString run = arguments.value(u"run"_s);
    if (path.isEmpty() == run.isEmpty()) {
        fail({ErrorCode::InvalidInput, tr("Name either a plan file or a run (--run RUN).")},
             exitcode::usage);
        return;
    }
    if (formatOf(arguments) == "png"_L1 && !arguments.has(u"o"_s)) {
        fail({ErrorCode::InvalidInput, tr("A png picture needs a file: -o FILE.")},
             exitcode::usage);
        return;
    }
    if (!run.isEmpty()) {
        const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), {});
        if (!opened) {
            fail(opened.error(), exitcode::usage);
            return;
        }
        Workspace *workspace = *opened;
        workspace->recordedRun(RunId(run))
            .then(this, [this, workspace](const Result<RecordedRun> &recorded) {
                if (recorded)
                    show(recorded->state.plan, &recorded->state, &workspace->config());
                else
                    fail(recorded.error(), exitcode::usage);
            });
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        fail({ErrorCode::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString())},
             exitcode::usage);
        return;
    }
    const PlanReading reading = readPlan(file.readAll());
    if (hasErrors(reading.diagnostics)) {
        for (const Diagnostic &diagnostic : reading.diagnostics)
            console().error(formatDiagnostic(path, diagnostic));
        finishLater(exitcode::failed);
        return;
    }
    WorkspaceReading workspace;
    const QString folder
        = arguments.value(u"workspace"_s, workspaceRound(QFileInfo(path).absolutePath()));
    QFile config(folder + "/slipway.yaml"_L1);
    if (!folder.isEmpty() && config.open(QIODevice::ReadOnly))
        workspace = readWorkspaceConfig(config.readAll());
    show(reading.plan, nullptr, &workspace.config);
}

void ShowCommand::show(const Plan &plan, const RunState *state, const WorkspaceConfig *config)
{
    const QString format = formatOf(m_arguments);
    const ThemeMode mode
        = m_arguments.value(u"theme"_s) == "dark"_L1 ? ThemeMode::Dark : ThemeMode::Light;
    if (format == "text"_L1) {
        write((planToText(plan) + (state ? statesText(*state) : QString())).toUtf8());
    } else if (format == "json"_L1) {
        QJsonObject object = planToJson(plan);
        if (state) {
            QJsonObject states;
            for (const auto &[step, status] : state->steps.asKeyValueRange())
                states.insert(step.toString(), toString(status.state));
            object.insert(u"run"_s, state->id.toString());
            object.insert(u"states"_s, states);
        }
        write(QJsonDocument(object).toJson());
    } else {
        const RoadmapPicture picture(plan, state, config);
        write(picture.bytes(
            format == "png"_L1 ? RoadmapPicture::Format::Png : RoadmapPicture::Format::Svg, mode));
    }
}

void ShowCommand::write(const QByteArray &bytes)
{
    if (!m_arguments.has(u"o"_s)) {
        console().rawOut(bytes);
        finishLater(exitcode::success);
        return;
    }
    if (const auto written = writeOutputFile(m_arguments.value(u"o"_s), bytes); !written)
        fail(written.error(), exitcode::failed);
    else
        finishLater(exitcode::success);
}

} // namespace slipway
