// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalview.h"

#include "gui/console/screentext.h"
#include "gui/console/terminalaccessible.h"
#include "gui/console/terminalview_p.h"

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
/// On a busy machine the picture comes a little later, but the window answers.
constexpr auto longestWait = 6ms;
constexpr auto retryDelay = 4ms;

double standardPoints()
{
    const double points = QFontDatabase::systemFont(QFontDatabase::FixedFont).pointSizeF();
    return points > 0 ? points : 10;
}

} // namespace

TerminalView::TerminalView(Theming &theming, QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<Private>(theming, standardPoints(), this))
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

    d->news->setObjectName(u"terminalNews"_s);
    d->news->setProperty("look", u"button"_s);
    d->news->setText(tr("↓ New output"));
    d->news->setAccessibleName(tr("New output: go to the end"));
    d->news->setFocusPolicy(Qt::NoFocus);
    d->news->hide();
    connect(d->news, &QToolButton::clicked, this, &TerminalView::scrollToEnd);

    for (QTimer *timer : {&d->hold, &d->fit, &d->flash, &d->retry})
        timer->setSingleShot(true);
    d->retry.setInterval(retryDelay);
    connect(&d->retry, &QTimer::timeout, this, &TerminalView::refresh);
    d->hold.setInterval(longestHold);
    connect(&d->hold, &QTimer::timeout, this, [this] {
        d->holdIsOver = true;
        refresh();
        d->holdIsOver = false;
    });
    d->fit.setInterval(fitDelay);
    connect(&d->fit, &QTimer::timeout, this, &TerminalView::fitScreen);
    d->flash.setInterval(flashTime);
    connect(&d->flash, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    d->dragScroll.setInterval(30ms);
    connect(&d->dragScroll, &QTimer::timeout, this, &TerminalView::scrollWhileDragging);
    connect(&theming, &Theming::changed, this, &TerminalView::updateColours);
    connect(&d->search, &ConsoleSearch::changed, this, &TerminalView::onSearchChanged);
    connect(d->searchBar, &TerminalSearchBar::searched, this, &TerminalView::search);
    connect(d->searchBar, &TerminalSearchBar::stepped, this, &TerminalView::stepMatch);
    connect(d->searchBar, &TerminalSearchBar::left, this, &TerminalView::closeSearch);
    connect(d->searchBar, &TerminalSearchBar::emptied, this, [this] {
        d->search.stop();
        d->match.reset();
        refresh();
    });
    connect(d->pasteBar, &PasteBar::accepted, this, [this](const QString &text) {
        if (!d->screen)
            return;
        const QByteArray bytes = encodePaste(*d->screen->lock(), text);
        send(bytes, Source::Paste);
    });
    connect(d->pasteBar, &PasteBar::left, this, [this] { setFocus(Qt::OtherFocusReason); });
    updateColours();
}

TerminalView::~TerminalView() = default;

void TerminalView::setScreen(ConsoleScreen *screen)
{
    if (screen == d->screen)
        return;
    if (d->screen)
        disconnect(d->screen, nullptr, this, nullptr);
    closeSearch();
    setCopyMode(CopyMode::Off);
    d->selection.clear();
    d->link.reset();
    d->screen = screen;
    d->followsEnd = true;
    d->toldSize = {0, 0};
    d->picture.invalidate();
    if (d->screen) {
        connect(d->screen, &ConsoleScreen::changed, this, &TerminalView::refresh);
        connect(d->screen, &ConsoleScreen::changed, &d->search, &ConsoleSearch::follow);
        connect(d->screen, &ConsoleScreen::bell, this, &TerminalView::onBell);
        connect(d->screen, &QObject::destroyed, &d->search, &ConsoleSearch::stop);
        connect(d->screen, &ConsoleScreen::coloursChanged, this, &TerminalView::updateColours);
        d->seenEnd = d->screen->lock()->endLine();
        updateColours();
        if (isVisible())
            fitScreen();
    }
    refresh();
    viewport()->update();
}

void TerminalView::setSizing(Sizing sizing)
{
    d->sizing = sizing;
    fitScreen();
    refresh();
}

void TerminalView::setContrast(Contrast contrast)
{
    d->contrast = contrast;
    updateColours();
}

void TerminalView::setFrame(const std::optional<QColor> &colour)
{
    d->frame = colour;
    viewport()->update();
}

void TerminalView::setFontFamily(const QString &family)
{
    d->family = family;
    updateFonts();
}

void TerminalView::setFontSize(double points)
{
    d->points = std::clamp(points, smallest, largest);
    updateFonts();
}

void TerminalView::zoomReset()
{
    setFontSize(standardPoints());
}

void TerminalView::updateFonts()
{
    d->picture.setFonts(CellFonts(d->family, d->points, devicePixelRatioF()));
    fitScreen();
    refresh();
    viewport()->update();
}

