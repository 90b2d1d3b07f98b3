// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/journaltesting.h"

#include "metrics/metrichistory.h"
#include "metrics/metricmath.h"
#include "metrics/metricsamples.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

using testing::JournalFolder;

namespace {

constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

MetricSeries seriesOf(const MetricSpec &spec)
{
    return MetricSeries::of(u"production"_s, spec);
}

void record(MetricHistory &history, const MetricSpec &spec, const QList<MetricSample> &samples)
{
    for (const MetricSample &sample : samples)
        history.record(seriesOf(spec), sample);
}

QList<MetricSample> samplesOf(MetricHistory &history, const MetricSpec &spec, qint64 from,
                              qint64 to)
{
    return history.samples(seriesOf(spec), from, to).result().value();
}

QList<double> numeratorsOf(const QList<MetricSample> &samples)
{
    QList<double> numerators;
    for (const MetricSample &sample : samples)
        numerators.append(sample.numerator);
    return numerators;
}

/// What the file holds, seen from outside.
qint64 rowsOf(const QString &path, const QString &table)
{
    qint64 rows = -1;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"look"_s);
        database.setDatabaseName(path);
        if (database.open()) {
            QSqlQuery query(database);
            if (query.exec(u"SELECT count(*) FROM "_s + table) && query.next())
                rows = query.value(0).toLongLong();
        }
    }
    QSqlDatabase::removeDatabase(u"look"_s);
    return rows;
}

} // namespace

class TestMetricHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void should_give_back_what_was_recorded();
    void should_survive_a_restart();
    void should_keep_series_of_other_definitions_apart();
    void should_replace_samples_of_one_time();
    void should_condense_into_minutes_and_hours();
    void should_forget_samples_after_two_days_and_keep_their_sums();
    void should_read_recent_and_settled_samples_as_one();
    void should_give_minutes_that_are_not_condensed_yet();
    void should_merge_sketches_into_hours();
    void should_merge_histograms_into_minutes();
    void should_read_beside_another_process();
    void should_open_a_journal_of_the_version_before();
    void should_read_a_journal_of_the_version_before_as_it_is();
};

