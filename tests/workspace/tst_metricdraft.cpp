// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/metricdraft.h"

#include "workspace/metrickeys.h"
#include "workspace/metricsreader.h"
#include "workspace/workspaceconfig.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

const QByteArray head = "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {}}\n"_ba;

} // namespace

class TestMetricDraft : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldHaveAWordOnEverySetting()
    {
        const QMap<QString, QStringList> table = metricKeyTable();
        for (const auto &[shape, keys] : table.asKeyValueRange()) {
            if (!shape.startsWith(u"source "_s))
                continue;
            for (const QString &key : keys)
                QVERIFY2(!metricKeyHelp(key).isEmpty(), qPrintable(key));
            const QStringList usual = usualMetricKeys(shape.sliced(7));
            QVERIFY2(!usual.isEmpty(), qPrintable(shape));
            for (const QString &key : usual)
                QVERIFY2(keys.contains(key), qPrintable(shape + u' ' + key));
        }
    }

    void shouldReadEveryPreset()
    {
        QVERIFY(metricPresets().size() >= 10);
        for (const MetricPreset &preset : metricPresets()) {
            const auto spec = specOf(preset.draft);
            QVERIFY2(spec, qPrintable(preset.title + (spec ? QString() : spec.error().message)));
            QVERIFY(spec->target);
            const auto text = withMetric(head, preset.draft);
            QVERIFY2(text, qPrintable(preset.title + (text ? QString() : text.error().message)));
            QCOMPARE(readWorkspaceConfig(*text).config.metrics.constFirst(), *spec);
            for (const Diagnostic &diagnostic : readWorkspaceConfig(*text).diagnostics)
                QFAIL(qPrintable(preset.title + diagnostic.message));
        }
    }

    void shouldKeepEverythingElse_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::newRow("no metrics") << head + "# the end\n";
        QTest::newRow("no line break at the end") << head.chopped(1);
        QTest::newRow("in the middle") << head
                + "metrics:   # all of them\n  # first\n  - {id: a, unit: ms, source: {command: "
                  "{run: "
                  "echo}}}\n\n# roles\nroles: {x: {name: X}}\n";
        QTest::newRow("at the depth of the key")
            << head + "metrics:\n- id: a\n  source:\n    command: {run: echo}\nlinks: []\n";
        QTest::newRow("at the end, without a line break")
            << head + "metrics:\n    - {id: a, source: {command: {run: echo}}}";
    }

    void shouldKeepEverythingElse()
    {
        QFETCH(QByteArray, before);
        const auto after = withMetric(before, metricPresets().at(1).draft);
        QVERIFY2(after, after ? "" : qPrintable(after.error().message));
        const auto known = readWorkspaceConfig(before).config;
        const auto now = readWorkspaceConfig(*after).config;
        QCOMPARE(now.metrics.size(), known.metrics.size() + 1);
        QCOMPARE(now.metrics.constLast().id, u"error-rate"_s);
        // Without the new lines it is the old text.
        QList<QByteArray> lines = after->split('\n');
        const QList<QByteArray> old = before.split('\n');
        qsizetype at = 0;
        for (const QByteArray &line : old) {
            while (at < lines.size() && lines.at(at) != line)
                ++at;
            QVERIFY2(at < lines.size() || line.isEmpty(), line.constData());
            ++at;
        }
    }

    void shouldRefuseWhatItCannotAdd()
    {
        const MetricDraft draft = metricPresets().constFirst().draft;
        const auto twice = withMetric(*withMetric(head, draft), draft);
        QVERIFY(!twice);
        QVERIFY2(twice.error().message.contains(u"uptime"_s), qPrintable(twice.error().message));
        QVERIFY(!withMetric(head + "metrics: [{id: a, source: {command: {run: echo}}}]\n", draft));
        QVERIFY(!withMetric("slipway: [\n"_ba, draft));
        QVERIFY(!withMetric(head + "metrics:\nlinks: []\n", draft));
        MetricDraft wrong = draft;
        wrong.target = u"about 5"_s;
        QVERIFY(!withMetric(head, wrong));
        wrong = draft;
        wrong.id = u"No slug!"_s;
        QVERIFY(!withMetric(head, wrong));
    }

    void shouldWriteTextsThatStayTexts()
    {
        MetricDraft draft = metricPresets().constFirst().draft;
        draft.name = u"it's \"up\": # yes\\no"_s;
        const auto text = withMetric(head, draft);
        QVERIFY(text);
        QCOMPARE(readWorkspaceConfig(*text).config.metrics.constFirst().name, draft.name);
    }
};

QTEST_GUILESS_MAIN(TestMetricDraft)
#include "tst_metricdraft.moc"
