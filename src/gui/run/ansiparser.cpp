// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/ansiparser.h"

#include <QStringList>

namespace slipway {

namespace {

constexpr QChar escape(0x1b);
constexpr QChar bell(0x07);
constexpr QChar csiC1(0x9b);
constexpr qsizetype longestParameters = 256;

/// Reads the colour after 38 or 48: `5;N` or `2;R;G;B`. Moves `index` past it.
std::optional<quint32> extendedColour(const QList<int> &codes, qsizetype &index)
{
    const int kind = codes.value(index + 1, -1);
    if (kind == 5) {
        const int number = codes.value(index + 2, -1);
        index += 2;
        return number >= 0 && number < 256 ? std::optional(quint32(number)) : std::nullopt;
    }
    if (kind == 2) {
        const auto part = [&](qsizetype offset) {
            return quint32(std::clamp(codes.value(index + offset, 0), 0, 255));
        };
        const quint32 colour = part(2) << 16 | part(3) << 8 | part(4);
        index += 4;
        return AnsiStyle::ownColour | colour;
    }
    return std::nullopt;
}

} // namespace

QList<AnsiSpan> AnsiParser::feed(QByteArrayView bytes)
{
    const QString text = m_decoder.decode(bytes);
    for (const QChar c : text)
        character(c);
    flush();
    return std::exchange(m_spans, {});
}

void AnsiParser::character(QChar c)
{
    switch (m_where) {
    case Where::Text:
        control(c);
        break;
    case Where::Escape:
        m_parameters.clear();
        if (c == u'[')
            m_where = Where::Csi;
        else if (c == u']' || c == u'P' || c == u'_' || c == u'^')
            m_where = Where::Osc;
        else if (c < u' ' || c > u'/') // an intermediate byte has one more to come
            m_where = Where::Text;
        break;
    case Where::Csi:
        if (c >= u'@' && c <= u'~')
            finishCsi(c);
        else if (m_parameters.size() < longestParameters)
            m_parameters += c;
        else
            m_where = Where::Text;
        break;
    case Where::Osc:
        if (c == bell)
            m_where = Where::Text;
        else if (c == escape)
            m_where = Where::OscEscape;
        break;
    case Where::OscEscape:
        m_where = c == u'\\' ? Where::Text : Where::Osc;
        break;
    }
}

void AnsiParser::control(QChar c)
{
    if (m_returned && c != u'\r') {
        m_returned = false;
        if (c != u'\n') {
            flush();
            m_spans.append({AnsiSpan::Kind::LineStart, {}, {}});
        }
    }
    if (c == u'\r') {
        m_returned = true;
    } else if (c == escape) {
        m_where = Where::Escape;
    } else if (c == csiC1) {
        m_parameters.clear();
        m_where = Where::Csi;
    } else if (c == u'\n' || c == u'\t' || !(c < u' ' || (c >= QChar(0x7f) && c < QChar(0xa0)))) {
        m_text += c;
    }
}

void AnsiParser::finishCsi(QChar final)
{
    m_where = Where::Text;
    if (final != u'm')
        return;
    flush();
    applySgr(m_parameters);
}

void AnsiParser::applySgr(const QString &parameters)
{
    QList<int> codes;
    const QStringList parts = QString(parameters).replace(u':', u';').split(u';');
    for (const QString &part : parts)
        codes << part.toInt();
    for (qsizetype i = 0; i < codes.size(); ++i) {
        const int code = codes.at(i);
        if (code == 0)
            m_style = {};
        else if (code == 1)
            m_style.bold = true;
        else if (code == 2)
            m_style.faint = true;
        else if (code == 3)
            m_style.italic = true;
        else if (code == 4)
            m_style.underline = true;
        else if (code == 7)
            m_style.inverse = true;
        else if (code == 9)
            m_style.struck = true;
        else if (code == 22)
            m_style.bold = m_style.faint = false;
        else if (code == 23)
            m_style.italic = false;
        else if (code == 24)
            m_style.underline = false;
        else if (code == 27)
            m_style.inverse = false;
        else if (code == 29)
            m_style.struck = false;
        else if (code >= 30 && code <= 37)
            m_style.foreground = quint32(code - 30);
        else if (code == 38)
            m_style.foreground = extendedColour(codes, i);
        else if (code == 39)
            m_style.foreground.reset();
        else if (code >= 40 && code <= 47)
            m_style.background = quint32(code - 40);
        else if (code == 48)
            m_style.background = extendedColour(codes, i);
        else if (code == 49)
            m_style.background.reset();
        else if (code >= 90 && code <= 97)
            m_style.foreground = quint32(code - 90 + 8);
        else if (code >= 100 && code <= 107)
            m_style.background = quint32(code - 100 + 8);
    }
}

void AnsiParser::flush()
{
    if (!m_text.isEmpty())
        m_spans.append({AnsiSpan::Kind::Text, std::exchange(m_text, {}), m_style});
}

} // namespace slipway
