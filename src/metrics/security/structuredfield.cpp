// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/structuredfield.h"

namespace slipway {

namespace {

constexpr qsizetype longestInteger = 15;
constexpr qsizetype longestWholePart = 12;
constexpr qsizetype longestFraction = 3;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isPrintable(QChar c)
{
    return c >= u' ' && c <= u'~';
}

bool isTokenCharacter(QChar c)
{
    return isLetter(c) || isDigit(c) || QStringView(u"!#$%&'*+-.^_`|~:/").contains(c);
}

bool isKeyCharacter(QChar c)
{
    return (c >= u'a' && c <= u'z') || isDigit(c) || QStringView(u"_-.*").contains(c);
}

/// Reads what a header's value is made of. Each part goes past what it took, or fails.
class Reader
{
public:
    explicit Reader(QStringView text) : m_text(text) { }

    QStringView token()
    {
        const qsizetype begin = m_at;
        if (!isLetter(next()) && next() != u'*')
            return {};
        while (isTokenCharacter(next()))
            ++m_at;
        return m_text.sliced(begin, m_at - begin);
    }

    bool parameters()
    {
        while (take(u';')) {
            while (take(u' ')) { }
            if (!key() || (take(u'=') && !item()))
                return false;
        }
        return m_at == m_text.size();
    }

private:
    /// Nothing behind the end.
    QChar next() const { return m_at < m_text.size() ? m_text[m_at] : QChar(); }

    bool take(QChar c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    qsizetype digits()
    {
        const qsizetype begin = m_at;
        while (isDigit(next()))
            ++m_at;
        return m_at - begin;
    }

    bool key()
    {
        if (!next().isLower() && next() != u'*')
            return false;
        while (isKeyCharacter(next()))
            ++m_at;
        return true;
    }

    bool item()
    {
        if (take(u'"'))
            return quoted();
        if (take(u'?'))
            return take(u'0') || take(u'1');
        if (take(u':'))
            return bytes();
        if (take(u'@'))
            return number(false);
        if (take(u'%'))
            return take(u'"') && displayed();
        if (next() == u'-' || isDigit(next()))
            return number(true);
        return !token().isEmpty();
    }

    bool number(bool mayHaveFraction)
    {
        take(u'-');
        const qsizetype whole = digits();
        if (whole == 0 || whole > longestInteger)
            return false;
        if (!mayHaveFraction || !take(u'.'))
            return true;
        const qsizetype fraction = digits();
        return whole <= longestWholePart && fraction > 0 && fraction <= longestFraction;
    }

    bool quoted()
    {
        while (m_at < m_text.size() && next() != u'"') {
            const bool isEscape = take(u'\\');
            if (isEscape ? next() != u'"' && next() != u'\\' : !isPrintable(next()))
                return false;
            ++m_at;
        }
        return take(u'"');
    }

    bool displayed()
    {
        const auto isHex = [](QChar c) {
            return isDigit(c) || (c >= u'a' && c <= u'f');
        };
        while (m_at < m_text.size() && next() != u'"') {
            if (!isPrintable(next()))
                return false;
            for (int i = take(u'%') ? 2 : 0; i > 0; --i) {
                if (!isHex(next()))
                    return false;
                m_at += i > 1 ? 1 : 0;
            }
            ++m_at;
        }
        return take(u'"');
    }

    bool bytes()
    {
        while (isLetter(next()) || isDigit(next())
               || (!next().isNull() && QStringView(u"+/=").contains(next())))
            ++m_at;
        return take(u':');
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

} // namespace

QString structuredToken(const QString &header)
{
    const QString text = header.first(std::min<qsizetype>(header.size(), 1024)).trimmed();
    Reader reader(text);
    const QStringView token = reader.token();
    return reader.parameters() ? token.toString() : QString();
}

} // namespace slipway
