// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/shellscanner.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QStringView wordBreaks = u" \t\n;&|()<>";

bool isWordBreak(QChar c)
{
    return wordBreaks.contains(c);
}

QChar charAt(QStringView text, qsizetype at)
{
    return at < text.size() ? text.at(at) : QChar();
}

} // namespace

void ShellScanner::feed(QStringView text)
{
    qsizetype at = 0;
    if (!text.isEmpty())
        m_escaped = false;
    while (at < text.size())
        at = step(text, at);
}

void ShellScanner::feedValue()
{
    m_escaped = false;
    m_wordStart = false;
    m_lineIsKnown = false;
}

ShellScanner::Place ShellScanner::place() const
{
    if (m_unsure || m_escaped)
        return Place::Unsafe;
    if (inHereDocument())
        return m_bodies.first().quoted ? Place::QuotedHereDocument : Place::HereDocument;
    switch (frame()) {
    case Frame::Top:
    case Frame::Command:
        return Place::Word;
    case Frame::Single:
        return Place::SingleQuoted;
    case Frame::Double:
        return Place::DoubleQuoted;
    case Frame::Comment:
        return Place::Comment;
    case Frame::AnsiC:
    case Frame::Brace:
    case Frame::Arithmetic:
    case Frame::Backticks:
        break;
    }
    return Place::Unsafe;
}

bool ShellScanner::atRest() const
{
    if (m_unsure || m_escaped || !m_announced.isEmpty())
        return false;
    if (m_bodies.size() == 1)
        return endsHereDocument(m_bodies.first()) && m_frames.size() == 1;
    const qsizetype open = m_frames.size() - (frame() == Frame::Comment ? 1 : 0);
    return m_bodies.isEmpty() && open == 1;
}

bool ShellScanner::endsHereDocument(const HereDocument &here) const
{
    qsizetype tabs = 0;
    while (here.stripTabs && tabs < m_line.size() && m_line.at(tabs) == u'\t')
        ++tabs;
    return m_lineIsKnown && QStringView(m_line).sliced(tabs) == here.delimiter;
}

QString ShellScanner::hereDelimiter() const
{
    return inHereDocument() ? m_bodies.first().delimiter : QString();
}

/// A command within the body has frames of its own.
bool ShellScanner::inHereDocument() const
{
    return !m_bodies.isEmpty() && m_frames.size() == m_bodyDepth;
}

bool ShellScanner::mayEndHereDocument(const QString &value) const
{
    if (!inHereDocument())
        return false;
    const HereDocument &here = m_bodies.first();
    QStringList lines = value.split(u'\n');
    for (QString &line : lines) {
        while (here.stripTabs && line.startsWith(u'\t'))
            line.removeFirst();
        if (line == here.delimiter)
            return true;
    }
    // What stands before the first line and after the last one may complete the delimiter.
    if (!lines.last().isEmpty() && here.delimiter.startsWith(lines.last()))
        return true;
    const QString first = m_lineIsKnown ? m_line + lines.first() : lines.first();
    return m_lineIsKnown ? !first.isEmpty() && here.delimiter.startsWith(first)
                         : !first.isEmpty() && here.delimiter.endsWith(first);
}

/// Reads what stands at `at` and says where to go on.
qsizetype ShellScanner::step(QStringView text, qsizetype at)
{
    if (inHereDocument())
        return stepInHereDocument(text, at);
    const QChar c = text.at(at);
    switch (frame()) {
    case Frame::Top:
    case Frame::Command:
        return stepInCommand(text, at);
    case Frame::Double:
        return stepInDouble(text, at);
    case Frame::Single:
        if (c == u'\'')
            m_frames.removeLast();
        return at + 1;
    case Frame::Comment:
        if (c == u'\n') {
            m_frames.removeLast();
            return at;
        }
        return at + 1;
    case Frame::AnsiC:
    case Frame::Backticks:
        if (c == u'\\')
            return at + 2;
        if (c == (frame() == Frame::AnsiC ? u'\'' : u'`'))
            m_frames.removeLast();
        return at + 1;
    case Frame::Brace:
        if (c == u'\\')
            return at + 2;
        // Quotes and expansions in a parameter expansion follow rules of their own.
        if (c == u'\'' || c == u'"' || c == u'`' || c == u'$')
            m_unsure = true;
        if (c == u'}')
            m_frames.removeLast();
        return at + 1;
    case Frame::Arithmetic:
        return stepInArithmetic(text, at);
    }
    return at + 1;
}

qsizetype ShellScanner::stepInArithmetic(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c == u'(') {
        ++m_parentheses.last();
    } else if (c == u')' && m_parentheses.last() > 0) {
        --m_parentheses.last();
    } else if (c == u')' && charAt(text, at + 1) == u')') {
        m_frames.removeLast();
        m_parentheses.removeLast();
        return at + 2;
    }
    return at + 1;
}

