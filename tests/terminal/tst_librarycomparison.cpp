// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QRandomGenerator>
#include <QTest>

#include <vterm.h>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr TerminalSize size{8, 30};

/// libvterm's own screen.
class LibraryScreen
{
public:
    LibraryScreen() : m_vterm(vterm_new(size.rows, size.columns))
    {
        vterm_set_utf8(m_vterm, 1);
        m_screen = vterm_obtain_screen(m_vterm);
        vterm_screen_enable_altscreen(m_screen, 1);
        vterm_screen_reset(m_screen, 1);
        feed("\x1b"
             "7");
    }
    Q_DISABLE_COPY_MOVE(LibraryScreen)
    ~LibraryScreen() { vterm_free(m_vterm); }

    void feed(const QByteArray &bytes)
    {
        vterm_input_write(m_vterm, bytes.constData(), std::size_t(bytes.size()));
    }

    VTermScreenCell cell(int row, int column) const
    {
        VTermScreenCell cell{};
        vterm_screen_get_cell(m_screen, {row, column}, &cell);
        return cell;
    }

    TerminalPlace cursor() const
    {
        VTermPos place;
        vterm_state_get_cursorpos(vterm_obtain_state(m_vterm), &place);
        return {place.row, place.col};
    }

private:
    VTerm *m_vterm;
    VTermScreen *m_screen = nullptr;
};

/// What both show of a cell: its characters, boldness and background.
QString shownBy(const LibraryScreen &screen, int row, int column)
{
    const VTermScreenCell cell = screen.cell(row, column);
    QString text;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; ++i) {
        const auto point = char32_t(cell.chars[i]);
        text += QString::fromUcs4(&point, 1);
    }
    const int background = VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) ? -1 : cell.bg.indexed.idx;
    return u"%1 %2 %3"_s.arg(text).arg(cell.attrs.bold).arg(background);
}

QString shownBy(const TerminalScreen &screen, int row, int column)
{
    const TerminalCell &cell = *screen.row(row).at(column);
    const TerminalStyle &style = screen.style(cell.style);
    const int background = style.background.isDefault() ? -1 : style.background.index();
    return u"%1 %2 %3"_s.arg(screen.text(cell))
        .arg(style.has(TerminalStyle::Bold) ? 1 : 0)
        .arg(background);
}

QByteArray numbered(QRandomGenerator &random, char final)
{
    return "\x1b[" + QByteArray::number(random.bounded(1U, 12U)) + final;
}

/// Something that a program might write. No wide characters: half of one that was written over
/// stays where it was in libvterm's screen. No repetition, which after a lone mark has no end.
QByteArray piece(QRandomGenerator &random)
{
    static const QByteArrayList sequences{"\r\n",
                                          "\n",
                                          "\r",
                                          "\b",
                                          "\t",
                                          "\x1bM",
                                          "\x1b[K",
                                          "\x1b[1K",
                                          "\x1b[2K",
                                          "\x1b[J",
                                          "\x1b[1J",
                                          "\x1b[m",
                                          "\x1b[1m",
                                          "\x1b[44m",
                                          "\x1b[22;49m",
                                          "\x1b[4h",
                                          "\x1b[4l",
                                          "\x1b[?7l",
                                          "\x1b[?7h",
                                          "\x1b[?6h",
                                          "\x1b[?6l",
                                          "\x1b[3;6r",
                                          "\x1b[r",
                                          "\x1b[?69h",
                                          "\x1b[5;20s",
                                          "\x1b[?69l",
                                          "\x1b(0",
                                          "\x1b(B",
                                          "\x1b)0",
                                          "\x0e",
                                          "\x0f",
                                          "\x1b[1\"q",
                                          "\x1b[0\"q",
                                          "\x1b[?J",
                                          "\x1b[?1049h",
                                          "\x1b[?1049l",
                                          "\x1b"
                                          "7",
                                          "\x1b"
                                          "8",
                                          "\x1b[!p",
                                          "\x1b#6",
                                          "\x1b#5",
                                          "\x1bN",
                                          "\x1b[20h",
                                          "\x1b[20l",
                                          "\xcc\x81",
                                          "\xc3\xa9",
                                          "\x1b[g",
                                          "\x1bH",
                                          "\x1b[3g"};
    static const QByteArray finals = "ABCDEFGIJKLMPSTXZ@`ad";
    switch (random.bounded(6U)) {
    case 0:
    case 1: {
        QByteArray text;
        const quint32 length = random.bounded(1U, 40U);
        for (quint32 i = 0; i < length; ++i)
            text += char('a' + i % 26);
        return text;
    }
    case 2:
        return numbered(random, finals.at(qsizetype(random.bounded(quint32(finals.size())))));
    case 3:
        return "\x1b[" + QByteArray::number(random.bounded(1U, 12U)) + ';'
            + QByteArray::number(random.bounded(1U, 36U)) + 'H';
    default:
        return sequences.at(qsizetype(random.bounded(quint32(sequences.size()))));
    }
}

