// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/runhelp.h"

#include "cli/exitcode.h"
#include "cli/jsonreporter.h"
#include "cli/textreporter.h"

#include <QCoreApplication>
#include <QFile>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Run)
};
} // namespace

QList<std::pair<int, QString>> runExitCodes()
{
    return {
        {exitcode::success, Words::tr("The run succeeded. Deviations, if any, were printed.")},
        {exitcode::failed, Words::tr("The run failed, was stopped, or could not begin.")},
        {exitcode::usage, Words::tr("Wrong usage, or a file that cannot be read.")},
        {exitcode::unanswered, Words::tr("The run was stopped at a question without an answer.")},
        {exitcode::rolledBack, Words::tr("The run was rolled back.")},
        {exitcode::interrupted,
         Words::tr("Interrupted. The run was stopped properly; a second "
                   "interrupt leaves at once.")},
    };
}

QList<OptionSpec> drivingOptions()
{
    return {
        {u"answers"_s, u"FILE"_s,
         Words::tr("Answer questions from this file: a YAML map of step ids to answers. A question "
                   "without an answer stops the run with exit status 3.")},
        {u"json"_s, QString(),
         Words::tr("Print each event of the journal as a line of JSON, as it happens.")},
    };
}

std::unique_ptr<RunReporter> reporterFor(const Console &console, const Arguments &arguments)
{
    if (arguments.has(u"json"_s))
        return std::make_unique<JsonReporter>(console);
    return std::make_unique<TextReporter>(console);
}

Result<AnswersFile> readAnswers(const QString &path, const Plan &plan)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(
            ErrorCode::Io,
            Words::tr("The answers file %1 cannot be read: %2.").arg(path, file.errorString()));
    AnswersFile::Reading reading = AnswersFile::read(file.readAll(), plan);
    if (!hasErrors(reading.diagnostics))
        return std::move(reading.answers);
    QStringList lines;
    for (const Diagnostic &diagnostic : std::as_const(reading.diagnostics))
        lines << formatDiagnostic(path, diagnostic);
    return failure(ErrorCode::InvalidInput, Words::tr("The answers file has errors."),
                   lines.join(u'\n'));
}

Result<std::optional<AnswersFile>> answersFor(const Arguments &arguments, const Plan &plan)
{
    if (!arguments.has(u"answers"_s))
        return std::nullopt;
    Result<AnswersFile> answers = readAnswers(arguments.value(u"answers"_s), plan);
    if (!answers)
        return std::unexpected(answers.error());
    return *std::move(answers);
}

Result<QMap<QString, QString>> inputsOf(const QStringList &words)
{
    QMap<QString, QString> inputs;
    for (const QString &word : words) {
        const qsizetype equals = word.indexOf(u'=');
        if (equals < 1)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("“%1” is no input; write NAME=VALUE.").arg(word));
        inputs.insert(word.left(equals), word.mid(equals + 1));
    }
    return inputs;
}

} // namespace slipway
