// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfinding.h"
#include "env/envkeyindex.h"
#include "env/envstatement.h"

namespace slipway {

/// A `.env` file as its author wrote it: every byte is kept (byte order mark, line ends, comments,
/// order), and a change touches one statement. A value type; reading and changing are linear.
///
/// Its statements are those that the most loaders agree on. What a value *is* depends on the
/// loader: ask readEnv().
class EnvDocument
{
public:
    EnvDocument() = default;
    explicit EnvDocument(QByteArray bytes);

    const QByteArray &bytes() const { return m_bytes; }
    /// In the order of the text; their ranges cover it without gaps. Valid until the next change.
    const QList<EnvStatement> &statements() const { return m_statements; }
    QByteArrayView text(const EnvRange &range) const;
    QByteArrayView keyOf(const EnvStatement &statement) const { return text(statement.key); }
    /// The statement that counts for a key: its last assignment, else its last declaration; nullptr
    /// when it has none. A hash lookup.
    const EnvStatement *find(QByteArrayView key) const;
    /// Each key once, in the order of first appearance.
    QList<QByteArray> keys() const;
    /// The statement that holds a byte; nullptr past the end of the text. A binary search.
    const EnvStatement *statementAt(qsizetype byte) const;
    /// Line from 1 and column from 1 (in characters; a byte that is no UTF-8 counts as one). A
    /// binary search, then linear in the statement: for many bytes take EnvPlaces.
    int lineOf(qsizetype byte) const;
    int columnOf(qsizetype byte) const;
    /// "\n" or "\r\n", whichever most lines end in.
    QByteArray lineEnd() const;

    /// Makes the changes (in the order of the text, not overlapping) and reads again what they
    /// touch, no more.
    void apply(const QList<EnvTextChange> &changes);

    friend bool operator==(const EnvDocument &a, const EnvDocument &b)
    {
        return a.m_bytes == b.m_bytes;
    }

private:
    /// A statement that looked beyond its end for a closing quote; later changes may concern it.
    struct FarReader
    {
        qsizetype statement = 0;
        qsizetype readTo = 0; ///< as in EnvStatementReading
    };
    struct Splice;
    struct Rereading;

    QList<qsizetype> touchedBy(const QList<EnvTextChange> &changes) const;
    QList<Splice> rereadStatements(const QList<EnvTextChange> &changes,
                                   const QList<qsizetype> &touched, qsizetype sizeBefore) const;
    void takeIn(const QList<Splice> &splices);
    void takeInFarReaders(const QList<Splice> &splices);

    QByteArray m_bytes;
    QList<EnvStatement> m_statements;
    QList<FarReader> m_farReaders; ///< by statement
    EnvKeyIndex m_index;
};

/// Lines and columns of many bytes of one document: linear altogether when they are asked for in
/// the order of the text. The document must outlive it unchanged.
class EnvPlaces
{
public:
    explicit EnvPlaces(const EnvDocument &document) : m_document(document) { }

    struct Place
    {
        int line = 1;   ///< from 1
        int column = 1; ///< from 1, in characters
        friend bool operator==(const Place &, const Place &) = default;
    };
    Place of(qsizetype byte);

private:
    const EnvDocument &m_document;
    qsizetype m_byte = 0;
    Place m_place;
};

} // namespace slipway
