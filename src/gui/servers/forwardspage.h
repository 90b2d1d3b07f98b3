// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QWidget>

#include <memory>

namespace Ui {
class ForwardsPage;
}

namespace slipway {

class ForwardsModel;
class SshForwards;
class Theming;

/// The port forwards of the environment: begins them, shows what goes through, ends them.
class ForwardsPage : public QWidget
{
    Q_OBJECT
public:
    explicit ForwardsPage(Theming &theming, QWidget *parent = nullptr);
    ~ForwardsPage() override;

    /// nullptr: there is no workspace.
    void setForwards(SshForwards *forwards, const QStringList &servers);
    /// For the next forward.
    void choose(const ServerId &server);
    /// Prepares a forward of that server.
    void startFor(const ServerId &server);

private:
    void begin();
    void refreshForm();
    void refreshButtons();
    QString specText() const;
    int kind() const;

    std::unique_ptr<Ui::ForwardsPage> m_ui;
    ForwardsModel *m_model;
    SshForwards *m_forwards = nullptr;
};

} // namespace slipway
