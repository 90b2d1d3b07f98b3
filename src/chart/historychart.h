// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/historyseries.h"
#include "theme/statelanguage.h"

#include <QWidget>

#include <memory>

namespace slipway {

/// Something that happened, as a line across the chart: a deployment began, or ended.
struct HistoryMarker
{
    qint64 at = 0; ///< UTC milliseconds
    QString text;
    friend bool operator==(const HistoryMarker &, const HistoryMarker &) = default;
};

/// A metric over a time: its line with gaps where nothing is known, target, deployments, and a
/// crosshair that other charts can share. Left and Right move the crosshair, Escape takes it away.
class HistoryChart : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryChart(QWidget *parent = nullptr);
    ~HistoryChart() override;

    void setMode(ThemeMode mode);
    void setSpec(const MetricSpec &spec);
    /// All points of from <= time <= to, UTC milliseconds; drawn are 2 × width of them at most.
    void setPoints(const QList<HistoryPoint> &points, qint64 from, qint64 to);
    void setMarkers(const QList<HistoryMarker> &markers);
    const QList<HistoryPoint> &points() const;
    /// How many points are drawn now.
    qsizetype drawnPoints() const;

    QPixmap toPicture();
    QByteArray toSvg();

    QSize sizeHint() const override;

public Q_SLOTS:
    /// Negative: none.
    void setCrosshair(qint64 at);

Q_SIGNALS:
    void crosshairMoved(qint64 at);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