const TerminalColours &TerminalView::themeColours() const
{
    const bool isDark = d->theming.mode() == ThemeMode::Dark;
    return TerminalColours::of(d->contrast == Contrast::High ? TerminalScheme::HighContrast
                                   : isDark                  ? TerminalScheme::Dark
                                                             : TerminalScheme::Light);
}

void TerminalView::updateColours()
{
    TerminalColours colours = themeColours();
    // Who needs high contrast keeps it, whatever programs set.
    if (d->screen && d->contrast != Contrast::High)
        colours.replace(d->screen->lock()->state().colours);
    d->picture.setColours(colours);
    d->isStale = true;
    tellColours();
    refresh();
    viewport()->update();
}

void TerminalView::tellColours()
{
    if (!d->screen)
        return;
    const auto value = [](QRgb colour) {
        return colour & 0xffffffU;
    };
    const TerminalColours &own = themeColours();
    TerminalColourValues values{value(own.foreground.rgb()), value(own.background.rgb()),
                                value(own.cursor.rgb()), value(own.selection.rgb())};
    for (std::size_t index = 0; index < values.palette.size(); ++index)
        values.palette[index] = value(own.indexed(int(index)));
    d->screen->setColours(values);
}

void TerminalView::refresh()
{
    if (!d->screen || !isVisible()) {
        d->isStale = true;
        return;
    }
    std::pair<int, int> rows;
    qint64 first = 0;
    qint64 last = 0;
    bool wasDropped = false;
    {
        const auto locked = d->screen->lockWithin(longestWait);
        if (!locked) {
            d->retry.start();
            return;
        }
        const ConsoleScreen::Access &screen = *locked;
        if (isHeld(*screen))
            return;
        wasDropped = d->selection.dropIfChanged(*screen);
        follow(*screen);
        first = d->isAlternate ? d->top : screen->firstLine();
        last = d->isAlternate ? d->top : std::max(first, screen->endLine() - d->rows);
        rows = d->picture.refresh(*screen, {d->top, d->rows}, marks(*screen));
        const qint64 cursorLine = screen->screenTop() + screen->cursor().row;
        d->cursor
            = {cursorLine < d->top + d->rows ? int(std::max<qint64>(-1, cursorLine - d->top)) : -1,
               screen->cursor().column};
    }
    d->isStale = false;
    syncScrollBar(first, last);
    if (rows.second > rows.first) {
        const QRect top = cellRectangle({rows.first, 0});
        const QRect bottom = cellRectangle({rows.second - 1, 0});
        viewport()->update(0, top.top() - 1, viewport()->width(), bottom.bottom() - top.top() + 3);
        announceOutput(*this);
    }
    d->news->setVisible(d->hasNews);
    if (d->hasNews)
        placeOverlays();
    if (hasFocus())
        updateMicroFocus();
    if (wasDropped)
        Q_EMIT selectionChanged();
}

bool TerminalView::isHeld(const TerminalScreen &screen)
{
    if (!screen.state().synchronised || d->holdIsOver) {
        d->hold.stop();
        return false;
    }
    if (!d->hold.isActive())
        d->hold.start();
    return true;
}

void TerminalView::follow(const TerminalScreen &screen)
{
    const bool wasAlternate = std::exchange(d->isAlternate, screen.isAlternate());
    const bool keeps = d->sizing == Sizing::ScreenKeeps;
    const qint64 lowest = d->isAlternate || keeps ? screen.screenTop() : screen.firstLine();
    const qint64 end = std::max(screen.endLine() - d->rows, lowest);
    if (d->isAlternate || wasAlternate)
        d->followsEnd = true;
    if (d->followsEnd)
        d->top = end;
    d->top = std::clamp(d->top, std::min(d->isAlternate ? end : screen.firstLine(), end), end);
    d->followsEnd = d->top >= end;
    d->hasNews = !d->followsEnd && (d->hasNews || screen.endLine() > d->seenEnd);
    d->seenEnd = screen.endLine();
    if (d->copyCursor) {
        TerminalPosition place = d->copyCursor->place();
        place.line = std::clamp(place.line, screen.firstLine(), screen.endLine() - 1);
        d->copyCursor->moveTo(place);
    }
}

