// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/keytables.h"
#include "plan/planjson.h"
#include "plan/yamljson.h"
#include "support/jsonschema.h"
#include "support/plantesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

/// The object form of a definition; some also have a short form beside it.
QJsonObject objectForm(const QJsonObject &definition)
{
    if (definition.contains(u"properties"_s))
        return definition;
    const QJsonArray forms = definition.value(u"anyOf"_s).toArray();
    for (const QJsonValue form : forms) {
        if (form.toObject().contains(u"properties"_s))
            return form.toObject();
    }
    return {};
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

QStringList texts(const QJsonValue &array)
{
    QStringList list;
    const QJsonArray values = array.toArray();
    for (const QJsonValue value : values)
        list.append(value.toString());
    return list;
}

/// A step of the shape, with `[[x]]` (a list in a list, which fits nowhere) for one key.
QByteArray planWith(const QString &shape, const QString &key)
{
    const QByteArray entry = "{" + key.toUtf8() + ": [[x]]}";
    if (shape == u"plan-file")
        return entry;
    if (shape == u"input")
        return key == u"name" ? QByteArray("inputs: [" + entry + "]")
                              : QByteArray("inputs: {a: " + entry + "}");
    if (shape == u"phase")
        return "phases: [" + entry + "]";
    if (shape == u"step")
        return planOf("  - " + entry + "\n");
    if (shape == u"undo")
        return planOf("  - {id: a, run: x, undo: " + entry + "}\n");
    if (shape == u"retry")
        return planOf("  - {id: a, run: x, idempotent: true, retry: " + entry + "}\n");
    if (shape == u"goto")
        return planOf("  - {id: a, run: x, on_failure: " + entry + "}\n");
    if (shape == u"link")
        return planOf("  - {id: a, run: x, links: [" + entry + "]}\n");
    if (shape == u"rolling")
        return planOf("  - {id: a, ssh: {on: w, script: x, rolling: " + entry + "}}\n");
    if (shape == u"approvals")
        return planOf("  - {id: a, gate: {approvals: " + entry + "}}\n");
    return planOf("  - {id: a, " + shape.toUtf8() + ": " + entry + "}\n");
}

} // namespace

/// The readers, the key tables and the JSON Schema must say the same.
class TestPlanSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void shouldHaveTheKeysOfTheReader_data();
    void shouldHaveTheKeysOfTheReader();
    void shouldDescribeEverything();
    void shouldReadEveryKeyOfTheTable_data();
    void shouldReadEveryKeyOfTheTable();
    void shouldOfferTheSameChoices_data();
    void shouldOfferTheSameChoices();
    void shouldAcceptGoodPlans_data();
    void shouldAcceptGoodPlans();
    void shouldRefuseWhatTheReaderRefuses_data();
    void shouldRefuseWhatTheReaderRefuses();

private:
    JsonSchema m_schema{QStringLiteral(SLIPWAY_SOURCE_DIR "/resources/schema/plan.schema.json")};
};

void TestPlanSchema::initTestCase()
{
    QTest::failOnWarning();
    QVERIFY(!m_schema.root().isEmpty());
}

void TestPlanSchema::shouldHaveTheKeysOfTheReader_data()
{
    QTest::addColumn<QString>("shape");
    for (const QString &shape : planKeyTable().keys())
        QTest::newRow(qPrintable(shape)) << shape;
}

void TestPlanSchema::shouldHaveTheKeysOfTheReader()
{
    QFETCH(QString, shape);

    const QJsonObject form = objectForm(m_schema.definitions().value(shape).toObject());

    QCOMPARE(form.value(u"properties"_s).toObject().keys(), sorted(planKeyTable().value(shape)));
    QCOMPARE(form.value(u"additionalProperties"_s), QJsonValue(false));
    QVERIFY(form.value(u"patternProperties"_s).toObject().contains(u"^x-"_s));
}

void TestPlanSchema::shouldDescribeEverything()
{
    const QJsonObject definitions = m_schema.definitions();
    for (auto entry = definitions.begin(); entry != definitions.end(); ++entry) {
        const QJsonObject definition = entry.value().toObject();
        QVERIFY2(definition.contains(u"description"_s), qPrintable(entry.key()));
        const QJsonObject keys = objectForm(definition).value(u"properties"_s).toObject();
        for (auto key = keys.begin(); key != keys.end(); ++key)
            QVERIFY2(key.value().toObject().contains(u"description"_s), qPrintable(key.key()));
    }
}

void TestPlanSchema::shouldReadEveryKeyOfTheTable_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("key");
    for (const QString &shape : planKeyTable().keys()) {
        for (const QString &key : planKeyTable().value(shape))
            QTest::addRow("%s.%s", qPrintable(shape), qPrintable(key)) << shape << key;
    }
}

