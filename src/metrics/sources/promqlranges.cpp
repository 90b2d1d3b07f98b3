// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/promqlranges.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// "1h30m", "90" (seconds); 0 for what is no duration.
milliseconds durationOf(QStringView text)
{
    static const QRegularExpression part(u"\\G(\\d+(?:\\.\\d+)?)(ms|[smhdwy]|$)"_s);
    constexpr double second = 1000;
    constexpr double day = 86'400 * second;
    double total = 0;
    for (qsizetype at = 0; at < text.size();) {
        const auto match = part.matchView(text, at);
        if (!match.hasMatch())
            return milliseconds(0);
        const QStringView unit = match.capturedView(2);
        const double scale = unit == u"ms" ? 1
            : unit == u"m"                 ? 60 * second
            : unit == u"h"                 ? 3'600 * second
            : unit == u"d"                 ? day
            : unit == u"w"                 ? 7 * day
            : unit == u"y"                 ? 365 * day
                                           : second;
        total += match.capturedView(1).toDouble() * scale;
        at = match.capturedEnd();
    }
    return milliseconds(qint64(std::min(total, 1e15)));
}

bool isNamePart(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u':';
}

/// Goes through an expression token by token.
class Reading
{
public:
    explicit Reading(const QString &text) : m_text(text) { }

    PromqlRanges run()
    {
        while (m_at < m_text.size())
            step(m_text.at(m_at));
        return m_found;
    }

private:
    void step(QChar character)
    {
        if (character == u'"' || character == u'\'' || character == u'`') {
            skipString();
            forget();
        } else if (character == u'#') {
            m_at = m_text.indexOf(u'\n', m_at);
            m_at = m_at < 0 ? m_text.size() : m_at;
        } else if (isNamePart(character)) {
            readName();
        } else if (character == u'{') {
            readLabels();
        } else if (character == u'[') {
            readRange();
        } else {
            if (character == u'(')
                m_functions.append(m_name);
            else if (character == u')' && !m_functions.isEmpty())
                m_functions.removeLast();
            if (!character.isSpace())
                forget();
            ++m_at;
        }
    }

    void forget()
    {
        m_name.clear();
        m_selector.clear();
    }

    void skipString()
    {
        const QChar quote = m_text.at(m_at++);
        while (m_at < m_text.size() && m_text.at(m_at) != quote)
            m_at += m_text.at(m_at) == u'\\' && quote != u'`' ? 2 : 1;
        ++m_at;
    }

    void readName()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && isNamePart(m_text.at(m_at)))
            ++m_at;
        m_name = m_text.sliced(begin, m_at - begin);
        m_selector = m_name;
    }

    void readLabels()
    {
        const qsizetype begin = m_at++;
        while (m_at < m_text.size() && m_text.at(m_at) != u'}') {
            if (const QChar character = m_text.at(m_at);
                character == u'"' || character == u'\'' || character == u'`')
                skipString();
            else
                ++m_at;
        }
        ++m_at;
        m_selector = m_name + QStringView(m_text).mid(begin, m_at - begin).toString();
        m_name.clear();
    }

    void readRange()
    {
        const qsizetype end = m_text.indexOf(u']', m_at);
        const QString range
            = m_text.mid(m_at + 1, (end < 0 ? m_text.size() : end) - m_at - 1).trimmed();
        m_at = end < 0 ? m_text.size() : end + 1;
        const milliseconds length = durationOf(QString(range.section(u':', 0, 0)).trimmed());
        m_found.longest = std::max(m_found.longest, length);
        if (!m_selector.isEmpty() && length > milliseconds(0) && !range.contains(u':')) {
            const QString function = m_functions.isEmpty() ? QString() : m_functions.constLast();
            m_found.isPerSecond |= function == "rate"_L1 || function == "irate"_L1;
            m_found.selectors.append(m_selector);
            m_found.series.append(u"last_over_time(%1[%2])"_s.arg(m_selector, range));
        }
        forget();
    }

    const QString &m_text;
    qsizetype m_at = 0;
    QString m_name;          ///< the word just read
    QString m_selector;      ///< with its labels
    QStringList m_functions; ///< before each open parenthesis; empty: none
    PromqlRanges m_found;
};

} // namespace

PromqlRanges PromqlRanges::of(const QString &expression)
{
    return Reading(expression).run();
}

} // namespace slipway
