// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/consolescreen.h"
#include "gui/console/rowpictures.h"
#include "gui/console/terminalsearchbar.h"
#include "terminal/terminalselection.h"

#include <QAbstractScrollArea>

#include <memory>
#include <optional>

namespace slipway {

class Theming;
struct TerminalColours;
struct TerminalLink;

/// Shows a ConsoleScreen and turns keys, the mouse and pastes into the bytes that a program on a
/// terminal reads. Knows no channel: its owner takes written() there. GUI thread; paints only while
/// it can be seen.
///
/// Keys: the terminal takes every key but those of the window, which are Ctrl+Shift+letter,
/// Ctrl+PageUp and Ctrl+PageDown (tabs), Ctrl+Plus, Ctrl+Minus and Ctrl+0 (size of the text) and
/// Ctrl+1 to Ctrl+5 (rooms). Ctrl+K is the shell's. Of those it answers itself, where the window
/// has no action for them: Ctrl+Shift+C and V (copy, paste), A (select all), F (search), Z and X
/// (the prompt before and after), O (copy the last output), Space (copy mode), and the sizes; also
/// Shift+Insert, and Shift with PageUp, PageDown, Home and End, which scroll.
class TerminalView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    enum class ReadOnly { No, Yes };
    enum class Prompt { Previous, Next };
    enum class CopyMode { Off, On };
    /// Whether the screen gets the size of the view, or keeps its own, as a recording needs it.
    enum class Sizing { ScreenFollows, ScreenKeeps };
    enum class Contrast { Normal, High };
    /// Where written bytes come from; only keys and pastes are meant for other consoles too.
    enum class Source { Key, Paste, Mouse, Report };
    Q_ENUM(Source)
    explicit TerminalView(Theming &theming, QWidget *parent = nullptr);
    ~TerminalView() override;

    /// Null for none. Not owned; may go before the view.
    void setScreen(ConsoleScreen *screen);
    ConsoleScreen *screen() const;
    void setReadOnly(ReadOnly readOnly);
    void setSizing(Sizing sizing);
    void setContrast(Contrast contrast);
    /// Such as for a console that others type into. It covers no text.
    void setFrame(const std::optional<QColor> &colour);
    /// When it is not empty, every paste is asked about, with this sentence: "3 consoles get it."
    void setPasteNote(const QString &note);

    void setFontFamily(const QString &family); ///< empty: the system's fixed font
    const QString &fontFamily() const;
    void setFontSize(double points);
    double fontSize() const;
    void zoomIn() { setFontSize(fontSize() + 1); }
    void zoomOut() { setFontSize(fontSize() - 1); }
    void zoomReset();
    const TerminalColours &colours() const;

    bool hasSelection() const;
    QString selectedText() const;
    void copy();
    void copyLastOutput();
    void selectAll();
    void clearSelection();
    /// Asks in a bar before a text that could do more than it seems.
    void paste(const QString &text);
    void jumpToPrompt(Prompt prompt);
    void openSearch();
    void closeSearch();
    void setCopyMode(CopyMode mode);
    bool isInCopyMode() const;
    void scrollToEnd();
    /// Scrollback and screen as text, written in the background; saved() or saveFailed() follows.
    void saveTo(const QString &path);
    bool isAtPasswordPrompt() const;
    QString visibleText() const;
    /// The cursor's cell, in the viewport.
    QRect cursorRectangle() const;
    /// A cell's place in the viewport, from 0 at the top left of what is seen.
    QRect cellRectangle(TerminalPlace place) const;
    TerminalPosition positionAt(QPoint point) const;
    qint64 topLine() const;
    int visibleRows() const;

Q_SIGNALS:
    void written(const QByteArray &bytes, slipway::TerminalView::Source source);
    /// The channel is to have this size, and this many pixels; the screen has it already.
    void resized(slipway::TerminalSize size, QSize cellPixels);
    void selectionChanged();
    void copyModeChanged(slipway::TerminalView::CopyMode mode);
    void saved(const QString &path);
    void saveFailed(const slipway::Error &error);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    enum class Extend { No, Yes };

    // Screen and picture
    void refresh();
    void follow(const TerminalScreen &screen);
    bool isHeld(const TerminalScreen &screen);
    RowPictures::Marks marks(const TerminalScreen &screen) const;
    void paintFrame(QPainter &painter) const;
    void paintPreedit(QPainter &painter) const;
    void paintCopyMode(QPainter &painter) const;
    void updateFonts();
    const TerminalColours &themeColours() const;
    void updateColours();
    void tellColours();
    void fitScreen();
    void keepPlaces(TerminalSize size);
    TerminalSize fittingSize() const;
    void syncScrollBar(qint64 first, qint64 last);
    void setTop(qint64 top);
    void reveal(qint64 line);
    void placeOverlays();
    void onBell();
    // Keys
    void send(const QByteArray &bytes, Source source);
    static bool isOwn(const QKeyEvent &event);
    bool pressOwn(const QKeyEvent &event);
    bool pressScroll(const QKeyEvent &event);
    bool pressInCopyMode(const QKeyEvent &event);
    bool isOfAChild() const;
    static bool belongsToWindow(const QKeyEvent &event);
    // Mouse
    bool isReported(const QMouseEvent &event) const;
    bool report(const QMouseEvent &event);
    TerminalPlace placeAt(QPoint point) const;
    void beginSelection(QPoint point, TerminalSelection::Mode mode, Extend extend);
    void dragSelection(QPoint point);
    void select(const TerminalSelection &selection);
    void selectionSettled();
    void scrollWhileDragging();
    void hover(QPoint point, Qt::KeyboardModifiers modifiers);
    void pastePrimary();
    // Actions
    void search(const TerminalSearch &search);
    void stepMatch(TerminalSearchBar::Direction direction);
    void onSearchChanged();
    void openLink(const TerminalLink &link) const;
    void copyText(const QString &text) const;
    void askToSave();

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
