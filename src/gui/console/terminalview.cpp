// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalview.h"

#include "gui/common/theming.h"
#include "gui/console/consolesearch.h"
#include "gui/console/pastebar.h"
#include "gui/console/screentext.h"
#include "gui/console/terminalaccessible.h"

#include <QApplication>
#include <QFontDatabase>
#include <QScrollBar>
#include <QStyle>
#include <QToolButton>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr int padding = measure::unit;
constexpr double smallest = 5;
constexpr double largest = 72;
/// A program that never ends its update is painted all the same.
constexpr auto longestHold = 150ms;
/// A window that is being resized tells programs now and then.
constexpr auto fitDelay = 50ms;
constexpr auto flashTime = 90ms;
constexpr auto bellPause = 500ms;

double standardPoints()
{
    const double points = QFontDatabase::systemFont(QFontDatabase::FixedFont).pointSizeF();
    return points > 0 ? points : 10;
}

} // namespace

TerminalView::TerminalView(Theming &theming, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theming(theming)
    , m_points(standardPoints())
    , m_picture(CellFonts({}, m_points, 1))
    , m_search(std::make_unique<ConsoleSearch>())
    , m_searchBar(new TerminalSearchBar(theming, this))
    , m_pasteBar(new PasteBar(this))
    , m_news(new QToolButton(this))
{
    registerTerminalAccessibility();
    setObjectName(u"terminalView"_s);
    setAccessibleName(tr("Console"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setAttribute(Qt::WA_InputMethodEnabled);
    setAcceptDrops(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The size of the text must not depend on whether there is something to scroll to.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);

    m_news->setObjectName(u"terminalNews"_s);
    m_news->setProperty("look", u"button"_s);
    m_news->setText(tr("↓ New output"));
    m_news->setAccessibleName(tr("New output: go to the end"));
    m_news->setFocusPolicy(Qt::NoFocus);
    m_news->hide();
    connect(m_news, &QToolButton::clicked, this, &TerminalView::scrollToEnd);

    for (QTimer *timer : {&m_hold, &m_fit, &m_flash})
        timer->setSingleShot(true);
    m_hold.setInterval(longestHold);
    connect(&m_hold, &QTimer::timeout, this, [this] {
        m_holdIsOver = true;
        refresh();
        m_holdIsOver = false;
    });
    m_fit.setInterval(fitDelay);
    connect(&m_fit, &QTimer::timeout, this, &TerminalView::fitScreen);
    m_flash.setInterval(flashTime);
    connect(&m_flash, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    m_dragScroll.setInterval(30ms);
    connect(&m_dragScroll, &QTimer::timeout, this, &TerminalView::scrollWhileDragging);
    connect(&theming, &Theming::changed, this, &TerminalView::updateColours);
    connect(m_search.get(), &ConsoleSearch::changed, this, &TerminalView::onSearchChanged);
    connect(m_searchBar, &TerminalSearchBar::searched, this, &TerminalView::search);
    connect(m_searchBar, &TerminalSearchBar::stepped, this, &TerminalView::stepMatch);
    connect(m_searchBar, &TerminalSearchBar::left, this, &TerminalView::closeSearch);
    connect(m_searchBar, &TerminalSearchBar::emptied, this, [this] {
        m_search->stop();
        m_match.reset();
        refresh();
    });
    connect(m_pasteBar, &PasteBar::accepted, this, [this](const QString &text) {
        if (!m_screen)
            return;
        const QByteArray bytes = encodePaste(*m_screen->lock(), text);
        send(bytes, Source::Paste);
    });
    connect(m_pasteBar, &PasteBar::left, this, [this] { setFocus(Qt::OtherFocusReason); });
    updateColours();
}

TerminalView::~TerminalView() = default;

void TerminalView::setScreen(ConsoleScreen *screen)
{
    if (screen == m_screen)
        return;
    if (m_screen)
        disconnect(m_screen, nullptr, this, nullptr);
    closeSearch();
    setCopyMode(CopyMode::Off);
    m_selection.clear();
    m_link.reset();
    m_screen = screen;
    m_followsEnd = true;
    m_toldSize = {0, 0};
    m_picture.invalidate();
    if (m_screen) {
        connect(m_screen, &ConsoleScreen::changed, this, &TerminalView::refresh);
        connect(m_screen, &ConsoleScreen::changed, m_search.get(), &ConsoleSearch::follow);
        connect(m_screen, &ConsoleScreen::bell, this, &TerminalView::onBell);
        connect(m_screen, &QObject::destroyed, m_search.get(), &ConsoleSearch::stop);
        m_seenEnd = m_screen->lock()->endLine();
        tellColours();
        if (isVisible())
            fitScreen();
    }
    refresh();
    viewport()->update();
}

void TerminalView::setSizing(Sizing sizing)
{
    m_sizing = sizing;
    fitScreen();
    refresh();
}

void TerminalView::setContrast(Contrast contrast)
{
    m_contrast = contrast;
    updateColours();
}

void TerminalView::setFrame(const std::optional<Mark> &frame)
{
    m_mark = frame;
    placeOverlays();
    viewport()->update();
}

void TerminalView::setFontFamily(const QString &family)
{
    m_family = family;
    updateFonts();
}

void TerminalView::setFontSize(double points)
{
    m_points = std::clamp(points, smallest, largest);
    updateFonts();
}

void TerminalView::zoomReset()
{
    setFontSize(standardPoints());
}

void TerminalView::updateFonts()
{
    m_picture.setFonts(CellFonts(m_family, m_points, devicePixelRatioF()));
    fitScreen();
    refresh();
    viewport()->update();
}

void TerminalView::updateColours()
{
    const bool isDark = m_theming.mode() == ThemeMode::Dark;
    m_picture.setColours(TerminalColours::of(m_contrast == Contrast::High
                                                 ? TerminalScheme::HighContrast
                                                 : isDark ? TerminalScheme::Dark
                                                          : TerminalScheme::Light));
    m_isStale = true;
    tellColours();
    refresh();
    viewport()->update();
}

void TerminalView::tellColours()
{
    if (!m_screen)
        return;
    const auto value = [](QRgb colour) {
        return colour & 0xffffffU;
    };
    const TerminalColours &own = colours();
    TerminalColourValues values{value(own.foreground.rgb()), value(own.background.rgb()),
                                value(own.cursor.rgb())};
    for (std::size_t index = 0; index < values.palette.size(); ++index)
        values.palette[index] = value(own.indexed(int(index)));
    m_screen->lock()->setColours(values);
}

void TerminalView::refresh()
{
    if (!m_screen || !isVisible()) {
        m_isStale = true;
        return;
    }
    std::pair<int, int> rows;
    qint64 first = 0;
    qint64 last = 0;
    bool wasDropped = false;
    {
        const auto screen = m_screen->lock();
        if (isHeld(*screen))
            return;
        wasDropped = m_selection.dropIfChanged(*screen);
        follow(*screen);
        first = m_isAlternate ? m_top : screen->firstLine();
        last = m_isAlternate ? m_top : std::max(first, screen->endLine() - m_rows);
        rows = m_picture.refresh(*screen, {m_top, m_rows}, marks(*screen));
        const qint64 cursorLine = screen->screenTop() + screen->cursor().row;
        m_cursor
            = {cursorLine < m_top + m_rows ? int(std::max<qint64>(-1, cursorLine - m_top)) : -1,
               screen->cursor().column};
    }
    m_isStale = false;
    syncScrollBar(first, last);
    if (rows.second > rows.first) {
        const QRect top = cellRectangle({rows.first, 0});
        const QRect bottom = cellRectangle({rows.second - 1, 0});
        viewport()->update(0, top.top() - 1, viewport()->width(), bottom.bottom() - top.top() + 3);
        announceOutput(*this);
    }
    m_news->setVisible(m_hasNews);
    if (m_hasNews)
        placeOverlays();
    if (hasFocus())
        updateMicroFocus();
    if (wasDropped)
        Q_EMIT selectionChanged();
}

bool TerminalView::isHeld(const TerminalScreen &screen)
{
    if (!screen.state().synchronised || m_holdIsOver) {
        m_hold.stop();
        return false;
    }
    if (!m_hold.isActive())
        m_hold.start();
    return true;
}

void TerminalView::follow(const TerminalScreen &screen)
{
    const bool wasAlternate = std::exchange(m_isAlternate, screen.isAlternate());
    const bool keeps = m_sizing == Sizing::ScreenKeeps;
    const qint64 lowest = m_isAlternate || keeps ? screen.screenTop() : screen.firstLine();
    const qint64 end = std::max(screen.endLine() - m_rows, lowest);
    if (m_isAlternate || wasAlternate)
        m_followsEnd = true;
    if (m_followsEnd)
        m_top = end;
    m_top = std::clamp(m_top, std::min(m_isAlternate ? end : screen.firstLine(), end), end);
    m_followsEnd = m_top >= end;
    m_hasNews = !m_followsEnd && (m_hasNews || screen.endLine() > m_seenEnd);
    m_seenEnd = screen.endLine();
    if (m_copyCursor) {
        TerminalPosition place = m_copyCursor->place();
        place.line = std::clamp(place.line, screen.firstLine(), screen.endLine() - 1);
        m_copyCursor->moveTo(place);
    }
}

RowPictures::Marks TerminalView::marks(const TerminalScreen &screen) const
{
    using CursorShape = RowPictures::Cursor::Shape;
    RowPictures::Marks marks;
    marks.selection = m_selection.range();
    if (m_link)
        marks.link = m_link->range;
    marks.matches = m_search->matches();
    if (m_match) {
        const auto found = std::ranges::find(m_search->matches(), *m_match);
        if (found != m_search->matches().end())
            marks.currentMatch = found - m_search->matches().begin();
    }
    if (m_copyCursor) {
        marks.cursor = {m_copyCursor->place(), CursorShape::Block};
        return marks;
    }
    if (!screen.state().cursorVisible)
        return marks;
    const TerminalPlace cursor = screen.cursor();
    marks.cursor.place = {screen.screenTop() + cursor.row, cursor.column};
    if (!hasFocus()) {
        marks.cursor.shape = CursorShape::Box;
        return marks;
    }
    switch (screen.state().cursorShape) {
    case TerminalState::CursorShape::Block:
        marks.cursor.shape = CursorShape::Block;
        break;
    case TerminalState::CursorShape::Underline:
        marks.cursor.shape = CursorShape::Underline;
        break;
    case TerminalState::CursorShape::Bar:
        marks.cursor.shape = CursorShape::Bar;
        break;
    }
    return marks;
}

TerminalSize TerminalView::fittingSize() const
{
    const CellFonts &fonts = m_picture.fonts();
    const double ratio = fonts.pixelRatio();
    const int width = int((viewport()->width() - 2 * padding) * ratio);
    const int height = int((viewport()->height() - 2 * padding) * ratio);
    return {std::max(1, height / fonts.height()), std::max(2, width / fonts.width())};
}

void TerminalView::fitScreen()
{
    const TerminalSize size = fittingSize();
    // A view that a splitter has pushed away tears no text apart.
    if (size.rows < 2 || size.columns < 8)
        return;
    m_rows = size.rows;
    if (!m_screen || m_sizing == Sizing::ScreenKeeps || !isVisible())
        return;
    const QSize cell(m_picture.fonts().width(), m_picture.fonts().height());
    if (size == m_toldSize && cell == m_toldCell)
        return;
    m_toldSize = size;
    m_toldCell = cell;
    m_screen->lock()->setCellPixels(cell.width(), cell.height());
    keepPlaces(size);
    refresh();
    Q_EMIT resized(size, cell);
}

void TerminalView::keepPlaces(TerminalSize size)
{
    const TerminalPosition none{-1, 0};
    const auto range = m_selection.range();
    std::array places{TerminalPosition{m_top, 0}, range ? range->first : none,
                      range ? range->last : none, m_copyCursor ? m_copyCursor->place() : none};
    const bool changesWidth = m_screen->lock()->size().columns != size.columns;
    m_screen->resize(size, places);
    if (!m_followsEnd && places[0].line >= 0)
        m_top = places[0].line;
    if (m_copyCursor && places[3].line >= 0)
        m_copyCursor->moveTo(places[3]);
    if (changesWidth) {
        m_match.reset();
        m_search->follow();
    }
    if (!range)
        return;
    if (range->isBlock || places[1].line < 0 || places[2].line < 0)
        clearSelection();
    else
        m_selection.set(*m_screen->lock(),
                        {TerminalSelection::Mode::Character, places[1], places[2]});
}

void TerminalView::syncScrollBar(qint64 first, qint64 last)
{
    constexpr qint64 most = 1'000'000'000;
    QScrollBar *bar = verticalScrollBar();
    const QSignalBlocker blocker(bar);
    bar->setRange(0, int(std::min(last - first, most)));
    bar->setPageStep(m_rows);
    bar->setValue(int(std::clamp<qint64>(m_top - first, 0, most)));
}

void TerminalView::scrollContentsBy(int, int dy)
{
    if (dy == 0 || !m_screen)
        return;
    const qint64 first = m_screen->lock()->firstLine();
    setTop(first + verticalScrollBar()->value());
}

void TerminalView::setTop(qint64 top)
{
    m_top = top;
    // refresh() brings it into the range, and finds out whether this is the end.
    m_followsEnd = false;
    refresh();
    if (m_followsEnd)
        m_hasNews = false;
}

void TerminalView::scrollToEnd()
{
    m_followsEnd = true;
    m_hasNews = false;
    refresh();
}

void TerminalView::reveal(qint64 line)
{
    if (line < m_top || line >= m_top + m_rows)
        setTop(line - m_rows / 2);
    else
        refresh();
}

void TerminalView::onBell()
{
    if (m_sinceBell.isValid() && m_sinceBell.durationElapsed() < bellPause)
        return;
    m_sinceBell.start();
    QApplication::alert(window());
    // Who asked for less motion gets no flash.
    if (isVisible()
        && style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0) {
        m_flash.start();
        viewport()->update();
    }
}

bool TerminalView::isAtPasswordPrompt() const
{
    return m_screen && screentext::asksForSecret(*m_screen->lock());
}

QString TerminalView::visibleText() const
{
    if (!m_screen)
        return {};
    const auto screen = m_screen->lock();
    QStringList lines;
    lines.reserve(m_rows);
    const qint64 end = std::min(screen->endLine(), m_top + m_rows);
    for (qint64 line = m_top; line < end; ++line)
        lines.append(screen->lineText(line));
    return lines.join(u'\n');
}

QRect TerminalView::cellRectangle(TerminalPlace place) const
{
    const CellFonts &fonts = m_picture.fonts();
    const double ratio = fonts.pixelRatio();
    const int width = fonts.width() * (m_picture.isStretched(place.row) ? 2 : 1);
    return QRectF(padding + place.column * width / ratio,
                  padding + place.row * fonts.height() / ratio, width / ratio,
                  fonts.height() / ratio)
        .toAlignedRect();
}

QRect TerminalView::cursorRectangle() const
{
    return m_cursor.row < 0 ? QRect() : cellRectangle(m_cursor);
}

TerminalPlace TerminalView::placeAt(QPoint point) const
{
    const CellFonts &fonts = m_picture.fonts();
    const double ratio = fonts.pixelRatio();
    const int y = int((point.y() - padding) * ratio);
    const int row = y < 0 ? -1 : y / fonts.height();
    const int width = fonts.width() * (m_picture.isStretched(row) ? 2 : 1);
    return {row, int((point.x() - padding) * ratio) / width};
}

TerminalPosition TerminalView::positionAt(QPoint point) const
{
    const TerminalPlace place = placeAt(point);
    const int columns = m_screen ? m_screen->lock()->size().columns : 1;
    return {m_top + std::clamp(place.row, 0, m_rows - 1), std::clamp(place.column, 0, columns - 1)};
}

} // namespace slipway
