// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target: whatever the bytes, and however the size changes between them, the terminal
// ends, crashes nowhere and keeps its bounds; cut into bits, ASCII gives the same screen. (libvterm
// loses a combining mark that comes by itself after the last column.) Each 0xff is a resize by the
// two bytes that follow. Worth linking with a libvterm that was built with
// sanitizers, too.
#include "terminal/terminalscreen.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace slipway;

namespace {

void require(bool holds)
{
    if (!holds)
        __builtin_trap();
}

void feedAll(TerminalScreen &screen, const QByteArray &bytes, qsizetype step)
{
    const QList<QByteArray> parts = bytes.split('\xff');
    for (qsizetype index = 0; index < parts.size(); ++index) {
        QByteArrayView part = parts.at(index);
        if (index > 0 && part.size() >= 2) {
            screen.resize({uchar(part[0]) % 40, uchar(part[1]) % 90});
            part = part.sliced(2);
        }
        for (qsizetype at = 0; at < part.size(); at += step)
            screen.feed(part.sliced(at, std::min(step, part.size() - at)));
        const TerminalPlace cursor = screen.cursor();
        require(cursor.row >= 0 && cursor.row < screen.size().rows);
        require(cursor.column >= 0 && cursor.column < screen.size().columns);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(QByteArrayView(data, static_cast<qsizetype>(size)));
    TerminalOptions options;
    options.scrollbackLines = 50;
    options.clipboard = TerminalOptions::Clipboard::AllowWrite;
    options.checksums = TerminalOptions::Checksums::Report;
    TerminalScreen whole({10, 40}, options);
    TerminalScreen inBits({10, 40}, options);

    feedAll(whole, bytes, bytes.size() + 1);
    feedAll(inBits, bytes, 1);

    require(whole.screenTop() - whole.firstLine() <= 50);
    if (std::ranges::any_of(bytes, [](char byte) { return uchar(byte) >= 0x80 && byte != '\xff'; }))
        return 0;
    require(whole.screenTop() == inBits.screenTop() && whole.firstLine() == inBits.firstLine());
    for (qint64 line = whole.firstLine(); line < whole.endLine(); ++line)
        require(whole.lineText(line) == inBits.lineText(line));
    return 0;
}