void TestPlanSchema::shouldReadEveryKeyOfTheTable()
{
    QFETCH(QString, shape);
    QFETCH(QString, key);
    const QByteArray text = planWith(shape, key);
    const auto column
        = static_cast<int>(text.indexOf("[[x]]") - text.lastIndexOf('\n', text.indexOf("[[x]]")));

    const PlanReading reading = readPlan(text);

    const bool noticed
        = std::ranges::any_of(reading.diagnostics, [column](const Diagnostic &diagnostic) {
              // Lists report at the list or at the item in it, maps of actions at their key.
              return diagnostic.code != u"unknown-key" && diagnostic.place.column >= column
                  && diagnostic.place.column <= column + 1;
          });
    const bool isUndone = shape == u"undo" && (key == u"decision" || key == u"gate");
    QVERIFY2(noticed || isUndone, qPrintable(messages(reading.diagnostics)));
}

void TestPlanSchema::shouldOfferTheSameChoices_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QStringList>("choices");

    QTest::newRow("input type") << u"input"_s << u"type"_s << names::inputTypes();
    QTest::newRow("method") << u"http"_s << u"method"_s << names::httpMethods();
    QTest::newRow("host failure") << u"ssh"_s << u"on_host_failure"_s << names::onHostFailure();
    QTest::newRow("evidence") << u"manual"_s << u"evidence"_s << names::evidence();
    QTest::newRow("no data") << u"gate"_s << u"on_no_data"_s << names::onNoData();
    QTest::newRow("timeout") << u"approvals"_s << u"on_timeout"_s << names::onTimeout();
}

void TestPlanSchema::shouldOfferTheSameChoices()
{
    QFETCH(QString, shape);
    QFETCH(QString, key);
    QFETCH(QStringList, choices);

    const QJsonObject form = objectForm(m_schema.definitions().value(shape).toObject());
    const QJsonObject property = form.value(u"properties"_s).toObject().value(key).toObject();

    QCOMPARE(texts(property.value(u"enum"_s)), choices);
}

void TestPlanSchema::shouldAcceptGoodPlans_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("everything") << u"everything.yaml"_s;
    QTest::newRow("the five phases") << u"deployment-workflow.yaml"_s;
}

void TestPlanSchema::shouldAcceptGoodPlans()
{
    QFETCH(QString, file);
    const QByteArray text = planFile(file);

    QCOMPARE(m_schema.fault(toJsonValue(*readYaml(text).root)), QString());
    QCOMPARE(m_schema.fault(planToJson(readPlan(text).plan)), QString());
}

void TestPlanSchema::shouldRefuseWhatTheReaderRefuses_data()
{
    QTest::addColumn<QByteArray>("text");

    const auto row = [](const char *text) {
        QTest::newRow(text) << QByteArray(text);
    };
    row("{}");
    row("[]");
    row("{slipway: 2, name: a, phases: [{id: p, steps: []}]}");
    row("{slipway: 1, name: a, phases: []}");
    row("{slipway: 1, name: a, phases: [{id: P P, steps: []}]}");
    for (const char *step : {"id: a",
                             "run: x",
                             "id: a, run: x, wait: 5m",
                             "id: a, run: x, nedds: []",
                             "id: a, run: x, timeout: soon",
                             "id: a, run: x, at: noon",
                             "id: a, run: x, required: maybe",
                             "id: a, run: x, on_failure: contine",
                             "id: a, run: x, on_failure: {label: x}",
                             "id: a, run: x, undo: {}",
                             "id: a, run: x, undo: {gate: {metrics: a}}",
                             "id: a, ssh: {on: web}",
                             "id: a, ssh: {on: [], script: x}",
                             "id: a, ssh: uptime",
                             "id: a, upload: {on: w, from: a, to: b, mode: '0680'}",
                             "id: a, http: {url: http://x, method: FETCH}",
                             "id: a, gate: {settle: 5m}",
                             "id: a, wait: Godot",
                             "id: a, notify: {text: x}",
                             "id: a, decision: {question: q, options: {yes: next}}",
                             "id: a, manual: {text: a, evidence: some}"})
        QTest::newRow(step) << "{slipway: 1, name: a, phases: [{id: p, steps: [{" + QByteArray(step)
                + "}]}]}";
}

void TestPlanSchema::shouldRefuseWhatTheReaderRefuses()
{
    QFETCH(QByteArray, text);

    QVERIFY(hasErrors(readPlan(text).diagnostics));
    QVERIFY(!m_schema.fault(toJsonValue(*readYaml(text).root)).isEmpty());
}

QTEST_GUILESS_MAIN(TestPlanSchema)
#include "tst_planschema.moc"
