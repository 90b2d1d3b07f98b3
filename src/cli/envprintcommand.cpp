// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envprintcommand.h"

#include "cli/envarguments.h"
#include "cli/exitcode.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// By hand: QJsonObject would sort the keys, whose order is the file's.
QByteArray jsonOf(const EnvReading &reading)
{
    QByteArray json = "{\"values\":{";
    for (const EnvValue &each : reading.values) {
        if (!json.endsWith('{'))
            json += ',';
        json += jsonText(each.key) + ':' + (each.value ? jsonText(*each.value) : "null"_ba);
    }
    json += "},\"errors\":[";
    for (const EnvReadError &error : reading.errors) {
        if (!json.endsWith('['))
            json += ',';
        json += "{\"line\":" + QByteArray::number(error.line)
            + ",\"message\":" + jsonText(error.message.toUtf8()) + '}';
    }
    return json + "]}\n";
}

bool isPlain(QByteArrayView value)
{
    return std::ranges::all_of(
        value, [](char byte) { return uchar(byte) > ' ' && byte != '"' && byte != 0x7f; });
}

} // namespace

CommandSpec EnvPrintCommand::spec()
{
    CommandSpec spec;
    spec.name = u"env print"_s;
    spec.summary = tr("Print what a loader reads from a .env file");
    spec.argument = u"FILE"_s;
    spec.least = 1;
    spec.most = 1;
    spec.options = {
        dialectOption(tr("The loader to read as; needed.")),
        processOption(),
        {u"format"_s,
         u"FORMAT"_s,
         tr("text: KEY=VALUE a line, the value as a JSON text where it is empty or holds more than "
            "plain characters. json: {\"values\":{…},\"errors\":[{\"line\",\"message\"}]}, null "
            "for "
            "a key without a value."),
         OptionSpec::Many::No,
         {u"text"_s, u"json"_s}}};
    spec.description = {
        tr("Reads the file exactly as the loader does, quotes, escapes, comments, variables and "
           "errors included, and prints the values in the order of the file. Nothing in the file "
           "is ever executed: where a loader would run a command, its text stays."),
        tr("Values are printed in clear. FILE may be “-” for standard input.")};
    spec.exitCodes = {{exitcode::success, tr("The loader reads the whole file.")},
                      {exitcode::failed, tr("The loader refuses the file or a line of it.")},
                      {exitcode::usage, tr("Wrong usage, or a file that cannot be read.")}};
    spec.examples = {{u"slipwayctl env print .env.production --dialect compose --env HOME=/root"_s,
                      tr("What Docker Compose gives to a container.")}};
    return spec;
}

void EnvPrintCommand::start(const Arguments &arguments)
{
    const Result<QList<EnvDialect>> dialects = dialectsOf(arguments, {});
    if (!dialects || dialects->size() != 1) {
        fail(dialects
                 ? Error{ErrorCode::InvalidInput, tr("“env print” needs one dialect: --dialect D.")}
                 : dialects.error(),
             exitcode::usage);
        return;
    }
    const Result<EnvVariables> process = processOf(arguments);
    const Result<QByteArray> text = process ? readEnvInput(arguments.positional().constFirst())
                                            : Result<QByteArray>(std::unexpected(process.error()));
    if (!text) {
        fail(text.error(), exitcode::usage);
        return;
    }
    const EnvReading reading = readEnv(*text, dialects->constFirst(), *process);
    if (arguments.value(u"format"_s) == "json"_L1) {
        console().rawOut(jsonOf(reading));
    } else {
        QByteArray lines;
        for (const EnvValue &each : reading.values) {
            lines += each.key;
            if (each.value)
                lines += '=' + (isPlain(*each.value) ? *each.value : jsonText(*each.value));
            lines += '\n';
        }
        console().rawOut(lines);
        for (const EnvReadError &error : reading.errors)
            console().error(u"%1:%2: error: %3"_s.arg(arguments.positional().constFirst())
                                .arg(error.line)
                                .arg(error.message));
    }
    finishLater(reading.errors.isEmpty() ? exitcode::success : exitcode::failed);
}

} // namespace slipway
