// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sqljournal.h"

#include "support/printable.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTimeZone>

SLIPWAY_PRINTABLE(ErrorCode)

namespace slipway::testing {

using namespace Qt::StringLiterals;

/// A folder for one test, and the journal in it.
class JournalFolder
{
public:
    QString path() const { return m_folder.filePath(u".slipway/journal.sqlite"_s); }
    QString folder() const { return m_folder.path(); }

    std::unique_ptr<SqlJournal> open(SqlJournal::Access access = SqlJournal::Access::ReadWrite)
    {
        Result<std::unique_ptr<SqlJournal>> journal = SqlJournal::open(path(), access);
        if (!journal)
            qFatal("%s %s", qPrintable(journal.error().message),
                   qPrintable(journal.error().detail));
        return std::move(*journal);
    }

private:
    QTemporaryDir m_folder;
};

inline QDateTime instant(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(1'700'000'000 + seconds, QTimeZone::UTC);
}

inline RunEvent eventOf(const QString &run, qint64 seq, EventKind kind = EventKind::Note)
{
    RunEvent event;
    event.run = RunId(run);
    event.seq = seq;
    event.at = instant(seq);
    event.kind = kind;
    event.step = StepId(u"build"_s);
    event.attempt = 1;
    event.host = ServerId(u"web-1"_s);
    event.data = {{u"text"_s, u"Größe „%1“"_s.arg(seq)}};
    return event;
}

/// A run as an engine writes it, from its start on.
inline QList<RunEvent> startedRun(const QString &run, qint64 events)
{
    RunEvent start = eventOf(run, 1, EventKind::RunStarted);
    start.step = {};
    start.host = {};
    start.data = {{u"planName"_s, u"Web shop 4.2"_s},
                  {u"environment"_s, u"production"_s},
                  {u"operator"_s, u"asha"_s}};
    QList<RunEvent> all{start};
    for (qint64 seq = 2; seq <= events; ++seq)
        all.append(eventOf(run, seq));
    return all;
}

inline OutputChunk chunk(const QByteArray &bytes, const QString &host = {})
{
    OutputChunk chunk;
    chunk.run = RunId(u"r1"_s);
    chunk.step = StepId(u"build"_s);
    chunk.attempt = 1;
    chunk.host = ServerId(host);
    chunk.at = instant(0);
    chunk.bytes = bytes;
    return chunk;
}

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.write(content) == content.size();
}

} // namespace slipway::testing
