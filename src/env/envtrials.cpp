// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envtrials.h"

#include "env/envtextedits.h"

#include <algorithm>
#include <utility>

namespace slipway {

using Quote = EnvStatement::Quote;
using Follower = EnvLineProof::Follower;

namespace {

EnvDialectSet everyone()
{
    return envDialectSet(allEnvDialects());
}

} // namespace

EnvLine EnvLine::ofStatement(const EnvDocument &document, const EnvStatement &statement,
                             const QByteArray &lineEnd)
{
    QByteArray bytes = document.text(statement.range).toByteArray();
    if (statement.range.at == 0 && bytes.startsWith(envByteOrderMark))
        bytes.remove(0, envByteOrderMark.size());
    if (!bytes.endsWith('\n'))
        bytes += lineEnd;
    const bool isAssigned = statement.kind == EnvStatement::Kind::Assignment;
    const bool hasAuthor = isAssigned && statement.value.size > 0;
    return {EnvDocument(bytes), lineEnd,
            isAssigned ? std::optional(document.text(statement.value).toByteArray()) : std::nullopt,
            hasAuthor ? std::optional(statement.quote) : std::nullopt};
}

EnvLine EnvLine::ofKey(const QByteArray &key, const QByteArray &lineEnd, Quote preferred)
{
    return {EnvDocument(key + '=' + lineEnd), lineEnd, std::nullopt,
            preferred == Quote::None ? std::nullopt : std::optional(preferred)};
}

EnvDocument EnvLine::with(QByteArrayView written) const
{
    EnvDocument document = text;
    document.apply({replacedEnvValue(document, document.statements().first(), written)});
    return document;
}

EnvTrials::EnvTrials(const EnvIntent &intent, EnvLine line, const EnvDialectSet &enabled)
    : m_line(std::move(line))
    , m_enabled(enabled)
    , m_proof(intent, m_line.lineEnd)
    , m_writings(envWritingsOf(intent.value))
{
    if (m_line.current)
        m_writings.prepend({m_line.preferred.value_or(Quote::None), *m_line.current});
}

std::optional<EnvTrial> EnvTrials::quick() const
{
    // The present text, and the plainest of the author's way; without an author the very plainest.
    constexpr int mostTries = 3;
    int tries = 0;
    bool isFirst = true;
    for (const EnvWriting &writing : m_writings) {
        const bool isOurs = isPreferred(writing) || writing.text == m_line.current;
        if (!isOurs && (m_line.preferred || !std::exchange(isFirst, false)))
            continue;
        const EnvTrial trial = tried(writing, isOurs ? m_enabled : everyone());
        const bool isForAll = trial.plain.count() == size_t(allEnvDialects().size());
        const bool isFine = trial.isWhole && (trial.plain & m_enabled) == m_enabled
            && trial.followed == m_enabled;
        if (isFine && (isOurs || isForAll))
            return trial;
        if (++tries == mostTries)
            break;
    }
    return std::nullopt;
}

QList<EnvTrial> EnvTrials::ranked() const
{
    QList<EnvTrial> trials;
    for (const EnvWriting &writing : m_writings)
        trials.append(tried(writing, everyone()));
    const auto rank = [this](const EnvTrial &trial) {
        return std::tuple((trial.plain & m_enabled).count(), trial.isWhole, trial.followed.count(),
                          trial.isCurrent, isPreferred(trial.writing), trial.plain.count());
    };
    std::ranges::stable_sort(trials, std::greater(), rank);
    return trials;
}

EnvTrial EnvTrials::best() const
{
    if (std::optional<EnvTrial> trial = quick())
        return *std::move(trial);
    const QList<EnvTrial> trials = ranked();
    return trials.first();
}

EnvTrial EnvTrials::tried(const EnvWriting &writing, const EnvDialectSet &dialects) const
{
    EnvTrial trial{writing, {}, {}, writing.text == m_line.current};
    const EnvDocument line = m_line.with(writing.text);
    // What the document itself takes for several statements could never be changed again.
    if (line.statements().size() != 1)
        return trial;
    trial.isWhole = line.text(line.statements().first().value) == writing.text;
    trial.plain = m_proof.readBack(line.bytes(), Follower::Plain, dialects);
    trial.followed = m_proof.readBack(line.bytes(), Follower::Quoted, trial.plain & m_enabled);
    return trial;
}

bool EnvTrials::isPreferred(const EnvWriting &writing) const
{
    return m_line.preferred == writing.quote;
}

} // namespace slipway
