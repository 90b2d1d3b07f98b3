// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envexportcommand.h"

#include "base/wipe.h"
#include "cli/envarguments.h"
#include "cli/exitcode.h"
#include "env/secretkeys.h"
#include "run/delivery/secretfilling.h"
#include "workspace/workspaceenv.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QStringList formatNames()
{
    QStringList names;
    for (const EnvExportFormat format : allEnvExportFormats())
        names << toString(format);
    return names;
}

} // namespace

CommandSpec EnvExportCommand::spec()
{
    CommandSpec spec;
    spec.name = u"env export"_s;
    spec.summary = tr("Print a .env file in another program's format");
    spec.argument = u"FILE"_s;
    spec.least = 1;
    spec.most = 1;
    spec.options
        = {{u"to"_s, u"FORMAT"_s, tr("What to print: %1.").arg(formatNames().join(u", "_s)),
            OptionSpec::Many::No, formatNames()},
           dialectOption(tr("The loader that reads the file (default: dotenv).")),
           processOption(),
           {u"name"_s, u"NAME"_s, tr("The name of the Kubernetes Secret.")},
           {u"workspace"_s, u"DIR"_s,
            tr("Whose secrets slipway://secret/NAME means. Without it: the nearest workspace "
               "round the file, or round the current folder.")}};
    spec.description = {
        tr("Prints the values that the loader reads, in the quoting of the other program, read "
           "back before it is printed. A value that the format cannot hold is an error that names "
           "its key: nothing is ever written that would be read as something else."),
        tr("Secrets of the keychain are put into the places of their references, so what is "
           "printed is not for a screen.")};
    spec.exitCodes = {{exitcode::success, tr("It was printed.")},
                      {exitcode::failed,
                       tr("The loader refuses the file, or the format cannot hold "
                          "a value.")},
                      {exitcode::usage, tr("Wrong usage, or a file that cannot be read.")}};
    spec.examples = {
        {u"slipwayctl env export .env.production --to kubernetes --name shop | kubectl apply -f -"_s,
         QString()}};
    return spec;
}

void EnvExportCommand::start(const Arguments &arguments)
{
    const auto refuse = [this](const Error &error, int exitCode) {
        fail(error, exitCode);
    };
    const std::optional<EnvExportFormat> format
        = envExportFormatFromString(arguments.value(u"to"_s));
    if (!format)
        return refuse({ErrorCode::InvalidInput, tr("“env export” needs a format: --to FORMAT.")},
                      exitcode::usage);
    const Result<QList<EnvDialect>> dialects = dialectsOf(arguments, {EnvDialect::Dotenv});
    if (!dialects)
        return refuse(dialects.error(), exitcode::usage);
    const Result<EnvVariables> process = processOf(arguments);
    if (!process)
        return refuse(process.error(), exitcode::usage);
    const QString path = arguments.positional().constFirst();
    const Result<QByteArray> text = readEnvInput(path);
    if (!text)
        return refuse(text.error(), exitcode::usage);

    const EnvReading reading = readEnv(*text, dialects->constFirst(), *process);
    for (const EnvReadError &error : reading.errors)
        console().error(u"%1:%2: error: %3"_s.arg(path).arg(error.line).arg(error.message));
    if (!reading.errors.isEmpty())
        return finishLater(exitcode::failed);
    m_format = *format;
    m_name = arguments.value(u"name"_s);
    const bool hasSecrets = std::ranges::any_of(reading.values, [](const EnvValue &value) {
        return value.value && secretReference(*value.value);
    });
    if (!hasSecrets)
        return print(reading);
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), path);
    if (!opened)
        return refuse(opened.error(), exitcode::usage);
    m_task = printWithSecrets((*opened)->env().secrets(), reading);
    m_task.start();
}

Task<void> EnvExportCommand::printWithSecrets(SecretResolver &secrets, EnvReading reading)
{
    Result<EnvReading> resolved = co_await resolveSecrets(secrets, std::move(reading));
    if (!resolved) {
        fail(resolved.error(), exitcode::failed);
        co_return;
    }
    print(*resolved);
    wipeValues(*resolved);
}

void EnvExportCommand::print(const EnvReading &reading)
{
    Result<QByteArray> exported = exportEnv(reading, m_format, m_name);
    if (!exported)
        return fail(exported.error(), exitcode::failed);
    console().rawOut(*exported);
    wipe(*exported);
    finishLater(exitcode::success);
}

} // namespace slipway