/// Where ours knows more than the library, pieces are written so that both do the same: the origin
/// mode brings the cursor home, it, the protection and the character set are saved with the cursor,
/// and movements heed margins.
class Agreement
{
public:
    QByteArray agreed(const QByteArray &piece)
    {
        const QByteArray saves = "\x1b"
                                 "7";
        const QByteArray restores = "\x1b"
                                    "8";
        if (piece == "\x1b[?6h")
            return piece + "\x1b[H";
        if (piece == saves || piece == restores || piece.startsWith("\x1b[?1049"))
            return "\x1b[?6l\x1b[0\"q\x1b(B\x0f" + piece;
        if (piece == "\x1b[!p") {
            *this = {};
            return piece + saves;
        }
        return followMargins(piece) ? piece : QByteArray();
    }

private:
    bool followMargins(const QByteArray &piece)
    {
        if (piece == "\x1b[3;6r" || piece == "\x1b[r")
            m_hasRegion = piece != "\x1b[r";
        else if (piece == "\x1b[?69h" || piece == "\x1b[?69l")
            m_mayHaveSides = piece.endsWith('h');
        else if (piece == "\x1b[5;20s")
            return m_mayHaveSides;
        else if (piece.contains('\r') || piece == "\b")
            return !m_mayHaveSides;
        else if (piece.startsWith("\x1b[") && QByteArrayView("ABCDEF@P").contains(piece.back()))
            return !m_hasRegion && !m_mayHaveSides;
        return true;
    }

    bool m_hasRegion = false;
    bool m_mayHaveSides = false;
};

} // namespace

/// The screen is ours, and text takes a way of its own into it; what comes out is the library's.
class TestLibraryComparison : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldShowWhatLibvtermsScreenShows_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 150; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void shouldShowWhatLibvtermsScreenShows()
    {
        QFETCH(const quint32, seed);
        QRandomGenerator random(seed);
        LibraryScreen library;
        TerminalOptions options;
        options.rules = TerminalOptions::Rules::Library;
        TerminalScreen screen(size, options);
        Agreement agreement;
        QByteArray written;

        for (int step = 0; step < 120; ++step) {
            const QByteArray bytes = agreement.agreed(piece(random));
            written += bytes;
            library.feed(bytes);
            screen.feed(bytes);
            for (int row = 0; row < size.rows; ++row) {
                for (int column = 0; column < size.columns; ++column) {
                    if (shownBy(screen, row, column) != shownBy(library, row, column))
                        QFAIL(qPrintable(
                            u"row %1, column %2: “%3”, not “%4” after %5"_s.arg(row)
                                .arg(column)
                                .arg(shownBy(screen, row, column), shownBy(library, row, column),
                                     QString::fromLatin1(written.right(200).toPercentEncoding()))));
                }
            }
            QVERIFY2(screen.cursor() == library.cursor(),
                     written.right(200).toPercentEncoding().constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestLibraryComparison)
#include "tst_librarycomparison.moc"
