// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envproof.h"
#include "env/envtextedits.h"
#include "env/envwriter.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

using Kind = EnvStatement::Kind;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvWriter)
};

std::unexpected<Error> noSuchKey(const QByteArray &key)
{
    return failure(ErrorCode::NotFound,
                   Words::tr("The file has no ‘%1’.").arg(QString::fromUtf8(key)));
}

std::optional<QByteArray> valueIn(const EnvReading &reading, const QByteArray &key)
{
    for (const EnvValue &value : reading.values) {
        if (value.key == key)
            return value.value;
    }
    return std::nullopt;
}

/// A comment line without its "#" and one space behind it: what to take out.
EnvRange commentMark(const EnvDocument &document, const EnvStatement &comment)
{
    const bool hasSpace = document.text(comment.comment).startsWith("# ");
    return {comment.comment.at, hasSpace ? 2 : 1};
}

/// What a comment line says, as a text of its own.
QByteArray commented(const EnvDocument &document, const EnvStatement &comment)
{
    const qsizetype begin = commentMark(document, comment).end();
    return document.text({begin, comment.range.end() - begin}).toByteArray();
}

bool assigns(const QByteArray &text, const QByteArray &key)
{
    if (text.isEmpty())
        return false;
    const EnvStatement statement = readEnvStatement(text, 0, 1).statement;
    const auto part = [&](const EnvRange &range) {
        return QByteArrayView(text).sliced(range.at, range.size);
    };
    return statement.kind == Kind::Assignment && part(statement.key) == key
        && part(statement.delimiter).contains('=');
}

/// How many comment lines from a place on make up the assignment that begins in the first.
qsizetype commentedLines(const EnvDocument &document, qsizetype place)
{
    const QList<EnvStatement> &all = document.statements();
    QByteArray text;
    for (qsizetype next = place; next < all.size() && all.at(next).kind == Kind::Comment; ++next)
        text += commented(document, all.at(next));
    return readEnvStatement(text, 0, 1).statement.lineCount;
}

} // namespace

/// What is to be with a key after a change. An empty key: there is none to look at.
struct EnvWriter::Wanted
{
    QByteArray before; ///< the key it had
    QByteArray after;  ///< the key that has its value then; without `before`: any value
};

EnvEdit EnvWriter::tried(const EnvDocument &document, QList<EnvTextChange> changes,
                         const Wanted &wanted) const
{
    sortEnvTextChanges(changes);
    EnvDocument after = document;
    after.apply(changes);
    const EnvDialectSet enabled = envDialectSet(m_dialects);
    const EnvChangeProof proof(document, enabled);
    const EnvChangeProof::Outcome outcome = proof.outcomeOf(
        after, {.intent = {}, .exempt = {wanted.before, wanted.after}, .dependent = {}});
    EnvDialectSet unsatisfied;
    for (const EnvDialect dialect : envDialectsIn(enabled)) {
        const EnvReading reading = readEnv(after.bytes(), dialect);
        const std::optional<QByteArray> now = valueIn(reading, wanted.after);
        bool isAsWanted = now.has_value();
        if (wanted.after.isEmpty())
            isAsWanted = !valueIn(reading, wanted.before);
        else if (!wanted.before.isEmpty())
            isAsWanted = now == valueIn(proof.readingBefore(dialect), wanted.before);
        unsatisfied.set(envDialectBit(dialect), !isAsWanted);
    }
    return {changes, envDialectsIn(unsatisfied), {}, envDialectsIn(outcome.disturbed)};
}

Result<EnvEdit> EnvWriter::remove(const EnvDocument &document, const QByteArray &key) const
{
    QList<EnvTextChange> changes;
    for (const EnvStatement &statement : document.statements()) {
        if (statement.hasKey() && document.keyOf(statement) == key)
            changes.append(removedEnvLines(document, statement));
    }
    if (changes.isEmpty())
        return noSuchKey(key);
    return tried(document, changes, {key, {}});
}

Result<EnvEdit> EnvWriter::rename(const EnvDocument &document, const QByteArray &from,
                                  const QByteArray &to) const
{
    if (from == to && document.find(from))
        return EnvEdit{};
    if (!isEnvKey(to) || document.find(to)) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ cannot be the new name: it is there already, or holds other "
                                 "things than letters, digits and underscores.")
                           .arg(QString::fromUtf8(to)));
    }
    QList<EnvTextChange> changes;
    for (const EnvStatement &statement : document.statements()) {
        if (statement.hasKey() && document.keyOf(statement) == from)
            changes.append(EnvTextChange{statement.key, to});
    }
    if (changes.isEmpty())
        return noSuchKey(from);
    return tried(document, changes, {from, to});
}

Result<EnvEdit> EnvWriter::commentOut(const EnvDocument &document, const QByteArray &key) const
{
    QList<EnvTextChange> changes;
    for (const EnvStatement &statement : document.statements()) {
        if (!statement.hasKey() || document.keyOf(statement) != key)
            continue;
        const EnvRange lines = removedEnvLines(document, statement).range;
        for (qsizetype at = lines.at; at < lines.end();) {
            changes.append(EnvTextChange{{at, 0}, "# "});
            const qsizetype lineFeed = document.bytes().indexOf('\n', at);
            at = lineFeed < 0 ? lines.end() : lineFeed + 1;
        }
    }
    if (changes.isEmpty())
        return noSuchKey(key);
    return tried(document, changes, {key, {}});
}

Result<EnvEdit> EnvWriter::uncomment(const EnvDocument &document, const QByteArray &key) const
{
    const QList<EnvStatement> &all = document.statements();
    qsizetype place = all.size() - 1;
    while (place >= 0
           && (all.at(place).kind != Kind::Comment
               || !assigns(commented(document, all.at(place)), key))) {
        --place;
    }
    if (place < 0)
        return noSuchKey(key);
    QList<EnvTextChange> changes;
    const qsizetype end = place + commentedLines(document, place);
    for (; place < end; ++place)
        changes.append(EnvTextChange{commentMark(document, all.at(place)), {}});
    return tried(document, changes, {{}, key});
}

Result<EnvEdit> EnvWriter::move(const EnvDocument &document, const QByteArray &key, Side side,
                                const QByteArray &anchor) const
{
    const EnvStatement *statement = document.find(key);
    const EnvStatement *beside = document.find(anchor);
    if (!statement || !beside)
        return noSuchKey(statement ? anchor : key);
    const EnvTextChange removed = removedEnvLines(document, *statement);
    QByteArray lines = document.text(removed.range).toByteArray();
    QByteArray lineEnd = document.lineEnd();
    if (lines.endsWith('\n')) {
        lineEnd = lines.endsWith("\r\n") ? "\r\n" : "\n";
        lines.chop(lineEnd.size());
    }
    const qsizetype at = side == Side::Before ? beside->range.at : beside->range.end();
    const EnvTextChange inserted = insertedEnvLines(document, at, lines, lineEnd);
    const bool isThere
        = inserted.range.at >= removed.range.at && inserted.range.at <= removed.range.end();
    if (isThere)
        return EnvEdit{};
    return tried(document, {removed, inserted}, {key, key});
}

} // namespace slipway
