// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/castplayer.h"

#include <QWidget>

#include <memory>

namespace Ui {
class CastPage;
}

namespace slipway {

class TerminalView;
class Theming;

/// A recording that is played: its screen, and below it where one is in it.
class CastPage : public QWidget
{
    Q_OBJECT
public:
    CastPage(Cast cast, const QString &path, Theming &theming, QWidget *parent = nullptr);
    ~CastPage() override;

    CastPlayer &player() { return *m_player; }

Q_SIGNALS:
    void problem(const slipway::Error &error);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();
    void saveCopy();
    void saveText();

    Theming &m_theming;
    QString m_path;
    std::unique_ptr<Ui::CastPage> m_ui;
    ConsoleScreen *m_screen;
    TerminalView *m_view;
    CastPlayer *m_player;
};

} // namespace slipway
