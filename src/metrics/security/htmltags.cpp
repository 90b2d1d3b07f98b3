// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/htmltags.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

bool isSpace(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n' || c == u'\r' || c == u'\f';
}

QString withoutEntities(const QString &text)
{
    if (!text.contains(u'&'))
        return text;
    static const QHash<QString, QChar> named{{u"amp"_s, u'&'},   {u"quot"_s, u'"'},
                                             {u"apos"_s, u'\''}, {u"lt"_s, u'<'},
                                             {u"gt"_s, u'>'},    {u"nbsp"_s, QChar(0xa0)}};
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype end = text[i] == u'&' ? text.indexOf(u';', i) : -1;
        if (end < 0 || end - i > 10) {
            result += text[i];
            continue;
        }
        const QString name = text.sliced(i + 1, end - i - 1);
        bool isNumber = false;
        uint code = 0;
        if (name.startsWith("#x"_L1, Qt::CaseInsensitive))
            code = QStringView(name).sliced(2).toUInt(&isNumber, 16);
        else if (name.startsWith(u'#'))
            code = QStringView(name).sliced(1).toUInt(&isNumber);
        if (isNumber && code > 0 && code <= 0x10ffff) {
            const char32_t character = code;
            result += QString::fromUcs4(&character, 1);
        } else if (named.contains(name)) {
            result += named.value(name);
        } else {
            result += text[i];
            continue;
        }
        i = end;
    }
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
            else if (rest[1].isLetter())
                readTag();
            else if (rest[1] == u'/')
                readEnd();
            else
                skipPast(u">", 1);
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

    void skipComment()
    {
        // "<!-->" is a whole one.
        static const QRegularExpression end(u"\\A<!---?>|--!?>"_s);
        const auto match = end.matchView(m_html.sliced(m_at));
        m_at = match.hasMatch() ? m_at + match.capturedEnd() : -1;
    }

    void readEnd()
    {
        const qsizetype begin = m_at + 2;
        m_at = begin;
        const QString name = wordUntil(u"/>").toString().toLower();
        m_at = begin;
        skipPast(u">", 0);
        const auto depth = m_depths.find(name);
        if (depth != m_depths.end())
            *depth = std::max(*depth - 1, 0);
    }

    bool isInside(const QString &name) const { return m_depths.value(name) > 0; }

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
        const bool isClosed = m_html[m_at - 1] == u'/';
        ++m_at;
        tag.isDrawn = isInside(u"svg"_s) || isInside(u"math"_s);
        tag.isFallback = isInside(u"noscript"_s);
        if (m_names.contains(tag.name) && !isInside(u"template"_s))
            m_tags.append(tag);
        static const QStringList plain{u"script"_s, u"style"_s,  u"textarea"_s, u"title"_s,
                                       u"xmp"_s,    u"iframe"_s, u"noembed"_s,  u"noframes"_s};
        if (tag.name == "plaintext"_L1) {
            m_at = -1;
        } else if (m_depths.contains(tag.name)) {
            const bool isWhole = isClosed && tag.name != "template"_L1 && tag.name != "noscript"_L1;
            m_depths[tag.name] += isWhole ? 0 : 1;
        } else if (plain.contains(tag.name) && !tag.isDrawn) {
            const qsizetype end
                = m_html.indexOf(QString(u"</"_s + tag.name), m_at, Qt::CaseInsensitive);
            m_at = end;
        }
    }

    void readAttribute(HtmlTag &tag)
    {
        skipSpace();
        while (m_at < m_html.size() && m_html[m_at] == u'/')
            ++m_at;
        skipSpace();
        if (m_at >= m_html.size() || m_html[m_at] == u'>')
            return;
        const QString name = wordUntil(u"=/>").toString().toLower();
        skipSpace();
        QString value;
        if (m_at < m_html.size() && m_html[m_at] == u'=') {
            ++m_at;
            skipSpace();
            value = readValue();
        }
        if (!name.isEmpty() && !tag.attributes.contains(name))
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
    QList<HtmlTag> m_tags;
    /// How deep it is in what is apart from the page.
    QHash<QString, int> m_depths{
        {u"template"_s, 0}, {u"svg"_s, 0}, {u"math"_s, 0}, {u"noscript"_s, 0}};
};

} // namespace

QList<HtmlTag> htmlTags(QStringView html, const QStringList &names)
{
    return Scanner(html, names).run();
}

} // namespace slipway
