// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/envschema.h"
#include "env/schema/envspecdecorators.h"
#include "env/schema/schemacheck.h"

#include <QElapsedTimer>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// A key on one line: "PORT: port, required, 1..9, default 3".
QString brief(const EnvSchemaKey &key)
{
    QStringList parts{toString(key.type)};
    if (key.need == EnvSchemaKey::Need::Required)
        parts.append(u"required"_s);
    if (key.need == EnvSchemaKey::Need::When)
        parts.append(u"when %1 == %2"_s.arg(QString::fromUtf8(key.when.key),
                                            QString::fromUtf8(key.when.value)));
    if (!key.pattern.isEmpty())
        parts.append(u'/' + key.pattern + u'/');
    if (key.shortest || key.longest)
        parts.append(
            u"length %1..%2"_s.arg(key.shortest.value_or(-1)).arg(key.longest.value_or(-1)));
    if (key.lowest || key.highest)
        parts.append(u"%1..%2"_s.arg(key.lowest.value_or(-1)).arg(key.highest.value_or(-1)));
    if (!key.choices.isEmpty())
        parts.append(key.choices.join(u'|'));
    if (key.isSecret)
        parts.append(u"secret"_s);
    if (key.defaultValue)
        parts.append(u"default "_s + *key.defaultValue);
    if (key.deprecated)
        parts.append(u"deprecated "_s + *key.deprecated);
    return QString::fromUtf8(key.name) + u": "_s + parts.join(u", "_s);
}

QStringList brief(const EnvSchema &schema)
{
    QStringList lines;
    for (const EnvSchemaKey &key : schema.keys)
        lines.append(brief(key));
    return lines;
}

QStringList brief(const QList<Diagnostic> &diagnostics)
{
    QStringList lines;
    for (const Diagnostic &diagnostic : diagnostics)
        lines.append(u"%1 %2"_s.arg(diagnostic.place.line).arg(diagnostic.code));
    return lines;
}

} // namespace

class TestSchemaImports : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldTellTheFormats_data();
    void shouldTellTheFormats();
    void shouldReadJsonSchema();
    void shouldSayWhatOfJsonSchemaIsNotChecked();
    void shouldRefuseWhatIsNoJsonSchema_data();
    void shouldRefuseWhatIsNoJsonSchema();
    void shouldReadEnvSpec();
    void shouldReadOneItemOfEnvSpec_data();
    void shouldReadOneItemOfEnvSpec();
    void shouldSayWhatOfEnvSpecIsNotChecked();
    void shouldReadDecorators();
    void shouldCheckTypesOfEnvSpec_data();
    void shouldCheckTypesOfEnvSpec();
    void shouldBearAnything();
};

void TestSchemaImports::shouldTellTheFormats_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("format");
    const auto row = [](const char *text, EnvSchemaFormat format) {
        QTest::newRow(text) << QByteArray(text) << int(format);
    };
    row("slipway: 1\nkeys: {}", EnvSchemaFormat::Slipway);
    row("PORT: {type: port}", EnvSchemaFormat::Slipway);
    row("{keys: {A: }}", EnvSchemaFormat::Slipway);
    row("{\"keys\": {}}", EnvSchemaFormat::Slipway);
    row("\xef\xbb\xbf{\"type\": \"object\", \"properties\": {}}", EnvSchemaFormat::JsonSchema);
    row("{\"$schema\": \"x\", \"properties\": {", EnvSchemaFormat::JsonSchema);
    row("{\"version\": \"1\", \"entries\": {}}", EnvSchemaFormat::DotenvLinter);
    row("# @required\nA=", EnvSchemaFormat::EnvSpec);
    row("A=1", EnvSchemaFormat::EnvSpec);
    row("# a comment\n\nA=1", EnvSchemaFormat::EnvSpec);
    row("# a comment\nkeys:\n  A: {pattern: a=b}", EnvSchemaFormat::Slipway);
}

void TestSchemaImports::shouldTellTheFormats()
{
    QFETCH(QByteArray, text);
    QFETCH(int, format);

    QCOMPARE(int(envSchemaFormatOf(text)), format);
}

