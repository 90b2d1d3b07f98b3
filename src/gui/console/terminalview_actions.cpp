// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/worker.h"
#include "gui/console/consoleexport.h"
#include "gui/console/screentext.h"
#include "gui/console/terminalview_p.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

void TerminalView::setReadOnly(ReadOnly readOnly)
{
    d->readOnly = readOnly;
}

ConsoleScreen *TerminalView::screen() const
{
    return d->screen;
}

void TerminalView::setPasteNote(const QString &note)
{
    d->pasteNote = note;
}

const QString &TerminalView::fontFamily() const
{
    return d->family;
}

double TerminalView::fontSize() const
{
    return d->points;
}

const TerminalColours &TerminalView::colours() const
{
    return d->picture.colours();
}

bool TerminalView::hasSelection() const
{
    return !d->selection.isEmpty();
}

bool TerminalView::isInCopyMode() const
{
    return d->copyCursor.has_value();
}

qint64 TerminalView::topLine() const
{
    return d->top;
}

int TerminalView::visibleRows() const
{
    return d->rows;
}

QString TerminalView::selectedText() const
{
    return d->screen ? d->selection.text(*d->screen->lock()) : QString();
}

void TerminalView::copyText(const QString &text) const
{
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void TerminalView::copy()
{
    copyText(selectedText());
}

void TerminalView::copyLastOutput()
{
    if (d->screen) {
        const QString text = screentext::lastOutput(*d->screen->lock());
        copyText(text);
    }
}

void TerminalView::selectAll()
{
    if (!d->screen)
        return;
    {
        const auto screen = d->screen->lock();
        qint64 last = screen->endLine() - 1;
        while (last > screen->screenTop()
               && screen->row(int(last - screen->screenTop())).textWidth() == 0)
            --last;
        const qint64 first = d->isAlternate ? screen->screenTop() : screen->firstLine();
        d->selection.set(
            *screen,
            {TerminalSelection::Mode::Character, {first, 0}, {last, screen->size().columns - 1}});
    }
    refresh();
    selectionSettled();
    Q_EMIT selectionChanged();
}

void TerminalView::paste(const QString &text)
{
    if (!d->screen || text.isEmpty() || d->readOnly == ReadOnly::Yes)
        return;
    PasteReport report;
    QByteArray bytes;
    {
        const auto screen = d->screen->lock();
        report = examinePaste(*screen, text);
        if (report.isHarmless() && d->pasteNote.isEmpty())
            bytes = encodePaste(*screen, text);
    }
    if (!bytes.isEmpty()) {
        send(bytes, Source::Paste);
        return;
    }
    d->pasteBar->ask(report, text, d->pasteNote);
    placeOverlays();
}

void TerminalView::jumpToPrompt(Prompt prompt)
{
    if (!d->screen || d->isAlternate)
        return;
    std::optional<qint64> line;
    {
        const auto screen = d->screen->lock();
        line = prompt == Prompt::Previous ? screentext::promptAbove(*screen, d->top)
                                          : screentext::promptBelow(*screen, d->top);
    }
    if (line)
        setTop(*line);
    else if (prompt == Prompt::Next)
        scrollToEnd();
}

void TerminalView::openSearch()
{
    if (!d->screen)
        return;
    d->searchBar->open();
    placeOverlays();
    d->searchBar->raise();
}

void TerminalView::closeSearch()
{
    if (!d->searchBar->isVisibleTo(this))
        return;
    d->search.stop();
    d->searchBar->hide();
    if (d->screen && d->match) {
        // What was found last can be copied.
        d->selection.set(*d->screen->lock(),
                         {TerminalSelection::Mode::Character, d->match->first, d->match->last});
        Q_EMIT selectionChanged();
    }
    d->match.reset();
    setFocus(Qt::OtherFocusReason);
    refresh();
}

void TerminalView::search(const TerminalSearch &search)
{
    d->match.reset();
    if (d->screen)
        d->search.start(d->screen, search);
}

void TerminalView::onSearchChanged()
{
    const auto &matches = d->search.matches();
    qsizetype current = d->match ? matches.indexOf(*d->match) : qsizetype(-1);
    if (current < 0)
        d->match.reset();
    if (current < 0 && !matches.isEmpty()) {
        // The one that is nearest to the end of what is seen.
        const auto after
            = std::ranges::find_if(matches, [this](const TerminalSearch::Match &match) {
                  return match.first.line >= d->top + d->rows;
              });
        current = std::max<qsizetype>(0, after - matches.begin() - 1);
        d->match = matches.at(current);
        d->searchBar->show({current, matches.size(), d->search.isComplete()});
        reveal(d->match->first.line);
        return;
    }
    d->searchBar->show({current, matches.size(), d->search.isComplete()});
    refresh();
}

void TerminalView::stepMatch(TerminalSearchBar::Direction direction)
{
    const auto &matches = d->search.matches();
    if (matches.isEmpty())
        return;
    const qsizetype current = d->match ? matches.indexOf(*d->match) : 0;
    const qsizetype step = direction == TerminalSearchBar::Direction::Older ? -1 : 1;
    const qsizetype next = (current + step + matches.size()) % matches.size();
    d->match = matches.at(next);
    d->searchBar->show({next, matches.size(), d->search.isComplete()});
    reveal(d->match->first.line);
}

void TerminalView::setCopyMode(CopyMode mode)
{
    if ((mode == CopyMode::On) == d->copyCursor.has_value() || (mode == CopyMode::On && !d->screen))
        return;
    if (mode == CopyMode::On) {
        const auto screen = d->screen->lock();
        const qint64 cursorLine = screen->screenTop() + screen->cursor().row;
        const bool isSeen = cursorLine >= d->top && cursorLine < d->top + d->rows;
        d->copyCursor.emplace(isSeen ? TerminalPosition{cursorLine, screen->cursor().column}
                                     : TerminalPosition{d->top + d->rows - 1, 0});
    } else {
        d->copyCursor.reset();
        clearSelection();
    }
    refresh();
    viewport()->update();
    Q_EMIT copyModeChanged(mode);
}

void TerminalView::openLink(const TerminalLink &link) const
{
    if (link.canBeOpened())
        QDesktopServices::openUrl(link.target);
}

void TerminalView::contextMenuEvent(QContextMenuEvent *event)
{
    event->accept();
    if (!d->screen || d->reportedButton)
        return;
    // By key the menu comes at the cursor.
    const bool isByMouse = event->reason() == QContextMenuEvent::Mouse;
    const QPoint point = isByMouse ? event->pos() : cursorRectangle().bottomLeft();
    const TerminalPosition position = positionAt(point);
    const std::optional<TerminalLink> link = TerminalLink::at(*d->screen->lock(), position);
    QMenu menu(this);
    menu.setObjectName(u"terminalMenu"_s);
    const auto add = [this, &menu](const QString &text, const QString &key, auto action) {
        QAction *made = menu.addAction(key.isEmpty() ? text : text + u'\t' + key);
        connect(made, &QAction::triggered, this, action);
        return made;
    };
    if (link) {
        add(tr("Open link"), {}, [this, link] {
            openLink(*link);
        })->setEnabled(link->canBeOpened());
        add(tr("Copy link"), {}, [this, link] { copyText(link->target.toString()); });
        menu.addSeparator();
    }
    add(tr("Copy"), tr("Ctrl+Shift+C"), &TerminalView::copy)->setEnabled(hasSelection());
    add(tr("Paste"), tr("Ctrl+Shift+V"), [this] {
        paste(QApplication::clipboard()->text());
    })->setEnabled(d->readOnly == ReadOnly::No);
    add(tr("Select all"), tr("Ctrl+Shift+A"), &TerminalView::selectAll);
    add(tr("Copy the last output"), tr("Ctrl+Shift+O"), &TerminalView::copyLastOutput);
    add(tr("Select by keys"), tr("Ctrl+Shift+Space"), [this] { setCopyMode(CopyMode::On); });
    menu.addSeparator();
    add(tr("Find…"), tr("Ctrl+Shift+F"), &TerminalView::openSearch);
    add(tr("Save the text as…"), {}, &TerminalView::askToSave);
    add(tr("Clear the scrollback"), {}, [this] {
        d->screen->feed("\x1b[3J");
        scrollToEnd();
    });
    menu.exec(viewport()->mapToGlobal(point));
}

void TerminalView::askToSave()
{
    auto *dialog = new QFileDialog(this, tr("Save the console's text"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"txt"_s);
    dialog->setNameFilters({tr("Text (*.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &TerminalView::saveTo);
    dialog->open();
}

void TerminalView::saveTo(const QString &path)
{
    if (!d->screen)
        return;
    onWorker(exportConsole, d->screen->locker(), path)
        .then(this, [this, path](const Result<void> &done) {
            if (done)
                Q_EMIT saved(path);
            else
                Q_EMIT saveFailed(done.error());
        });
}

} // namespace slipway
