// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/envschema.h"
#include "env/schema/schemacheck.h"
#include "env/schema/schemakeys.h"
#include "env/schema/valuetypes.h"
#include "plan/yamljson.h"
#include "support/envrulestesting.h"
#include "support/jsonschema.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

const QByteArray everything = R"(slipway: 1
other_keys: refuse
keys:
  DATABASE_URL:
    type: url
    required: true
    pattern: ^postgres
    secret: true
    description: Where the orders are
    example: postgres://app:…@db/shop
    docs: https://wiki.shop.io/db
  PORT: {type: port, default: 3000}
  TOKEN: {length: 32}
  NAME: {length: {min: 2, max: 5}}
  MODE: {type: enum, choices: [fast, safe], required: {when: "NAME == shop"}}
  OLD: {deprecated: use NEW}
  OLDER: {deprecated: true}
  ANY:
)";

QStringList faultsOf(const QByteArray &yaml)
{
    QStringList lines;
    for (const Diagnostic &diagnostic : readEnvSchema(yaml).diagnostics)
        lines.append(u"%1:%2 %3"_s.arg(diagnostic.place.line)
                         .arg(diagnostic.place.column)
                         .arg(diagnostic.code));
    return lines;
}

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

} // namespace

class TestEnvSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldReadEveryKey();
    void shouldReadTheShortForm();
    void shouldReportEveryFaultAtItsPlace_data();
    void shouldReportEveryFaultAtItsPlace();
    void shouldHaveTheKeysOfTheJsonSchema_data();
    void shouldHaveTheKeysOfTheJsonSchema();
    void shouldAgreeWithTheJsonSchema_data();
    void shouldAgreeWithTheJsonSchema();
    void shouldReadConditions_data();
    void shouldReadConditions();
    void shouldKnowTypes_data();
    void shouldKnowTypes();
    void shouldCheckValues_data();
    void shouldCheckValues();
    void shouldSayWhatIsMissing();
    void shouldNeverTellAValue();

private:
    JsonSchema m_schema{QStringLiteral(SLIPWAY_SOURCE_DIR "/resources/schema/env.schema.json")};
};

void TestEnvSchema::shouldReadEveryKey()
{
    const EnvSchemaReading reading = readEnvSchema(everything);

    QVERIFY(reading.diagnostics.isEmpty());
    QVERIFY(reading.format == EnvSchemaFormat::Slipway);
    QVERIFY(reading.schema.others == EnvSchema::Others::Refused);
    QCOMPARE(reading.schema.keys.size(), 8);
    const EnvSchemaKey &database = reading.schema.keys.first();
    QCOMPARE(database.name, "DATABASE_URL");
    QVERIFY(database.type == EnvType::Url && database.need == EnvSchemaKey::Need::Required);
    QCOMPARE(database.pattern, u"^postgres"_s);
    QVERIFY(database.isSecret);
    QCOMPARE(database.description, u"Where the orders are"_s);
    QCOMPARE(database.example, u"postgres://app:…@db/shop"_s);
    QCOMPARE(database.docs, u"https://wiki.shop.io/db"_s);
    QCOMPARE(database.place, (SourcePlace{4, 3}));
    QCOMPARE(reading.schema.find("PORT")->defaultValue, u"3000"_s);
    QCOMPARE(reading.schema.find("TOKEN")->shortest, 32);
    QCOMPARE(reading.schema.find("TOKEN")->longest, 32);
    QCOMPARE(reading.schema.find("NAME")->shortest, 2);
    QCOMPARE(reading.schema.find("NAME")->longest, 5);
    QCOMPARE(reading.schema.find("MODE")->choices, (QStringList{u"fast"_s, u"safe"_s}));
    QVERIFY(reading.schema.find("MODE")->need == EnvSchemaKey::Need::When);
    QCOMPARE(reading.schema.find("OLD")->deprecated, u"use NEW"_s);
    QCOMPARE(reading.schema.find("OLDER")->deprecated, QString());
    QVERIFY(reading.schema.find("ANY")->need == EnvSchemaKey::Need::Optional);
    QCOMPARE(reading.schema.find("NONE"), nullptr);
}

