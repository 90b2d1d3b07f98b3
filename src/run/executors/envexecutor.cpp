// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/envexecutor.h"

#include "run/executors/failedexecution.h"

#include "base/worker.h"
#include "env/envfile.h"

#include <QCoreApplication>
#include <QDir>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvExecutor)
};

/// What one attempt looks at, ready for a worker.
struct EnvTask
{
    QString file; ///< as the plan has it
    QString path;
    EnvFileCheck check;
    QString schema;  ///< file name; empty: none
    QString example; ///< file name; empty: none
    QString folder;  ///< what they are relative to
};

struct Checked
{
    std::optional<Error> error; ///< why the file was not checked
    QList<EnvFinding> findings;
};

QString pathIn(const QString &folder, const QString &path)
{
    return QDir::cleanPath(QDir(folder).absoluteFilePath(path));
}

Result<EnvTask> taskOf(const EnvAction &action, const QString &folder, const EnvSettings &settings)
{
    EnvTask task;
    task.file = action.file;
    task.path = pathIn(folder, action.file);
    const Result<EnvDialect> dialect = envDialectNamed(action.dialect, settings);
    if (!dialect)
        return std::unexpected(dialect.error());
    const Result<EnvFileCheck::Rules> rules = envRulesNamed(action.rules, settings);
    if (!rules)
        return std::unexpected(rules.error());
    task.check.setLoaders(*dialect, settings.dialects);
    task.check.rules = *rules;
    for (const auto &[check, severity] : settings.severities.asKeyValueRange())
        task.check.setSeverity(check, severity);
    task.schema = settings.schema;
    task.example = action.example.isEmpty() ? settings.example : action.example;
    task.folder = folder;
    return task;
}

/// The check with what its schema and its example say.
Result<EnvFileCheck> completed(const EnvTask &task)
{
    EnvFileCheck check = task.check;
    if (!task.schema.isEmpty()) {
        const Result<EnvFileContent> content = readEnvFile(pathIn(task.folder, task.schema));
        if (!content)
            return std::unexpected(content.error());
        const Result<EnvSchema> schema = usableEnvSchema(content->bytes, task.schema);
        if (!schema)
            return std::unexpected(schema.error());
        check.schema = *schema;
    }
    if (!task.example.isEmpty()) {
        const Result<EnvFileContent> content = readEnvFile(pathIn(task.folder, task.example));
        if (!content)
            return std::unexpected(content.error());
        check.example
            = exampleOf(EnvDocument(content->bytes), readEnv(content->bytes, check.lint.main));
    }
    return check;
}

Checked checked(const EnvTask &task)
{
    const Result<EnvFileContent> content = readEnvFile(task.path);
    if (!content)
        return {content.error(), {}};
    const Result<EnvFileCheck> check = completed(task);
    if (!check)
        return {check.error(), {}};
    return {std::nullopt, checkEnvFile(EnvDocument(content->bytes), *check)};
}

QString line(const QString &file, const EnvFinding &finding)
{
    return u"%1:%2:%3: %4: %5 [%6]\n"_s.arg(file)
        .arg(finding.line)
        .arg(finding.column)
        .arg(toString(finding.severity), finding.message, finding.check);
}

class EnvExecution final : public StepExecution
{
public:
    explicit EnvExecution(const EnvTask &task) : m_file(task.file)
    {
        onWorker(checked, task).then(this, [this](const Checked &result) { conclude(result); });
    }

    void cancel() override
    {
        if (std::exchange(m_isDone, true))
            return;
        QMetaObject::invokeMethod(
            this,
            [this] {
                ExecutionResult result;
                result.outcome = ExecutionResult::Outcome::Cancelled;
                Q_EMIT finished(result);
            },
            Qt::QueuedConnection);
    }

private:
    void conclude(const Checked &checked)
    {
        // What was cancelled ends at once; the worker's answer comes when it comes.
        if (std::exchange(m_isDone, true))
            return;
        ExecutionResult result;
        result.error = checked.error;
        if (!checked.error)
            judge(checked.findings, result);
        Q_EMIT finished(result);
    }

    void judge(const QList<EnvFinding> &findings, ExecutionResult &result)
    {
        QMap<EnvSeverity, int> counts;
        QByteArray output;
        for (const EnvFinding &finding : findings) {
            ++counts[finding.severity];
            output += line(m_file, finding).toUtf8();
        }
        if (findings.isEmpty())
            output = Words::tr("%1: nothing to complain of\n").arg(m_file).toUtf8();
        Q_EMIT outputReceived(ServerId(), OutputStream::Out, output);
        const int errors = counts.value(EnvSeverity::Error);
        result.evidence = {{u"file"_s, m_file},
                           {u"errors"_s, errors},
                           {u"warnings"_s, counts.value(EnvSeverity::Warning)},
                           {u"infos"_s, counts.value(EnvSeverity::Info)}};
        if (errors == 0) {
            result.outcome = ExecutionResult::Outcome::Succeeded;
            return;
        }
        result.error = Error{
            ErrorCode::Assertion,
            Words::tr("%1 has %n error(s). Correct them and check it again.", nullptr, errors)
                .arg(m_file)};
    }

    QString m_file;
    bool m_isDone = false;
};

} // namespace

EnvExecutor::EnvExecutor(QString folder, EnvSettings settings)
    : m_folder(std::move(folder))
    , m_settings(std::move(settings))
{ }

std::unique_ptr<StepExecution> EnvExecutor::start(const ExecutionRequest &request)
{
    Q_ASSERT(request.resolved.targets.size() == 1);
    const auto &action = std::get<EnvAction>(request.resolved.targets.constFirst().action);
    const Result<EnvTask> task = taskOf(action, m_folder, m_settings);
    if (!task)
        return std::make_unique<FailedExecution>(task.error());
    return std::make_unique<EnvExecution>(*task);
}

} // namespace slipway
