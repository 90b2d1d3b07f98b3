// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envwriter.h"

#include "env/envtextedits.h"
#include "env/envtrials.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

using Kind = EnvStatement::Kind;
using Quote = EnvStatement::Quote;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvWriter)
};

/// A way of writing that was tried in the document.
struct Choice
{
    QList<EnvTextChange> changes;
    EnvDialectSet onItsOwn;  ///< who reads it back without the rest of the document
    bool isHarmless = false; ///< no other statement and no other key changes
    EnvChangeProof::Outcome outcome;
};

bool isBetter(const Choice &a, const Choice &b)
{
    const auto rank = [](const Choice &choice) {
        return std::tuple(choice.isHarmless, choice.outcome.readBack.count(),
                          -choice.outcome.strays);
    };
    return rank(a) > rank(b);
}

/// How many statements there are once the key is set.
qsizetype statementsWith(const QByteArray &key, const EnvDocument &document)
{
    const bool isNewLine = !document.find(key) && document.bytes() != envByteOrderMark;
    return document.statements().size() + (isNewLine ? 1 : 0);
}

EnvChangeProof::Expectation expectationOf(const EnvDocument &document, const EnvIntent &intent)
{
    const EnvStatement *statement = document.find(intent.key);
    return {
        .intent = intent,
        .exempt = {intent.key},
        .dependent = envDependentsOf(intent.key, document),
        .firstLine = statement ? statement->line : 0,
        .lineCount = statement ? statement->lineCount : 0,
    };
}

/// Tries ways of writing in the document itself, the most promising first, until no other can do
/// better.
class Search
{
public:
    using Change = std::function<EnvTextChange(const QByteArray &written)>;

    Search(const EnvDocument &document, const EnvIntent &intent, Change change,
           const EnvDialectSet &enabled)
        : m_document(document)
        , m_key(intent.key)
        , m_change(std::move(change))
        , m_enabled(enabled)
        , m_proof(document, enabled, envProofProcesses(intent))
        , m_expectation(expectationOf(document, intent))
    { }
    Choice bestOf(const EnvTrials &trials);

private:
    void attempt(const EnvTrial &trial);
    bool isBeyond(const EnvTrial &trial) const;

    const EnvDocument &m_document;
    const QByteArray m_key;
    const Change m_change;
    const EnvDialectSet m_enabled;
    const EnvChangeProof m_proof;
    const EnvChangeProof::Expectation m_expectation;
    std::optional<Choice> m_best;
    qsizetype m_attempts = 0;
};

Choice Search::bestOf(const EnvTrials &trials)
{
    if (const std::optional<EnvTrial> trial = trials.quick()) {
        attempt(*trial);
        if (m_best->outcome.readBack == m_enabled && m_best->isHarmless)
            return *m_best;
    }
    for (const EnvTrial &trial : trials.ranked()) {
        if (m_best && isBeyond(trial))
            break;
        attempt(trial);
    }
    return *m_best;
}

void Search::attempt(const EnvTrial &trial)
{
    QList<EnvTextChange> changes;
    if (!trial.isCurrent)
        changes.append(m_change(trial.writing.text));
    EnvDocument after = m_document;
    after.apply(changes);
    Choice choice{changes, trial.plain & m_enabled, false, m_proof.outcomeOf(after, m_expectation)};
    // What reads back only because nothing follows will not for long.
    choice.outcome.readBack &= trial.plain;
    choice.isHarmless = choice.outcome.disturbed.none()
        && after.statements().size() == statementsWith(m_key, m_document) && after.find(m_key);
    if (!m_best || isBetter(choice, *m_best))
        m_best = std::move(choice);
    ++m_attempts;
}

/// Whether neither this one nor those after it can be better, or time is up: a few tries for the
/// largest file, all of them for any usual one.
bool Search::isBeyond(const EnvTrial &trial) const
{
    constexpr qsizetype fewest = 5;
    constexpr qsizetype mostBytes = 8 * 1024 * 1024;
    if (m_attempts >= fewest && m_attempts * m_document.bytes().size() > mostBytes)
        return true;
    const size_t reached = m_best->outcome.readBack.count();
    const size_t possible = (trial.plain & m_enabled).count();
    return m_best->isHarmless
        && (possible < reached || (possible == reached && m_best->outcome.strays == 0));
}

