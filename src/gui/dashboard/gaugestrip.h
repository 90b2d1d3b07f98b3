// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace slipway {

class MetricsBoard;
class Theming;

/// The metrics in one line at the bottom of the window, always in sight: icon, name and value of
/// each. Where there is no room for all, those that are as they should be give way first. Hidden
/// while there are none.
class GaugeStrip : public QWidget
{
    Q_OBJECT
public:
    GaugeStrip(MetricsBoard &board, Theming &theming, QWidget *parent = nullptr);

Q_SIGNALS:
    void metricChosen(const QString &metric);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeChips();
    void refresh();
    void makeRoom();
    void sayRest(const QList<qsizetype> &chips);

    MetricsBoard &m_board;
    Theming &m_theming;
    QHBoxLayout *m_row;
    QToolButton *m_verdict;
    QToolButton *m_rest; ///< counts those without room
    QList<QToolButton *> m_chips;
};

} // namespace slipway
