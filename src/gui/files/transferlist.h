// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/filetransfers.h"
#include "exec/transferpace.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>

#include <memory>
#include <vector>

namespace slipway {

/// The transfers of one server: runs a few at a time and keeps what came of them. GUI thread.
class TransferList : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Progress, State, ColumnCount };
    enum Role { PercentRole = Qt::UserRole };
    enum class Phase { Waiting, Running, Done, Failed, Cancelled };

    explicit TransferList(QObject *parent = nullptr);

    /// What is under way ends as cancelled. Null: nothing can be begun.
    void setTransfers(FileTransfers *transfers);
    void add(const Transfer &transfer);
    void cancel(int row);
    /// Goes on with one that failed or was cancelled.
    void again(int row);
    void removeEnded();

    Phase phase(int row) const { return m_items[size_t(row)]->phase; }
    const TransferResult &result(int row) const { return m_items[size_t(row)]->result; }
    int active() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// One has ended well.
    void completed(const slipway::Transfer &transfer);
    void activeChanged();

private:
    struct Item
    {
        Transfer transfer;
        Phase phase = Phase::Waiting;
        qint64 done = 0;
        qint64 total = 0;
        TransferPace pace;
        QElapsedTimer clock;
        TransferResult result;
        std::unique_ptr<RunningTransfer> running;
    };
    void pump();
    void begin(Item &item);
    void end(Item &item, const TransferResult &result);
    void changed(const Item &item);
    static QString stateText(const Item &item);
    static int percent(const Item &item);

    FileTransfers *m_transfers = nullptr;
    std::vector<std::unique_ptr<Item>> m_items;
};

} // namespace slipway
