// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include "plan/planreader.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

Server serverOf(const QString &name, const QStringList &groups)
{
    Server server;
    server.name = ServerId(name);
    server.host = name + u".example.com"_s;
    server.groups = groups;
    return server;
}

/// The words of an event that a reader of a table needs.
QStringList details(const RunEvent &event)
{
    const auto text = [&event](const QString &key) {
        return event.data[key].toString();
    };
    switch (event.kind) {
    case EventKind::StepIntent:
        return {QString::number(event.attempt)};
    case EventKind::StepResult:
    case EventKind::HostResult:
    case EventKind::UndoResult:
    case EventKind::RunFinished:
        return {text(u"outcome"_s)};
    case EventKind::StepSkipped:
        return {text(u"by"_s)};
    case EventKind::StepHeld:
        return {text(u"for"_s)};
    case EventKind::StepReset:
        return {text(u"cause"_s)};
    case EventKind::QuestionAsked:
        return {text(u"kind"_s)};
    case EventKind::QuestionAnswered:
        return {text(u"choice"_s)};
    case EventKind::ApprovalGiven:
        return {text(u"by"_s), text(u"verdict"_s)};
    default:
        return {};
    }
}

} // namespace

QString shortLine(const RunEvent &event)
{
    QStringList words{toString(event.kind)};
    if (!event.step.isEmpty())
        words.append(event.step.toString());
    if (!event.host.isEmpty())
        words.append(event.host.toString());
    words.append(details(event));
    return words.join(u' ');
}

EngineDriver::EngineDriver() = default;
EngineDriver::~EngineDriver() = default;

QByteArray EngineDriver::planText(const QString &steps, const QString &head)
{
    QString text = u"slipway: 1\nname: Test\n"_s + head
        + u"phases:\n  - id: main\n    name: Main\n    steps:\n"_s;
    for (const QString &line : steps.split(u'\n'))
        text += line.isEmpty() ? QString() : QString(u"      "_s + line + u'\n');
    return text.toUtf8();
}

RunRequest EngineDriver::requestFor(const QByteArray &planText)
{
    const PlanReading reading = readPlan(planText);
    for (const Diagnostic &diagnostic : reading.diagnostics) {
        if (diagnostic.severity == Diagnostic::Severity::Error)
            qWarning("%s", qPrintable(formatDiagnostic(u"plan"_s, diagnostic)));
    }
    RunRequest request;
    request.id = RunId(u"run-1"_s);
    request.planText = planText;
    request.planPath = u"plans/test.yaml"_s;
    request.plan = reading.plan;
    request.environment = u"staging"_s;
    request.workspaceName = u"Test"_s;
    request.context.operatorName = u"olga"_s;
    request.context.vars = {{u"domain"_s, u"example.com"_s}};
    request.context.secretNames = {u"TOKEN"_s};
    request.context.servers = {serverOf(u"web-1"_s, {u"web"_s}), serverOf(u"web-2"_s, {u"web"_s}),
                               serverOf(u"web-3"_s, {u"web"_s}), serverOf(u"db-1"_s, {u"db"_s})};
    request.roles = {{RoleId(u"devops"_s), u"DevOps"_s, {u"asha"_s, u"lena"_s, u"olga"_s}, {}},
                     {RoleId(u"product"_s), u"Product"_s, {u"tom"_s}, {}}};
    return request;
}

Result<void> EngineDriver::start(const QString &steps)
{
    return start(requestFor(planText(steps)));
}

Result<void> EngineDriver::start(const RunRequest &given)
{
    request = given;
    makeEngine();
    const Result<void> started = engine->start(request);
    settle();
    return started;
}

Result<void> EngineDriver::crashAndResume(qsizetype count)
{
    engine.reset();
    settle();
    if (count >= 0)
        journal.truncate(request.id, count);
    asked.clear();
    makeEngine();
    const Result<void> resumed = engine->resume(request, journal.stored(request.id));
    settle();
    return resumed;
}