void TestEnvSchema::shouldReadTheShortForm()
{
    const EnvSchemaReading reading = readEnvSchema("PORT: {type: port}\nNAME:\n");

    QVERIFY(reading.diagnostics.isEmpty());
    QCOMPARE(reading.schema.keys.size(), 2);
    QVERIFY(reading.schema.others == EnvSchema::Others::Warned);
}

void TestEnvSchema::shouldReportEveryFaultAtItsPlace_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QStringList>("faults");
    const auto row = [](const QByteArray &yaml, const QStringList &faults) {
        QTest::newRow(yaml.constData()) << yaml << faults;
    };
    row("", {u"1:1 empty-file"_s});
    row("[]", {u"1:1 type"_s});
    row("kyes: {}", {u"1:1 unknown-key"_s, u"1:1 missing-key"_s});
    row("slipway: 2\nkeys: {}", {u"1:10 version"_s});
    row("keys: []", {u"1:7 type"_s});
    row("other_keys: never\nkeys: {}", {u"1:13 choice"_s});
    row("keys:\n  A-B: {}", {u"2:3 name"_s});
    row("keys:\n  A: {tpye: int}", {u"2:7 unknown-key"_s});
    row("keys:\n  A: {type: integer}", {u"2:13 choice"_s});
    row("keys:\n  A: {required: maybe}", {u"2:17 boolean"_s});
    row("keys:\n  A: {required: {if: x}}", {u"2:17 missing-key"_s, u"2:18 unknown-key"_s});
    row("keys:\n  A: {required: {when: A = b}}", {u"2:24 condition"_s});
    row("keys:\n  A: {pattern: '['}", {u"2:16 pattern"_s});
    row("keys:\n  A: {length: long}", {u"2:15 number"_s});
    row("keys:\n  A: {length: {min: 5, max: 2}}", {u"2:15 length"_s});
    row("keys:\n  A: {type: enum}", {u"2:6 missing-key"_s});
    row("keys:\n  A: {secret: true, default: x}", {u"2:30 secret-default"_s});
    row("keys:\n  A: {type: int, default: x}", {u"2:27 default"_s});
    row("keys:\n  A: {type: enum, choices: [a], default: b}", {u"2:42 default"_s});
    row("keys:\n  A: x", {u"2:6 type"_s});
    row("keys:\n  A: {}\n  A: {}", {u"3:3 duplicate-key"_s});
    row("keys:\n  A: {x-team: shop}", {});
    row("keys: {A: {type: port", {u"1:22 yaml"_s});
}

void TestEnvSchema::shouldReportEveryFaultAtItsPlace()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QStringList, faults);

    // What the YAML library says to broken YAML is its own.
    if (faults.join(u' ').endsWith(u"yaml")) {
        QVERIFY(!faultsOf(yaml).isEmpty());
        return;
    }
    QCOMPARE(faultsOf(yaml), faults);
}

void TestEnvSchema::shouldHaveTheKeysOfTheJsonSchema_data()
{
    QTest::addColumn<QString>("shape");
    for (const QString &shape : envSchemaKeyTable().keys())
        QTest::newRow(qPrintable(shape)) << shape;
}

void TestEnvSchema::shouldHaveTheKeysOfTheJsonSchema()
{
    QFETCH(QString, shape);
    QStringList keys = envSchemaKeyTable().value(shape);
    keys.sort();

    const QJsonObject definition = m_schema.definitions().value(shape).toObject();
    const QJsonObject properties = objectForm(definition).value(u"properties"_s).toObject();

    QVERIFY(definition.contains(u"description"_s));
    QCOMPARE(properties.keys(), keys);
    for (auto key = properties.begin(); key != properties.end(); ++key)
        QVERIFY2(key.value().toObject().contains(u"description"_s), qPrintable(key.key()));
    QCOMPARE(objectForm(definition).value(u"additionalProperties"_s), QJsonValue(false));
    if (shape == u"key") {
        const QJsonArray types = properties.value(u"type"_s).toObject().value(u"enum"_s).toArray();
        QCOMPARE(types.toVariantList(),
                 QVariantList(QJsonArray::fromStringList(envTypeNames()).toVariantList()));
    }
    if (shape == u"schema-file") {
        const QJsonArray choices
            = properties.value(u"other_keys"_s).toObject().value(u"enum"_s).toArray();
        QCOMPARE(choices, QJsonArray::fromStringList(names::otherKeys()));
    }
}

