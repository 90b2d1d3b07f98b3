// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/textreporter.h"

#include "run/eventdata.h"
#include "theme/durationtext.h"
#include "theme/statelanguage.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr int stateWidth = 13;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TextReporter)
};

Console::Colour colourOf(StepState state)
{
    switch (state) {
    case StepState::Running:
        return Console::Colour::Blue;
    case StepState::Waiting:
    case StepState::Holding:
    case StepState::Warned:
    case StepState::Unknown:
        return Console::Colour::Yellow;
    case StepState::Succeeded:
        return Console::Colour::Green;
    case StepState::Failed:
        return Console::Colour::Red;
    default:
        return Console::Colour::Dim;
    }
}

QString datum(const RunEvent &event, const QString &key)
{
    return event.data[key].toString();
}

QString nameOf(const RunEvent &event, const RunState &state)
{
    const Step *step = state.plan.step(event.step);
    return step ? step->name : event.step.toString();
}

/// " (why)" after something, or nothing.
QString inParentheses(const QString &text)
{
    return text.isEmpty() ? QString() : u" ("_s + text + u')';
}

QString errorText(const RunEvent &event)
{
    const std::optional<Error> error = eventdata::toError(event.data[u"error"_s]);
    return error ? u": "_s + error->message : QString();
}

QString hostsText(const RunEvent &event)
{
    QStringList names;
    const auto hosts = event.data[u"hosts"_s].toArray();
    for (const QJsonValue &host : hosts) {
        if (!host.toString().isEmpty())
            names << host.toString();
    }
    return names.isEmpty() ? QString() : Words::tr(" on %1").arg(names.join(", "_L1));
}
} // namespace

QString stateText(const Console &console, StepState state, int width)
{
    const StateLook look = lookOf(state, ThemeMode::Light);
    return console.coloured(QString(look.glyph + u' ' + look.word).leftJustified(width),
                            colourOf(state));
}

void TextReporter::event(const RunEvent &event, const RunState &state)
{
    if (!event.step.isEmpty() && event.kind != EventKind::HostStarted)
        flushOutput(event.step);
    const std::optional<Line> line = lineOf(event, state);
    if (!line)
        return;
    heading(event, state);
    print(event, *line);
}

void TextReporter::heading(const RunEvent &event, const RunState &state)
{
    const Phase *phase = event.run == state.id ? state.plan.phaseOf(event.step) : nullptr;
    if (!phase || phase->id == m_phase || state.phase == RunPhase::RollingBack)
        return;
    m_phase = phase->id;
    const QString schedule = phase->schedule.isEmpty() ? QString() : u" · "_s + phase->schedule;
    m_console.out(u'\n' + m_console.coloured(phase->name + schedule, Console::Colour::Bold));
}

void TextReporter::print(const RunEvent &event, const Line &line)
{
    const QString time = event.at.toLocalTime().toString(u"HH:mm:ss"_s);
    const QString state
        = line.state ? stateText(m_console, *line.state, stateWidth) : QString(stateWidth, u' ');
    m_console.out(m_console.coloured(time, Console::Colour::Dim) + u"  "_s + state + u"  "_s
                  + line.text);
}

std::optional<TextReporter::Line> TextReporter::lineOf(const RunEvent &event,
                                                       const RunState &state) const
{
    return event.step.isEmpty() ? runLine(event) : stepLine(event, state);
}

std::optional<TextReporter::Line> TextReporter::runLine(const RunEvent &event) const
{
    const QString by = datum(event, u"by"_s);
    const QString reason = datum(event, u"reason"_s);
    switch (event.kind) {
    case EventKind::RunStarted:
        return Line{std::nullopt,
                    Words::tr("Run %1: %2, environment %3, started by %4")
                        .arg(event.run.toString(), datum(event, u"planName"_s),
                             datum(event, u"environment"_s), datum(event, u"operator"_s))};
    case EventKind::RunResumed:
        return Line{std::nullopt, Words::tr("Resumed by %1").arg(datum(event, u"operator"_s))};
    case EventKind::HostExcluded:
        return Line{std::nullopt,
                    Words::tr("%1 is left out from here on, says %2: %3")
                        .arg(event.host.toString(), by, reason)};
    case EventKind::Override:
        if (event.data.contains(u"typed"_s))
            return Line{std::nullopt,
                        Words::tr("%1 typed on %2: %3")
                            .arg(by, event.host.toString(), datum(event, u"typed"_s))};
        return Line{
            std::nullopt,
            Words::tr("Overridden by %1: %2 (%3)").arg(by, datum(event, u"what"_s), reason)};
    case EventKind::RunPaused:
        return Line{StepState::Holding, Words::tr("Paused by %1").arg(by)};
    case EventKind::RunContinued:
        return Line{std::nullopt, Words::tr("Continued by %1").arg(by)};
    case EventKind::StopRequested:
        // A run that fails stops itself.
        return Line{StepState::Cancelled,
                    by.isEmpty() ? Words::tr("Stopped: %1").arg(reason)
                                 : Words::tr("Stopped by %1: %2").arg(by, reason)};
    case EventKind::RollbackStarted:
        return Line{StepState::Undone,
                    Words::tr("Rollback begun by %1: %2")
                        .arg(by, eventdata::toStrings(event.data[u"steps"_s]).join(", "_L1))};
    case EventKind::Note:
        return Line{std::nullopt, datum(event, u"text"_s)};
    default:
        return std::nullopt; // RunFinished: the summary says it
    }
}