void EngineDriver::makeEngine()
{
    engine = std::make_unique<RunEngine>(
        RunEngine::Ports{journal, clock, redactor,
                         [this](const Action &action) -> StepExecutor * {
                             return std::holds_alternative<EnvAction>(action) ? nullptr : &executor;
                         },
                         gates});
    QObject::connect(engine.get(), &RunEngine::questionAsked, &m_context,
                     [this](const Question &question) { asked.append(question); });
    QObject::connect(engine.get(), &RunEngine::finished, &m_context,
                     [this](RunOutcome outcome) { finished.append(outcome); });
    QObject::connect(engine.get(), &RunEngine::recordingFailed, &m_context,
                     [this](const Error &error) { recordingFailures.append(error); });
    QObject::connect(engine.get(), &RunEngine::eventRecorded, &m_context,
                     [this](const RunEvent &event) { signalled.append(event); });
}

void EngineDriver::settle()
{
    // Quiet for a few turns: nothing here waits for anything but the event loop.
    int quiet = 0;
    qsizetype before = -1;
    while (quiet < 4) {
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        const qsizetype now = journal.appends() + executor.started.size() + signalled.size();
        quiet = now == before ? quiet + 1 : 0;
        before = now;
    }
}

Result<void> EngineDriver::commands(const QStringList &commands)
{
    for (const QString &each : commands) {
        if (const auto done = command(each); !done)
            return failure(done.error().code, each + u": " + done.error().message);
    }
    return {};
}

Result<void> EngineDriver::command(const QString &command)
{
    const QString word = command.section(u' ', 0, 0);
    const QString rest = command.section(u' ', 1);
    Result<void> result;
    if (word.endsWith(u':')) {
        result = answer(word.chopped(1), rest);
    } else if (word == "refused"_L1) {
        if (this->command(rest))
            result = failure(ErrorCode::Internal, u"It was not refused."_s);
    } else if (word == "pause"_L1) {
        engine->pause(u"olga"_s);
    } else if (word == "continue"_L1) {
        engine->resumeFromPause(u"olga"_s);
    } else if (word == "stop"_L1) {
        engine->stop(u"olga"_s, rest);
    } else if (word == "rollback"_L1) {
        result = engine->rollBack(u"olga"_s);
    } else if (word == "rerun"_L1) {
        result = engine->rerun(StepId(rest), u"olga"_s);
    } else if (word == "advance"_L1) {
        clock.advance(std::chrono::seconds(rest.toInt()));
    } else if (word == "crash"_L1) {
        result = crashAndResume();
    } else if (word == "end"_L1) {
        ExecutionResult ended;
        ended.outcome = rest.endsWith("ok"_L1) ? FakeExecutor::Outcome::Succeeded
                                               : FakeExecutor::Outcome::Failed;
        executor.running.value(rest.section(u' ', 0, -2))->end(ended);
    } else {
        result = failure(ErrorCode::InvalidInput, u"No such command."_s);
    }
    settle();
    return result;
}

Result<void> EngineDriver::answer(const QString &step, const QString &words)
{
    const Question *open = question(step);
    if (!open)
        return failure(ErrorCode::NotFound, u"No question is open."_s);
    const auto choice = choiceFromString(words.section(u' ', 0, 0));
    if (!choice)
        return failure(ErrorCode::InvalidInput, u"No such choice."_s);
    Answer given;
    given.choice = *choice;
    given.by = u"olga"_s;
    QString rest = words.section(u' ', 1);
    if (*choice == Choice::Approve || *choice == Choice::Reject) {
        given.by = rest.section(u' ', 0, 0);
        rest = rest.section(u' ', 1);
    } else if (*choice == Choice::Option) {
        given.option = rest.section(u' ', 0, 0);
        rest = rest.section(u' ', 1);
    } else if (*choice == Choice::Done) {
        given.evidence = rest;
    }
    given.reason = rest;
    return engine->answer(open->id, given);
}

QStringList EngineDriver::log() const
{
    QStringList lines;
    for (const RunEvent &event : events())
        lines.append(shortLine(event));
    return lines;
}

const Question *EngineDriver::question(const QString &step) const
{
    for (const Question &question : engine->state().questions) {
        if (question.step == StepId(step))
            return &question;
    }
    return nullptr;
}

QStringList EngineDriver::choices(const QString &step) const
{
    QStringList names;
    if (const Question *open = question(step)) {
        for (const Choice choice : open->choices)
            names.append(toString(choice));
    }
    return names;
}

bool EngineDriver::foldsAlike() const
{
    QList<RunEvent> readBack;
    for (const RunEvent &event : events()) {
        const auto read = runEventFromJson(toJson(event));
        if (!read || *read != event)
            return false;
        readBack.append(*read);
    }
    return RunState::fold(readBack) == engine->state();
}

} // namespace slipway