void TestEnvSchema::shouldAgreeWithTheJsonSchema_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("everything") << everything << true;
    for (const char *yaml : {"{}", "[]", "{slipway: 2, keys: {}}", "{keys: []}", "{keys: {A: x}}",
                             "{keys: {A: {type: integer}}}", "{keys: {A: {tpye: int}}}",
                             "{keys: {A: {required: maybe}}}", "{keys: {A: {required: {if: x}}}}",
                             "{keys: {A: {length: long}}}", "{keys: {A: {length: {least: 1}}}}",
                             "{keys: {A: {pattern: ''}}}", "{other_keys: never, keys: {}}"})
        QTest::newRow(yaml) << QByteArray(yaml) << false;
}

void TestEnvSchema::shouldAgreeWithTheJsonSchema()
{
    QFETCH(QByteArray, yaml);
    QFETCH(bool, isGood);

    QCOMPARE(readEnvSchema(yaml).diagnostics.isEmpty(), isGood);
    QCOMPARE(m_schema.fault(toJsonValue(*readYaml(yaml).root)).isEmpty(), isGood);
}

void TestEnvSchema::shouldReadConditions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("read");
    const auto row = [](const char *text, const char *read) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(read);
    };
    row("A == b", "A|0|b");
    row("A=='b c'", "A|0|b c");
    row(" A != \"b\" ", "A|1|b");
    row("A", "A|2|");
    row("A == ''", "A|0|");
    row("A = b", "");
    row("A == b c", "");
    row("", "");
    row("1A == b", "");
}

void TestEnvSchema::shouldReadConditions()
{
    QFETCH(QString, text);
    QFETCH(QString, read);

    const auto condition = envConditionFromText(text);

    QCOMPARE(condition ? u"%1|%2|%3"_s.arg(QString::fromUtf8(condition->key))
                             .arg(int(condition->test))
                             .arg(QString::fromUtf8(condition->value))
                       : QString(),
             read);
}

void TestEnvSchema::shouldKnowTypes_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("fits");
    const auto rows = [](const char *type, std::initializer_list<const char *> good,
                         std::initializer_list<const char *> bad) {
        for (const char *value : good)
            QTest::addRow("%s %s", type, value)
                << QString::fromLatin1(type) << QByteArray(value) << true;
        for (const char *value : bad)
            QTest::addRow("no %s %s", type, value)
                << QString::fromLatin1(type) << QByteArray(value) << false;
    };
    rows("string", {"", "x"}, {});
    rows("int", {"0", "-12", "+7", "9223372036854775807"},
         {"", "1.5", "x", "1 ", "0x10", "9223372036854775808"});
    rows("float", {"0", "-1.5", "1e3", ".5"}, {"", "x", "nan", "inf", "1,5"});
    rows("bool", {"true", "FALSE", "1", "0", "yes", "off"}, {"", "2", "t", "ja"});
    rows("url",
         {"https://shop.io", "postgres://u:p@db:5432/x?y=1", "http://[::1]:3000", "file:///etc/x",
          "redis://cache", "https://münchen.de/x", "sqlite:///x.db"},
         {"", "shop.io", "https://", "https://a b", "https://shop.io:port", "mailto:x@y"});
    rows("email", {"a@b.io", "a.b+c@shop.co.uk", "\"a b\"@x.io", "я@пример.рф"},
         {"", "a", "a@", "@b", "a b@c", "Name <a@b.io>", "a..b@c"});
    rows("host", {"shop.io", "localhost", "10.0.0.1", "::1", "db-1", "a_b"},
         {"", "shop io", "https://shop.io", "shop.io:80", "-a", "10.0.0.256", "a..b"});
    rows("port", {"1", "80", "65535"}, {"", "0", "65536", "-1", "x", "80 "});
    rows("json", {"{}", "[1,2]", "\"x\"", "null", "1"}, {"", "{", "1,2", "'x'", "1],[2"});
    rows("base64", {"QQ==", "QUI=", "QUJD", "QUI", "a-_b"},
         {"", "Q", "QQ=", "QUI==", "a+_b", "Q U="});
    rows("hex", {"0", "ff", "DEADBEEF", "0xff"}, {"", "0x", "fg", "f f"});
    rows("path", {"/etc/x", "./x", "x", "C:\\x"}, {"", "https://x", "a\nb"});
    rows("duration", {"30s", "5m", "1h30m", "500ms"}, {"", "5", "soon"});
}