/// Where a new line belongs: behind the last line of the statement's group.
qsizetype groupEnd(const EnvDocument &document, const EnvStatement &statement)
{
    const QList<EnvStatement> &all = document.statements();
    qsizetype place = &statement - all.constData();
    while (place + 1 < all.size() && all.at(place + 1).kind != Kind::Blank)
        ++place;
    return all.at(place).range.end();
}

} // namespace

/// Where a value is to be written.
struct EnvWriter::Place
{
    EnvLine line;
    std::function<EnvTextChange(const QByteArray &written)> change;
};

EnvWriter::EnvWriter(QList<EnvDialect> dialects) : m_dialects(std::move(dialects)) { }

EnvEncoding EnvWriter::encode(const QByteArray &key, const QByteArray &value, Quote preferred) const
{
    const EnvDialectSet enabled = envDialectSet(m_dialects);
    const EnvTrial best
        = EnvTrials({key, value}, EnvLine::ofKey(key, "\n", preferred), enabled).best();
    return {best.writing.quote, best.writing.text, envDialectsIn(enabled & ~best.plain)};
}

Result<EnvEdit> EnvWriter::setValue(const EnvDocument &document, const QByteArray &key,
                                    const QByteArray &value) const
{
    if (!isEnvKey(key)) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ cannot be the name of a variable. Take letters, digits and "
                                 "underscores.")
                           .arg(QString::fromUtf8(key)));
    }
    const QByteArray lineEnd = document.lineEnd();
    const EnvStatement *statement = document.find(key);
    if (statement) {
        return write(
            document, {key, value},
            {EnvLine::ofStatement(document, *statement, lineEnd), [&](const QByteArray &written) {
                 return replacedEnvValue(document, *statement, written);
             }});
    }
    return write(document, {key, value},
                 {EnvLine::ofKey(key, lineEnd), [&](const QByteArray &written) {
                      return insertedEnvLines(document, document.bytes().size(),
                                              key + '=' + written, lineEnd);
                  }});
}

Result<EnvEdit> EnvWriter::addToGroup(const EnvDocument &document, const EnvIntent &intent,
                                      const QByteArray &neighbour) const
{
    const EnvStatement *statement = document.find(neighbour);
    if (!statement) {
        return failure(ErrorCode::NotFound,
                       Words::tr("The file has no ‘%1’.").arg(QString::fromUtf8(neighbour)));
    }
    if (!isEnvKey(intent.key) || document.find(intent.key)) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ cannot be the name of a new variable: it is there already, "
                                 "or holds other things than letters, digits and underscores.")
                           .arg(QString::fromUtf8(intent.key)));
    }
    const QByteArray lineEnd = document.lineEnd();
    const qsizetype at = groupEnd(document, *statement);
    return write(document, intent,
                 {EnvLine::ofKey(intent.key, lineEnd), [&](const QByteArray &written) {
                      return insertedEnvLines(document, at, intent.key + '=' + written, lineEnd);
                  }});
}

Result<EnvEdit> EnvWriter::write(const EnvDocument &document, const EnvIntent &intent,
                                 const Place &place) const
{
    const EnvDialectSet enabled = envDialectSet(m_dialects);
    const EnvTrials trials(intent, place.line, enabled);
    const Choice best = Search(document, intent, place.change, enabled).bestOf(trials);
    if (!best.isHarmless) {
        return failure(ErrorCode::Refused,
                       Words::tr("However ‘%1’ is written, another variable of this file would "
                                 "change. Mend the lines around it first, or enable fewer loaders.")
                           .arg(QString::fromUtf8(intent.key)));
    }
    return EnvEdit{best.changes,
                   envDialectsIn(enabled & ~best.outcome.readBack),
                   envDialectsIn(best.onItsOwn & ~best.outcome.readBack),
                   {}};
}

bool isEnvKey(QByteArrayView key)
{
    return !key.isEmpty() && std::ranges::all_of(key, isEnvKeyByte);
}

} // namespace slipway
