// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/dialects/linecounter.h"

#include <QByteArray>

#include <optional>

namespace slipway {

/// An assignment as dotenv's pattern finds it.
struct DotenvAssignment
{
    QByteArrayView key;
    QByteArrayView value; ///< as written: with its quotes, without white space around it
    int line = 1;         ///< from 1, of the key or of the "export" before it
};

/// Finds the assignments that the pattern of dotenv and dotenvx matches, in linear time: what
/// does not match is passed over in silence.
class DotenvScanner
{
public:
    /// The text must live longer than the scanner, unless it is no UTF-8: then a copy is read.
    explicit DotenvScanner(QByteArrayView text);
    Q_DISABLE_COPY_MOVE(DotenvScanner)

    /// nullopt at the end. Its views live as long as the scanner.
    std::optional<DotenvAssignment> next();

private:
    std::optional<DotenvAssignment> assignmentAt(qsizetype start);
    qsizetype pastDelimiter(qsizetype keyEnd) const;
    QByteArrayView takeValue(qsizetype start);
    qsizetype closingQuote(qsizetype opening) const;
    bool endsStatement(qsizetype at) const;
    qsizetype lineEndFrom(qsizetype at) const;

    QByteArray m_decoded;
    QByteArrayView m_text;
    LineCounter m_lines;
    qsizetype m_at = 0;
};

/// The quote that a value begins with; 0 when it begins with none.
char dotenvQuote(QByteArrayView value);
/// A value of the scanner without its quotes and with LF for each line end.
QByteArray unquotedDotenvValue(QByteArrayView value);
/// Puts the control character for each `\n`, `\r` or `\t` whose letter is among these.
void replaceDotenvEscapes(QByteArray &value, QByteArrayView letters);

} // namespace slipway
