// SPDX-License-Identifier: GPL-3.0-or-later
// Appends events to the journal given as the argument until it is killed, and writes the number
// of each event to standard output once the journal said that it is on the disk.
#include "journaltesting.h"

#include <QCoreApplication>

#include <array>

#include <unistd.h>

using namespace slipway;
using namespace slipway::testing;

namespace {

void acknowledge(qint64 seq)
{
    const QByteArray line = QByteArray::number(seq) + '\n';
    // One write a line: what the parent reads is never half a number.
    if (::write(STDOUT_FILENO, line.constData(), size_t(line.size())) < 0)
        ::_exit(3);
}

qint64 lastSeq(SqlJournal &journal, const RunId &run)
{
    const auto events = journal.events(run).result();
    if (events)
        return events->size();
    if (events.error().code != ErrorCode::NotFound)
        qFatal("%s", qPrintable(events.error().message));
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    auto journal = SqlJournal::open(app.arguments().at(1), SqlJournal::Access::ReadWrite);
    if (!journal)
        qFatal("%s %s", qPrintable(journal.error().message), qPrintable(journal.error().detail));
    qint64 seq = lastSeq(**journal, RunId(u"r1"_s));
    acknowledge(seq);

    constexpr std::array<qint64, 4> groups{1, 3, 1, 7};
    for (std::size_t turn = 0;; ++turn) {
        QList<RunEvent> events;
        const qint64 size = groups[turn % groups.size()];
        for (qint64 i = 0; i < size; ++i)
            events.append(eventOf(u"r1"_s, ++seq));
        (*journal)->appendOutput(chunk(QByteArray(qsizetype(turn % 5) * 3000, 'x')));
        const Result<void> recorded = (*journal)->append(events).result();
        if (!recorded)
            qFatal("%s", qPrintable(recorded.error().message));
        acknowledge(seq);
    }
}
