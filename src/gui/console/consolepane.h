// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/broadcastgroup.h"
#include "gui/console/consolesession.h"
#include "gui/console/terminalview.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QMenu;

namespace Ui {
class ConsolePane;
}

namespace slipway {

class NoticeBar;
class Theming;

/// A console with its head: whose it is, how the connection is, what is going on with it, and its
/// menu. Owns the session.
class ConsolePane : public QWidget
{
    Q_OBJECT
public:
    ConsolePane(std::unique_ptr<ConsoleSession> session, BroadcastGroup &broadcast,
                Theming &theming, QWidget *parent = nullptr);
    ~ConsolePane() override;

    ConsoleSession &session() { return *m_session; }
    TerminalView *view() const { return m_view; }
    QMenu *menu() const { return m_menu; }
    bool isBroadcasting() const;
    /// How the connection stands, as the head shows it.
    StepState stateLook() const;
    void focusConsole();
    /// The pane that shortcuts are about.
    void setCurrent(bool current);
    void say(const QString &text);
    /// A text for the prompt, as if it were pasted: guarded, to all receivers of the broadcast.
    void insert(const QString &text);

Q_SIGNALS:
    void focused();
    void closeRequested();
    void menuRequested(QMenu *menu);
    void headChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void connectSession();
    void connectView();
    void write(const QByteArray &bytes, TerminalView::Source source);
    void showHold(const BroadcastGroup::Hold &hold);
    void refreshHead();
    void refreshFrame();
    void fitHead();
    void askClipboard(const QByteArray &text);

    std::unique_ptr<ConsoleSession> m_session;
    BroadcastGroup &m_broadcast;
    Theming &m_theming;
    std::unique_ptr<Ui::ConsolePane> m_ui;
    TerminalView *m_view;
    NoticeBar *m_notice;
    QMenu *m_menu;
    QTimer m_second; ///< counts down to the next attempt
    bool m_isCurrent = false;
    bool m_isHeld = false; ///< the notice says why a broadcast waits
};

} // namespace slipway
