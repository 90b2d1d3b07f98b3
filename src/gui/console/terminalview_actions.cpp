// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/worker.h"
#include "gui/console/consoleexport.h"
#include "gui/console/consolesearch.h"
#include "gui/console/pastebar.h"
#include "gui/console/screentext.h"
#include "gui/console/terminalview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

QString TerminalView::selectedText() const
{
    return m_screen ? m_selection.text(*m_screen->lock()) : QString();
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
    if (m_screen) {
        const QString text = screentext::lastOutput(*m_screen->lock());
        copyText(text);
    }
}

void TerminalView::selectAll()
{
    if (!m_screen)
        return;
    {
        const auto screen = m_screen->lock();
        qint64 last = screen->endLine() - 1;
        while (last > screen->screenTop()
               && screen->row(int(last - screen->screenTop())).textWidth() == 0)
            --last;
        const qint64 first = m_isAlternate ? screen->screenTop() : screen->firstLine();
        m_selection.set(
            *screen,
            {TerminalSelection::Mode::Character, {first, 0}, {last, screen->size().columns - 1}});
    }
    refresh();
    selectionSettled();
    Q_EMIT selectionChanged();
}

void TerminalView::paste(const QString &text)
{
    if (!m_screen || text.isEmpty() || m_readOnly == ReadOnly::Yes)
        return;
    PasteReport report;
    QByteArray bytes;
    {
        const auto screen = m_screen->lock();
        report = examinePaste(*screen, text);
        if (report.isHarmless() && m_pasteNote.isEmpty())
            bytes = encodePaste(*screen, text);
    }
    if (!bytes.isEmpty()) {
        send(bytes, Source::Paste);
        return;
    }
    m_pasteBar->ask(report, text, m_pasteNote);
    placeOverlays();
}

void TerminalView::jumpToPrompt(Prompt prompt)
{
    if (!m_screen || m_isAlternate)
        return;
    std::optional<qint64> line;
    {
        const auto screen = m_screen->lock();
        line = prompt == Prompt::Previous ? screentext::promptAbove(*screen, m_top)
                                          : screentext::promptBelow(*screen, m_top);
    }
    if (line)
        setTop(*line);
    else if (prompt == Prompt::Next)
        scrollToEnd();
}

void TerminalView::openSearch()
{
    if (!m_screen)
        return;
    m_searchBar->open();
    placeOverlays();
    m_searchBar->raise();
}

void TerminalView::closeSearch()
{
    if (!m_searchBar->isVisibleTo(this))
        return;
    m_search->stop();
    m_searchBar->hide();
    if (m_screen && m_match) {
        // What was found last can be copied.
        m_selection.set(*m_screen->lock(),
                        {TerminalSelection::Mode::Character, m_match->first, m_match->last});
        Q_EMIT selectionChanged();
    }
    m_match.reset();
    setFocus(Qt::OtherFocusReason);
    refresh();
}

void TerminalView::search(const TerminalSearch &search)
{
    m_match.reset();
    if (m_screen)
        m_search->start(m_screen, search);
}

void TerminalView::onSearchChanged()
{
    const auto &matches = m_search->matches();
    qsizetype current = m_match ? matches.indexOf(*m_match) : qsizetype(-1);
    if (current < 0)
        m_match.reset();
    if (current < 0 && !matches.isEmpty()) {
        // The one that is nearest to the end of what is seen.
        const auto after
            = std::ranges::find_if(matches, [this](const TerminalSearch::Match &match) {
                  return match.first.line >= m_top + m_rows;
              });
        current = std::max<qsizetype>(0, after - matches.begin() - 1);
        m_match = matches.at(current);
        m_searchBar->show({current, matches.size(), m_search->isComplete()});
        reveal(m_match->first.line);
        return;
    }
    m_searchBar->show({current, matches.size(), m_search->isComplete()});
    refresh();
}

void TerminalView::stepMatch(TerminalSearchBar::Direction direction)
{
    const auto &matches = m_search->matches();
    if (matches.isEmpty())
        return;
    const qsizetype current = m_match ? matches.indexOf(*m_match) : 0;
    const qsizetype step = direction == TerminalSearchBar::Direction::Older ? -1 : 1;
    const qsizetype next = (current + step + matches.size()) % matches.size();
    m_match = matches.at(next);
    m_searchBar->show({next, matches.size(), m_search->isComplete()});
    reveal(m_match->first.line);
}

void TerminalView::setCopyMode(CopyMode mode)
{
    if ((mode == CopyMode::On) == m_copyCursor.has_value() || (mode == CopyMode::On && !m_screen))
        return;
    if (mode == CopyMode::On) {
        const auto screen = m_screen->lock();
        const qint64 cursorLine = screen->screenTop() + screen->cursor().row;
        const bool isSeen = cursorLine >= m_top && cursorLine < m_top + m_rows;
        m_copyCursor.emplace(isSeen ? TerminalPosition{cursorLine, screen->cursor().column}
                                    : TerminalPosition{m_top + m_rows - 1, 0});
    } else {
        m_copyCursor.reset();
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
    if (!m_screen || m_reportedButton)
        return;
    // By key the menu comes at the cursor.
    const bool isByMouse = event->reason() == QContextMenuEvent::Mouse;
    const QPoint point = isByMouse ? event->pos() : cursorRectangle().bottomLeft();
    const TerminalPosition position = positionAt(point);
    const std::optional<TerminalLink> link = TerminalLink::at(*m_screen->lock(), position);
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
    })->setEnabled(m_readOnly == ReadOnly::No);
    add(tr("Select all"), tr("Ctrl+Shift+A"), &TerminalView::selectAll);
    add(tr("Copy the last output"), tr("Ctrl+Shift+O"), &TerminalView::copyLastOutput);
    add(tr("Select by keys"), tr("Ctrl+Shift+Space"), [this] { setCopyMode(CopyMode::On); });
    menu.addSeparator();
    add(tr("Find…"), tr("Ctrl+Shift+F"), &TerminalView::openSearch);
    add(tr("Save the text as…"), {}, &TerminalView::askToSave);
    add(tr("Clear the scrollback"), {}, [this] {
        m_screen->feed("\x1b[3J");
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
    if (!m_screen)
        return;
    onWorker(exportConsole, m_screen->locker(), path)
        .then(this, [this, path](const Result<void> &done) {
            if (done)
                Q_EMIT saved(path);
            else
                Q_EMIT saveFailed(done.error());
        });
}

} // namespace slipway
