// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/runsession.h"
#include "workspace/workspace.h"

#include "support/fakesshprompter.h"
#include "support/printable.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>

SLIPWAY_PRINTABLE(ErrorCode)
SLIPWAY_PRINTABLE(RunOutcome)
SLIPWAY_PRINTABLE(StepState)
SLIPWAY_PRINTABLE(RunPhase)
SLIPWAY_PRINTABLE(EventKind)
SLIPWAY_PRINTABLE(Question::Kind)

namespace slipway::testing {

using namespace Qt::StringLiterals;

/// Secrets in memory.
class FakeSecrets final : public SecretSource
{
public:
    void add(const QString &name, const QByteArray &value) { m_values[name] = value; }

    QStringList names() const override
    {
        QStringList names;
        for (const auto &[name, value] : m_values)
            names.append(name);
        return names;
    }
    Result<Secret> secret(const QString &name) const override
    {
        const auto found = m_values.find(name);
        if (found == m_values.end())
            return failure(ErrorCode::MissingSecret, u"There is no secret %1."_s.arg(name));
        return Secret(found->second);
    }

private:
    std::map<QString, QByteArray> m_values;
};

/// A real workspace in a folder of its own.
class WorkspaceFolder
{
public:
    WorkspaceFolder() { write(u"slipway.yaml"_s, config.toByteArray()); }

    QString path(const QString &name = {}) const { return m_folder.filePath(name); }
    void write(const QString &name, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
    }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// A plan of one phase; `steps` are indented by six.
    void writePlan(const QByteArray &steps, const QString &name = u"plan.yaml"_s,
                   const QByteArray &head = {}) const
    {
        write(name,
              "slipway: 1\nname: Test plan\n"_ba + head
                  + "phases:\n  - id: all\n    name: All\n    steps:\n" + steps);
    }

    std::unique_ptr<Workspace> open()
    {
        auto workspace = Workspace::open(m_folder.path(), {prompter, secrets});
        if (!workspace)
            qFatal("%s %s", qPrintable(workspace.error().message),
                   qPrintable(workspace.error().detail));
        return std::move(*workspace);
    }

    static constexpr QByteArrayView config
        = "slipway: 1\nname: Shop\nplans: [plan.yaml]\nenvironment: production\n"
          "environments:\n"
          "  production:\n    vars: {domain: shop.example.com}\n"
          "    servers:\n      web-1: {host: 192.0.2.1, groups: [web]}\n"
          "      web-2: {host: 192.0.2.2, groups: [web]}\n"
          "  staging: {}\n"
          "roles:\n  devops: {name: DevOps, people: [asha, lena]}\n";

    FakeSecrets secrets;
    FakeSshPrompter prompter;

private:
    QTemporaryDir m_folder;
};

template<typename T> bool waitFor(const QFuture<T> &future)
{
    return QTest::qWaitFor([&future] { return future.isFinished(); }, 10000);
}

inline Result<RunSession *> start(Workspace &workspace, RunOptions options = {})
{
    if (options.planPath.isEmpty())
        options.planPath = u"plan.yaml"_s;
    const auto future = workspace.startRun(options);
    return waitFor(future) ? future.result() : failure(ErrorCode::Timeout, u"start"_s);
}

inline Result<RunSession *> resume(Workspace &workspace, const RunId &run,
                                   const RunOptions &options = {})
{
    const auto future = workspace.resumeRun(run, options);
    return waitFor(future) ? future.result() : failure(ErrorCode::Timeout, u"resume"_s);
}

inline bool waitForEnd(const RunSession &session)
{
    return QTest::qWaitFor([&session] { return session.state().phase == RunPhase::Finished; },
                           10000);
}

/// Waits for a question; a default one when none comes.
inline OpenQuestion waitForQuestion(const RunSession &session)
{
    if (!QTest::qWaitFor([&session] { return !session.questions().isEmpty(); }, 10000))
        return {};
    return session.questions().first();
}

inline Answer answerBy(const QString &person, Choice choice, const QString &reason = {})
{
    Answer answer;
    answer.by = person;
    answer.choice = choice;
    answer.reason = reason;
    return answer;
}

inline QList<RunEvent> eventsOf(Workspace &workspace, const RunId &run)
{
    const auto events = workspace.journal().events(run).result();
    return events ? *events : QList<RunEvent>();
}

inline QList<EventKind> kindsOf(const QList<RunEvent> &events)
{
    QList<EventKind> kinds;
    for (const RunEvent &event : events)
        kinds.append(event.kind);
    return kinds;
}

} // namespace slipway::testing
