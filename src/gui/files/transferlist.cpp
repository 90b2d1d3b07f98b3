// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/files/transferlist.h"

#include "exec/remotename.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr int mostAtOnce = 3;
} // namespace

TransferList::TransferList(QObject *parent) : QAbstractTableModel(parent) { }

void TransferList::setTransfers(FileTransfers *transfers)
{
    m_transfers = transfers;
    for (const auto &item : m_items) {
        if (item->phase != Phase::Running && item->phase != Phase::Waiting)
            continue;
        item->running.reset();
        item->phase = Phase::Cancelled;
        changed(*item);
    }
    Q_EMIT activeChanged();
}

void TransferList::add(const Transfer &transfer)
{
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_items.push_back(std::make_unique<Item>());
    m_items.back()->transfer = transfer;
    endInsertRows();
    pump();
}

int TransferList::active() const
{
    return int(std::ranges::count_if(m_items, [](const auto &item) {
        return item->phase == Phase::Running || item->phase == Phase::Waiting;
    }));
}

void TransferList::pump()
{
    auto running = std::ranges::count_if(
        m_items, [](const auto &item) { return item->phase == Phase::Running; });
    for (const auto &item : m_items) {
        if (!m_transfers || running >= mostAtOnce)
            break;
        if (item->phase != Phase::Waiting)
            continue;
        begin(*item);
        ++running;
    }
    Q_EMIT activeChanged();
}

void TransferList::begin(Item &item)
{
    item.phase = Phase::Running;
    item.pace = {};
    item.done = 0;
    item.total = 0;
    item.clock.start();
    item.running = m_transfers->start(item.transfer);
    Item *const place = &item;
    connect(item.running.get(), &RunningTransfer::progressed, this,
            [this, place](qint64 done, qint64 total) {
                place->done = done;
                place->total = total;
                place->pace.add(std::chrono::milliseconds(place->clock.elapsed()), done);
                changed(*place);
            });
    connect(item.running.get(), &RunningTransfer::finished, this,
            [this, place](const TransferResult &result) { end(*place, result); });
    changed(item);
}

void TransferList::end(Item &item, const TransferResult &result)
{
    // It is what is calling.
    item.running.release()->deleteLater();
    item.result = result;
    if (!result.error)
        item.phase = Phase::Done;
    else
        item.phase = result.error->code == ErrorCode::Cancelled ? Phase::Cancelled : Phase::Failed;
    changed(item);
    if (item.phase == Phase::Done)
        Q_EMIT completed(item.transfer);
    pump();
}

void TransferList::cancel(int row)
{
    Item &item = *m_items[size_t(row)];
    if (item.running)
        item.running->cancel();
    else if (item.phase == Phase::Waiting)
        item.phase = Phase::Cancelled;
    changed(item);
    Q_EMIT activeChanged();
}

void TransferList::again(int row)
{
    Item &item = *m_items[size_t(row)];
    if (item.phase != Phase::Failed && item.phase != Phase::Cancelled)
        return;
    item.phase = Phase::Waiting;
    changed(item);
    pump();
}

void TransferList::removeEnded()
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (phase(row) == Phase::Waiting || phase(row) == Phase::Running)
            continue;
        beginRemoveRows({}, row, row);
        m_items.erase(m_items.begin() + row);
        endRemoveRows();
    }
    Q_EMIT activeChanged();
}

void TransferList::changed(const Item &item)
{
    const auto found = std::ranges::find_if(
        m_items, [&item](const auto &known) { return known.get() == &item; });
    const int row = int(found - m_items.begin());
    Q_EMIT dataChanged(index(row, Name), index(row, ColumnCount - 1));
}

int TransferList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

int TransferList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int TransferList::percent(const Item &item)
{
    if (item.phase == Phase::Done)
        return 100;
    return item.total > 0 ? int(item.done * 100 / item.total) : 0;
}

QString TransferList::stateText(const Item &item)
{
    const QLocale locale;
    switch (item.phase) {
    case Phase::Waiting:
        return tr("Waiting");
    case Phase::Running:
        if (item.total > 0 && item.done >= item.total)
            return tr("Checking");
        return item.pace.rate() > 0 ? tr("%1 of %2, %3/s")
                                          .arg(locale.formattedDataSize(item.done, 1),
                                               locale.formattedDataSize(item.total, 1),
                                               locale.formattedDataSize(item.pace.rate(), 1))
                                    : tr("Running");
    case Phase::Done:
        if (!item.result.changed)
            return tr("Was there already");
        return item.result.check == TransferResult::Check::Sample ? tr("Done, samples checked")
                                                                  : tr("Done, checked");
    case Phase::Failed:
        return item.result.isPartialKept
            ? tr("Broken off, can go on: %1").arg(item.result.error->message)
            : tr("Failed: %1").arg(item.result.error->message);
    case Phase::Cancelled:
        return tr("Cancelled");
    }
    Q_UNREACHABLE_RETURN({});
}

QVariant TransferList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Item &item = *m_items[size_t(index.row())];
    const bool isUpload = item.transfer.direction == Transfer::Direction::Upload;
    if (role == PercentRole)
        return percent(item);
    if (role == Qt::ToolTipRole)
        return index.column() == State
            ? stateText(item)
            : tr("%1 on this machine, %2 on the server")
                  .arg(displayName(item.transfer.localPath), displayName(item.transfer.remotePath));
    if (role != Qt::DisplayRole)
        return {};
    const QString name = displayName(entryName(item.transfer.remotePath));
    switch (index.column()) {
    case Name:
        return isUpload ? tr("↑ %1").arg(name) : tr("↓ %1").arg(name);
    case Progress:
        return tr("%1 %").arg(percent(item));
    case State:
        return stateText(item);
    default:
        return {};
    }
}

QVariant TransferList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Transfer");
    case Progress:
        return tr("Progress");
    case State:
        return tr("State");
    default:
        return {};
    }
}

} // namespace slipway
