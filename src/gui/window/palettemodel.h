// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QIcon>

#include <functional>
#include <vector>

namespace slipway {

/// Something the palette can reach by name.
struct PaletteEntry
{
    QString name;
    QString kind; ///< "Step", "Server", "Plan", "Action"
    QIcon icon;
    QString shortcut;
    std::function<void()> act;
};

/// The entries whose names have the letters of a text in order, the best first.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void setEntries(std::vector<PaletteEntry> entries);
    void setText(const QString &text);
    void trigger(int row) const;
    /// How well `text` fits `name`; 0: not at all. For tests as well.
    static int score(const QString &name, const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::vector<PaletteEntry> m_entries;
    std::vector<size_t> m_shown;
};

} // namespace slipway
