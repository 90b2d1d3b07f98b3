// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/gaugepainter.h"

#include <QWidget>

namespace slipway {

class GaugeCard;
class Theming;

/// Gauges in rows that fill the width. Arrow keys go from one to the next.
class GaugeGrid : public QWidget
{
    Q_OBJECT
public:
    enum class Fit {
        Width,  ///< as high as it takes
        Window, ///< all of them at once, as large as they can be
    };

    GaugeGrid(Theming &theming, Fit fit, QWidget *parent = nullptr);

    /// Keeps the cards of metrics that stay.
    void setFaces(const QList<GaugeFace> &faces);
    void choose(const QString &metric);
    QString chosen() const { return m_chosen; }
    const QList<GaugeCard *> &cards() const { return m_cards; }

    bool hasHeightForWidth() const override { return m_fit == Fit::Width; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void metricChosen(const QString &metric);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int columnsFor(int width) const;
    QSize cardSizeFor(QSize room) const;
    void place();

    Theming &m_theming;
    Fit m_fit;
    QList<GaugeCard *> m_cards;
    QString m_chosen;
};

} // namespace slipway