void TestSchemaImports::shouldReadJsonSchema()
{
    const EnvSchemaReading reading = readEnvSchema(R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["URL", "PORT"],
  "properties": {
    "URL": {"type": "string", "format": "uri", "description": "Where", "examples": ["https://x.io"]},
    "PORT": {"type": "integer", "minimum": 1, "exclusiveMaximum": 9000, "default": 3000},
    "RATE": {"type": "number"},
    "FLAG": {"type": ["boolean", "null"]},
    "MODE": {"enum": ["a", "b"]},
    "KIND": {"const": "x"},
    "NAME": {"type": "string", "minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"},
    "KEY": {"type": "string", "writeOnly": true},
    "OLD": {"type": "string", "deprecated": true},
    "MAIL": {"$ref": "#/$defs/mail"},
    "LIST": {"type": "array"}
  },
  "$defs": {"mail": {"type": "string", "format": "email"}}
})");

    QCOMPARE(brief(reading.diagnostics), QStringList());
    QVERIFY(reading.format == EnvSchemaFormat::JsonSchema);
    QVERIFY(reading.schema.others == EnvSchema::Others::Refused);
    QCOMPARE(brief(reading.schema),
             (QStringList{u"URL: url, required"_s, u"PORT: int, required, 1..8999, default 3000"_s,
                          u"RATE: float"_s, u"FLAG: bool"_s, u"MODE: string, a|b"_s,
                          u"KIND: string, x"_s, u"NAME: string, /^[a-z]+$/, length 2..5"_s,
                          u"KEY: string, secret"_s, u"OLD: string, deprecated "_s, u"MAIL: email"_s,
                          u"LIST: json"_s}));
    QCOMPARE(reading.schema.find("URL")->description, u"Where"_s);
    QCOMPARE(reading.schema.find("URL")->example, u"https://x.io"_s);
    QCOMPARE(reading.schema.find("PORT")->place.line, 8);
}

void TestSchemaImports::shouldSayWhatOfJsonSchemaIsNotChecked()
{
    const EnvSchemaReading reading = readEnvSchema(R"({
  "properties": {
    "A": {"type": "string", "format": "date"},
    "B": {"multipleOf": 5},
    "C": {"$ref": "other.json"}
  },
  "allOf": []
})");

    QCOMPARE(brief(reading.diagnostics),
             (QStringList{u"3 not-checked"_s, u"4 not-checked"_s, u"5 not-checked"_s,
                          u"7 not-checked"_s}));
    QVERIFY(!hasErrors(reading.diagnostics));
}

void TestSchemaImports::shouldRefuseWhatIsNoJsonSchema_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json : {R"({"$schema": "x"})", R"({"properties": {"A": {"pattern": "["}}})",
                             R"({"type": "array", "properties": {}})", R"({"properties": {"A": }})",
                             R"({"properties": {"A": {}, "A": {}}})"})
        QTest::newRow(json) << QByteArray(json);
}

void TestSchemaImports::shouldRefuseWhatIsNoJsonSchema()
{
    QFETCH(QByteArray, json);

    QVERIFY(hasErrors(readEnvSchema(json).diagnostics));
}

