// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envfixcommand.h"

#include "cli/envarguments.h"
#include "cli/exitcode.h"
#include "cli/findingsreport.h"
#include "cli/linediff.h"

using namespace Qt::StringLiterals;

namespace slipway {

CommandSpec EnvFixCommand::spec()
{
    CommandSpec spec;
    spec.name = u"env fix"_s;
    spec.summary = tr("Mend a .env file without changing a value");
    spec.argument = u"FILE"_s;
    spec.least = 1;
    spec.most = 1;
    spec.options
        = {dialectOption(
               tr("The loaders that have to read the same before and after (default: dotenv).")),
           {u"checks"_s, u"NAMES"_s, tr("Mend only these; as for “env check”.")},
           {u"all"_s, QString(),
            tr("Apply every fix that is proven to change no value; without it the fixes are only "
               "listed.")},
           {u"diff"_s, QString(),
            tr("Print what --all would change, and leave the file as it is. Values of secrets are "
               "printed, too.")}};
    spec.description = {
        tr("Each fix is proven: the file is read before and after it as every named loader reads "
           "it, and only a fix after which all read the same is applied. Fixes that change a value "
           "or a name are listed with the loaders they change it for, and left to a person."),
        tr("The file is replaced as a whole and keeps its mode, its line ends, and every line that "
           "no fix is about.")};
    spec.exitCodes
        = {{exitcode::success, tr("Nothing is left to mend.")},
           {exitcode::failed, tr("There are findings left.")},
           {exitcode::usage, tr("Wrong usage, or a file that cannot be read or written.")}};
    spec.examples
        = {{u"slipwayctl env fix .env.production --dialect compose,sh --diff"_s, QString()},
           {u"slipwayctl env fix .env.production --dialect compose,sh --all"_s, QString()}};
    return spec;
}

void EnvFixCommand::start(const Arguments &arguments)
{
    const auto refuse = [this](const Error &error) {
        fail(error, exitcode::usage);
    };
    EnvLintOptions options;
    const Result<QList<EnvDialect>> dialects = dialectsOf(arguments, {EnvDialect::Dotenv});
    if (!dialects)
        return refuse(dialects.error());
    options.dialects = *dialects;
    options.main = dialects->constFirst();
    if (arguments.has(u"checks"_s)) {
        const Result<EnvChecks> checks = EnvChecks::fromString(arguments.value(u"checks"_s));
        if (!checks)
            return refuse(checks.error());
        options.checks = *checks;
    }
    const QString path = arguments.positional().constFirst();
    const Result<EnvFileContent> content = readEnvFile(path);
    if (!content)
        return refuse(content.error());
    const EnvLinter linter(options);
    EnvDocument document(content->bytes);
    const bool isTrial = arguments.has(u"diff"_s);
    if (arguments.has(u"all"_s) || isTrial)
        document = linter.fixedSafely(std::move(document));
    if (isTrial) {
        console().rawOut(lineDiff(path, content->bytes, document.bytes()));
    } else if (document.bytes() != content->bytes) {
        if (const Result<EnvFileState> saved = saveEnvFile(content->state, document.bytes());
            !saved)
            return refuse(saved.error());
    }
    if (!isTrial)
        report(path, linter, document);
    finishLater(linter.lint(document).isEmpty() ? exitcode::success : exitcode::failed);
}

void EnvFixCommand::report(const QString &path, const EnvLinter &linter,
                           const EnvDocument &document) const
{
    const QList<EnvFinding> left = linter.withFixes(document, linter.lint(document));
    for (const EnvFinding &finding : left) {
        console().out(findingLine(path, finding));
        if (!finding.fix)
            continue;
        QStringList changed;
        for (const EnvDialect dialect : finding.fix->changesValuesIn)
            changed << toString(dialect);
        console().out(changed.isEmpty() ? tr("    fix: %1").arg(finding.fix->title)
                                        : tr("    fix: %1 (changes what %2 reads)")
                                              .arg(finding.fix->title, changed.join(u", "_s)));
    }
}

} // namespace slipway
