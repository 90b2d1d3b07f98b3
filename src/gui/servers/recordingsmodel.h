// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QAbstractTableModel>
#include <QDateTime>

#include <chrono>

namespace slipway {

/// A recording of a console, as the list shows it.
struct Recording
{
    QString path;
    QString title; ///< the server, and the run it belongs to
    RunId run;     ///< empty: none
    QDateTime startedAt;
    std::chrono::seconds length{0};
    qint64 bytes = 0;
    friend bool operator==(const Recording &, const Recording &) = default;
};

/// How the title of a recording is written, and the run read from it again.
QString recordingTitle(const QString &server, const RunId &run);
RunId runOfRecording(const QString &title);
/// The recordings of a folder, newest first; what is none is left out. Blocks as long as the disk.
QList<Recording> findRecordings(const QString &folder);

/// The recordings of a workspace.
class RecordingsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Started, Title, Length, Size, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRecordings(const QList<Recording> &recordings);
    const Recording &recording(int row) const { return m_recordings.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QList<Recording> m_recordings;
};

} // namespace slipway