void TestSchemaImports::shouldReadEnvSpec()
{
    const EnvSchemaReading reading = readEnvSchema(R"(# Of the shop
# @defaultSensitive=false @defaultRequired=infer
# @currentEnv=$APP_ENV
# ---

# @type=enum(development, staging, production)
APP_ENV=development # which one

# The port it listens on
# of this machine
# @type=port @example=3000
PORT=

# @required @sensitive @type=string(startsWith="sk_", minLength=20)
# @docs("Keys", https://docs.stripe.com/keys)
STRIPE_SECRET_KEY=encrypted("abc")

# @required=eq($APP_ENV, production) @type=url
# @deprecated="use B"
A=

# Not about the next key

B="two
lines"
C=`x` # @optional
)");

    QCOMPARE(brief(reading.diagnostics), QStringList());
    QVERIFY(reading.format == EnvSchemaFormat::EnvSpec);
    QCOMPARE(brief(reading.schema),
             (QStringList{
                 u"APP_ENV: enum, required, development|staging|production, default development"_s,
                 u"PORT: port"_s,
                 u"STRIPE_SECRET_KEY: string, required, /^sk_/, length 20..-1, secret"_s,
                 u"A: url, when APP_ENV == production, deprecated use B"_s,
                 u"B: string, required, default two\nlines"_s, u"C: string, default x"_s}));
    QCOMPARE(reading.schema.find("PORT")->description,
             u"The port it listens on\nof this machine"_s);
    QCOMPARE(reading.schema.find("PORT")->example, u"3000"_s);
    QCOMPARE(reading.schema.find("PORT")->place.line, 12);
    QCOMPARE(reading.schema.find("STRIPE_SECRET_KEY")->docs, u"https://docs.stripe.com/keys"_s);
    QVERIFY(reading.schema.find("B")->description.isEmpty());
}

void TestSchemaImports::shouldReadOneItemOfEnvSpec_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("read");
    const auto row = [](const QByteArray &text, const QString &read) {
        QTest::newRow(text.constData()) << text << read;
    };
    row("A=", u"A: string"_s);
    row("A=undefined", u"A: string"_s);
    row("A=''", u"A: string"_s);
    row("A=x", u"A: string, required, default x"_s);
    row("A=$B", u"A: string, required"_s);
    row("A='$B'", u"A: string, required, default $B"_s);
    row("A=exec(`op read x`)", u"A: string, required"_s);
    row("A=if(\n  eq($B, x),\n  y\n)", u"A: string, required"_s);
    row("A=```\nx\n```", u"A: string, required, default \nx\n"_s);
    row("# @optional\nA=x", u"A: string, default x"_s);
    row("# @required=false\nA=x", u"A: string, default x"_s);
    row("# @optional=false\nA=", u"A: string, required"_s);
    row("# @required=forEnv(prod)\nA=", u"A: string, required"_s);
    row("# @public\nA=", u"A: string"_s);
    row("# @sensitive\nA=x", u"A: string, required, secret"_s);
    row("# @sensitive=false\nA=", u"A: string"_s);
    row("# @defaultSensitive=inferFromPrefix(PUBLIC_)\n# ---\nA=", u"A: string, secret"_s);
    row("# @defaultSensitive=inferFromPrefix(A)\n# ---\nA=", u"A: string"_s);
    row("# @defaultRequired=true\n\nA=", u"A: string, required"_s);
    row("# @defaultRequired=false\n\nA=x", u"A: string, default x"_s);
    row("# @type=number(min=1, max=9)\nA=", u"A: float, 1..9"_s);
    row("# @type=number(isInt=true)\nA=", u"A: int"_s);
    row("# @type=string(isLength=5)\nA=", u"A: string, length 5..5"_s);
    row("# @type=string(matches=regex(\"^a,b$\", \"i\"))\nA=", u"A: string, /(?i:^a,b$)/"_s);
    row("# @type=string(matches=/^a\\/b/)\nA=", u"A: string, /^a/b/"_s);
    row("# @type=email @example=\"a b\" # @required\nA=", u"A: email"_s);
    row("# about it @required\nA=", u"A: string"_s);
    row("# @deprecated\nA=", u"A: string, deprecated "_s);
    row("export A=x", u"A: string, required, default x"_s);
}

void TestSchemaImports::shouldReadOneItemOfEnvSpec()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, read);

    const EnvSchemaReading reading = readEnvSchema(text);

    QCOMPARE(brief(reading.diagnostics), QStringList());
    QCOMPARE(brief(reading.schema), QStringList{read});
}

