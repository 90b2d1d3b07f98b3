// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/fixsource.h"

#include <QSet>

#include <bitset>

namespace slipway {

/// Dialects by their number.
using DialectBits = std::bitset<16>;

/// Tells which values fixes change, by reading before and after them. It reads twice: once in the
/// process environment of the options, and once in one that has every variable that the file asks
/// for, as a change may show only there. The document and the options must outlive it.
class FixProof
{
public:
    FixProof(const EnvDocument &document, const EnvLintOptions &options);

    DialectBits dialects() const { return m_dialects; }
    /// The statements that a fix touches, as a range of the text.
    EnvRange touched(const FixCandidate &fix) const;
    /// Whether a touched statement declares one of these keys.
    bool touchesKey(const FixCandidate &fix, const QSet<QByteArray> &keys) const;
    /// The touched statements on their own, before and after.
    struct Extract
    {
        QByteArray before;
        QByteArray after;
    };
    Extract extractOf(const FixCandidate &fix) const;
    /// The dialects in which the touched statements alone read otherwise afterwards.
    DialectBits changedAlone(const FixCandidate &fix) const;

    /// What the whole file reads after fixes that touch different statements, in the text's order.
    struct Outcome
    {
        bool isSame = true;
        QSet<QByteArray> keys; ///< those whose values differ, and those that these refer to
    };
    Outcome outcomeOf(const QList<const FixCandidate *> &fixes, DialectBits dialects) const;

private:
    struct Reading
    {
        EnvDialect dialect;
        qsizetype process;
        EnvReading before;
    };

    void addReferences(QSet<QByteArray> &keys) const;

    const EnvDocument &m_document;
    DialectBits m_dialects;
    QList<EnvVariables> m_processes;
    mutable QList<Reading> m_before; ///< read when first asked for
    const EnvReading &before(EnvDialect dialect, qsizetype process) const;
};

/// The text with changes that are in its order and do not overlap.
QByteArray withChanges(QByteArrayView text, const QList<EnvTextChange> &changes);
/// Whether two readings have the same keys, values and complaints, wherever they stand.
bool isSameReading(const EnvReading &a, const EnvReading &b);

} // namespace slipway
