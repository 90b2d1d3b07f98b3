// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/fanout/fanoutports.h"

#include <QAbstractListModel>
#include <QSet>

namespace slipway {

/// The servers to choose from, with a box each. Those in quarantine cannot be chosen and say why.
class FanOutServers : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { NameRole = Qt::UserRole, SearchRole };

    explicit FanOutServers(Theming &theming, QObject *parent = nullptr);

    void setServers(const QList<FanOutServer> &servers);
    /// In their order, without those in quarantine.
    QStringList chosen() const;
    void choose(const QStringList &names);
    const Quarantine &quarantine() const { return m_quarantine; }
    void setQuarantine(const Quarantine &quarantine);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void chosenChanged();

private:
    void repaint();

    Theming &m_theming;
    QList<FanOutServer> m_servers;
    QSet<QString> m_chosen;
    Quarantine m_quarantine;
};

} // namespace slipway
