// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QWidget>

class QAction;
class QLabel;
class QSplitter;
class QTabWidget;
class QTextBrowser;
class QToolButton;

namespace slipway {

class GaugeGrid;
class GoBoardModel;
class GoHeadline;
class HistoryPane;
class MetricsBoard;
class Theming;

/// The room of metrics: go or no-go, the gauges, and below them the history of the one that is
/// chosen, the criteria, and how it is measured.
class DashboardRoom : public QWidget
{
    Q_OBJECT
public:
    DashboardRoom(MetricsBoard &board, Theming &theming, QAction *wall, QWidget *parent = nullptr);

    GaugeGrid *grid() const { return m_grid; }
    HistoryPane *history() const { return m_history; }
    void choose(const QString &metric);

Q_SIGNALS:
    void problem(const slipway::Error &error);
    /// slipway.yaml is to be shown in the plain editor.
    void editRequested(const QString &path);
    /// A metric was written into slipway.yaml; it is measured once that is read again.
    void metricAdded(const QString &metric);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHead(QAction *wall);
    QToolButton *makeReport();
    QWidget *makeEmpty();
    QWidget *makeCriteria();
    void makeTabs();
    void divide();
    void refresh();
    void refreshDetails();
    void setUp();
    void askReport(const QString &suffix);
    void report(const QString &path, const QString &suffix);

    MetricsBoard &m_board;
    Theming &m_theming;
    GoHeadline *m_headline;
    QWidget *m_head = nullptr;
    GaugeGrid *m_grid;
    QSplitter *m_body;
    QWidget *m_empty = nullptr;
    QTabWidget *m_tabs;
    HistoryPane *m_history;
    GoBoardModel *m_criteria;
    QLabel *m_approvals = nullptr;
    QTextBrowser *m_details;
    bool m_isDivided = false; ///< by a person, or once for the first time
};

} // namespace slipway
