// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

/// A terminal that has read some bytes.
inline slipway::TerminalScreen terminalAfter(slipway::TerminalSize size, const QByteArray &bytes,
                                             const slipway::TerminalOptions &options = {})
{
    slipway::TerminalScreen screen(size, options);
    screen.feed(bytes);
    return screen;
}

/// For bytes that are put together.
inline void feed(slipway::TerminalScreen &screen, const QByteArray &bytes)
{
    screen.feed(bytes);
}

/// A terminal that has read the bytes one by one.
inline slipway::TerminalScreen terminalAfterPieces(slipway::TerminalSize size,
                                                   const QByteArray &bytes)
{
    slipway::TerminalScreen screen(size);
    for (const char &byte : bytes)
        screen.feed({&byte, 1});
    return screen;
}

/// The rows of the screen up to the last that is not empty, parted by line feeds.
inline QString screenText(const slipway::TerminalScreen &screen)
{
    QString text;
    for (qint64 line = screen.screenTop(); line < screen.endLine(); ++line)
        text += screen.lineText(line) + QChar(u'\n');
    while (text.endsWith(QChar(u'\n')))
        text.chop(1);
    return text;
}

/// The lines that left the screen, parted by line feeds.
inline QString scrollbackText(const slipway::TerminalScreen &screen)
{
    QStringList lines;
    for (qint64 line = screen.firstLine(); line < screen.screenTop(); ++line)
        lines.append(screen.lineText(line));
    return lines.join(QChar(u'\n'));
}
