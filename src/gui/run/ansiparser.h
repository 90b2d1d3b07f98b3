// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringDecoder>

#include <optional>

namespace slipway {

/// How a piece of terminal output looks. Colours are numbers of the terminal's table (0-255) or,
/// with the high bit set, a colour of its own.
struct AnsiStyle
{
    static constexpr quint32 ownColour = 0x80000000u;
    std::optional<quint32> foreground;
    std::optional<quint32> background;
    bool bold = false;
    bool faint = false;
    bool italic = false;
    bool underline = false;
    bool inverse = false;
    bool struck = false;
    friend bool operator==(const AnsiStyle &, const AnsiStyle &) = default;
};

struct AnsiSpan
{
    enum class Kind { Text, LineStart }; ///< LineStart: a carriage return; the line is rewritten
    Kind kind = Kind::Text;
    QString text;
    AnsiStyle style;
    friend bool operator==(const AnsiSpan &, const AnsiSpan &) = default;
};

/// Reads what commands print: UTF-8 with colours (SGR). Other control sequences are dropped, so
/// they can neither move the cursor nor hide lines. Sequences may be split across chunks.
class AnsiParser
{
public:
    QList<AnsiSpan> feed(QByteArrayView bytes);

private:
    enum class Where { Text, Escape, Csi, Osc, OscEscape };
    void character(QChar c);
    void control(QChar c);
    void finishCsi(QChar final);
    void applySgr(const QString &parameters);
    void flush();

    QStringDecoder m_decoder{QStringDecoder::Utf8};
    Where m_where = Where::Text;
    QString m_parameters;
    QString m_text;
    AnsiStyle m_style;
    QList<AnsiSpan> m_spans;
    bool m_returned = false; ///< a carriage return came and what follows decides what it means
};

} // namespace slipway
