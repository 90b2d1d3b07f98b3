// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/dialects/expansionbudget.h"
#include "env/dialects/sh/shellsyntax.h"
#include "env/dialects/sh/shellvariables.h"

#include <QFlags>
#include <QStringList>

namespace slipway {

/// Puts the values into words, as dash does. It never runs the commands in them: their text stays,
/// and notes() says so.
class ShellExpander
{
public:
    struct Assignment
    {
        QByteArray name;
        QByteArray value;
    };

    explicit ShellExpander(ShellVariables &variables) : m_variables(variables) { }

    /// Before the words of each command: where it is, and how the one before ended.
    void beginCommand(int line, int status);
    /// The letters of the options that are on, as in `$-`.
    void setOptions(const QByteArray &options) { m_options = options; }

    /// NAME=VALUE: one value, whatever is in it.
    Assignment assignment(const ShellWord &word);
    /// What a word of a command comes to: none, one or several.
    QList<QByteArray> fields(const ShellWord &word);
    QByteArray text(const ShellWord &word);

    /// Why the shell stops; empty as long as it does not.
    QString fault() const { return m_fault; }
    /// What was left out in this command.
    QStringList notes() const { return m_notes; }

private:
    enum class Flag {
        Quoted = 1,
        Word = 2,          ///< within ${…}, where unquoted text is split as well
        Tilde = 4,         ///< at the begin of a word
        Assigned = 8,      ///< "~" counts after "=" and ":", too
        BehindEquals = 16, ///< the "=" was there
        Discard = 32,      ///< only to find the end
    };
    using Flags = QFlags<Flag>;

    /// Text, and for each byte of it what may be done to it.
    struct Output
    {
        QByteArray text;
        QByteArray marks;
        QList<qsizetype> quotes; ///< a quotation mark was before this byte

        void append(QByteArrayView more, char mark);
        void truncate(qsizetype size);
    };

    void begin(const ShellWord &word);
    /// Expands up to the end that belongs to where it begins, and gives the place behind that.
    qsizetype run(qsizetype at, Flags flags);
    void addText(qsizetype at, Flags &flags, bool isAtStart);
    /// Where the name after "~" ends; nullopt when "~" is only itself there.
    std::optional<qsizetype> tildeEnd(qsizetype at, qsizetype tilde, Flags flags) const;
    void addValue(QByteArrayView value, Flags flags);
    void addCommand(const ShellPiece &piece, Flags flags);
    qsizetype runArithmetic(qsizetype at, Flags flags);
    qsizetype runParameter(qsizetype at, Flags flags);
    /// What is left of a value after the pattern of ${NAME%PATTERN} and its kin.
    qsizetype runCut(qsizetype at, Flags flags, QByteArrayView value);
    qsizetype runAssign(qsizetype at, Flags flags);
    std::optional<QByteArray> lookUp(const QByteArray &name);
    /// The bytes since a place as a pattern; they are taken off.
    QByteArray takePattern(qsizetype begin);
    QList<QByteArray> split() const;
    void take(qsizetype bytes);
    void fail(const QString &fault);

    ShellVariables &m_variables;
    ExpansionBudget m_budget;
    const QList<ShellPiece> *m_pieces = nullptr;
    Output m_out;
    int m_line = 0;
    int m_status = 0;
    QByteArray m_options = "a";
    QString m_fault;
    QStringList m_notes;
};

} // namespace slipway
