// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDockWidget;
class QFrame;
class QMainWindow;

namespace slipway {

/// Holds the side panel: in a dock while the window is wide, else in a sheet that slides over the
/// room when a step is chosen.
class SidePanelHost : public QObject
{
    Q_OBJECT
public:
    static constexpr int narrow = 1100; ///< of the whole window

    SidePanelHost(QMainWindow *workbench, QWidget *panel);

    QDockWidget *dock() const { return m_dock; }
    /// Shows the panel wherever it is held now.
    void reveal();
    void conceal();
    bool isSheet() const { return m_sheetHoldsPanel; }

Q_SIGNALS:
    /// Held by the dock before, by the sheet now, or the other way round.
    void arranged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange();
    void placeSheet();

    QMainWindow *m_workbench;
    QWidget *m_panel;
    QDockWidget *m_dock;
    QFrame *m_sheet;
    bool m_sheetHoldsPanel = false;
    bool m_dockWasVisible = true;
};

} // namespace slipway
