// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/broadcastgroup.h"
#include "gui/console/consolepane.h"

#include <QWidget>

class QSplitter;

namespace slipway {

class ConsoleTabs;

/// The open consoles, in tabs that can be split any number of times. Owns them.
class ConsoleArea : public QWidget
{
    Q_OBJECT
public:
    enum class Where { NewTab, Right, Below };
    enum class Step { Next, Previous };
    using OpenerFor = std::function<ChannelOpener &(const ServerId &)>;

    ConsoleArea(Theming &theming, QWidget *parent = nullptr);
    ~ConsoleArea() override;

    /// Beside the current console, or in a tab of its own.
    ConsolePane *open(ChannelOpener &opener, ConsoleSession::Start start, Where where);
    /// Any widget that belongs among the consoles, such as a recording that is played.
    void openTab(QWidget *page, const QString &title);
    /// In the order of the tabs.
    QList<ConsolePane *> panes() const;
    /// nullptr without a console.
    ConsolePane *current() const { return m_current; }
    BroadcastGroup &broadcast() { return *m_broadcast; }
    void close(ConsolePane *pane);
    /// Asks before it closes those in which a program runs.
    void askToClose(const QList<ConsolePane *> &panes);
    void closeAll();
    void focus(ConsolePane *pane);
    void focusOther(Step step);
    bool isEmpty() const;

Q_SIGNALS:
    void currentChanged();
    /// Opened, closed, or another state of the connection.
    void panesChanged();
    void menuRequested(slipway::ConsolePane *pane, QMenu *menu);
    void lineEntered(slipway::ConsolePane *pane, const QString &line);

private:
    QSplitter *newTab();
    void addTab(QWidget *page, const QString &title);
    void place(ConsolePane *pane, Where where);
    void setCurrent(ConsolePane *pane);
    void tidy(QSplitter *splitter);
    void closeTab(int index);
    void requestCloseOf(QWidget *page);
    void refreshTabs();
    void connectPane(ConsolePane *pane);

    Theming &m_theming;
    BroadcastGroup *m_broadcast;
    ConsoleTabs *m_tabs;
    ConsolePane *m_current = nullptr;
};

} // namespace slipway
