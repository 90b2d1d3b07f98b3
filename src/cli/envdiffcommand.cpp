// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envdiffcommand.h"

#include "cli/envarguments.h"
#include "cli/exitcode.h"
#include "env/envdiff.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString signOf(EnvKeyDifference::State state)
{
    switch (state) {
    case EnvKeyDifference::State::Added:
        return u"+"_s;
    case EnvKeyDifference::State::Removed:
        return u"-"_s;
    case EnvKeyDifference::State::Changed:
        return u"~"_s;
    case EnvKeyDifference::State::Same:
        break;
    }
    return u" "_s;
}

} // namespace

CommandSpec EnvDiffCommand::spec()
{
    CommandSpec spec;
    spec.name = u"env diff"_s;
    spec.summary = tr("Compare two .env files by key");
    spec.argument = u"A B"_s;
    spec.least = 2;
    spec.most = 2;
    spec.options = {dialectOption(tr("The loader that reads both (default: dotenv).")),
                    {u"format"_s,
                     u"FORMAT"_s,
                     tr("text: a line a key. json: a list of {\"key\",\"state\"}."),
                     OptionSpec::Many::No,
                     {u"text"_s, u"json"_s}}};
    spec.description = {
        tr("Prints each key that is not the same in both files: “- KEY” is only in A, “+ KEY” only "
           "in B, “~ KEY” has another value. Order, comments and quoting make no difference. "
           "Values are never printed.")};
    spec.exitCodes = {{exitcode::success, tr("The files say the same.")},
                      {exitcode::failed, tr("They differ.")},
                      {exitcode::usage, tr("Wrong usage, or a file that cannot be read.")}};
    spec.examples = {{u"slipwayctl env diff .env.staging .env.production"_s, QString()}};
    return spec;
}

void EnvDiffCommand::start(const Arguments &arguments)
{
    const auto refuse = [this](const Error &error) {
        fail(error, exitcode::usage);
    };
    const Result<QList<EnvDialect>> dialects = dialectsOf(arguments, {EnvDialect::Dotenv});
    if (!dialects)
        return refuse(dialects.error());
    QList<EnvReading> readings;
    for (const QString &path : arguments.positional()) {
        const Result<QByteArray> text = readEnvInput(path);
        if (!text)
            return refuse(text.error());
        readings << readEnv(*text, dialects->constFirst());
        for (const EnvReadError &error : std::as_const(readings.last().errors))
            console().error(u"%1:%2: error: %3"_s.arg(path).arg(error.line).arg(error.message));
    }
    const EnvDifference difference = differenceOf(readings[0], readings[1]);
    QJsonArray list;
    for (const EnvKeyDifference &each : difference) {
        if (each.state == EnvKeyDifference::State::Same)
            continue;
        const QString key = QString::fromUtf8(each.key);
        if (arguments.value(u"format"_s) == "json"_L1)
            list.append(QJsonObject{{u"key"_s, key}, {u"state"_s, toString(each.state)}});
        else
            console().out(signOf(each.state) + u' ' + key);
    }
    if (arguments.value(u"format"_s) == "json"_L1)
        console().rawOut(QJsonDocument(list).toJson(QJsonDocument::Compact) + '\n');
    finishLater(hasDifferences(difference) ? exitcode::failed : exitcode::success);
}

} // namespace slipway
