// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminaljson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// A palette index as a number, a true colour as "#rrggbb".
QJsonValue colourJson(TerminalColour colour)
{
    if (colour.kind() == TerminalColour::Kind::Indexed)
        return int(colour.index());
    return u"#%1"_s.arg(colour.bits & 0xffffff, 6, 16, QChar(u'0'));
}

QString underlineName(TerminalStyle::Underline underline)
{
    static const QStringList names{u"none"_s,  u"single"_s, u"double"_s,
                                   u"curly"_s, u"dotted"_s, u"dashed"_s};
    return names.value(int(underline));
}

struct NamedAttribute
{
    QLatin1StringView name;
    TerminalStyle::Attribute attribute;
};
constexpr std::array attributeNames{
    NamedAttribute{"bold"_L1, TerminalStyle::Bold},
    NamedAttribute{"faint"_L1, TerminalStyle::Faint},
    NamedAttribute{"italic"_L1, TerminalStyle::Italic},
    NamedAttribute{"blink"_L1, TerminalStyle::Blink},
    NamedAttribute{"reverse"_L1, TerminalStyle::Reverse},
    NamedAttribute{"conceal"_L1, TerminalStyle::Conceal},
    NamedAttribute{"strike"_L1, TerminalStyle::Strike},
    NamedAttribute{"overline"_L1, TerminalStyle::Overline},
};

QJsonObject styleJson(const TerminalScreen &screen, const TerminalStyle &style)
{
    QJsonObject json;
    if (!style.foreground.isDefault())
        json["fg"_L1] = colourJson(style.foreground);
    if (!style.background.isDefault())
        json["bg"_L1] = colourJson(style.background);
    if (style.underline != TerminalStyle::Underline::None)
        json["underline"_L1] = underlineName(style.underline);
    if (!style.underlineColour.isDefault())
        json["underlineColour"_L1] = colourJson(style.underlineColour);
    for (const NamedAttribute &each : attributeNames) {
        if (style.has(each.attribute))
            json[each.name] = true;
    }
    if (style.link != 0)
        json["link"_L1] = QString::fromUtf8(screen.linkTarget(style.link));
    return json;
}

/// Where the style is not the default one: its columns and what it is.
QJsonArray runsJson(const TerminalScreen &screen, const TerminalRow &row)
{
    QJsonArray runs;
    for (int column = 0; column < row.used;) {
        const int first = column;
        const quint16 style = row.at(first)->style;
        while (column < row.used && row.at(column)->style == style)
            ++column;
        if (style == 0)
            continue;
        QJsonObject run = styleJson(screen, screen.style(style));
        run["col"_L1] = first;
        run["len"_L1] = column - first;
        runs.append(run);
    }
    return runs;
}

} // namespace

QJsonObject terminalJson(const TerminalScreen &screen)
{
    const TerminalSize size = screen.size();
    const TerminalPlace cursor = screen.cursor();
    QJsonArray rows;
    QJsonArray styles;
    QJsonArray wrapped;
    for (int index = 0; index < size.rows; ++index) {
        const TerminalRow &row = screen.row(index);
        rows.append(screen.lineText(screen.screenTop() + index));
        styles.append(runsJson(screen, row));
        if (row.continuation)
            wrapped.append(index);
    }
    QJsonArray scrollback;
    for (qint64 line = screen.firstLine(); line < screen.screenTop(); ++line)
        scrollback.append(screen.lineText(line));
    return {{u"size"_s, QJsonObject{{u"rows"_s, size.rows}, {u"cols"_s, size.columns}}},
            {u"cursor"_s,
             QJsonObject{{u"row"_s, cursor.row},
                         {u"col"_s, cursor.column},
                         {u"visible"_s, screen.state().cursorVisible}}},
            {u"title"_s, screen.state().title},
            {u"alternate"_s, screen.isAlternate()},
            {u"rows"_s, rows},
            {u"styles"_s, styles},
            {u"wrapped"_s, wrapped},
            {u"scrollback"_s, scrollback}};
}

} // namespace slipway
