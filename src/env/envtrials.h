// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envencodings.h"
#include "env/envproof.h"

namespace slipway {

/// A line (or several) with one assignment, whose value is to be written.
struct EnvLine
{
    /// The statement as it is in its document.
    static EnvLine ofStatement(const EnvDocument &document, const EnvStatement &statement,
                               const QByteArray &lineEnd);
    /// A line "KEY=".
    static EnvLine ofKey(const QByteArray &key, const QByteArray &lineEnd,
                         EnvStatement::Quote preferred = EnvStatement::Quote::None);

    EnvDocument with(QByteArrayView written) const;

    EnvDocument text; ///< the statement alone
    QByteArray lineEnd;
    std::optional<QByteArray> current; ///< the value as it is written now
    std::optional<EnvStatement::Quote> preferred;
};

/// A way of writing a value, and who reads it back from such a line.
struct EnvTrial
{
    EnvWriting writing;
    EnvDialectSet plain;    ///< of all dialects, or of the enabled where others do not matter
    EnvDialectSet followed; ///< of the enabled: also where quotes follow in the file
    bool isCurrent = false;
    bool isWhole = false; ///< the document sees all of it as the value, and nothing as a comment
};

/// Finds the ways of writing a value on a line, the best first.
class EnvTrials
{
public:
    EnvTrials(const EnvIntent &intent, EnvLine line, const EnvDialectSet &enabled);

    /// The way that needs no comparison with others, if there is one: the author's, where every
    /// enabled dialect reads it back.
    std::optional<EnvTrial> quick() const;
    /// All, by: how many enabled dialects read it back; whether it is whole; how many still read it
    /// with quotes behind it; the present text; the author's way of quoting; how many dialects of
    /// all read it back.
    QList<EnvTrial> ranked() const;
    /// The quick one, or else the first of all.
    EnvTrial best() const;

private:
    EnvTrial tried(const EnvWriting &writing, const EnvDialectSet &dialects) const;
    bool isPreferred(const EnvWriting &writing) const;

    const EnvLine m_line;
    const EnvDialectSet m_enabled;
    const EnvLineProof m_proof;
    QList<EnvWriting> m_writings;
};

} // namespace slipway