qsizetype ShellScanner::stepInCommand(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    const bool atWordStart = m_wordStart;
    m_wordStart = isWordBreak(c);
    switch (c.unicode()) {
    case u'\\':
        m_escaped = at + 1 >= text.size();
        // A continued line goes on as if there were no line break.
        if (charAt(text, at + 1) == u'\n')
            m_wordStart = atWordStart;
        return at + 2;
    case u'\'':
        m_frames.append(Frame::Single);
        return at + 1;
    case u'"':
        m_frames.append(Frame::Double);
        return at + 1;
    case u'`':
        m_frames.append(Frame::Backticks);
        return at + 1;
    case u'$':
        return dollar(text, at);
    case u'#':
        if (atWordStart)
            m_frames.append(Frame::Comment);
        return at + 1;
    case u'\n':
        endOfLine();
        return at + 1;
    case u'<':
        return hereOperator(text, at);
    case u'(':
        if (charAt(text, at + 1) == u'(') {
            m_frames.append(Frame::Arithmetic);
            m_parentheses.append(0);
            return at + 2;
        }
        ++m_parentheses.last();
        return at + 1;
    case u')':
        if (frame() == Frame::Command && --m_parentheses.last() < 0) {
            m_frames.removeLast();
            m_parentheses.removeLast();
        }
        return at + 1;
    default:
        if (atWordStart)
            word(text, at);
        return at + 1;
    }
}

qsizetype ShellScanner::stepInDouble(QStringView text, qsizetype at)
{
    switch (text.at(at).unicode()) {
    case u'\\':
        m_escaped = at + 1 >= text.size();
        return at + 2;
    case u'"':
        m_frames.removeLast();
        return at + 1;
    case u'`':
        m_frames.append(Frame::Backticks);
        return at + 1;
    case u'$':
        return dollar(text, at);
    default:
        return at + 1;
    }
}

/// What begins with `$`; a `$` right before a value would join with it.
qsizetype ShellScanner::dollar(QStringView text, qsizetype at)
{
    const QChar next = charAt(text, at + 1);
    if (next.isNull()) {
        m_escaped = true;
        return at + 1;
    }
    if (next == u'(') {
        if (charAt(text, at + 2) == u'(') {
            m_frames.append(Frame::Arithmetic);
            m_parentheses.append(0);
            return at + 3;
        }
        m_frames.append(Frame::Command);
        m_parentheses.append(0);
        m_wordStart = true;
        return at + 2;
    }
    if (next == u'{') {
        m_frames.append(Frame::Brace);
        return at + 2;
    }
    if (next == u'\'' && frame() != Frame::Double) {
        m_frames.append(Frame::AnsiC);
        return at + 2;
    }
    // `$name` right before a value would take the value into the name.
    qsizetype end = at + 1;
    while (charAt(text, end).isLetterOrNumber() || charAt(text, end) == u'_')
        ++end;
    if (end >= text.size() && frame() == Frame::Double)
        m_escaped = true;
    return at + 1;
}

/// `<<EOF`, `<<-'EOF'`; a body follows after the end of the line.
qsizetype ShellScanner::hereOperator(QStringView text, qsizetype at)
{
    if (charAt(text, at + 1) != u'<')
        return at + 1;
    if (charAt(text, at + 2) == u'<')
        return at + 3;
    qsizetype end = at + 2;
    HereDocument here;
    here.stripTabs = charAt(text, end) == u'-';
    if (here.stripTabs)
        ++end;
    while (charAt(text, end) == u' ' || charAt(text, end) == u'\t')
        ++end;
    while (end < text.size() && !isWordBreak(text.at(end))) {
        const QChar c = text.at(end++);
        if (c == u'\'' || c == u'"' || c == u'\\')
            here.quoted = true;
        else
            here.delimiter += c;
    }
    // A delimiter that ends where a value begins is not known here.
    if (here.delimiter.isEmpty() || end >= text.size())
        m_unsure = true;
    else
        m_announced.append(here);
    return end;
}

/// In `$(case x in a) … esac)` the lone `)` does not end the command; this scanner cannot tell.
void ShellScanner::word(QStringView text, qsizetype at)
{
    if (frame() == Frame::Command && text.sliced(at).startsWith(u"case")
        && (at + 4 >= text.size() || isWordBreak(text.at(at + 4))))
        m_unsure = true;
}

void ShellScanner::endOfLine()
{
    if (m_announced.isEmpty())
        return;
    // A here-document within a here-document is more than this scanner follows.
    if (!m_bodies.isEmpty())
        m_unsure = true;
    m_bodies = m_announced;
    m_announced.clear();
    m_bodyDepth = m_frames.size();
    m_line.clear();
    m_lineIsKnown = true;
}

qsizetype ShellScanner::stepInHereDocument(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    const HereDocument here = m_bodies.first();
    if (c == u'\n') {
        if (endsHereDocument(here)) {
            m_bodies.removeFirst();
            m_wordStart = true;
        }
        m_line.clear();
        m_lineIsKnown = true;
        return at + 1;
    }
    m_line += c;
    if (here.quoted)
        return at + 1;
    const QChar next = charAt(text, at + 1);
    if (c == u'\\' || c == u'$')
        m_escaped = next.isNull();
    if (c == u'\\' && !next.isNull() && next != u'\n') {
        m_line += next;
        return at + 2;
    }
    if (c == u'`' || (c == u'$' && (next == u'(' || next == u'{'))) {
        m_lineIsKnown = false;
        if (c == u'$')
            return dollar(text, at);
        m_frames.append(Frame::Backticks);
    }
    return at + 1;
}

} // namespace slipway
