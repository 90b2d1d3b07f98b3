// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envproof.h"

#include <algorithm>

namespace slipway {
namespace {

bool isNameByte(char byte)
{
    return byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z')
        || (byte >= 'a' && byte <= 'z');
}

/// Calls back with each name that follows "$" or "${". Loaders disagree about where it ends, so its
/// front of capitals and its first byte are names as well.
template<typename Callback> void forEachReference(QByteArrayView text, Callback callback)
{
    for (qsizetype at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
        qsizetype begin = at + 1;
        if (begin < text.size() && text[begin] == '{')
            ++begin;
        qsizetype end = begin;
        qsizetype capitals = begin;
        for (; end < text.size() && isNameByte(text[end]); ++end) {
            const bool isSmall = text[end] >= 'a' && text[end] <= 'z';
            if (capitals == end && !isSmall)
                ++capitals;
        }
        for (const qsizetype until : {end, capitals, std::min(begin + 1, end)}) {
            if (until > begin)
                callback(text.sliced(begin, until - begin));
        }
    }
}

const EnvValue *valueOf(const EnvReading &reading, QByteArrayView key)
{
    const auto found = std::ranges::find(
        reading.values, key, [](const EnvValue &value) -> QByteArrayView { return value.key; });
    return found == reading.values.cend() ? nullptr : &*found;
}

/// Such as a command that the loader would run.
bool hasErrorAt(const EnvReading &reading, const EnvStatement *statement)
{
    return statement && std::ranges::any_of(reading.errors, [&](const EnvReadError &error) {
               return error.line >= statement->line
                   && error.line < statement->line + statement->lineCount;
           });
}

} // namespace

QList<EnvDialect> envDialectsIn(const EnvDialectSet &set)
{
    QList<EnvDialect> dialects;
    for (const EnvDialect dialect : allEnvDialects()) {
        if (set.test(envDialectBit(dialect)))
            dialects.append(dialect);
    }
    return dialects;
}

EnvDialectSet envDialectSet(const QList<EnvDialect> &dialects)
{
    EnvDialectSet set;
    for (const EnvDialect dialect : dialects)
        set.set(envDialectBit(dialect));
    return set;
}

QList<EnvVariables> envProofProcesses(const EnvIntent &intent)
{
    EnvVariables referenced;
    forEachReference(intent.value, [&](QByteArrayView name) {
        if (name != intent.key)
            referenced.insert(name.toByteArray(), "of-the-process");
    });
    if (referenced.isEmpty())
        return {EnvVariables()};
    return {EnvVariables(), referenced};
}

EnvLineProof::EnvLineProof(EnvIntent intent, const QByteArray &lineEnd)
    : m_intent(std::move(intent))
    , m_processes(envProofProcesses(m_intent))
{
    static const QByteArray name("SLIPWAY_NEXT_");
    static const Followers unixLines = followersOf(name, "\n");
    static const Followers windowsLines = followersOf(name, "\r\n");
    if (m_intent.key.startsWith(name))
        m_followers = followersOf(m_intent.key + '_', lineEnd);
    else
        m_followers = lineEnd == "\n" ? unixLines : windowsLines;
}

EnvLineProof::Followers EnvLineProof::followersOf(const QByteArray &name, const QByteArray &lineEnd)
{
    Followers followers;
    const QByteArray plain = name + "A=end" + lineEnd;
    followers.texts = {plain, plain + name + "B='e n'" + lineEnd + name + "C=\"e n\"" + lineEnd};
    for (size_t i = 0; i < followers.texts.size(); ++i) {
        for (const EnvDialect dialect : allEnvDialects())
            followers.readings.at(i).append(readEnv(followers.texts.at(i), dialect));
    }
    return followers;
}

EnvDialectSet EnvLineProof::readBack(const QByteArray &lines, Follower follower,
                                     const EnvDialectSet &dialects) const
{
    const auto which = size_t(follower);
    const QByteArray text = lines + m_followers.texts.at(which);
    EnvDialectSet set;
    for (const EnvDialect dialect : envDialectsIn(dialects)) {
        const EnvReading &alone
            = m_followers.readings.at(which).at(qsizetype(envDialectBit(dialect)));
        const bool holdsEverywhere
            = std::ranges::all_of(m_processes, [&](const EnvVariables &process) {
                  return holds(readEnv(text, dialect, process), alone);
              });
        set.set(envDialectBit(dialect), holdsEverywhere);
    }
    return set;
}

bool EnvLineProof::holds(const EnvReading &reading, const EnvReading &ofFollower) const
{
    if (!reading.errors.isEmpty() || reading.values.size() != ofFollower.values.size() + 1)
        return false;
    const EnvValue *own = valueOf(reading, m_intent.key);
    if (!own || own->value != m_intent.value)
        return false;
    return std::ranges::all_of(ofFollower.values, [&](const EnvValue &value) {
        const EnvValue *there = valueOf(reading, value.key);
        return there && there->value == value.value;
    });
}

EnvChangeProof::EnvChangeProof(EnvDocument before, const EnvDialectSet &dialects,
                               QList<EnvVariables> processes)
    : m_before(std::move(before))
    , m_dialects(dialects)
    , m_processes(std::move(processes))
{
    for (const EnvVariables &process : m_processes) {
        QList<EnvReading> readings;
        for (const EnvDialect dialect : allEnvDialects()) {
            const bool isAsked = m_dialects.test(envDialectBit(dialect));
            readings.append(isAsked ? readEnv(m_before.bytes(), dialect, process) : EnvReading());
        }
        m_readings.append(readings);
    }
}

bool EnvChangeProof::mayGo(const EnvValue &old, const Expectation &expectation) const
{
    return old.line >= expectation.firstLine
        && old.line < expectation.firstLine + expectation.lineCount && !m_before.find(old.key);
}

const EnvReading &EnvChangeProof::readingBefore(EnvDialect dialect) const
{
    return m_readings.first().at(qsizetype(envDialectBit(dialect)));
}

EnvChangeProof::Outcome EnvChangeProof::outcomeOf(const EnvDocument &after,
                                                  const Expectation &expectation) const
{
    Outcome outcome;
    outcome.readBack = m_dialects;
    for (qsizetype i = 0; i < m_processes.size(); ++i) {
        for (const EnvDialect dialect : envDialectsIn(m_dialects)) {
            const size_t bit = envDialectBit(dialect);
            const EnvReading reading = readEnv(after.bytes(), dialect, m_processes.at(i));
            QHash<QByteArrayView, const EnvValue *> now;
            now.reserve(reading.values.size());
            for (const EnvValue &value : reading.values)
                now.insert(value.key, &value);

            const std::optional<EnvIntent> &intent = expectation.intent;
            const EnvValue *own = intent ? now.value(intent->key) : nullptr;
            if (!own || own->value != intent->value || hasErrorAt(reading, after.find(intent->key)))
                outcome.readBack.reset(bit);
            for (const EnvValue &old : m_readings.at(i).at(qsizetype(bit)).values) {
                const EnvValue *there = now.take(old.key);
                if (expectation.exempt.contains(old.key))
                    continue;
                const bool mayChange = expectation.dependent.contains(old.key);
                const bool hasGone = !there && !mayGo(old, expectation);
                if (hasGone || (there && !mayChange && there->value != old.value))
                    outcome.disturbed.set(bit);
            }
            outcome.strays += std::ranges::count_if(
                now.keyBegin(), now.keyEnd(), [&](QByteArrayView key) { return !after.find(key); });
        }
    }
    return outcome;
}

QSet<QByteArray> envDependentsOf(const QByteArray &name, const EnvDocument &document)
{
    QMultiHash<QByteArrayView, QByteArrayView> users;
    for (const EnvStatement &statement : document.statements()) {
        if (!statement.hasKey())
            continue;
        forEachReference(document.text(statement.value), [&](QByteArrayView mentioned) {
            users.insert(mentioned, document.keyOf(statement));
        });
    }
    QSet<QByteArray> found;
    QList<QByteArrayView> pending{name};
    while (!pending.isEmpty()) {
        const auto [begin, end] = users.equal_range(pending.takeLast());
        for (auto user = begin; user != end; ++user) {
            const qsizetype before = found.size();
            found.insert(user->toByteArray());
            if (found.size() > before)
                pending.append(*user);
        }
    }
    return found;
}

} // namespace slipway
