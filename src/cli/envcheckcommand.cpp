// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envcheckcommand.h"

#include "cli/envarguments.h"
#include "cli/exitcode.h"
#include "cli/findingsreport.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

CommandSpec EnvCheckCommand::spec()
{
    CommandSpec spec;
    spec.name = u"env check"_s;
    spec.summary = tr("Find what is wrong with .env files");
    spec.argument = u"FILE"_s;
    spec.least = 1;
    spec.most = -1;
    spec.options = {
        dialectOption(tr("The loaders that read the files, the main one first (default: dotenv).")),
        {u"checks"_s, u"NAMES"_s,
         tr("Only these: names of checks and of the groups dotenv-linter, slipway and all, "
            "separated by commas; -NAME leaves one out.")},
        {u"rules"_s,
         u"RULES"_s,
         tr("production: the keys of a production environment have to be there, strong and meant "
            "for production."),
         OptionSpec::Many::No,
         {u"production"_s, u"none"_s}},
        {u"schema"_s, u"FILE"_s,
         tr("What the keys have to be: .env.schema.yaml, a JSON Schema, dotenv-linter's schema or "
            "@env-spec.")},
        {u"example"_s, u"FILE"_s, tr("The keys have to be those of this file.")},
        processOption(),
        {u"severity"_s, u"CHECK=LEVEL"_s,
         tr("error, warning, info or off instead of the check's own."), OptionSpec::Many::Yes},
        {u"format"_s,
         u"FORMAT"_s,
         tr("text: FILE:LINE:COLUMN: SEVERITY: MESSAGE [CHECK], a line each. json and sarif for "
            "other programs."),
         OptionSpec::Many::No,
         {u"text"_s, u"json"_s, u"sarif"_s}}};
    spec.description = {
        tr("Reads each file as its loaders do and says what is wrong, what other loaders read "
           "differently, and with --rules, --schema and --example what the values mean. No message "
           "ever holds a value, and nothing in a file is ever executed."),
        tr("Comments “# dotenv-linter:off NAME” and “# dotenv-linter:on NAME” switch checks off "
           "and on from there.")};
    spec.exitCodes = {{exitcode::success, tr("Nothing was found.")},
                      {exitcode::failed, tr("There are findings.")},
                      {exitcode::usage, tr("Wrong usage, or a file that cannot be read.")}};
    spec.examples
        = {{u"slipwayctl env check .env.production --dialect compose,sh --rules production"_s,
            QString()},
           {u"slipwayctl env check .env* --checks dotenv-linter"_s,
            tr("Just what dotenv-linter finds.")}};
    return spec;
}

Result<void> EnvCheckCommand::readChecks(const QString &text, Measure &measure)
{
    QStringList names = text.split(u',');
    // dotenv-linter's fourteenth check: it comes with its schema, not with the linter.
    measure.namesSchemaViolation = names.removeAll(u"SchemaViolation"_s) > 0;
    if (measure.namesSchemaViolation && names.isEmpty()) {
        measure.check.lint.checks = EnvChecks();
        return {};
    }
    const Result<EnvChecks> checks = EnvChecks::fromString(names.join(u','));
    if (!checks)
        return std::unexpected(checks.error());
    measure.check.lint.checks = *checks;
    return {};
}

Result<void> EnvCheckCommand::readSchema(const QString &path, Measure &measure)
{
    const Result<QByteArray> text = readEnvInput(path);
    if (!text)
        return std::unexpected(text.error());
    if (envSchemaFormatOf(*text) == EnvSchemaFormat::DotenvLinter
        && (measure.namesSchemaViolation
            || measure.check.lint.checks == EnvChecks::dotenvLinter())) {
        Result<LinterSchema> schema = linterSchemaFromJson(*text);
        if (!schema)
            return std::unexpected(schema.error());
        measure.linterSchema = *std::move(schema);
        return {};
    }
    Result<EnvSchema> schema = usableEnvSchema(*text, path);
    if (!schema)
        return std::unexpected(schema.error());
    measure.check.schema = *std::move(schema);
    return {};
}

