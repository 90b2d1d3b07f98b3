// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the plan of the workspace given as the argument, or resumes its run, and drives it to
// its end. Asked whether an interrupted step did its work, it looks at the file that
// the step writes to, as a person would. Every question is noted in `asked` before it is answered.
#include "workspace/runsession.h"
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSet>
#include <QTimer>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

class Nobody final : public SshPrompter
{
public:
    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &) override
    {
        return QtFuture::makeReadyValueFuture(
            Result<std::shared_ptr<Secret>>(failure(ErrorCode::Cancelled, u"nobody"_s)));
    }
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &) override
    {
        return QtFuture::makeReadyValueFuture(HostKeyAnswer::Refuse);
    }
};

class NoSecrets final : public SecretSource
{
public:
    QStringList names() const override { return {}; }
    Result<Secret> secret(const QString &) const override
    {
        return failure(ErrorCode::MissingSecret, u"none"_s);
    }
};

bool hasLine(const QString &path, const QString &line)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.readAll().split('\n').contains(line.toUtf8());
}

void die(const Error &error)
{
    qCritical("%s %s", qPrintable(error.message), qPrintable(error.detail));
    ::_exit(2);
}

void answerOpenQuestions(RunSession &session, const QString &folder)
{
    // A question stays open until its answer is on the disk.
    static QSet<QuestionId> answered;
    const QList<OpenQuestion> questions = session.questions();
    for (const OpenQuestion &open : questions) {
        if (answered.contains(open.question.id))
            continue;
        answered.insert(open.question.id);
        const QString step = open.question.step.toString();
        QFile asked(QDir(folder).filePath(u"asked"_s));
        if (!asked.open(QIODevice::Append) || asked.write(step.toUtf8() + '\n') < 0)
            ::_exit(4);
        asked.close();
        Answer answer;
        answer.by = u"asha"_s;
        answer.reason = u"looked at the file"_s;
        answer.choice = hasLine(QDir(folder).filePath(u"effects"_s), step)
                && open.question.choices.contains(Choice::MarkSucceeded)
            ? Choice::MarkSucceeded
            : Choice::Retry;
        if (const Result<void> given = session.answer(open.run, open.question.id, answer); !given)
            die(given.error());
    }
}

void drive(RunSession &session, const QString &folder)
{
    const auto answer = [&session, folder] {
        QTimer::singleShot(0, &session,
                           [&session, folder] { answerOpenQuestions(session, folder); });
    };
    QObject::connect(&session, &RunSession::questionsChanged, &session, answer);
    QObject::connect(&session, &RunSession::recordingFailed, &session, &die);
    QObject::connect(&session, &RunSession::finished, &session, [](RunOutcome outcome) {
        const bool good
            = outcome == RunOutcome::Success || outcome == RunOutcome::SuccessWithDeviations;
        QCoreApplication::exit(good ? 0 : 5);
    });
    answer();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QString folder = app.arguments().at(1);
    Nobody nobody;
    NoSecrets secrets;
    auto opened = Workspace::open(folder, {nobody, secrets});
    if (!opened)
        die(opened.error());
    Workspace &workspace = **opened;
    const auto begun = [folder](const Result<RunSession *> &session) {
        if (session)
            drive(**session, folder);
        else
            die(session.error());
    };
    workspace.journal().runs().then(&workspace, [&](const Result<QList<RunSummary>> &runs) {
        if (!runs)
            die(runs.error());
        const bool resume = !runs->isEmpty();
        if (resume && runs->first().endedAt.isValid()) {
            // It was killed between its last event and its exit.
            QCoreApplication::exit(runs->first().outcome.startsWith("success"_L1) ? 0 : 5);
            return;
        }
        RunOptions options;
        options.planPath = u"plan.yaml"_s;
        auto future
            = resume ? workspace.resumeRun(runs->first().id, options) : workspace.startRun(options);
        future.then(&workspace, begun);
    });
    return app.exec();
}
