// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/gatesitting.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

using testing::Outcome;
using testing::outcomeOf;
using testing::Sitting;

constexpr qint64 minute = 60'000;
constexpr qint64 day = 24 * 60 * minute;
/// In all, over the verdicts; sanitizers are slow.
#if defined(__SANITIZE_ADDRESS__)
constexpr int crashes = 20;
#else
constexpr int crashes = 334;
#endif
/// MetricHistory promises that much: what is recorded is on the disk by then.
constexpr qint64 toDisk = 2000;

const QByteArray plan = "slipway: 1\nname: Test\nphases:\n  - id: main\n    name: Main\n"
                        "    steps:\n      - {id: watch, gate: {metrics: [errors], for: 24h}}\n"_ba;

} // namespace

/// A gate of 24 hours on the real engine, judge and file, under a clock that the test moves.
class TestGateCrashes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void m07_shouldGiveTheSameVerdictAfterAThousandCrashes_data();
    void m07_shouldGiveTheSameVerdictAfterAThousandCrashes();

private:
    /// In order, each at its own instant; the gate begins at `from`.
    std::vector<qint64> instants(qint64 from);
    /// The samples of a day, a minute each.
    QList<MetricSample> traffic(qint64 from, int errorsOfTenThousand, int requests);
    /// The file as kill -9 leaves it: nothing is closed, nothing is flushed.
    QString leftBehind(const QString &path);
    Outcome crashing(const QList<MetricSample> &samples, QList<MetricSample> &kept);
    Outcome uninterrupted(const QList<MetricSample> &samples);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::mt19937_64 m_random;
    int m_copies = 0;
    int m_crashes = 0;
};

std::vector<qint64> TestGateCrashes::instants(qint64 from)
{
    std::uniform_int_distribution<qint64> within(from + 1, from + day);
    std::vector<qint64> times;
    times.reserve(crashes);
    for (int i = 0; i < crashes; ++i)
        times.push_back(within(m_random));
    std::ranges::sort(times);
    return times;
}

QList<MetricSample> TestGateCrashes::traffic(qint64 from, int errorsOfTenThousand, int requests)
{
    QList<MetricSample> samples;
    samples.reserve(day / minute + 5);
    for (qint64 at = from + minute; at <= from + day + 5 * minute; at += minute) {
        std::binomial_distribution<int> errors(requests, errorsOfTenThousand / 10'000.0);
        samples.append(ratioAt(at, 60s, errors(m_random), requests));
    }
    return samples;
}

QString TestGateCrashes::leftBehind(const QString &path)
{
    const QString folder = m_folder->filePath(QString::number(++m_copies));
    const QString copy = folder + u"/journal.sqlite"_s;
    if (!QDir().mkpath(folder) || !QFile::copy(path, copy)
        || (QFile::exists(path + u"-wal"_s) && !QFile::copy(path + u"-wal"_s, copy + u"-wal"_s)))
        qFatal("cannot copy %s", qPrintable(path));
    return copy;
}

Outcome TestGateCrashes::crashing(const QList<MetricSample> &samples, QList<MetricSample> &kept)
{
    FakeClock clock;
    const auto now = [&clock] {
        return clock.now().toMSecsSinceEpoch();
    };
    const qint64 from = now();
    const std::vector<qint64> times = instants(from);
    std::uniform_int_distribution<qint64> downtime(0, 1500);
    const RunRequest request = EngineDriver::requestFor(plan);
    QString path = m_folder->filePath(u"first/journal.sqlite"_s);
    auto sitting = std::make_unique<Sitting>(path, clock);
    if (!sitting->start(request))
        return {};

    qint64 recordedAt = from;
    auto next = times.begin();
    const auto crashUntil = [&](qint64 end) {
        for (; next != times.end() && *next < end; ++next) {
            if (*next > now())
                clock.advance(milliseconds(*next - now()));
            if (now() - recordedAt >= toDisk)
                sitting->samples(from, from); // by now it is written, in the time that passes here
            // What the engine just began goes as far as the disk, and no further.
            sitting->reachDisk();
            const QString left = leftBehind(path);
            sitting.reset();
            QDir(QFileInfo(path).path()).removeRecursively();
            path = left;
            clock.advance(milliseconds(downtime(m_random)));
            sitting = std::make_unique<Sitting>(path, clock);
            if (!sitting->resume(request))
                qFatal("cannot resume");
            ++m_crashes;
        }
    };
    for (const MetricSample &sample : samples) {
        crashUntil(sample.at);
        if (now() > sample.at)
            continue; // nobody was there to measure
        clock.advance(milliseconds(sample.at - now()));
        sitting->record(sample);
        recordedAt = sample.at;
        sitting->settle();
    }
    kept = sitting->samples(from, from + 2 * day);
    return outcomeOf(*sitting);
}

Outcome TestGateCrashes::uninterrupted(const QList<MetricSample> &samples)
{
    FakeClock clock;
    Sitting sitting(m_folder->filePath(u"whole/journal.sqlite"_s), clock);
    if (!sitting.start(EngineDriver::requestFor(plan)))
        return {};
    for (const MetricSample &sample : samples) {
        clock.advance(milliseconds(sample.at - clock.now().toMSecsSinceEpoch()));
        sitting.record(sample);
        sitting.settle();
    }
    return outcomeOf(sitting);
}

void TestGateCrashes::m07_shouldGiveTheSameVerdictAfterAThousandCrashes_data()
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<int>("errorsOfTenThousand");
    QTest::addColumn<int>("requests");
    QTest::addColumn<StepState>("state");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("pass") << 1 << 30 << 100 << StepState::Succeeded << u"pass"_s;
    QTest::newRow("fail") << 2 << 70 << 100 << StepState::Failed << u"fail"_s;
    QTest::newRow("inconclusive") << 3 << 50 << 100 << StepState::Waiting << u"inconclusive"_s;
}

void TestGateCrashes::m07_shouldGiveTheSameVerdictAfterAThousandCrashes()
{
    QFETCH(int, seed);
    QFETCH(int, errorsOfTenThousand);
    QFETCH(int, requests);
    m_folder = std::make_unique<QTemporaryDir>();
    m_random.seed(std::mt19937_64::result_type(seed));
    m_crashes = 0;
    const QList<MetricSample> samples
        = traffic(FakeClock().now().toMSecsSinceEpoch(), errorsOfTenThousand, requests);
    QList<MetricSample> kept;

    const Outcome crashed = crashing(samples, kept);
    const Outcome whole = uninterrupted(kept);

    QCOMPARE(m_crashes, crashes);
    QVERIFY2(kept.size() > samples.size() * 9 / 10, QByteArray::number(kept.size()).constData());
    QTEST(crashed.state, "state");
    QTEST(crashed.verdict, "verdict");
    const auto digestOf = [](const Outcome &outcome) {
        return outcome.evidence[u"metrics"_s].toArray().at(0)["digest"_L1].toString();
    };
    QCOMPARE(digestOf(crashed).size(), 64);
    QCOMPARE(digestOf(crashed), digestOf(whole));
    QCOMPARE(crashed.evidence, whole.evidence);
    QCOMPARE(crashed.asked, whole.asked);
    QCOMPARE(crashed.state, whole.state);
}

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::TestGateCrashes)
#include "tst_gatecrashes.moc"
