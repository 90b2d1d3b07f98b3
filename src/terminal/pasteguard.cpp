// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/pasteguard.h"

#include "terminal/vtermbridge.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype large = 5'000;

bool isLineEnd(QChar c)
{
    return c == u'\n' || c == u'\r';
}

bool isForbidden(QChar c)
{
    return c.category() == QChar::Other_Control && !isLineEnd(c) && c != u'\t';
}

QString withPlainLineEnds(QString text)
{
    return text.replace("\r\n"_L1, "\n"_L1).replace(u'\r', u'\n');
}

} // namespace

PasteReport examinePaste(const TerminalScreen &screen, const QString &text)
{
    PasteReport report;
    const QString plain = withPlainLineEnds(text);
    report.bytes = text.toUtf8().size();
    report.lines = int(plain.count(u'\n')) + 1;
    report.hasControls = std::ranges::any_of(plain, isForbidden);
    report.hasInvisible = std::ranges::any_of(plain, [](QChar c) {
        // A joiner belongs to emoji and to some scripts.
        return c.category() == QChar::Other_Format && c != u'\u200d' && c != u'\u200c';
    });
    report.isBracketed = screen.bracketsPaste();
    report.isLarge = report.bytes > large;
    return report;
}

QByteArray encodePaste(TerminalScreen &screen, const QString &text)
{
    QString plain = withPlainLineEnds(text);
    plain.removeIf(isForbidden);
    plain.replace(u'\n', u'\r');
    VtermBridge &bridge = screen.bridge();
    return bridge.sent([](VTerm *vterm) { vterm_keyboard_start_paste(vterm); }) + plain.toUtf8()
        + bridge.sent([](VTerm *vterm) { vterm_keyboard_end_paste(vterm); });
}

} // namespace slipway
