// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace slipway {

class MetricsBoard;
class Theming;

/// The metrics in one line at the bottom of the window, always in sight: icon, name and value of
/// each. Hidden while there are none.
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
    bool hasRoomFor(const QStringList &texts) const;
    QString shortened(const QString &name, const QString &said) const;
    void makeChips();
    void refresh();

    MetricsBoard &m_board;
    Theming &m_theming;
    QHBoxLayout *m_row;
    QToolButton *m_verdict;
    QList<QToolButton *> m_chips;
};

} // namespace slipway
