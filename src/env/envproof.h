// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"
#include "env/envintent.h"
#include "env/envreading.h"

#include <QSet>

#include <array>
#include <bitset>

namespace slipway {

/// Some of the dialects, by their number.
using EnvDialectSet = std::bitset<16>;
inline size_t envDialectBit(EnvDialect dialect)
{
    return size_t(dialect);
}
QList<EnvDialect> envDialectsIn(const EnvDialectSet &set);
EnvDialectSet envDialectSet(const QList<EnvDialect> &dialects);

/// Process environments in which a written value must read back: an empty one, and where the value
/// could be taken for a reference one that has what it would refer to.
QList<EnvVariables> envProofProcesses(const EnvIntent &intent);

/// Reads lines with an assignment back in every dialect, on their own: the value must come back
/// exactly, and what follows must not be drawn in.
class EnvLineProof
{
public:
    /// Plain: one simple assignment follows. Quoted: such with quotes, as files have them.
    enum class Follower { Plain, Quoted };

    EnvLineProof(EnvIntent intent, const QByteArray &lineEnd);
    EnvDialectSet readBack(const QByteArray &lines, Follower follower,
                           const EnvDialectSet &dialects) const;

private:
    bool holds(const EnvReading &reading, const EnvReading &ofFollower) const;

    /// What stands behind the lines, by Follower.
    struct Followers
    {
        std::array<QByteArray, 2> texts;
        std::array<QList<EnvReading>, 2> readings; ///< of the texts alone, by dialect
    };
    static Followers followersOf(const QByteArray &name, const QByteArray &lineEnd);

    const EnvIntent m_intent;
    const QList<EnvVariables> m_processes;
    Followers m_followers;
};

/// Reads a document before and after a change in some dialects and compares.
class EnvChangeProof
{
public:
    EnvChangeProof(EnvDocument before, const EnvDialectSet &dialects,
                   QList<EnvVariables> processes = {EnvVariables()});

    struct Outcome
    {
        EnvDialectSet readBack;  ///< the intended value is read
        EnvDialectSet disturbed; ///< a key has another value, or none any more
        qsizetype strays = 0;    ///< keys that came up though the document has them not
    };
    struct Expectation
    {
        std::optional<EnvIntent> intent;
        QSet<QByteArray> exempt;    ///< keys that may change
        QSet<QByteArray> dependent; ///< keys that may change their values, but stay
        /// Lines before the change that are replaced. What a loader took for a key there and the
        /// document does not know may go: "A" and the next line in one, for instance.
        int firstLine = 0;
        int lineCount = 0;
    };
    Outcome outcomeOf(const EnvDocument &after, const Expectation &expectation) const;
    const EnvReading &readingBefore(EnvDialect dialect) const;

private:
    bool mayGo(const EnvValue &old, const Expectation &expectation) const;

    const EnvDocument m_before;
    const EnvDialectSet m_dialects;
    const QList<EnvVariables> m_processes;
    QList<QList<EnvReading>> m_readings; ///< by process, by dialect
};

/// The keys of a document whose values mention a name, directly or through others.
QSet<QByteArray> envDependentsOf(const QByteArray &name, const EnvDocument &document);

} // namespace slipway
