// SPDX-License-Identifier: GPL-3.0-or-later
#include "sourcetesting.h"

using namespace Qt::StringLiterals;
using namespace slipway;
using testing::SourceBench;
using Quality = MetricSample::Quality;

/// Figures that commands print.
class TestCommandSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReadWhatACommandPrints_data()
    {
        QTest::addColumn<QString>("run");
        QTest::addColumn<Quality>("quality");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("said");
        QTest::newRow("number") << u"echo 12.5"_s << Quality::Good << 12.5 << u""_s;
        QTest::newRow("value") << u"echo '{\"value\": 3}'"_s << Quality::Good << 3.0 << u""_s;
        QTest::newRow("text") << u"echo many"_s << Quality::NoData << 0.0 << u"“many”"_s;
        QTest::newRow("nothing") << u":"_s << Quality::NoData << 0.0 << u"no number"_s;
        QTest::newRow("failure") << u"echo 5; echo broken >&2; exit 3"_s << Quality::SourceDown
                                 << 0.0 << u"status 3: broken"_s;
    }
    void shouldReadWhatACommandPrints()
    {
        QFETCH(QString, run);
        QFETCH(double, value);
        QFETCH(QString, said);
        QVERIFY(m_bench.make(u"command"_s, {{u"run"_s, run}}));

        const MetricSample sample = m_bench.measure();

        QTEST(sample.quality, "quality");
        if (sample.quality == Quality::Good)
            QCOMPARE(sample.value, value);
        QVERIFY2(sample.reason.contains(said), qPrintable(sample.reason));
    }

    void shouldReadARatioFromACommand()
    {
        MetricSpec spec = SourceBench::specOf(
            u"command"_s, {{u"run"_s, u"echo '{\"numerator\": 1, \"denominator\": 50}'"_s}});
        spec.kind = MetricKind::Ratio;
        QVERIFY(m_bench.make(spec));
        const MetricSample ratio = m_bench.measure();
        QCOMPARE(ratio.numerator, 1.0);
        QCOMPARE(ratio.denominator, 50.0);

        // Settings do not say what a command prints: its ratio is a figure, too.
        spec.kind = MetricKind::Level;
        spec.unit = MetricUnit::Percent;
        QVERIFY(m_bench.make(spec));
        QCOMPARE(m_bench.measure().value, 2.0);
        spec.source.insert(u"run"_s, u"echo '{\"numerator\": 0, \"denominator\": 0}'"_s);
        QVERIFY(m_bench.make(spec));
        QCOMPARE(m_bench.measure().quality, Quality::NoData);
    }

    void shouldTakeNoInfinity()
    {
        for (const QString &number : {u"inf"_s, u"-inf"_s, u"nan"_s}) {
            const QString script = u"echo "_s + number;
            QVERIFY(m_bench.make(u"command"_s, {{u"run"_s, script}}));
            QCOMPARE(m_bench.measure().quality, Quality::NoData);
            QVERIFY(!m_bench.make(
                u"manual"_s,
                {{u"value"_s, number}, {u"date"_s, u"2026-01-02"_s}, {u"by"_s, u"asha"_s}}));
        }
    }

private:
    SourceBench m_bench;
};

QTEST_GUILESS_MAIN(TestCommandSource)
#include "tst_commandsource.moc"
