// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/servers/recordingsmodel.h"

#include "base/error.h"
#include "terminal/castreader.h"

#include <QWidget>

#include <memory>

namespace Ui {
class RecordingsPage;
}

namespace slipway {

class Theming;

/// The recordings of the workspace's consoles.
class RecordingsPage : public QWidget
{
    Q_OBJECT
public:
    explicit RecordingsPage(Theming &theming, QWidget *parent = nullptr);
    ~RecordingsPage() override;

    /// An empty one: there is no workspace.
    void setFolder(const QString &folder);
    /// Looks again what is there.
    void refresh();

Q_SIGNALS:
    void playRequested(const slipway::Cast &cast, const QString &path);
    void runRequested(const slipway::RunId &run);
    void problem(const slipway::Error &error);

protected:
    void showEvent(QShowEvent *event) override;

private:
    const Recording *current() const;
    void refreshButtons();
    void play();
    void askRemove();

    std::unique_ptr<Ui::RecordingsPage> m_ui;
    RecordingsModel *m_model;
    QString m_folder;
};

} // namespace slipway
