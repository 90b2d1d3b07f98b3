// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QWidget>

#include <memory>

class QSortFilterProxyModel;

namespace Ui {
class RunsRoom;
}

namespace slipway {

class RunController;
class RunsModel;
class Theming;

/// The room of recorded runs: look at one as it was, resume one that was interrupted.
class RunsRoom : public QWidget
{
    Q_OBJECT
public:
    RunsRoom(RunController &controller, Theming &theming, QWidget *parent = nullptr);
    ~RunsRoom() override;

    /// Reads the list again.
    void refresh();

Q_SIGNALS:
    void openRequested(const slipway::RunId &run);
    void resumeRequested(const slipway::RunId &run);
    void roadmapRequested();
    /// A run of an earlier session that has not finished, the newest; asked once a workspace.
    void interruptedFound(const slipway::RunId &run, const QString &planName);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void connectParts();
    void refreshButtons();
    void showList();
    int currentRow() const;
    void reportInterrupted();

    RunController &m_controller;
    std::unique_ptr<Ui::RunsRoom> m_ui;
    RunsModel *m_model;
    QSortFilterProxyModel *m_sorted;
    bool m_reported = false;
    int m_request = 0;
};

} // namespace slipway
