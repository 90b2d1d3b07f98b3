// SPDX-License-Identifier: GPL-3.0-or-later
// Durable events a second: one at a time, as many as queue up, and beside heavy output. The disk
// itself is measured first (a write and an fdatasync), because it is what a single append waits
// for. Prints Markdown; exits with 1 when a target is missed.
#include "store/sqljournal.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimeZone>

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

struct Measurement
{
    QString name;
    double perSecond = 0;
    double worstMs = 0;
    double target = 0; ///< events a second; 0: for comparison only
};

RunEvent eventOf(const RunId &run, qint64 seq)
{
    RunEvent event;
    event.run = run;
    event.seq = seq;
    event.at = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000 + seq, QTimeZone::UTC);
    event.kind = seq % 2 == 0 ? EventKind::StepIntent : EventKind::StepResult;
    event.step = StepId(u"step-%1"_s.arg(seq / 2));
    event.attempt = 1;
    event.data = {{u"commands"_s, QJsonObject{{u""_s, u"./deploy.sh --to production"_s}}},
                  {u"outcome"_s, u"succeeded"_s}};
    return event;
}

template<typename Work> Measurement timed(const QString &name, int times, Work work)
{
    std::vector<double> each;
    QElapsedTimer total;
    total.start();
    for (int i = 0; i < times; ++i) {
        QElapsedTimer one;
        one.start();
        work(i);
        each.push_back(double(one.nsecsElapsed()) / 1e6);
    }
    const double seconds = double(total.nsecsElapsed()) / 1e9;
    return {name, times / seconds, *std::ranges::max_element(each), 0};
}

Measurement measureDisk(const QString &folder)
{
    const int file = ::open(QFile::encodeName(folder + u"/raw"_s).constData(),
                            O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const QByteArray page(4096, 'x');
    const Measurement result = timed(u"the disk: write 4 KiB + fdatasync"_s, 500, [&](int) {
        if (::write(file, page.constData(), size_t(page.size())) < 0 || ::fdatasync(file) != 0)
            qFatal("the disk cannot be written");
    });
    ::close(file);
    return result;
}

void mustBeRecorded(const Result<void> &result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
}

Measurement measureSingle(SqlJournal &journal)
{
    const RunId run(u"single"_s);
    return timed(u"one event at a time"_s, 1000,
                 [&](int i) { mustBeRecorded(journal.append({eventOf(run, i + 1)}).result()); });
}

Measurement measurePairs(SqlJournal &journal)
{
    const RunId run(u"pairs"_s);
    Measurement result = timed(u"a result and the next intent together"_s, 500, [&](int i) {
        mustBeRecorded(journal.append({eventOf(run, 2 * i + 1), eventOf(run, 2 * i + 2)}).result());
    });
    result.perSecond *= 2;
    return result;
}

Measurement measureGrouped(SqlJournal &journal)
{
    constexpr int inFlight = 100;
    constexpr int rounds = 200;
    const RunId run(u"grouped"_s);
    qint64 seq = 0;
    Measurement result = timed(u"100 appends under way"_s, rounds, [&](int) {
        std::vector<QFuture<Result<void>>> futures;
        for (int i = 0; i < inFlight; ++i)
            futures.push_back(journal.append({eventOf(run, ++seq)}));
        for (const auto &future : futures)
            mustBeRecorded(future.result());
    });
    result.perSecond *= inFlight;
    return result;
}

Measurement measureBesideOutput(SqlJournal &journal)
{
    const RunId run(u"noisy"_s);
    OutputChunk chunk;
    chunk.run = run;
    chunk.step = StepId(u"noisy"_s);
    chunk.bytes = QByteArray(64 * 1024, 'x');
    return timed(u"one at a time, beside 64 KiB of output each"_s, 500, [&](int i) {
        chunk.attempt = i / 50;
        journal.appendOutput(chunk);
        mustBeRecorded(journal.append({eventOf(run, i + 1)}).result());
    });
}

Measurement measureReading(SqlJournal &journal)
{
    Measurement result = timed(u"read back and verified"_s, 5, [&](int) {
        if (!journal.events(RunId(u"grouped"_s)).result())
            qFatal("cannot read back");
    });
    result.perSecond *= 20'000;
    return result;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QTemporaryDir folder(app.arguments().value(1, u"."_s) + u"/bench-journal-XXXXXX"_s);
    auto journal
        = SqlJournal::open(folder.filePath(u"journal.sqlite"_s), SqlJournal::Access::ReadWrite);
    if (!journal)
        qFatal("%s", qPrintable(journal.error().message));

    const Measurement disk = measureDisk(folder.path());
    QList<Measurement> all{disk,
                           measureSingle(**journal),
                           measurePairs(**journal),
                           measureGrouped(**journal),
                           measureBesideOutput(**journal),
                           measureReading(**journal)};
    // A commit is one write and one sync of the log; SQL may cost as much again. Where a sync
    // costs nothing (a disk in memory) SQL is all there is.
    all[1].target = std::min(disk.perSecond / 2, 2'000.0);
    all[3].target = 5'000;
    all[5].target = 50'000;

    QTextStream out(stdout);
    out << "| journal | events/s | slowest | target | |\n|---|---:|---:|---:|---|\n";
    bool good = true;
    for (const Measurement &measured : std::as_const(all)) {
        const bool met = measured.perSecond >= measured.target;
        good = good && met;
        out << u"| %1 | %2 | %3 ms | %4 | %5 |\n"_s.arg(measured.name)
                   .arg(measured.perSecond, 0, 'f', 0)
                   .arg(measured.worstMs, 0, 'f', 1)
                   .arg(measured.target > 0 ? QString::number(measured.target, 'f', 0) : u"–"_s,
                        measured.target <= 0 ? QString()
                            : met            ? u"met"_s
                                             : u"missed"_s);
    }
    return good ? 0 : 1;
}
