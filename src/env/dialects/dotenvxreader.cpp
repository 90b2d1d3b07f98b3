// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dialectreaders.h"

#include "env/dialects/dotenvexpansion.h"
#include "env/dialects/dotenvscanner.h"
#include "env/dialects/readingfaults.h"
#include "env/envcollector.h"

namespace slipway {
namespace {

/// Variables that are set win over those of the file, which are read in order.
class DotenvxFile
{
public:
    explicit DotenvxFile(const EnvVariables &process) : m_process(process) { }

    EnvReading read(QByteArrayView text);

private:
    std::optional<QByteArray> valueOf(const DotenvAssignment &assignment);
    QByteArray inheritedOrWritten(const DotenvAssignment &assignment) const;
    std::optional<QByteArray> expanded(const QByteArray &value);

    const EnvVariables &m_process;
    EnvCollector m_collector;
    /// Keys with a value in single quotes: whether it has what looks like a reference.
    QHash<QByteArray, bool> m_literals;
    ExpansionBudget m_budget;
};

EnvReading DotenvxFile::read(QByteArrayView text)
{
    DotenvScanner scanner(text);
    while (const auto assignment = scanner.next()) {
        const auto value = valueOf(*assignment);
        if (!value) {
            m_collector.refuse(assignment->line, ReadingFault::expandsTooFar());
            break;
        }
        m_collector.set(assignment->key.toByteArray(), *value, assignment->line);
    }
    return m_collector.take();
}

std::optional<QByteArray> DotenvxFile::valueOf(const DotenvAssignment &assignment)
{
    const QByteArray key = assignment.key.toByteArray();
    const QByteArray value = inheritedOrWritten(assignment);
    if (dotenvQuote(assignment.value) == '\'') {
        m_literals.insert(key, holdsDotenvReference(value));
        return value;
    }
    // What is encrypted stays so without its key.
    if (value.startsWith("encrypted:"))
        return value;
    // dotenvx puts in what the command says and expands nothing else.
    if (holdsDotenvCommand(value)) {
        m_collector.error(assignment.line, ReadingFault::commandNotRun());
        return value;
    }
    return m_process.value(key).isEmpty() ? expanded(value) : value;
}

QByteArray DotenvxFile::inheritedOrWritten(const DotenvAssignment &assignment) const
{
    const auto inherited = m_process.constFind(assignment.key.toByteArray());
    if (inherited != m_process.cend())
        return *inherited;
    QByteArray value = unquotedDotenvValue(assignment.value);
    const char quote = dotenvQuote(assignment.value);
    if (quote == '\'')
        value.replace("\\'", "'");
    else if (quote == '"')
        replaceDotenvEscapes(value, "nrt");
    return value;
}

std::optional<QByteArray> DotenvxFile::expanded(const QByteArray &value)
{
    DotenvVariables variables;
    variables.value = [this](const QByteArray &name) -> const QByteArray * {
        const auto inherited = m_process.constFind(name);
        if (inherited != m_process.cend())
            return &*inherited;
        const EnvValue *written = m_collector.find(name);
        return written ? &*written->value : nullptr;
    };
    variables.isLast = [this](const QByteArray &name) {
        return m_literals.value(name);
    };
    auto text = expandedDotenvValue(value, variables, m_budget);
    if (text)
        *text = withoutEscapedDollars(*text);
    return text;
}

} // namespace

// dotenvx 2.38 (parse()).
EnvReading readDotenvx(QByteArrayView text, const EnvVariables &process)
{
    return DotenvxFile(process).read(text);
}

} // namespace slipway
