// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envgeneratecommand.h"

#include "cli/exitcode.h"
#include "env/generators.h"
#include "plan/suggestion.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QStringList generatorNames()
{
    QStringList names;
    const QList<SecretGenerator> generators = secretGenerators();
    for (const SecretGenerator &generator : generators)
        names << generator.name;
    return names;
}

QString listOfGenerators()
{
    QString list;
    const QList<SecretGenerator> generators = secretGenerators();
    for (const SecretGenerator &generator : generators)
        list += u"\n  "_s + generator.name.leftJustified(16) + generator.title;
    return list;
}

} // namespace

CommandSpec EnvGenerateCommand::spec()
{
    CommandSpec spec;
    spec.name = u"env generate"_s;
    spec.summary = tr("Make a secret, a key or a key pair");
    spec.argument = u"KIND"_s;
    spec.least = 1;
    spec.most = 1;
    spec.description
        = {tr("Prints a new value from the system's random source; of a pair, the public part and "
              "then the private one. What is printed passes the production rules.")
           + listOfGenerators()};
    spec.exitCodes = {{exitcode::success, tr("It was printed.")},
                      {exitcode::failed, tr("The system could not make it.")},
                      {exitcode::usage, tr("Wrong usage.")}};
    spec.examples
        = {{u"slipwayctl env generate jwt | slipwayctl env set .env.production JWT_SECRET"_s,
            QString()}};
    return spec;
}

void EnvGenerateCommand::start(const Arguments &arguments)
{
    const QString name = arguments.positional().constFirst();
    const std::optional<SecretKind> kind = secretKindFromString(name);
    if (!kind) {
        fail(
            {ErrorCode::InvalidInput,
             tr("“%1” cannot be generated; there are %2.").arg(name, generatorNames().join(u", "_s))
                 + suggestion(name, generatorNames())},
            exitcode::usage);
        return;
    }
    const Result<std::vector<GeneratedSecret>> made = generateSecret(*kind);
    if (!made) {
        fail(made.error(), exitcode::failed);
        return;
    }
    using Part = GeneratedSecret::Part;
    for (const Part part : {Part::Whole, Part::Public, Part::Private}) {
        for (const GeneratedSecret &each : *made) {
            if (each.part != part)
                continue;
            QByteArray line = each.value.revealForUse().toByteArray();
            if (!line.endsWith('\n'))
                line += '\n';
            console().rawOut(line);
            line.fill('\0');
        }
    }
    finishLater(exitcode::success);
}

} // namespace slipway