Result<void> EnvCheckCommand::readSeverities(const QStringList &given, Measure &measure)
{
    for (const QString &each : given) {
        const QString name = each.section(u'=', 0, 0);
        const std::optional<RuleSeverity> level = ruleSeverityFromString(each.section(u'=', 1));
        if (!level)
            return failure(
                ErrorCode::InvalidInput,
                tr("--severity takes CHECK=error, warning, info or off, not “%1”.").arg(each));
        RuleSettings setting;
        setting.severities.insert(name, *level);
        measure.check.setSeverity(name, setting.severityOf(name, EnvSeverity::Warning));
    }
    return {};
}

Result<EnvCheckCommand::Measure> EnvCheckCommand::measureOf(const Arguments &arguments)
{
    Measure measure;
    const Result<QList<EnvDialect>> dialects = dialectsOf(arguments, {EnvDialect::Dotenv});
    if (!dialects)
        return std::unexpected(dialects.error());
    measure.check.setLoaders(dialects->constFirst(), *dialects);
    const Result<EnvVariables> process = processOf(arguments);
    if (!process)
        return std::unexpected(process.error());
    measure.check.lint.process = *process;
    if (arguments.has(u"checks"_s)) {
        if (Result<void> read = readChecks(arguments.value(u"checks"_s), measure); !read)
            return std::unexpected(read.error());
    }
    if (arguments.value(u"rules"_s) == "production"_L1)
        measure.check.rules = EnvFileCheck::Rules::Production;
    if (Result<void> read = readSeverities(arguments.values(u"severity"_s), measure); !read)
        return std::unexpected(read.error());
    if (arguments.has(u"schema"_s)) {
        if (Result<void> read = readSchema(arguments.value(u"schema"_s), measure); !read)
            return std::unexpected(read.error());
    }
    if (arguments.has(u"example"_s)) {
        const Result<QByteArray> text = readEnvInput(arguments.value(u"example"_s));
        if (!text)
            return std::unexpected(text.error());
        measure.check.example
            = exampleOf(EnvDocument(*text),
                        readEnv(*text, measure.check.lint.main, measure.check.lint.process));
    }
    return measure;
}

QList<EnvFinding> EnvCheckCommand::findingsOf(const QByteArray &text, const Measure &measure)
{
    QList<EnvFinding> findings = checkEnvFile(EnvDocument(text), measure.check);
    if (measure.linterSchema) {
        findings += linterSchemaFindings(text, *measure.linterSchema);
        std::ranges::stable_sort(findings, {}, &EnvFinding::line);
    }
    return findings;
}

void EnvCheckCommand::start(const Arguments &arguments)
{
    const Result<Measure> measure = measureOf(arguments);
    if (!measure) {
        fail(measure.error(), exitcode::usage);
        return;
    }
    const QString format = arguments.value(u"format"_s, u"text"_s);
    QList<FileFindings> files;
    int exitCode = exitcode::success;
    for (const QString &path : arguments.positional()) {
        const Result<QByteArray> text = readEnvInput(path);
        if (!text) {
            console().error(errorLine(text.error()));
            exitCode = exitcode::usage;
            continue;
        }
        QList<EnvFinding> findings = findingsOf(*text, *measure);
        if (!findings.isEmpty() && exitCode == exitcode::success)
            exitCode = exitcode::failed;
        if (format == "json"_L1)
            findings = EnvLinter(measure->check.lint).withFixes(EnvDocument(*text), findings);
        files.append({path, findings});
    }
    if (format == "json"_L1) {
        console().rawOut(findingsJson(files));
    } else if (format == "sarif"_L1) {
        console().rawOut(findingsSarif(files));
    } else {
        QByteArray lines;
        for (const FileFindings &file : std::as_const(files)) {
            for (const EnvFinding &finding : file.findings)
                lines += findingLine(file.path, finding).toUtf8() + '\n';
        }
        console().rawOut(lines);
    }
    finishLater(exitCode);
}

} // namespace slipway
