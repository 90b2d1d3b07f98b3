// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envanalysis.h"

#include "env/envfilecheck.h"
#include "env/envmask.h"
#include "env/secretkeys.h"
#include "gui/env/envknownkeys.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvAnalysis)
};

bool isNumber(QByteArrayView value)
{
    bool isOne = false;
    (void)value.toDouble(&isOne);
    return isOne;
}

bool isSwitch(QByteArrayView value)
{
    for (const QByteArrayView word : {"true", "false", "yes", "no", "on", "off"}) {
        if (value.compare(word, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

/// Builds the rows of an analysis, statement by statement.
class Rows
{
public:
    Rows(const EnvQuestion &question, EnvAnalysis &analysis)
        : m_question(question)
        , m_document(question.document)
        , m_analysis(analysis)
    {
        if (const EnvReading *reading = analysis.reading(question.profile.main)) {
            for (const EnvValue &value : reading->values)
                m_values.insert(value.key, value.value);
        }
        for (const EnvFinding &finding : analysis.findings) {
            if (!finding.key.isEmpty())
                m_findings[finding.key].append(&finding);
        }
    }

    void build()
    {
        if (m_question.schema) {
            for (const EnvSchemaKey &key : m_question.schema->keys)
                m_descriptions.insert(key.name, key.description);
        }
        m_analysis.sections.append(EnvSection{});
        const QList<EnvStatement> &all = m_document.statements();
        bool startsParagraph = true;
        for (const EnvStatement &statement : all) {
            if (statement.kind == EnvStatement::Kind::Comment) {
                const QString title = startsParagraph ? heading(statement) : QString();
                if (!title.isEmpty()) {
                    startSection(title);
                    startsParagraph = false;
                }
            } else {
                startsParagraph = statement.kind == EnvStatement::Kind::Blank;
                if (statement.hasKey())
                    addPresent(statement);
            }
        }
        addMissing();
        m_analysis.sections.removeIf(
            [](const EnvSection &section) { return section.rows.isEmpty(); });
    }

private:
    void startSection(const QString &title) { m_analysis.sections.append(EnvSection{title, {}}); }

    /// The words of a comment that stands as a title; empty for what was a statement.
    QString heading(const EnvStatement &statement) const
    {
        if (!secretRanges(m_document, statement).isEmpty())
            return {};
        const QByteArrayView comment = m_document.text(statement.comment);
        const QByteArrayView body = comment.isEmpty() ? comment : comment.sliced(1);
        if (readEnvStatement(body, 0, 1).statement.kind == EnvStatement::Kind::Assignment
            || body.trimmed().startsWith("dotenv-linter:"))
            return {};
        QString title = QString::fromUtf8(body).trimmed();
        const auto isOrnament = [](QChar character) {
            return u"#=-*~_ \t"_s.contains(character);
        };
        while (!title.isEmpty() && isOrnament(title.front()))
            title.removeFirst();
        while (!title.isEmpty() && isOrnament(title.back()))
            title.chop(1);
        return title;
    }

    void addPresent(const EnvStatement &statement)
    {
        EnvRow row;
        row.key = m_document.keyOf(statement).toByteArray();
        row.occurrence = m_seen[row.key]++;
        row.line = statement.line;
        row.isSecret = isSecretStatement(m_document, statement);
        row.description = description(row.key);
        const bool counts = m_document.find(row.key) == &statement;
        const auto read = m_values.constFind(row.key);
        if (counts && read != m_values.cend())
            row.value = *read;
        else if (statement.kind == EnvStatement::Kind::Assignment)
            row.value = m_document.text(statement.value).toByteArray();
        const bool isKept = row.value && secretReference(*row.value);
        row.source = isKept                          ? EnvRow::Source::Keychain
            : m_question.generated.contains(row.key) ? EnvRow::Source::Generated
                                                     : EnvRow::Source::File;
        row.isSecret
            = row.isSecret || isKept || isSecret(row.key, row.value.value_or(QByteArray()));
        row.type = envTypeOf(row.key, row.value.value_or(QByteArray()));
        if (counts)
            takeFindings(row);
        m_analysis.keys += counts ? 1 : 0;
        m_analysis.secrets += counts && row.isSecret ? 1 : 0;
        m_analysis.sections.last().rows.append(row);
    }

    QString description(const QByteArray &key) const
    {
        const QString described = m_descriptions.value(key);
        if (!described.isEmpty())
            return described;
        return m_question.example ? envCommentAbove(*m_question.example, key) : QString();
    }

    void takeFindings(EnvRow &row)
    {
        QList<const EnvFinding *> found = m_findings.value(row.key);
        std::ranges::stable_sort(found, {}, &EnvFinding::severity);
        for (const EnvFinding *finding : std::as_const(found)) {
            row.worst = std::min(row.worst.value_or(finding->severity), finding->severity);
            row.messages.append(finding->message);
        }
    }

    void addMissing()
    {
        QList<QByteArray> keys;
        QSet<QByteArray> known;
        for (const EnvFinding &finding : std::as_const(m_analysis.findings)) {
            if (finding.range.size == 0 && !finding.key.isEmpty()
                && m_document.find(finding.key) == nullptr && !known.contains(finding.key)) {
                known.insert(finding.key);
                keys.append(finding.key);
            }
        }
        if (keys.isEmpty())
            return;
        startSection(Words::tr("Not in this file"));
        for (const QByteArray &key : std::as_const(keys)) {
            EnvRow row;
            row.key = key;
            row.source = EnvRow::Source::Absent;
            row.isSecret = isSecretKey(key);
            row.description = description(key);
            row.type = envTypeOf(key, {});
            takeFindings(row);
            m_analysis.sections.last().rows.append(row);
        }
        m_analysis.missing = int(keys.size());
    }

    const EnvQuestion &m_question;
    const EnvDocument &m_document;
    EnvAnalysis &m_analysis;
    QHash<QByteArray, std::optional<QByteArray>> m_values;
    QHash<QByteArray, QList<const EnvFinding *>> m_findings;
    QHash<QByteArray, int> m_seen;
    QHash<QByteArray, QString> m_descriptions; ///< by the schema
};

EnvFileCheck checkFor(const EnvProfile &profile)
{
    EnvFileCheck check;
    check.setLoaders(profile.main, profile.dialects);
    for (const auto &[name, severity] : profile.severities.asKeyValueRange())
        check.setSeverity(name, severity);
    return check;
}

EnvFileCheck checkFor(const EnvQuestion &question)
{
    EnvFileCheck check = checkFor(question.profile);
    const EnvDialect main = question.profile.main;
    if (question.isProduction) {
        check.rules = EnvFileCheck::Rules::Production;
        for (const EnvDocument &other : question.others)
            check.others.append(readEnv(other.bytes(), main));
    }
    check.schema = question.schema;
    if (question.example)
        check.example = exampleOf(*question.example, readEnv(question.example->bytes(), main));
    return check;
}

void count(EnvAnalysis &analysis)
{
    for (const EnvFinding &finding : std::as_const(analysis.findings)) {
        int &counter = finding.severity == EnvSeverity::Error ? analysis.errors
            : finding.severity == EnvSeverity::Warning        ? analysis.warnings
                                                              : analysis.hints;
        ++counter;
    }
}

} // namespace

QString envTypeOf(QByteArrayView key, QByteArrayView value)
{
    if (secretReference(value))
        return Words::tr("Secret");
    if (value.contains("-----BEGIN "))
        return Words::tr("Key file");
    if (isSecretKey(key))
        return Words::tr("Secret");
    if (value.trimmed().isEmpty())
        return Words::tr("Empty");
    if (value.contains("://"))
        return Words::tr("URL");
    if (isNumber(value))
        return Words::tr("Number");
    if (isSwitch(value))
        return Words::tr("Switch");
    if (value.startsWith('{') || value.startsWith('['))
        return Words::tr("JSON");
    if (value.contains('@') && !value.contains(' '))
        return Words::tr("E-mail");
    if (value.contains(','))
        return Words::tr("List");
    return Words::tr("Text");
}

const EnvReading *EnvAnalysis::reading(EnvDialect dialect) const
{
    for (const auto &[of, reading] : readings) {
        if (of == dialect)
            return &reading;
    }
    return nullptr;
}

EnvAnalysis analyse(const EnvQuestion &question)
{
    EnvAnalysis analysis;
    analysis.document = question.document;
    for (const EnvDialect dialect : question.profile.dialects)
        analysis.readings.append({dialect, readEnv(question.document.bytes(), dialect)});
    analysis.findings = checkEnvFile(question.document, checkFor(question));
    count(analysis);
    Rows(question, analysis).build();
    return analysis;
}

EnvAnalysis withFixes(EnvAnalysis analysis, const EnvProfile &profile)
{
    const EnvLinter linter(checkFor(profile).lint);
    analysis.findings = linter.withFixes(analysis.document, std::move(analysis.findings));
    return analysis;
}

EnvDocument fixedSafely(const EnvDocument &document, const EnvProfile &profile)
{
    return EnvLinter(checkFor(profile).lint).fixedSafely(document);
}

} // namespace slipway
