// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/sh/shellparser.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

constexpr std::array<QByteArrayView, 6> compounds{"case", "for", "if", "until", "while", "{"};
constexpr std::array<QByteArrayView, 9> parts{"do", "done", "elif", "else", "esac",
                                              "fi", "in",   "then", "}"};

} // namespace

ShellParser::ShellParser(QByteArrayView text) : m_cursor(text), m_lexer(m_cursor)
{
    advance();
}

bool ShellParser::next(ShellLine &line)
{
    line.clear();
    while (m_token.kind != Kind::LineEnd && m_token.kind != Kind::End) {
        ShellAndOr andOr;
        if (!readAndOr(andOr))
            return false;
        andOr.isInBackground = m_token.kind == Kind::Background;
        line.append(andOr);
        if (m_token.kind == Kind::Background || m_token.kind == Kind::Semicolon)
            advance();
        else if (m_token.kind != Kind::LineEnd && m_token.kind != Kind::End)
            return refuse();
    }
    if (m_token.kind == Kind::End)
        return !line.isEmpty();
    advance();
    return true;
}

void ShellParser::advance()
{
    m_token = m_lexer.next();
}

void ShellParser::skipLineEnds()
{
    while (m_token.kind == Kind::LineEnd)
        advance();
}

bool ShellParser::readAndOr(ShellAndOr &andOr)
{
    for (;;) {
        if (!readPipeline(andOr.pipelines.emplaceBack()))
            return false;
        if (m_token.kind != Kind::And && m_token.kind != Kind::Or)
            return true;
        andOr.joins.append(m_token.kind == Kind::And ? ShellAndOr::Join::And
                                                     : ShellAndOr::Join::Or);
        advance();
        skipLineEnds();
    }
}

bool ShellParser::readPipeline(ShellPipeline &pipeline)
{
    if (keyword() == "!") {
        pipeline.isNegated = true;
        advance();
    }
    for (;;) {
        if (!readCommand(pipeline.commands.emplaceBack()))
            return false;
        if (m_token.kind != Kind::Pipe)
            return true;
        advance();
        skipLineEnds();
    }
}

bool ShellParser::readCommand(ShellCommand &command)
{
    if (m_token.kind == Kind::Open || std::ranges::contains(compounds, keyword()))
        return refuseCompound();
    const bool isSimple = m_token.kind == Kind::Word || m_token.kind == Kind::Redirect;
    if (!isSimple || keyword() == "!" || std::ranges::contains(parts, keyword()))
        return refuse();
    return readSimpleCommand(command);
}

bool ShellParser::readSimpleCommand(ShellCommand &command)
{
    command.at = m_token.at;
    for (;; advance()) {
        if (m_token.kind == Kind::Redirect) {
            if (!readRedirect(command))
                return false;
        } else if (m_token.kind == Kind::Word) {
            const bool isAssignment = command.words.isEmpty() && isShellAssignment(m_token.word);
            (isAssignment ? command.assignments : command.words).append(m_token.word);
        } else {
            break;
        }
    }
    const bool isFunction = m_token.kind == Kind::Open && command.words.size() == 1
        && command.assignments.isEmpty() && command.redirects.isEmpty();
    return isFunction ? refuseCompound() : true;
}

bool ShellParser::readRedirect(ShellCommand &command)
{
    const ShellRedirect::Kind kind = m_token.redirect;
    if (kind == ShellRedirect::Kind::HereDocument)
        return refuseCompound();
    advance();
    if (m_token.kind != Kind::Word)
        return refuse();
    command.redirects.append({kind, m_token.word});
    return true;
}

bool ShellParser::refuse()
{
    switch (m_token.kind) {
    case Kind::Fault:
        m_fault = m_lexer.fault();
        break;
    case Kind::LineEnd:
    case Kind::End:
        m_fault = Words::tr("Syntax error: the line ends too early.");
        break;
    case Kind::Word:
    case Kind::Redirect:
        m_fault = Words::tr("Syntax error: a word is not expected here.");
        break;
    default:
        m_fault = Words::tr("Syntax error: an operator such as ‘(’, ‘;’ or ‘&’ is not expected "
                            "here. Put the value in quotes.");
        break;
    }
    return false;
}

bool ShellParser::refuseCompound()
{
    m_fault = Words::tr("From here on this is a program, not a list of variables; it is not run.");
    return false;
}

QByteArrayView ShellParser::keyword() const
{
    const ShellWord &word = m_token.word;
    const bool isPlain = m_token.kind == Kind::Word && !word.isQuoted && word.pieces.size() == 1
        && word.pieces.first().kind == ShellPiece::Kind::Text;
    return isPlain ? word.pieces.first().text : QByteArrayView();
}

} // namespace slipway
