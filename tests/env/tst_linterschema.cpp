// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/linterschema.h"

#include <QElapsedTimer>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QByteArray typed = R"({
    "version": "1.0.0",
    "entries": {
        "NAME": {"type": "String", "regex": "^[ABCD]*$"},
        "PORT": {"type": "Integer"},
        "PRICE": {"type": "Float"},
        "FLAG": {"type": "Boolean"},
        "URL": {"type": "Url"},
        "EMAIL": {"type": "Email"}
    }
})";

QStringList lines(const QList<EnvFinding> &findings)
{
    QStringList list;
    for (const EnvFinding &finding : findings)
        list.append(u"%1 %2"_s.arg(finding.line).arg(finding.message));
    return list;
}

LinterSchema schemaFrom(const QByteArray &json)
{
    const auto schema = linterSchemaFromJson(json);
    return schema ? *schema : LinterSchema{};
}

} // namespace

/// What dotenv-linter says to the same schema and file.
class TestLinterSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldJudgeValues_data();
    void shouldJudgeValues();
    void shouldCheckKeysAndLines_data();
    void shouldCheckKeysAndLines();
    void shouldRefuseBadSchemas_data();
    void shouldRefuseBadSchemas();
    void shouldBecomeASchema();
    void shouldStayLinear();
};

void TestLinterSchema::shouldJudgeValues_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("complaint");
    const auto rows = [](const QByteArray &key, const QString &complaint,
                         std::initializer_list<const char *> values) {
        for (const char *value : values) {
            const QByteArray line = key + '=' + value;
            QTest::newRow(line.constData()) << line << complaint;
        }
    };
    rows("NAME", {}, {"", "BAD"});
    rows("NAME", u"The NAME key does not match the regex"_s, {"joe", "\"BAD\"", "BAD "});
    rows("PORT", {}, {"42", "+42", "-0", "2147483647", "-2147483648", "0042"});
    rows("PORT", u"The PORT key is not an integer"_s,
         {"", "p", "2.4", "\"42\"", "2147483648", "42 ", "+", "4_2"});
    rows("PRICE", {}, {"24", "2.4", ".5", "5.", "-1e3", "1E+3", "inf", "-Infinity", "NaN"});
    rows("PRICE", u"The PRICE key is not a valid float"_s,
         {"", ".", "price", "1e", "e5", "1,5", "'2.4'", "1.2.3"});
    rows("FLAG", {}, {"true", "false", "TRUE", "FALSE", "yes", "no", "YES", "NO", "1", "0"});
    rows("FLAG", u"The FLAG key is not a valid boolean"_s, {"", "True", "on", "\"true\"", "2"});
    rows("URL", {},
         {"https://example.com", "http://127.0.0.1:80/x?y#z", "mailto:a@b", "postgres://u:p@db/x",
          "https:example.com", "https:///example.com", "localhost:3000", "http://[::1]/",
          "a:", "file:///etc", "http://0x7f.1", "ftp://user:p@host", "https://münchen.de",
          "data:,x", "custom://", "HTTPS://EXAMPLE.COM", "https://ex_ample.com"});
    rows("URL", u"The URL key is not a valid URL"_s,
         {"", "not_a_url", "example.com", "\"https://example.com\"", "https://", "http://:80",
          "http://1.2.3.256", "http://a:b", "https://a:65536", "http://[::g]", "//x", "1a://x",
          "https://exa^mple.com", "http://user@/x", "custom://a b", "custom://:80",
          "http://1.2.3.4.5", "http://a b.de/x"});
    rows("EMAIL", {},
         {"joe@gmail.com", "a@localhost", "Joe <joe@gmail.com>", "\"a b\"@x.io", "x@[127.0.0.1]",
          "用户@例子.广告"});
    rows("EMAIL", u"The EMAIL key is not a valid email address"_s,
         {"", "not_an_email", "a@", "@b", "a@b@c", "a@-b.io", "a@b..io", "a b@c.io",
          "Joe <joe@x.io"});
}

void TestLinterSchema::shouldJudgeValues()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, complaint);

    const QStringList expected
        = complaint.isEmpty() ? QStringList() : QStringList{u"1 "_s + complaint};

    QCOMPARE(lines(linterSchemaFindings(line, schemaFrom(typed))), expected);
}

