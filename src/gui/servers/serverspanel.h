// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QWidget>

#include <memory>

class QMenu;

namespace Ui {
class ServersPanel;
}

namespace slipway {

class ServersModel;
class Theming;

/// The servers of the environment: how each is connected, and what can be opened on it.
class ServersPanel : public QWidget
{
    Q_OBJECT
public:
    ServersPanel(ServersModel &model, Theming &theming, QWidget *parent = nullptr);
    ~ServersPanel() override;

    /// Those that are chosen, groups taken apart, each once.
    QList<ServerId> chosen() const;
    void choose(const ServerId &server);
    void focusFilter();

Q_SIGNALS:
    /// On each of them; in splits when there are several.
    void consolesRequested(const QList<slipway::ServerId> &servers);
    void filesRequested(const slipway::ServerId &server);
    void forwardRequested(const slipway::ServerId &server);
    void commandRequested(const QList<slipway::ServerId> &servers);
    void checkRequested(const QList<slipway::ServerId> &servers);
    void chosenChanged();

private:
    void showMenu(const QPoint &at);
    void refreshButtons();
    void expandAll();

    ServersModel &m_model;
    Theming &m_theming;
    std::unique_ptr<Ui::ServersPanel> m_ui;
};

} // namespace slipway
