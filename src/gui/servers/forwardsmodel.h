// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace slipway {

class SshForward;
class SshForwards;
class Theming;

/// The port forwards of an environment, as they are. Follows them until it is given others.
class ForwardsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Server, Listens, Target, State, Connections, Traffic, ColumnCount };

    explicit ForwardsModel(Theming &theming, QObject *parent = nullptr);

    void setForwards(SshForwards *forwards);
    SshForward *forward(int row) const { return m_rows.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void takeRows();
    QString text(const SshForward &forward, int column) const;

    Theming &m_theming;
    SshForwards *m_forwards = nullptr;
    QList<SshForward *> m_rows;
};

} // namespace slipway
