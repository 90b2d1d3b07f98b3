// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/recordingsmodel.h"

#include "gui/common/text.h"
#include "theme/durationtext.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString runMark = u", run "_s;
constexpr qint64 tailSize = 64LL * 1024;

/// The time of the last whole event, found from the end: a recording may be long.
std::chrono::seconds lengthOf(QFile &file)
{
    const qint64 size = file.size();
    file.seek(std::max<qint64>(0, size - tailSize));
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        const QJsonArray event = QJsonDocument::fromJson(*line).array();
        if (event.size() >= 3)
            return std::chrono::seconds(qint64(event.at(0).toDouble()));
    }
    return {};
}

} // namespace

QString recordingTitle(const QString &server, const RunId &run)
{
    return run.isEmpty() ? server : server + runMark + run.toString();
}

RunId runOfRecording(const QString &title)
{
    const qsizetype mark = title.lastIndexOf(runMark);
    return mark < 0 ? RunId() : RunId(title.sliced(mark + runMark.size()));
}

QList<Recording> findRecordings(const QString &folder)
{
    QList<Recording> found;
    const QFileInfoList files = QDir(folder).entryInfoList({u"*.cast"_s}, QDir::Files);
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject header = QJsonDocument::fromJson(file.readLine(tailSize)).object();
        if (header.value("version"_L1).toInt() != 2)
            continue;
        Recording recording;
        recording.path = info.filePath();
        recording.title = header.value("title"_L1).toString();
        if (recording.title.isEmpty())
            recording.title = info.completeBaseName();
        recording.run = runOfRecording(recording.title);
        recording.startedAt = header.contains("timestamp"_L1)
            ? QDateTime::fromSecsSinceEpoch(header.value("timestamp"_L1).toInteger())
            : info.birthTime();
        recording.bytes = info.size();
        recording.length = lengthOf(file);
        found << recording;
    }
    std::ranges::sort(found, [](const Recording &a, const Recording &b) {
        return a.startedAt != b.startedAt ? a.startedAt > b.startedAt : a.path < b.path;
    });
    return found;
}

void RecordingsModel::setRecordings(const QList<Recording> &recordings)
{
    if (recordings == m_recordings)
        return;
    beginResetModel();
    m_recordings = recordings;
    endResetModel();
}

int RecordingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_recordings.size());
}

int RecordingsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RecordingsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Recording &recording = m_recordings.at(index.row());
    if (role == Qt::ToolTipRole)
        return QDir::toNativeSeparators(recording.path);
    if (role == Qt::TextAlignmentRole && index.column() == Size)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Started:
        return Text::dateTime(recording.startedAt);
    case Title:
        return recording.title;
    case Length:
        return durationText(recording.length);
    case Size:
        return QLocale().formattedDataSize(recording.bytes);
    default:
        return {};
    }
}

QVariant RecordingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Started:
        return tr("Started");
    case Title:
        return tr("Console");
    case Length:
        return tr("Length");
    case Size:
        return tr("Size");
    default:
        return {};
    }
}

} // namespace slipway