void TestMetricHistory::should_give_back_what_was_recorded()
{
    JournalFolder folder;
    const auto journal = folder.open();
    MetricSample sample = ratioAt(noon, 30s, 2, 500);
    sample.value = 12.5;
    sample.high = std::numeric_limits<double>::infinity();
    sample.latencies.add(42, 3);
    sample.quality = MetricSample::Quality::NoData;
    sample.reason = u"There is nothing."_s;
    journal->metrics().record(seriesOf(errorSpec()), sample);
    const QList<MetricSample> read
        = samplesOf(journal->metrics(), errorSpec(), noon - hour, noon + hour);
    QCOMPARE(read.size(), 1);
    QCOMPARE(read.first().at, noon);
    QCOMPARE(read.first().span, 30'000);
    QCOMPARE(read.first().numerator, 2.0);
    QCOMPARE(read.first().denominator, 500.0);
    QCOMPARE(read.first().value, 12.5);
    QVERIFY(std::isnan(read.first().low));
    QVERIFY(std::isinf(read.first().high));
    QVERIFY(read.first().latencies == sample.latencies);
    QVERIFY(read.first().histogram.isEmpty());
    MetricSample counted = sampleAt(noon + 1000, 1s);
    counted.histogram = {{0.1, 3}, {std::numeric_limits<double>::infinity(), 4.5}};
    journal->metrics().record(seriesOf(errorSpec()), counted);
    QCOMPARE(samplesOf(journal->metrics(), errorSpec(), noon, noon + hour).last().histogram,
             counted.histogram);
    QCOMPARE(read.first().quality, MetricSample::Quality::NoData);
    QCOMPARE(read.first().reason, sample.reason);
}

void TestMetricHistory::should_survive_a_restart()
{
    JournalFolder folder;
    const QList<MetricSample> samples = probes(noon, 10s, 100, {7});
    {
        const auto journal = folder.open();
        record(journal->metrics(), uptimeSpec(), samples);
    }
    const auto journal = folder.open();
    const QList<MetricSample> read
        = samplesOf(journal->metrics(), uptimeSpec(), noon, noon + 1'000'000);
    QCOMPARE(read.size(), 100);
    QCOMPARE(valueOver(uptimeSpec(), read, noon, noon + 1'000'000).down,
             valueOver(uptimeSpec(), samples, noon, noon + 1'000'000).down);
}

void TestMetricHistory::should_keep_series_of_other_definitions_apart()
{
    JournalFolder folder;
    const auto journal = folder.open();
    MetricSpec one = errorSpec();
    one.sourceKind = u"prometheus"_s;
    one.source = {{u"url"_s, u"http://127.0.0.1:1/"_s}, {u"every"_s, 1000}};
    MetricSpec other = one;
    other.source.insert(u"url"_s, u"http://127.0.0.1:2/"_s);
    MetricSpec slower = one;
    slower.source.insert(u"every"_s, 5000);
    slower.target->limit = 7;
    record(journal->metrics(), one, {ratioAt(noon, 30s, 1, 10)});
    QCOMPARE(samplesOf(journal->metrics(), other, noon - hour, noon).size(), 0);
    QCOMPARE(samplesOf(journal->metrics(), slower, noon - hour, noon).size(), 1);
    const MetricSeries elsewhere = MetricSeries::of(u"staging"_s, one);
    QCOMPARE(journal->metrics().samples(elsewhere, noon - hour, noon).result()->size(), 0);
}

void TestMetricHistory::should_replace_samples_of_one_time()
{
    JournalFolder folder;
    const auto journal = folder.open();
    record(journal->metrics(), errorSpec(), {ratioAt(noon, 30s, 1, 10), ratioAt(noon, 30s, 2, 20)});
    const auto read = samplesOf(journal->metrics(), errorSpec(), noon - hour, noon);
    QCOMPARE(read.size(), 1);
    QCOMPARE(read.first().denominator, 20.0);
}

void TestMetricHistory::should_condense_into_minutes_and_hours()
{
    JournalFolder folder;
    {
        const auto journal = folder.open();
        record(journal->metrics(), uptimeSpec(), probes(noon, 10s, 3 * 360, {30, 31, 400}));
        const auto hours = journal->metrics()
                               .buckets(seriesOf(uptimeSpec()), noon, noon + 3 * hour,
                                        MetricHistory::Grain::Hours)
                               .result()
                               .value();
        QCOMPARE(hours.size(), 3);
        QCOMPARE(hours.at(0).at, noon);
        QCOMPARE(hours.at(0).down, milliseconds(20s));
        QCOMPARE(hours.at(1).down, milliseconds(10s));
        QCOMPARE(hours.at(1).up, milliseconds(3590s));
    }
    QCOMPARE(rowsOf(folder.path(), u"metric_hours"_s), 2);
    // The last two minutes may still get late samples.
    const qint64 minutes = rowsOf(folder.path(), u"metric_minutes"_s);
    QVERIFY2(minutes >= 176 && minutes <= 178, qPrintable(QString::number(minutes)));
}

void TestMetricHistory::should_forget_samples_after_two_days_and_keep_their_sums()
{
    JournalFolder folder;
    MetricSpec spec = uptimeSpec();
    spec.interval = 60s;
    const int count = 5 * 24 * 60;
    {
        const auto journal = folder.open();
        record(journal->metrics(), spec, probes(noon, 60s, count, {10, 11, 4000}));
        const auto read = samplesOf(journal->metrics(), spec, noon, noon + 5 * day);
        QVERIFY2(read.size() < 3200, qPrintable(QString::number(read.size())));
        const WindowValue window = valueOver(spec, read, noon, noon + 5 * day);
        QCOMPARE(window.down, milliseconds(180s));
        QCOMPARE(window.samples, count);
        QVERIFY2(window.coverage > 0.999, qPrintable(QString::number(window.coverage)));
    }
    const qint64 kept
        = rowsOf(folder.path(), u"metric_samples"_s) + rowsOf(folder.path(), u"metric_recent"_s);
    QVERIFY2(kept <= 49 * 60 + 1 && kept >= 48 * 60, qPrintable(QString::number(kept)));
}

void TestMetricHistory::should_read_recent_and_settled_samples_as_one()
{
    JournalFolder folder;
    const auto journal = folder.open();
    MetricHistory &history = journal->metrics();
    QList<MetricSample> written;
    for (int i = 0; i <= 10; ++i)
        written.append(ratioAt(noon + i * 60'000, 30s, i, 100));
    record(history, errorSpec(), written);
    QCOMPARE(samplesOf(history, errorSpec(), noon, noon + 600'000).size(), 11);
    // The same time again, and one between: both come when their minutes have settled.
    const MetricSample again = ratioAt(noon + 120'000, 30s, 50, 100);
    const MetricSample late = ratioAt(noon + 150'000, 30s, 60, 100);
    record(history, errorSpec(), {again, late});

    written[2] = again;
    written.insert(3, late);
    QCOMPARE(numeratorsOf(samplesOf(history, errorSpec(), noon, noon + 600'000)),
             numeratorsOf(written));
    QCOMPARE(rowsOf(folder.path(), u"metric_recent"_s), 4);
    QCOMPARE(rowsOf(folder.path(), u"metric_samples"_s), 9);
    // With its neighbours on either side.
    QCOMPARE(numeratorsOf(samplesOf(history, errorSpec(), noon + 130'000, noon + 160'000)),
             (QList<double>{50, 60}));

    written.append(ratioAt(noon + 900'000, 30s, 70, 100));
    record(history, errorSpec(), {written.constLast()});
    QCOMPARE(numeratorsOf(samplesOf(history, errorSpec(), noon, noon + 900'000)),
             numeratorsOf(written));
    QCOMPARE(rowsOf(folder.path(), u"metric_recent"_s), 1);
}

void TestMetricHistory::should_give_minutes_that_are_not_condensed_yet()
{
    JournalFolder folder;
    const auto journal = folder.open();
    record(journal->metrics(), errorSpec(),
           {ratioAt(noon + 30'000, 30s, 1, 100), ratioAt(noon + 60'000, 30s, 3, 100),
            ratioAt(noon + 90'000, 30s, 0, 100)});
    const auto minutes
        = journal->metrics()
              .buckets(seriesOf(errorSpec()), noon, noon + 120'000, MetricHistory::Grain::Minutes)
              .result()
              .value();
    QCOMPARE(minutes.size(), 2);
    QCOMPARE(valueOf(errorSpec(), minutes.at(0)), 2.0);
    QCOMPARE(valueOf(errorSpec(), minutes.at(1)), 0.0);
    const auto finest
        = journal->metrics()
              .buckets(seriesOf(errorSpec()), noon, noon + 120'000, MetricHistory::Grain::Finest)
              .result()
              .value();
    QCOMPARE(finest.size(), 3);
    QCOMPARE(valueOf(errorSpec(), finest.at(1)), 3.0);
    QCOMPARE(finest.at(1).at, noon + 30'000);
}

void TestMetricHistory::should_merge_sketches_into_hours()
{
    JournalFolder folder;
    const auto journal = folder.open();
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Quantile;
    spec.unit = MetricUnit::Milliseconds;
    LatencySketch all;
    for (int i = 1; i <= 70; ++i) {
        MetricSample sample = sampleAt(noon + i * 60'000, 60s);
        sample.latencies.add(i * 3.0, std::uint64_t(i));
        if (i <= 60)
            all.merge(sample.latencies);
        journal->metrics().record(seriesOf(spec), sample);
    }
    const auto hours = journal->metrics()
                           .buckets(seriesOf(spec), noon, noon + hour, MetricHistory::Grain::Hours)
                           .result()
                           .value();
    QCOMPARE(hours.size(), 1);
    QCOMPARE(valueOf(spec, hours.first()), all.quantile(0.95));
}

void TestMetricHistory::should_merge_histograms_into_minutes()
{
    JournalFolder folder;
    const auto journal = folder.open();
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Quantile;
    QList<MetricSample> samples;
    for (int i = 1; i <= 20; ++i) {
        samples.append(sampleAt(noon + i * 30'000, 30s));
        samples.last().histogram
            = {{0.1, 1.0 * i}, {std::numeric_limits<double>::infinity(), 2.0 * i}};
    }
    record(journal->metrics(), spec, samples);
    const auto minutes
        = journal->metrics()
              .buckets(seriesOf(spec), noon, noon + 600'000, MetricHistory::Grain::Minutes)
              .result();
    QVERIFY(minutes);
    QCOMPARE(minutes->size(), 10);
    QCOMPARE(minutes->at(0).histogram,
             (QList<HistogramBucket>{{0.1, 3}, {std::numeric_limits<double>::infinity(), 6}}));
    QCOMPARE(minutes->at(9).histogram.constLast().count, 78.0);
}

void TestMetricHistory::should_read_beside_another_process()
{
    JournalFolder folder;
    const auto writer = folder.open();
    record(writer->metrics(), errorSpec(), {ratioAt(noon, 30s, 1, 10)});
    QCOMPARE(samplesOf(writer->metrics(), errorSpec(), noon - hour, noon).size(), 1);
    const auto reader = folder.open(SqlJournal::Access::ReadOnly);
    record(reader->metrics(), errorSpec(), {ratioAt(noon + 1000, 30s, 1, 10)});
    QCOMPARE(samplesOf(reader->metrics(), errorSpec(), noon - hour, noon + hour).size(), 1);
}

void TestMetricHistory::should_open_a_journal_of_the_version_before()
{
    JournalFolder folder;
    {
        const auto journal = folder.open();
        QVERIFY(journal->append({testing::eventOf(u"r1"_s, 1, EventKind::RunStarted)}).result());
    }
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
        database.setDatabaseName(folder.path());
        QVERIFY(database.open());
        QSqlQuery query(database);
        for (const QString &table : {u"metric_samples"_s, u"metric_recent"_s, u"metric_minutes"_s,
                                     u"metric_hours"_s, u"metric_series"_s})
            QVERIFY(query.exec(u"DROP TABLE "_s + table));
        QVERIFY(query.exec(u"PRAGMA user_version=1"_s));
    }
    QSqlDatabase::removeDatabase(u"older"_s);
    const auto journal = folder.open();
    QCOMPARE(journal->runs().result()->size(), 1);
    record(journal->metrics(), errorSpec(), {ratioAt(noon, 30s, 1, 10)});
    QCOMPARE(samplesOf(journal->metrics(), errorSpec(), noon - hour, noon).size(), 1);
}

void TestMetricHistory::should_read_a_journal_of_the_version_before_as_it_is()
{
    JournalFolder folder;
    {
        const auto journal = folder.open();
        record(journal->metrics(), errorSpec(),
               {ratioAt(noon, 30s, 1, 10), ratioAt(noon + 600'000, 30s, 2, 10)});
        QCOMPARE(samplesOf(journal->metrics(), errorSpec(), noon - hour, noon + hour).size(), 2);
    }
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
        database.setDatabaseName(folder.path());
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(u"DROP TABLE metric_recent"_s));
        QVERIFY(query.exec(u"PRAGMA user_version=3"_s));
    }
    QSqlDatabase::removeDatabase(u"older"_s);
    const auto journal = folder.open(SqlJournal::Access::ReadOnly);
    QCOMPARE(numeratorsOf(samplesOf(journal->metrics(), errorSpec(), noon - hour, noon + hour)),
             (QList<double>{1}));
}

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::TestMetricHistory)
#include "tst_metrichistory.moc"
