// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/files/remotelistmodel.h"

#include "exec/remotename.h"

#include <QLocale>
#include <QMimeData>

#include <memory>

using namespace Qt::StringLiterals;

namespace slipway {

RemoteListModel::RemoteListModel(Theming &theming, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_entries.isEmpty())
            Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name), {Qt::DecorationRole});
    });
}

void RemoteListModel::setEntries(const QList<RemoteEntry> &entries)
{
    beginResetModel();
    m_entries = entries;
    endResetModel();
}

int RemoteListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int RemoteListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RemoteListModel::kindText(const RemoteEntry &entry)
{
    switch (entry.kind) {
    case RemoteKind::File:
        return tr("File");
    case RemoteKind::Folder:
        return tr("Folder");
    case RemoteKind::Link:
        return entry.isFolder() || entry.isFile()
            ? tr("Link to %1").arg(displayName(entry.target))
            : tr("Link to %1, which leads nowhere").arg(displayName(entry.target));
    case RemoteKind::Other:
        return tr("Device, pipe or socket");
    }
    Q_UNREACHABLE_RETURN({});
}

/// Without prefix, one byte is not "1 bytes".
QString RemoteListModel::sizeText(qint64 size)
{
    return size < 1024 ? tr("%n byte(s)", "", int(size)) : QLocale().formattedDataSize(size, 1);
}

QVariant RemoteListModel::text(const RemoteEntry &entry, int column) const
{
    switch (column) {
    case Name:
        return displayName(entry.name);
    case Size:
        return entry.kind == RemoteKind::File ? sizeText(entry.size) : QString();
    case Modified:
        return entry.modified.isValid()
            ? QLocale().toString(entry.modified.toLocalTime(), QLocale::ShortFormat)
            : QString();
    case Permissions:
        return entry.kind == RemoteKind::Link ? QString() : modeText(entry.mode);
    case Owner: {
        const QString owner = entry.owner.isEmpty() ? QString::number(entry.ownerId) : entry.owner;
        const QString group = entry.group.isEmpty() ? QString::number(entry.groupId) : entry.group;
        return owner == group ? owner : QString(owner + u':' + group);
    }
    default:
        return {};
    }
}

QVariant RemoteListModel::sortValue(const RemoteEntry &entry, int column)
{
    switch (column) {
    case Size:
        return entry.size;
    case Modified:
        return entry.modified;
    case Permissions:
        return entry.mode;
    default:
        return {};
    }
}

QString RemoteListModel::toolTip(const RemoteEntry &entry, int column)
{
    switch (column) {
    case Size:
        return entry.kind == RemoteKind::File ? tr("%n byte(s)", "", int(entry.size)) : QString();
    case Modified:
        return QLocale().toString(entry.modified.toLocalTime(), QLocale::LongFormat);
    case Permissions:
        return octalMode(entry.mode);
    default:
        return kindText(entry);
    }
}

QVariant RemoteListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RemoteEntry &entry = m_entries.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, index.column());
    case SortRole: {
        const QVariant value = sortValue(entry, index.column());
        return value.isValid() ? value : text(entry, index.column());
    }
    case Qt::DecorationRole:
        if (index.column() == Name)
            return m_theming.icon(entry.isFolder()                     ? u"open"_s
                                      : entry.kind == RemoteKind::Link ? u"link"_s
                                                                       : u"log"_s);
        return {};
    case Qt::ToolTipRole:
        return toolTip(entry, index.column());
    case Qt::AccessibleDescriptionRole:
        return kindText(entry);
    case Qt::TextAlignmentRole:
        return index.column() == Size ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case FolderRole:
        return entry.isFolder();
    case HiddenRole:
        return entry.name.startsWith('.');
    default:
        return {};
    }
}

Qt::ItemFlags RemoteListModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractTableModel::flags(index);
    return index.isValid() && !m_address.isEmpty() ? usual | Qt::ItemIsDragEnabled : usual;
}

QMimeData *RemoteListModel::mimeData(const QModelIndexList &indexes) const
{
    QList<QUrl> addresses;
    QStringList paths;
    for (const QModelIndex &index : indexes) {
        if (index.column() != Name)
            continue;
        // Names need not be text.
        const QByteArray path = joinPath(
            QByteArray::fromPercentEncoding(m_address.path(QUrl::FullyEncoded).toLatin1()),
            entry(index.row()).name);
        QUrl address = m_address;
        address.setPath(QString::fromLatin1(path.toPercentEncoding("/")), QUrl::TolerantMode);
        addresses.append(address);
        paths.append(QString::fromUtf8(path));
    }
    auto data = std::make_unique<QMimeData>();
    data->setUrls(addresses);
    data->setText(paths.join(u'\n'));
    return data.release();
}

QVariant RemoteListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Size:
        return tr("Size");
    case Modified:
        return tr("Modified");
    case Permissions:
        return tr("Permissions");
    case Owner:
        return tr("Owner");
    default:
        return {};
    }
}

RemoteListFilter::RemoteListFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(RemoteListModel::SortRole);
    setSortLocaleAware(true);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void RemoteListFilter::setHidden(Hidden hidden)
{
    m_hidden = hidden;
    invalidateFilter();
}

void RemoteListFilter::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

bool RemoteListFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, RemoteListModel::Name, parent);
    if (m_hidden == Hidden::Left && index.data(RemoteListModel::HiddenRole).toBool())
        return false;
    return m_text.isEmpty() || index.data().toString().contains(m_text, Qt::CaseInsensitive);
}

bool RemoteListFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool isLeftFolder = left.data(RemoteListModel::FolderRole).toBool();
    const bool isRightFolder = right.data(RemoteListModel::FolderRole).toBool();
    if (isLeftFolder != isRightFolder)
        return (sortOrder() == Qt::AscendingOrder) == isLeftFolder;
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace slipway