RowPictures::Marks TerminalView::marks(const TerminalScreen &screen) const
{
    using CursorShape = RowPictures::Cursor::Shape;
    RowPictures::Marks marks;
    marks.selection = d->selection.range();
    if (d->link)
        marks.link = d->link->range;
    marks.matches = d->search.matches();
    if (d->match) {
        const auto found = std::ranges::find(d->search.matches(), *d->match);
        if (found != d->search.matches().end())
            marks.currentMatch = found - d->search.matches().begin();
    }
    if (d->copyCursor) {
        marks.cursor = {d->copyCursor->place(), CursorShape::Block};
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
    const CellFonts &fonts = d->picture.fonts();
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
    d->rows = size.rows;
    if (!d->screen || d->sizing == Sizing::ScreenKeeps || !isVisible())
        return;
    const QSize cell(d->picture.fonts().width(), d->picture.fonts().height());
    if (size == d->toldSize && cell == d->toldCell)
        return;
    d->toldSize = size;
    d->toldCell = cell;
    d->screen->lock()->setCellPixels(cell.width(), cell.height());
    keepPlaces(size);
    refresh();
    Q_EMIT resized(size, cell);
}

void TerminalView::keepPlaces(TerminalSize size)
{
    const TerminalPosition none{-1, 0};
    const auto range = d->selection.range();
    std::array places{TerminalPosition{d->top, 0}, range ? range->first : none,
                      range ? range->last : none, d->copyCursor ? d->copyCursor->place() : none};
    const bool changesWidth = d->screen->lock()->size().columns != size.columns;
    d->screen->resize(size, places);
    if (!d->followsEnd && places[0].line >= 0)
        d->top = places[0].line;
    if (d->copyCursor && places[3].line >= 0)
        d->copyCursor->moveTo(places[3]);
    if (changesWidth) {
        d->match.reset();
        d->search.follow();
    }
    if (!range)
        return;
    if (range->isBlock || places[1].line < 0 || places[2].line < 0)
        clearSelection();
    else
        d->selection.set(*d->screen->lock(),
                         {TerminalSelection::Mode::Character, places[1], places[2]});
}

void TerminalView::syncScrollBar(qint64 first, qint64 last)
{
    constexpr qint64 most = 1'000'000'000;
    QScrollBar *bar = verticalScrollBar();
    const QSignalBlocker blocker(bar);
    bar->setRange(0, int(std::min(last - first, most)));
    bar->setPageStep(d->rows);
    bar->setValue(int(std::clamp<qint64>(d->top - first, 0, most)));
}

void TerminalView::scrollContentsBy(int, int dy)
{
    if (dy == 0 || !d->screen)
        return;
    const qint64 first = d->screen->lock()->firstLine();
    setTop(first + verticalScrollBar()->value());
}

void TerminalView::setTop(qint64 top)
{
    d->top = top;
    // refresh() brings it into the range, and finds out whether this is the end.
    d->followsEnd = false;
    refresh();
    if (d->followsEnd)
        d->hasNews = false;
}

void TerminalView::scrollToEnd()
{
    d->followsEnd = true;
    d->hasNews = false;
    refresh();
}

void TerminalView::reveal(qint64 line)
{
    if (line < d->top || line >= d->top + d->rows)
        setTop(line - d->rows / 2);
    else
        refresh();
}

void TerminalView::onBell()
{
    if (d->sinceBell.isValid() && d->sinceBell.durationElapsed() < bellPause)
        return;
    d->sinceBell.start();
    QApplication::alert(window());
    // Who asked for less motion gets no flash.
    if (isVisible()
        && style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0) {
        d->flash.start();
        viewport()->update();
    }
}

bool TerminalView::isAtPasswordPrompt() const
{
    return d->screen && screentext::asksForSecret(*d->screen->lock());
}

QString TerminalView::visibleText() const
{
    if (!d->screen)
        return {};
    const auto screen = d->screen->lock();
    QStringList lines;
    lines.reserve(d->rows);
    const qint64 end = std::min(screen->endLine(), d->top + d->rows);
    for (qint64 line = d->top; line < end; ++line)
        lines.append(screen->lineText(line));
    return lines.join(u'\n');
}

QRect TerminalView::cellRectangle(TerminalPlace place) const
{
    const CellFonts &fonts = d->picture.fonts();
    const double ratio = fonts.pixelRatio();
    const int width = fonts.width() * (d->picture.isStretched(place.row) ? 2 : 1);
    return QRectF(padding + place.column * width / ratio,
                  padding + place.row * fonts.height() / ratio, width / ratio,
                  fonts.height() / ratio)
        .toAlignedRect();
}

QRect TerminalView::cursorRectangle() const
{
    return d->cursor.row < 0 ? QRect() : cellRectangle(d->cursor);
}

TerminalPlace TerminalView::placeAt(QPoint point) const
{
    const CellFonts &fonts = d->picture.fonts();
    const double ratio = fonts.pixelRatio();
    const int y = int((point.y() - padding) * ratio);
    const int row = y < 0 ? -1 : y / fonts.height();
    const int width = fonts.width() * (d->picture.isStretched(row) ? 2 : 1);
    return {row, int((point.x() - padding) * ratio) / width};
}

TerminalPosition TerminalView::positionAt(QPoint point) const
{
    const TerminalPlace place = placeAt(point);
    const int columns = d->screen ? d->screen->lock()->size().columns : 1;
    return {d->top + std::clamp(place.row, 0, d->rows - 1),
            std::clamp(place.column, 0, columns - 1)};
}

} // namespace slipway