void TestEnvSchema::shouldKnowTypes()
{
    QFETCH(QString, type);
    QFETCH(QByteArray, value);
    QFETCH(bool, fits);

    QCOMPARE(isOfType(*envTypeFromString(type), value), fits);
}

void TestEnvSchema::shouldCheckValues_data()
{
    QTest::addColumn<QByteArray>("schema");
    ruleColumns();
    const auto row
        = [](const QByteArray &schema, const QByteArray &text, const QStringList &checks) {
              QTest::addRow("%s with %s", schema.constData(), text.constData())
                  << schema << text << checks;
          };
    row("A: {required: true}", "A=1", {});
    row("A: {required: true}", "B=1", {u"SchemaRequired"_s, u"(SchemaUnknownKey)"_s});
    row("A: {required: true}", "A=", {u"SchemaRequired"_s});
    row("A: {required: true, default: x}", "# nothing", {});
    row("A: {required: false}", "# nothing", {});
    row("A: {required: {when: M == on}}\nM:", "M=on", {u"SchemaRequired"_s});
    row("A: {required: {when: M == on}}\nM:", "M=off", {});
    row("A: {required: {when: M != on}}\nM:", "M=off", {u"SchemaRequired"_s});
    row("A: {required: {when: M}}\nM:", "M=1", {u"SchemaRequired"_s});
    row("A: {required: {when: M}}\nM:", "M=", {});
    row("A: {type: int}", "A=x", {u"SchemaType"_s});
    row("A: {type: int}", "A=", {});
    row("A: {type: int}", "A=slipway://secret/A", {});
    row("A: {pattern: ^a+$}", "A=aaa", {});
    row("A: {pattern: ^a+$}", "A=aab", {u"SchemaPattern"_s});
    row("A: {length: 3}", "A=abc", {});
    row("A: {length: 3}", "A=\xc3\xa9\xc3\xa9\xc3\xa9", {});
    row("A: {length: 3}", "A=abcd", {u"SchemaLength"_s});
    row("A: {length: {min: 3}}", "A=ab", {u"SchemaLength"_s});
    row("A: {length: {max: 3}}", "A=abcd", {u"SchemaLength"_s});
    row("A: {type: enum, choices: [a, b]}", "A=b", {});
    row("A: {type: enum, choices: [a, b]}", "A=c", {u"SchemaChoice"_s});
    row("A: {deprecated: use B}", "A=1", {u"(SchemaDeprecated)"_s});
    row("A: {deprecated: use B}", "# nothing", {});
    row("{other_keys: refuse, keys: {A: }}", "B=1", {u"SchemaForbiddenKey"_s});
    row("{other_keys: allow, keys: {A: }}", "B=1", {});
}

void TestEnvSchema::shouldCheckValues()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, text);
    QFETCH(QStringList, checks);
    checks.sort();

    const EnvSchemaReading source = readEnvSchema(schema);
    QVERIFY(source.diagnostics.isEmpty());

    QCOMPARE(brief(checkSchema({readingOf(text), EnvKeyPlaces()}, source.schema)), checks);
}

void TestEnvSchema::shouldSayWhatIsMissing()
{
    const EnvSchema schema
        = readEnvSchema("A: {required: {when: M == on}, description: The key}\nM:").schema;

    const QList<EnvFinding> findings = checkSchema({readingOf("M=on"), EnvKeyPlaces()}, schema);

    QCOMPARE(findings.first().message, u"The key A is missing while M == on: The key."_s);
    QCOMPARE(findings.first().key, "A");
}

void TestEnvSchema::shouldNeverTellAValue()
{
    const EnvSchema schema = readEnvSchema("A: {type: int}\nB: {length: 9}\nC: {pattern: ^y}\n"
                                           "D: {choices: [a]}")
                                 .schema;

    const QList<EnvFinding> findings
        = checkSchema({readingOf("A=Zq\nB=Zq\nC=Zq\nD=Zq\nE=Zq"), EnvKeyPlaces()}, schema);

    QCOMPARE(findings.size(), 5);
    for (const EnvFinding &finding : findings)
        QVERIFY(!finding.message.contains(u"Zq"));
}

QTEST_APPLESS_MAIN(TestEnvSchema)
#include "tst_envschema.moc"
