// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/outputgroups.h"
#include "gui/fanout/fanoutports.h"

#include <QWidget>

#include <memory>

class QSortFilterProxyModel;

namespace Ui {
class FanOutPane;
}

namespace slipway {

class FanOutModel;
class FanOutServers;
class Theming;

/// A command on many servers: choose them, write it, run it, see each server and the outputs, equal
/// ones together. GUI thread; nothing blocks it.
class FanOutPane : public QWidget
{
    Q_OBJECT
public:
    FanOutPane(FanOutPorts ports, Theming &theming, QWidget *parent = nullptr);
    /// What runs is cancelled silently.
    ~FanOutPane() override;

    /// The servers to choose from, and where they are.
    void setPlace(const FanOutPlace &place);
    void choose(const QStringList &servers);
    const Quarantine &quarantine() const;
    void setQuarantine(const Quarantine &quarantine);
    /// Commands of before, the newest first.
    const QStringList &history() const { return m_history; }
    void setHistory(const QStringList &history);
    bool isRunning() const;

Q_SIGNALS:
    void historyChanged(const QStringList &history);
    void quarantineChanged(const slipway::Quarantine &quarantine);
    void runningChanged();
    /// It is that server's turn.
    void commandBegan(const QString &server, const QString &command);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void prepareLists();
    void connectParts();
    void chooseShown();
    void toggleQuarantine();
    void requestRun();
    void confirmed(FanOut::Work work);
    Result<FanOut::Work> workFor(const QStringList &servers);
    Result<void> readBetween(FanOut::Work &work) const;
    void begin(FanOut::Work work);
    void remember(const QString &command);
    void onEnded(const QString &server);
    void onFinished();
    void refreshButtons();
    void refreshStatus();
    QString statusText() const;
    void showProblem(const QString &text);

    FanOutPorts m_ports;
    Theming &m_theming;
    std::unique_ptr<Ui::FanOutPane> m_ui;
    FanOutServers *m_servers;
    QSortFilterProxyModel *m_shown;
    FanOutModel *m_model;
    FanOutPlace m_place;
    QStringList m_history;
    QString m_problem;
    OutputGroups m_groups;
    std::unique_ptr<FanOut> m_fanOut;
};

} // namespace slipway
