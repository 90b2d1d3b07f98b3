// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/console/consolesearch.h"
#include "gui/console/copycursor.h"
#include "gui/console/pastebar.h"
#include "gui/console/selectionkeeper.h"
#include "gui/console/terminallink.h"
#include "gui/console/terminalpicture.h"
#include "gui/console/terminalview.h"
#include "terminal/mouseencoder.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QToolButton>

namespace slipway {

/// What a view keeps in mind.
class TerminalView::Private
{
public:
    Private(Theming &given, double size, TerminalView *view)
        : theming(given)
        , points(size)
        , picture(CellFonts({}, size, 1))
        , searchBar(new TerminalSearchBar(given, view))
        , pasteBar(new PasteBar(view))
        , news(new QToolButton(view))
    { }

    Theming &theming;
    QPointer<ConsoleScreen> screen;
    QString family;
    double points;
    Contrast contrast = Contrast::Normal;
    Sizing sizing = Sizing::ScreenFollows;
    ReadOnly readOnly = ReadOnly::No;
    TerminalPicture picture;
    qint64 top = 0; ///< the line at the top of the view
    int rows = 1;   ///< whole rows that there is room for
    bool followsEnd = true;
    bool isStale = true; ///< changed while nobody looked
    bool isAlternate = false;
    bool hasNews = false;
    qint64 seenEnd = 0;
    TerminalPlace cursor; ///< in the view; row -1 when it is not seen
    QTimer hold;          ///< of a synchronised update
    bool holdIsOver = false;
    QTimer retry; ///< when the screen could not be had
    QTimer fit;
    TerminalSize toldSize{0, 0};
    QSize toldCell;
    SelectionKeeper selection;
    std::optional<CopyCursor> copyCursor;
    std::optional<TerminalLink> link; ///< under the pointer, with Ctrl held
    ConsoleSearch search;
    std::optional<TerminalSearch::Match> match;
    TerminalSearchBar *searchBar; ///< of the view, as those below
    PasteBar *pasteBar;
    QToolButton *news;
    std::optional<QColor> frame;
    QString pasteNote;
    QString preedit;
    QTimer flash;
    QElapsedTimer sinceBell;
    struct Drag
    {
        QPoint begin;
        QPoint now;
        TerminalSelection::Mode mode = TerminalSelection::Mode::Character;
        bool isSelecting = false;
    };
    std::optional<Drag> drag;
    QTimer dragScroll;
    QElapsedTimer sinceDoubleClick;
    QPoint doubleClick;
    std::optional<MouseEncoder::Button> reportedButton;
    TerminalPlace reportedPlace;
    QPoint wheel; ///< what is left of steps that were not whole
};

} // namespace slipway