void TestLinterSchema::shouldCheckKeysAndLines_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    const QByteArray required = R"({"version":"1","entries":{"A":{"required":true},"B":{}}})";
    const QByteArray open
        = R"({"version":"1","allow_other_keys":true,"entries":{"A":{"type":"Integer"}}})";
    const auto row = [](const char *name, const QByteArray &schema, const QByteArray &text,
                        const QStringList &expected) {
        QTest::newRow(name) << schema << text << expected;
    };
    row("unknown", required, "A=1\nC=1", {u"2 The C key is not defined in the schema"_s});
    row("unknown, allowed", open, "A=1\nC=1", {});
    row("missing", required, "B=1", {u"1 The A key is required"_s});
    row("missing, at the last line", required, "B=1\n\n", {u"3 The A key is required"_s});
    row("missing, comments are no lines", required, "B=1\n# x\n# y",
        {u"1 The A key is required"_s});
    row("missing in nothing", required, "", {u"0 The A key is required"_s});
    row("a key without a value is there", required, "A", {});
    row("exported", open, "export A=x", {u"1 The A key is not an integer"_s});
    row("spaces belong to the key", required, "A =1",
        {u"1 The A  key is not defined in the schema"_s, u"1 The A key is required"_s});
    row("blanks before", open, "  A=x", {u"1 The A key is not an integer"_s});
    row("switched off", open, "# dotenv-linter:off SchemaViolation\nA=x", {});
    row("switched off and on", open,
        "# dotenv-linter:off LowercaseKey,SchemaViolation\nA=x\n"
        "#dotenv-linter:on SchemaViolation\nA=y",
        {u"4 The A key is not an integer"_s});
    row("another check is off", open, "# dotenv-linter:off LowercaseKey\nA=x",
        {u"2 The A key is not an integer"_s});
    row("no switch", open, "# dotenv-linter:disable SchemaViolation\nA=x",
        {u"2 The A key is not an integer"_s});
    row("several lines", open, "B=\"x\nA=y\n\"\nA=z", {u"4 The A key is not an integer"_s});
    row("never closed", open, "B=\"x\nA=y\n", {u"2 The A key is not an integer"_s});
    row("each time", open, "A=x\nA=1\nA=y",
        {u"1 The A key is not an integer"_s, u"3 The A key is not an integer"_s});
    row("line ends of Windows", open, "A=1\r\nA=x\r\n", {u"2 The A key is not an integer"_s});
}

void TestLinterSchema::shouldCheckKeysAndLines()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);

    QCOMPARE(lines(linterSchemaFindings(text, schemaFrom(schema))), expected);
}

void TestLinterSchema::shouldRefuseBadSchemas_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json :
         {"", "{", "[]", "{}", "{\"version\": \"1\", bad}", R"({"entries":{}})",
          R"({"version":"1"})", R"({"version":1,"entries":{}})", R"({"version":"1","entries":[]})",
          R"({"version":"1","entries":{"A":{"type":"string"}}})",
          R"({"version":"1","entries":{"A":{"required":"true"}}})",
          R"({"version":"1","entries":{"A":{"regex":"~[.."}}})",
          R"({"version":"1","entries":{"A":[]}})", R"({"version":"1","entries":{"A":{},"A":{}}})"})
        QTest::newRow(json) << QByteArray(json);
}

void TestLinterSchema::shouldRefuseBadSchemas()
{
    QFETCH(QByteArray, json);

    const auto schema = linterSchemaFromJson(json);

    QVERIFY(!schema);
    QVERIFY(schema.error().code == ErrorCode::InvalidInput);
}

void TestLinterSchema::shouldBecomeASchema()
{
    const EnvSchemaReading reading = readEnvSchema(typed);

    QVERIFY(reading.diagnostics.isEmpty());
    QVERIFY(reading.format == EnvSchemaFormat::DotenvLinter);
    QVERIFY(reading.schema.others == EnvSchema::Others::Refused);
    QVERIFY(reading.schema.find("PORT")->type == EnvType::Int);
    QCOMPARE(reading.schema.find("NAME")->pattern, u"^[ABCD]*$"_s);

    // A schema that is laid out with tabs is JSON as well.
    QByteArray tabbed = typed;
    tabbed.replace("    ", "\t");
    QCOMPARE(readEnvSchema(tabbed).schema.keys.size(), 6);
}

void TestLinterSchema::shouldStayLinear()
{
    const LinterSchema schema = schemaFrom(R"({"version":"1","entries":{}})");
    QElapsedTimer timer;
    timer.start();
    for (const char *piece : {"A=\"\n", "A='\n", "A=1\n", "#\n", "=", "\\\"\n", "\n"})
        linterSchemaFindings(QByteArray(piece).repeated(200'000), schema);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(TestLinterSchema)
#include "tst_linterschema.moc"
