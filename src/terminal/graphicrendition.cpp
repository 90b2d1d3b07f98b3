// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/graphicrendition.h"

namespace slipway {

namespace {

struct Token
{
    QByteArrayView text;
    int number = 0;
    bool hasColons = false;
};

Token tokenAt(QByteArrayView parameters, qsizetype from)
{
    Token token;
    qsizetype at = from;
    for (; at < parameters.size() && parameters[at] != ';'; ++at) {
        if (parameters[at] == ':')
            token.hasColons = true;
        else if (!token.hasColons && token.number < 10'000)
            token.number = token.number * 10 + (parameters[at] - '0');
    }
    token.text = parameters.sliced(from, at - from);
    return token;
}

bool isColour(int number)
{
    return number == 38 || number == 48 || number == 58;
}

/// Calls take(number, group) for each group until it gives false.
template<typename Take> void forEachGroup(QByteArrayView parameters, Take take)
{
    qsizetype at = 0;
    while (at <= parameters.size()) {
        const Token token = tokenAt(parameters, at);
        qsizetype end = at + token.text.size();
        if (isColour(token.number) && !token.hasColons && end < parameters.size()) {
            const Token kind = tokenAt(parameters, end + 1);
            const int more = kind.number == 2 ? 4 : kind.number == 5 ? 2 : 1;
            for (int i = 0; i < more && end < parameters.size(); ++i)
                end += 1 + tokenAt(parameters, end + 1).text.size();
        }
        if (!take(token, parameters.sliced(at, end - at)))
            return;
        at = end + 1;
    }
}

bool isExtra(const Token &token)
{
    return token.number == 2 || token.number == 53 || token.number == 55 || token.number == 58
        || token.number == 59;
}

/// 4:4 and 4:5.
bool isFineUnderline(const Token &token)
{
    return token.number == 4 && (token.text == "4:4" || token.text == "4:5");
}

/// 38:2::1:2:3, which the parser reads as 38:2:1:2.
bool hasColourSpace(const Token &token)
{
    return token.hasColons && (token.number == 38 || token.number == 48)
        && token.text.count(':') >= 5 && token.text.sliced(3).startsWith('2');
}

TerminalColour colourOf(QByteArrayView group)
{
    QList<int> numbers(1, 0);
    for (const char byte : group) {
        if (byte < '0' || byte > '9')
            numbers.append(0);
        else if (numbers.last() < 1'000)
            numbers.last() = numbers.last() * 10 + (byte - '0');
    }
    if (numbers.value(1) == 5)
        return TerminalColour::indexed(quint8(numbers.value(2)));
    // With colons there may be a colour space before the channels.
    const qsizetype first = group.contains(':') && numbers.size() > 5 ? 3 : 2;
    if (numbers.value(1) == 2)
        return TerminalColour::rgb(quint8(numbers.value(first)), quint8(numbers.value(first + 1)),
                                   quint8(numbers.value(first + 2)));
    return {};
}

QByteArray withoutColourSpace(QByteArrayView group)
{
    const TerminalColour colour = colourOf(group);
    return group.first(2).toByteArray() + ";2;" + QByteArray::number(colour.red()) + ';'
        + QByteArray::number(colour.green()) + ';' + QByteArray::number(colour.blue());
}

QByteArray colourParameters(const TerminalColour &colour, int normal, int bright)
{
    const QByteArray extended = ';' + QByteArray::number(normal + 8);
    switch (colour.kind()) {
    case TerminalColour::Kind::Default:
        return {};
    case TerminalColour::Kind::Indexed:
        if (colour.index() < 8 && bright != 0)
            return ';' + QByteArray::number(normal + colour.index());
        if (colour.index() < 16 && bright != 0)
            return ';' + QByteArray::number(bright + colour.index() - 8);
        return extended + ":5:" + QByteArray::number(colour.index());
    case TerminalColour::Kind::Rgb:
        break;
    }
    return extended + ":2:" + QByteArray::number(colour.red()) + ':'
        + QByteArray::number(colour.green()) + ':' + QByteArray::number(colour.blue());
}

} // namespace

QByteArray GraphicRendition::text(const TerminalStyle &style)
{
    using Attribute = TerminalStyle::Attribute;
    QByteArray text;
    const auto addWhen = [&](bool isSet, const char *parameter) {
        if (isSet)
            text += parameter;
    };
    addWhen(style.has(Attribute::Bold), ";1");
    addWhen(style.has(Attribute::Faint), ";2");
    addWhen(style.has(Attribute::Italic), ";3");
    if (style.underline == TerminalStyle::Underline::Single)
        text += ";4";
    else if (style.underline == TerminalStyle::Underline::Double)
        text += ";21";
    else if (style.underline != TerminalStyle::Underline::None)
        text += ";4:" + QByteArray::number(int(style.underline));
    addWhen(style.has(Attribute::Blink), ";5");
    addWhen(style.has(Attribute::Reverse), ";7");
    addWhen(style.has(Attribute::Conceal), ";8");
    addWhen(style.has(Attribute::Strike), ";9");
    if (style.font != 0)
        text += ';' + QByteArray::number(10 + style.font);
    text += colourParameters(style.foreground, 30, 90);
    text += colourParameters(style.background, 40, 100);
    addWhen(style.has(Attribute::Overline), ";53");
    text += colourParameters(style.underlineColour, 50, 0);
    addWhen(style.baseline == TerminalStyle::Baseline::Raised, ";73");
    addWhen(style.baseline == TerminalStyle::Baseline::Lowered, ";74");
    return text.isEmpty() ? QByteArray("") : text.sliced(1);
}

GraphicRendition::GraphicRendition(QByteArrayView parameters)
{
    forEachGroup(parameters, [this](const Token &, Group group) {
        m_groups.append(group);
        return true;
    });
}

bool GraphicRendition::isBeyondParser(QByteArrayView parameters)
{
    bool beyond = false;
    forEachGroup(parameters, [&beyond](const Token &token, Group) {
        beyond = isExtra(token) || isFineUnderline(token) || hasColourSpace(token);
        return !beyond;
    });
    return beyond;
}

bool GraphicRendition::hasExtras(const TerminalStyle &style)
{
    return style.has(TerminalStyle::Faint) || style.has(TerminalStyle::Overline)
        || !style.underlineColour.isDefault();
}

void GraphicRendition::applyExtras(TerminalStyle &style) const
{
    const auto set = [&style](TerminalStyle::Attribute attribute, bool on) {
        style.attributes
            = quint16(on ? style.attributes | attribute : style.attributes & ~attribute);
    };
    auto fine = TerminalStyle::Underline::None; // one that the parser lacks
    for (const Group group : m_groups) {
        switch (tokenAt(group, 0).number) {
        case 4:
        case 21:
        case 24:
            fine = TerminalStyle::Underline::None;
            if (isFineUnderline(tokenAt(group, 0)))
                fine = group.endsWith('4') ? TerminalStyle::Underline::Dotted
                                           : TerminalStyle::Underline::Dashed;
            break;
        case 0:
            fine = TerminalStyle::Underline::None;
            set(TerminalStyle::Faint, false);
            set(TerminalStyle::Overline, false);
            style.underlineColour = {};
            break;
        case 2:
            set(TerminalStyle::Faint, true);
            break;
        case 22:
            set(TerminalStyle::Faint, false);
            break;
        case 53:
        case 55:
            set(TerminalStyle::Overline, tokenAt(group, 0).number == 53);
            break;
        case 58:
        case 59:
            style.underlineColour = colourOf(group);
            break;
        default:
            break;
        }
    }
    if (fine != TerminalStyle::Underline::None)
        style.underline = fine;
}

QList<QByteArray> GraphicRendition::forParser() const
{
    QList<QByteArray> sequences;
    int room = 0;
    for (const Group group : m_groups) {
        const Token token = tokenAt(group, 0);
        if (isExtra(token))
            continue;
        // Dots and dashes are drawn as curls where there is no word for them.
        const QByteArray text = isFineUnderline(token) ? QByteArray("4:3")
            : hasColourSpace(token)                    ? withoutColourSpace(group)
                                                       : group.toByteArray();
        const int needed = 1 + int(text.count(';') + text.count(':'));
        if (needed > 12)
            continue;
        if (needed > room) {
            sequences.append("\x1b[" + text);
            room = 12;
        } else {
            sequences.last() += ';' + text;
        }
        room -= needed;
    }
    for (QByteArray &sequence : sequences)
        sequence += 'm';
    return sequences;
}

} // namespace slipway
