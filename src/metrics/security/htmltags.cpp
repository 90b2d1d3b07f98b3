// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/htmltags.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isSpace(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n' || c == u'\r' || c == u'\f';
}

/// Character references as they count in an attribute: numbers end where their digits do, a name
/// without its semicolon is one only before what could not go on with it.
QString withoutEntities(const QString &text)
{
    if (!text.contains(u'&'))
        return text;
    static const QHash<QString, QChar> named{
        {u"amp"_s, u'&'}, {u"quot"_s, u'"'}, {u"lt"_s, u'<'}, {u"gt"_s, u'>'}};
    static const QHash<QString, QChar> closed{{u"apos"_s, u'\''}, {u"nbsp"_s, QChar(0xa0)}};
    static const QRegularExpression reference(
        u"&(?:#[xX](?<hex>[0-9a-fA-F]+);?|#(?<number>[0-9]+);?"
        "|(?<open>amp|quot|lt|gt)(?:;|(?![0-9A-Za-z=]))|(?<closed>apos|nbsp);)"_s);
    QString result;
    qsizetype done = 0;
    for (const QRegularExpressionMatch &match : reference.globalMatch(text)) {
        result += QStringView(text).sliced(done, match.capturedStart() - done);
        done = match.capturedEnd();
        if (match.hasCaptured(u"open"_s)) {
            result += named.value(match.captured(u"open"_s));
        } else if (match.hasCaptured(u"closed"_s)) {
            result += closed.value(match.captured(u"closed"_s));
        } else {
            const bool isHex = match.hasCaptured(u"hex"_s);
            bool isNumber = false;
            const char32_t code
                = match.captured(isHex ? u"hex"_s : u"number"_s).toUInt(&isNumber, isHex ? 16 : 10);
            const bool isCharacter
                = isNumber && code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
            result += QString::fromUcs4(isCharacter ? &code : U"\ufffd", 1);
        }
    }
    result += QStringView(text).sliced(done);
    return result;
}

/// Reads tags from a text, once, from its beginning to its end.
class Scanner
{
public:
    Scanner(QStringView html, const QStringList &names) : m_html(html), m_names(names) { }

    QList<HtmlTag> run()
    {
        while ((m_at = m_html.indexOf(u'<', m_at)) >= 0 && m_at + 1 < m_html.size()) {
            const QStringView rest = m_html.sliced(m_at);
            if (rest.startsWith(u"<!--"))
                skipComment();
            else if (rest.startsWith(u"<![CDATA["))
                skipPast(u"]]>", 9);
            else if (isLetter(rest[1]))
                readTag();
            else if (QStringView(u"!?/").contains(rest[1]))
                skipPast(u">", 2);
            else
                ++m_at;
            if (m_at < 0)
                break;
        }
        return m_tags;
    }

private:
    void skipPast(QStringView end, qsizetype from)
    {
        const qsizetype found = m_html.indexOf(end, m_at + from);
        m_at = found < 0 ? -1 : found + end.size();
    }

    /// "<!-->" and "<!--->" are whole ones.
    void skipComment()
    {
        m_at += 4;
        for (const QStringView end : {u">", u"->"}) {
            if (m_html.sliced(m_at).startsWith(end)) {
                m_at += end.size();
                return;
            }
        }
        skipPast(u"-->", 0);
    }

    /// To the end tag of what holds nothing but text.
    void skipText(const QString &name)
    {
        const QString end = u"</"_s + name;
        for (; (m_at = m_html.indexOf(end, m_at, Qt::CaseInsensitive)) >= 0; ++m_at) {
            const qsizetype next = m_at + end.size();
            if (next < m_html.size()
                && (isSpace(m_html[next]) || QStringView(u"/>").contains(m_html[next])))
                return;
        }
    }

    QStringView wordUntil(QStringView stops)
    {
        const qsizetype begin = m_at;
        while (m_at < m_html.size() && !isSpace(m_html[m_at]) && !stops.contains(m_html[m_at]))
            ++m_at;
        return m_html.sliced(begin, m_at - begin);
    }

    void skipSpace()
    {
        while (m_at < m_html.size() && isSpace(m_html[m_at]))
            ++m_at;
    }

    void readTag()
    {
        ++m_at;
        HtmlTag tag;
        tag.name = wordUntil(u"/>").toString().toLower();
        while (m_at < m_html.size() && m_html[m_at] != u'>')
            readAttribute(tag);
        if (m_at >= m_html.size()) {
            m_at = -1;
            return; // a tag without its end is none
        }
        const bool isClosed = m_at == m_behindSlash;
        ++m_at;
        if (m_names.contains(tag.name))
            m_tags.append(tag);
        if (isClosed)
            return;
        if (tag.name == "script"_L1 || tag.name == "style"_L1 || tag.name == "textarea"_L1
            || tag.name == "title"_L1 || tag.name == "xmp"_L1) {
            skipText(tag.name);
        }
    }

    void readAttribute(HtmlTag &tag)
    {
        skipSpace();
        while (m_at < m_html.size() && m_html[m_at] == u'/')
            m_behindSlash = ++m_at;
        skipSpace();
        if (m_at >= m_html.size() || m_html[m_at] == u'>')
            return;
        // What stands first is the name's, be it an equals sign.
        const qsizetype begin = m_at++;
        wordUntil(u"=/>");
        const QString name = m_html.sliced(begin, m_at - begin).toString().toLower();
        skipSpace();
        QString value;
        if (m_at < m_html.size() && m_html[m_at] == u'=') {
            ++m_at;
            skipSpace();
            value = readValue();
        }
        if (!tag.attributes.contains(name))
            tag.attributes.insert(name, withoutEntities(value));
    }

    QString readValue()
    {
        if (m_at >= m_html.size())
            return {};
        const QChar quote = m_html[m_at];
        if (quote != u'"' && quote != u'\'')
            return wordUntil(u">").toString();
        const qsizetype begin = ++m_at;
        const qsizetype end = m_html.indexOf(quote, begin);
        m_at = end < 0 ? m_html.size() : end + 1;
        return m_html.sliced(begin, (end < 0 ? m_html.size() : end) - begin).toString();
    }

    QStringView m_html;
    const QStringList &m_names;
    qsizetype m_at = 0;
    qsizetype m_behindSlash = -1; ///< not one of a value
    QList<HtmlTag> m_tags;
};

} // namespace

QList<HtmlTag> htmlTags(QStringView html, const QStringList &names)
{
    return Scanner(html, names).run();
}

} // namespace slipway