void TestSchemaImports::shouldSayWhatOfEnvSpecIsNotChecked()
{
    const EnvSchemaReading reading = readEnvSchema(
        "# @type=array(email)\nA=\n# @required=gt($B, 5)\nB=\n"
        "# @type=url(allowedDomains=[x.io])\nC=\n# @type=string(matches=\"[\")\nD=\nno item\n");

    QCOMPARE(brief(reading.diagnostics),
             (QStringList{u"1 not-checked"_s, u"3 not-checked"_s, u"5 not-checked"_s,
                          u"7 pattern"_s, u"9 env-spec"_s}));
}

void TestSchemaImports::shouldReadDecorators()
{
    QCOMPARE(envSpecDecorators(u"@a @b=c d @e"_s),
             (QList<EnvSpecDecorator>{{u"a"_s, u"true"_s}, {u"b"_s, u"c"_s}}));
    QCOMPARE(envSpecDecorators(u"@a=\"b \\\" @c\" @d(x, y=\"(\") rest"_s),
             (QList<EnvSpecDecorator>{{u"a"_s, u"b \" @c"_s}, {u"d"_s, u"(x, y=\"(\")"_s}}));
    QCOMPARE(envSpecDecorators(u"none"_s), QList<EnvSpecDecorator>());
    QCOMPARE(envSpecCall(u"f(a, k=\"x, y\", g(1, 2))"_s),
             (EnvSpecCall{u"f"_s, {{{}, u"a"_s}, {u"k"_s, u"x, y"_s}, {{}, u"g(1, 2)"_s}}}));
    QCOMPARE(envSpecCall(u"f()"_s), (EnvSpecCall{u"f"_s, {}}));
    QCOMPARE(envSpecCall(u"f"_s), (EnvSpecCall{u"f"_s, {}}));
}

void TestSchemaImports::shouldCheckTypesOfEnvSpec_data()
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
    rows("boolean", {"t", "true", "YES", "on", "1", "f", "off"}, {"2", "maybe"});
    rows("ip", {"10.0.0.1", "::1"}, {"shop.io", "10.0.0.256"});
    rows("domain", {"shop.io"}, {"https://shop.io"});
    rows("semver", {"1.2.3", "1.2.3-beta.1"}, {"1.2", "v1.2.3"});
    rows("isoDate", {"2024-03-20", "2024-03-20T15:30:00Z"}, {"20.3.2024"});
    rows("uuid", {"123e4567-e89b-12d3-a456-426614174000"}, {"123e4567"});
    rows("md5", {"d41d8cd98f00b204e9800998ecf8427e"}, {"d41d8cd9"});
    rows("duration", {"30s", "2days", "500"}, {"soon"});
    rows("simple-object", {"{\"a\":1}"}, {"{a}"});
    rows("string(startsWith=ab, endsWith=yz)", {"abyz", "ab\nyz"}, {"ab", "yz", "xabyz"});
    rows("enum(a, \"b c\")", {"a", "b c"}, {"b", "A"});
}

void TestSchemaImports::shouldCheckTypesOfEnvSpec()
{
    QFETCH(QString, type);
    QFETCH(QByteArray, value);
    QFETCH(bool, fits);
    EnvSchemaKey key;

    QCOMPARE(applyEnvSpecType(envSpecCall(type), key), QStringList());

    QCOMPARE(fitsSchemaKey(key, value), fits);
}

void TestSchemaImports::shouldBearAnything()
{
    QElapsedTimer timer;
    timer.start();
    for (const QByteArray &piece :
         {QByteArray("\0", 1), QByteArray("\xff"), QByteArray("A=\"\n"), QByteArray("# @a(\n"),
          QByteArray("A=f(\n"), QByteArray("@\"("), QByteArray("{"), QByteArray("{\"a\":"),
          QByteArray("A: {\n"), QByteArray("# @type=string(\nA=\n"), QByteArray("# @a=\"\n")}) {
        for (const qsizetype times : {1, 2, 50'000}) {
            readEnvSchema(piece.repeated(times));
            readEnvSchema("A=1\n" + piece.repeated(times));
            readEnvSchema("{\"properties\":" + piece.repeated(times));
        }
    }
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(TestSchemaImports)
#include "tst_schemaimports.moc"
