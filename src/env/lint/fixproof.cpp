// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/fixproof.h"

#include "env/envdiff.h"
#include "env/lint/characters.h"
#include "env/lint/references.h"

#include <algorithm>

namespace slipway {

namespace {

/// The process's environment, and one that also has whatever the document may ask for.
QList<EnvVariables> processesFor(const EnvDocument &document, const EnvVariables &process)
{
    EnvVariables full = process;
    for (const EnvStatement &statement : document.statements()) {
        if (statement.kind == EnvStatement::Kind::Declaration)
            full.insert(document.keyOf(statement).toByteArray(), "from the process");
        ReferenceScanner scanner(document, statement);
        while (const auto reference = scanner.next())
            full.insert(reference->name.toByteArray(), "from the process");
    }
    if (full.size() == process.size())
        return {process};
    return {process, full};
}

QStringList complaintsOf(const EnvReading &reading)
{
    QStringList complaints;
    for (const EnvReadError &error : reading.errors)
        complaints.append(error.message);
    complaints.sort();
    return complaints;
}

bool hasSameValues(const EnvReading &a, const EnvReading &b)
{
    if (a.values.size() != b.values.size())
        return false;
    const auto isSame = [](const EnvValue &x, const EnvValue &y) {
        return x.key == y.key && x.value == y.value;
    };
    return std::ranges::equal(a.values, b.values, isSame) || !hasDifferences(differenceOf(a, b));
}

} // namespace

QByteArray withChanges(QByteArrayView text, const QList<EnvTextChange> &changes)
{
    QByteArray changed;
    changed.reserve(text.size() + 16 * changes.size());
    qsizetype at = 0;
    for (const EnvTextChange &change : changes) {
        changed += text.sliced(at, change.range.at - at);
        changed += change.inserted;
        at = change.range.end();
    }
    changed += text.sliced(at);
    return changed;
}

bool isSameReading(const EnvReading &a, const EnvReading &b)
{
    return a.errors.size() == b.errors.size() && hasSameValues(a, b)
        && (a.errors.isEmpty() || complaintsOf(a) == complaintsOf(b));
}

FixProof::FixProof(const EnvDocument &document, const EnvLintOptions &options)
    : m_document(document)
    , m_processes(processesFor(document, options.process))
{
    for (const EnvDialect dialect : options.dialects)
        m_dialects.set(static_cast<size_t>(dialect));
}

EnvRange FixProof::touched(const FixCandidate &fix) const
{
    const qsizetype from = fix.changes.first().range.at;
    const qsizetype last = std::max(from, fix.changes.last().range.end() - 1);
    const auto rangeAt = [this](qsizetype byte) {
        const EnvStatement *statement = m_document.statementAt(byte);
        if (!statement && !m_document.statements().isEmpty())
            statement = &m_document.statements().last();
        return statement ? statement->range : EnvRange{0, m_document.bytes().size()};
    };
    const EnvRange first = rangeAt(from);
    return {first.at, rangeAt(last).end() - first.at};
}

bool FixProof::touchesKey(const FixCandidate &fix, const QSet<QByteArray> &keys) const
{
    const EnvRange range = touched(fix);
    const auto &statements = m_document.statements();
    const auto startOf = [](const EnvStatement &statement) {
        return statement.range.at;
    };
    auto statement = std::ranges::lower_bound(statements, range.at, {}, startOf);
    for (; statement != statements.cend() && statement->range.at < range.end(); ++statement) {
        if (statement->hasKey() && keys.contains(m_document.keyOf(*statement).toByteArray()))
            return true;
    }
    return false;
}

FixProof::Extract FixProof::extractOf(const FixCandidate &fix) const
{
    const EnvRange range = touched(fix);
    QList<EnvTextChange> changes = fix.changes;
    for (EnvTextChange &change : changes)
        change.range.at -= range.at;
    const QByteArray text = m_document.text(range).toByteArray();
    return {text, withChanges(text, changes)};
}

DialectBits FixProof::changedAlone(const FixCandidate &fix) const
{
    const auto [text, changed] = extractOf(fix);
    const QList<EnvVariables> processes = processesFor(EnvDocument(text), m_processes.first());
    DialectBits different;
    for (const EnvDialect dialect : allEnvDialects()) {
        const auto bit = static_cast<size_t>(dialect);
        for (const EnvVariables &process : processes) {
            if (m_dialects.test(bit) && !different.test(bit)
                && !isSameReading(readEnv(text, dialect, process),
                                  readEnv(changed, dialect, process)))
                different.set(bit);
        }
    }
    return different;
}

const EnvReading &FixProof::before(EnvDialect dialect, qsizetype process) const
{
    const auto known = std::ranges::find_if(std::as_const(m_before), [&](const Reading &reading) {
        return reading.dialect == dialect && reading.process == process;
    });
    if (known != m_before.cend())
        return known->before;
    m_before.append(
        {dialect, process, readEnv(m_document.bytes(), dialect, m_processes.at(process))});
    return m_before.constLast().before;
}

FixProof::Outcome FixProof::outcomeOf(const QList<const FixCandidate *> &fixes,
                                      DialectBits dialects) const
{
    QList<EnvTextChange> changes;
    for (const FixCandidate *fix : fixes)
        changes.append(fix->changes);
    const QByteArray changed = withChanges(m_document.bytes(), changes);
    Outcome outcome;
    for (const EnvDialect dialect : allEnvDialects()) {
        if (!dialects.test(static_cast<size_t>(dialect)))
            continue;
        for (qsizetype process = 0; process < m_processes.size(); ++process) {
            const EnvReading after = readEnv(changed, dialect, m_processes.at(process));
            const EnvReading &old = before(dialect, process);
            if (isSameReading(old, after))
                continue;
            outcome.isSame = false;
            for (const EnvKeyDifference &key : differenceOf(old, after)) {
                if (key.state != EnvKeyDifference::State::Same)
                    outcome.keys.insert(key.key);
            }
        }
    }
    if (!outcome.isSame)
        addReferences(outcome.keys);
    return outcome;
}

void FixProof::addReferences(QSet<QByteArray> &keys) const
{
    const QSet<QByteArray> differing = keys;
    for (const QByteArray &key : differing) {
        const EnvStatement *statement = m_document.find(key);
        if (!statement)
            continue;
        ReferenceScanner scanner(m_document, *statement);
        while (const auto reference = scanner.next())
            keys.insert(reference->name.toByteArray());
    }
}

} // namespace slipway
