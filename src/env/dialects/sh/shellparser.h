// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/dialects/sh/shelllexer.h"

#include <optional>

namespace slipway {

/// Reads a shell text as the shell does: a line, with what its quotes and operators take over the
/// following ones, before anything of it takes effect. Of compound commands it knows only that they
/// begin.
class ShellParser
{
public:
    explicit ShellParser(QByteArrayView text);

    /// False at the end and where a fault is.
    bool next(ShellLine &line);
    /// Empty when the text could be read up to its end.
    QString fault() const { return m_fault; }
    qsizetype faultAt() const { return m_token.at; }

private:
    using Kind = ShellToken::Kind;

    void advance();
    void skipLineEnds();
    bool readAndOr(ShellAndOr &andOr);
    bool readPipeline(ShellPipeline &pipeline);
    bool readCommand(ShellCommand &command);
    bool readSimpleCommand(ShellCommand &command);
    bool readRedirect(ShellCommand &command);
    /// The current token must not be here.
    bool refuse();
    bool refuseCompound();
    QByteArrayView keyword() const;

    ShellCursor m_cursor;
    ShellLexer m_lexer;
    ShellToken m_token;
    QString m_fault;
};

} // namespace slipway
