// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/fanout/fanoutports.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace slipway {

/// The servers of a fan-out as they go: state, exit status, time, last line. What changes is told
/// to the views thirty times a second at most.
class FanOutModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Server, State, Exit, Time, LastLine, ColumnCount };

    FanOutModel(Theming &theming, Clock &clock, QObject *parent = nullptr);

    /// Shows this one from now on, which lives until the next call or longer than this.
    void follow(FanOut *fanOut);
    MachineState state(int row) const { return m_rows.at(row).outcome.state; }
    QString server(int row) const { return m_rows.at(row).server; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    /// How a state of a machine is said and shown.
    static StateLook look(MachineState state, ThemeMode mode);

Q_SIGNALS:
    /// With the views, thirty times a second at most.
    void ticked();

private:
    struct Row
    {
        QString server;
        FanOut::Outcome outcome;
        QByteArray lastLine;
        milliseconds begin{0};
    };
    void touch(const QString &server);
    void takeOutput(const QString &server, const QByteArray &bytes);
    void tick();
    void touchRunning();
    QString text(const Row &row, int column) const;

    Theming &m_theming;
    Clock &m_clock;
    QTimer m_timer;
    QTimer m_second; ///< while something runs its time goes on
    QList<Row> m_rows;
    QHash<QString, int> m_places;
    int m_first = 0; ///< of the rows that changed since the last tick
    int m_last = -1;
};

} // namespace slipway
