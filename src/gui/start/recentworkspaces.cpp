// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/start/recentworkspaces.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString arrayKey = u"workspaces"_s;

} // namespace

RecentWorkspaces::RecentWorkspaces(QObject *parent) : QAbstractListModel(parent)
{
    QSettings settings;
    const int count = settings.beginReadArray(arrayKey);
    for (int i = 0; i < std::min(count, most); ++i) {
        settings.setArrayIndex(i);
        m_entries.append(
            {settings.value("folder"_L1).toString(), settings.value("name"_L1).toString(), false});
    }
    settings.endArray();
    m_entries.removeIf([](const Entry &entry) { return entry.folder.isEmpty(); });
}

void RecentWorkspaces::remember(const QString &folder, const QString &name)
{
    const QString clean = QDir::cleanPath(folder);
    beginResetModel();
    m_entries.removeIf([&clean](const Entry &entry) { return entry.folder == clean; });
    m_entries.prepend({clean, name, false});
    if (m_entries.size() > most)
        m_entries.resize(most);
    endResetModel();
    keep();
}

void RecentWorkspaces::forget(const QString &folder)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (m_entries.at(row).folder != folder)
            continue;
        beginRemoveRows({}, row, row);
        m_entries.removeAt(row);
        endRemoveRows();
        keep();
        return;
    }
}

void RecentWorkspaces::refresh()
{
    for (Entry &entry : m_entries)
        entry.missing = !QFileInfo::exists(entry.folder + "/slipway.yaml"_L1);
    if (!m_entries.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int RecentWorkspaces::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant RecentWorkspaces::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_entries.at(index.row());
    const QString folder = QDir::toNativeSeparators(entry.folder);
    switch (role) {
    case Qt::DisplayRole:
        return entry.missing ? tr("%1 — missing: %2").arg(entry.name, folder)
                             : tr("%1 — %2").arg(entry.name, folder);
    case Qt::ToolTipRole:
        return entry.missing ? tr("There is no slipway.yaml in %1 any more.").arg(folder) : folder;
    case folderRole:
        return entry.folder;
    case missingRole:
        return entry.missing;
    case nameRole:
        return entry.name;
    default:
        return {};
    }
}

void RecentWorkspaces::keep() const
{
    QSettings settings;
    settings.remove(arrayKey);
    settings.beginWriteArray(arrayKey, int(m_entries.size()));
    for (int i = 0; i < m_entries.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue("folder"_L1, m_entries.at(i).folder);
        settings.setValue("name"_L1, m_entries.at(i).name);
    }
    settings.endArray();
}

} // namespace slipway