std::optional<TextReporter::Line> TextReporter::stepLine(const RunEvent &event,
                                                         const RunState &state) const
{
    const QString name = nameOf(event, state);
    const QString reason = datum(event, u"reason"_s);
    const StepStatus status = state.status(event.step);
    switch (event.kind) {
    case EventKind::StepIntent:
        return Line{
            StepState::Running,
            name + hostsText(event)
                + (event.attempt > 1 ? Words::tr(", attempt %1").arg(event.attempt) : QString())};
    case EventKind::HostResult:
        return Line{eventdata::toStepState(datum(event, u"outcome"_s)),
                    u"  "_s + event.host.toString() + errorText(event)};
    case EventKind::StepResult:
        return Line{status.state,
                    name + inParentheses(durationText(status.duration(event.at)))
                        + errorText(event)};
    case EventKind::StepHeld:
        return Line{StepState::Holding, name + u": "_s + reason};
    case EventKind::StepSkipped:
        return Line{StepState::Skipped, name + u": "_s + reason};
    case EventKind::StepCancelled:
        return Line{StepState::Cancelled, name + u": "_s + reason};
    case EventKind::StepReset:
        return Line{StepState::Pending, name + u": "_s + reason};
    case EventKind::StepUnknown:
        return Line{StepState::Unknown, name + u": "_s + reason};
    case EventKind::QuestionAsked:
        return Line{StepState::Waiting, name + u": "_s + datum(event, u"text"_s)};
    case EventKind::UndoIntent:
        return Line{StepState::Running, Words::tr("Undoing: %1").arg(name)};
    case EventKind::UndoResult:
        return Line{datum(event, u"outcome"_s) == "succeeded"_L1 ? StepState::Undone
                                                                 : StepState::Failed,
                    name + errorText(event)};
    case EventKind::QuestionAnswered:
    case EventKind::ApprovalGiven:
    case EventKind::StepEdited:
        return personLine(event, name);
    case EventKind::Override:
    case EventKind::Note:
    case EventKind::HostExcluded:
        return runLine(event);
    default:
        return std::nullopt;
    }
}

std::optional<TextReporter::Line> TextReporter::personLine(const RunEvent &event,
                                                           const QString &name) const
{
    const QString by = datum(event, u"by"_s);
    switch (event.kind) {
    case EventKind::QuestionAnswered: {
        const QString option = datum(event, u"option"_s);
        return Line{std::nullopt,
                    Words::tr("%1 answered “%2”")
                            .arg(by, option.isEmpty() ? datum(event, u"choice"_s) : option)
                        + inParentheses(datum(event, u"reason"_s))};
    }
    case EventKind::ApprovalGiven:
        return Line{
            std::nullopt,
            Words::tr("%1 (%2): %3").arg(by, datum(event, u"role"_s), datum(event, u"verdict"_s))
                + inParentheses(datum(event, u"comment"_s))};
    default:
        return Line{std::nullopt, Words::tr("%1 was edited by %2").arg(name, by)};
    }
}

void TextReporter::output(const OutputChunk &chunk)
{
    const QString key = chunk.step.toString() + u'\n' + chunk.host.toString();
    QByteArray &partial = m_partial[key];
    partial += chunk.bytes;
    const QByteArray prefix
        = m_console
              .coloured(u"          "_s
                            + (chunk.host.isEmpty() ? u"│ "_s : chunk.host.toString() + u" │ "_s),
                        Console::Colour::Dim)
              .toUtf8();
    qsizetype end = partial.indexOf('\n');
    while (end >= 0) {
        m_console.rawOut(prefix + partial.left(end + 1));
        partial.remove(0, end + 1);
        end = partial.indexOf('\n');
    }
}

void TextReporter::flushOutput(const StepId &step)
{
    for (auto it = m_partial.begin(); it != m_partial.end();) {
        if (it.key().section(u'\n', 0, 0) != step.toString()) {
            ++it;
            continue;
        }
        const QString host = it.key().section(u'\n', 1);
        if (!it->isEmpty())
            m_console.rawOut((u"          "_s + host + u"│ "_s).toUtf8() + *it + '\n');
        it = m_partial.erase(it);
    }
}

void TextReporter::finished(const RunState &state)
{
    const StateLook look = lookOf(state.outcome, ThemeMode::Light);
    const bool well = state.outcome == RunOutcome::Success
        || state.outcome == RunOutcome::SuccessWithDeviations;
    const milliseconds length(state.startedAt.msecsTo(state.endedAt));
    m_console.out(u'\n'
                  + m_console.coloured(look.glyph + u' ' + look.word,
                                       well ? Console::Colour::Green : Console::Colour::Red)
                  + Words::tr(" after %1, run %2").arg(durationText(length), state.id.toString()));
    for (const QString &deviation : state.deviations)
        m_console.out(u"  ! "_s + deviation);
}

} // namespace slipway
