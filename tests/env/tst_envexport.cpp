// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envexport.h"

#include "plan/yamlnode.h"
#include "support/printable.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;

using Format = EnvExportFormat;

namespace {

EnvReading reading(std::initializer_list<std::pair<const char *, const char *>> values)
{
    EnvReading result;
    for (const auto &[key, value] : values)
        result.values.append({key, value ? std::optional<QByteArray>(value) : std::nullopt, 1});
    return result;
}

const QMap<Format, EnvDialect> readers{{Format::Compose, EnvDialect::Compose},
                                       {Format::Docker, EnvDialect::Docker},
                                       {Format::Systemd, EnvDialect::Systemd},
                                       {Format::Sh, EnvDialect::Sh}};

QByteArray randomValue(QRandomGenerator &random)
{
    static const QByteArrayList pieces{"a",  "B",    " ",     "'",      "\"", "`",  "\\",   "$",
                                       "$A", "${A}", "$(id)", "#",      " #", "=",  "\n",   "\r",
                                       "\t", "é",    "\xff",  "\\n",    "&",  ";",  "!",    "~",
                                       "{",  "}",    "😀",    "\u2028", "*",  "\0", "\x7f", "%"};
    QByteArray value;
    for (int i = random.bounded(8); i > 0; --i)
        value += pieces.at(random.bounded(pieces.size()));
    return value;
}

} // namespace

class TestEnvExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReadTheNamesItWrites();
    void shouldWriteEachFormat_data();
    void shouldWriteEachFormat();
    void shouldNameTheKeyThatDoesNotFit_data();
    void shouldNameTheKeyThatDoesNotFit();
    void shouldBeReadBackExactlyOrRefused_data();
    void shouldBeReadBackExactlyOrRefused();
    void shouldBeReadBackAsJsonAndYaml();
    void shouldKeepASecretSmallEnough();
};

void TestEnvExport::shouldReadTheNamesItWrites()
{
    QCOMPARE(allEnvExportFormats().size(), 7);
    for (const Format format : allEnvExportFormats())
        QVERIFY(envExportFormatFromString(toString(format)) == format);
    QVERIFY(!envExportFormatFromString(u"toml"));
}

void TestEnvExport::shouldWriteEachFormat_data()
{
    QTest::addColumn<Format>("format");
    QTest::addColumn<EnvReading>("variables");
    QTest::addColumn<QByteArray>("text");
    const EnvReading usual = reading({{"PLAIN", "abc"},
                                      {"EMPTY", ""},
                                      {"URL", "postgres://u:p@h/d?a=1&b=2"},
                                      {"HASH", "$2b$10$abc"},
                                      {"QUOTE", "it's"},
                                      {"NONE", nullptr}});
    QTest::newRow("compose") << Format::Compose << usual
                             << "PLAIN=abc\nEMPTY=''\nURL='postgres://u:p@h/d?a=1&b=2'\n"
                                "HASH='$2b$10$abc'\nQUOTE=\"it's\"\nNONE\n"_ba;
    QTest::newRow("docker") << Format::Docker << usual
                            << "PLAIN=abc\nEMPTY=\nURL=postgres://u:p@h/d?a=1&b=2\n"
                               "HASH=$2b$10$abc\nQUOTE=it's\nNONE\n"_ba;
    QTest::newRow("systemd") << Format::Systemd << usual
                             << "PLAIN=abc\nEMPTY=''\nURL='postgres://u:p@h/d?a=1&b=2'\n"
                                "HASH='$2b$10$abc'\nQUOTE=\"it's\"\n# NONE has no value\n"_ba;
    QTest::newRow("sh") << Format::Sh << usual
                        << "export PLAIN='abc'\nexport EMPTY=''\n"
                           "export URL='postgres://u:p@h/d?a=1&b=2'\nexport HASH='$2b$10$abc'\n"
                           "export QUOTE=\"it's\"\n# NONE has no value\n"_ba;
    const EnvReading texts = reading({{"A", "1"}, {"no", "é \"\\\n\t\x01"}, {"B", nullptr}});
    QTest::newRow("json") << Format::Json << texts
                          << "{\n  \"A\": \"1\",\n  \"no\": \"é \\\"\\\\\\n\\t\\u0001\",\n"
                             "  \"B\": null\n}\n"_ba;
    QTest::newRow("no json") << Format::Json << EnvReading() << "{}\n"_ba;
    QTest::newRow("yaml") << Format::Yaml << texts
                          << "A: \"1\"\n\"no\": \"é \\\"\\\\\\n\\t\\u0001\"\nB: null\n"_ba;
    QTest::newRow("no yaml") << Format::Yaml << EnvReading() << "{}\n"_ba;
    QTest::newRow("kubernetes")
        << Format::KubernetesSecret << reading({{"A", "123"}, {"on", "\xff\n"}, {"B", nullptr}})
        << "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"shop.env-1\"\n"
           "type: Opaque\ndata:\n  A: \"MTIz\"\n  \"on\": \"/wo=\"\n"
           "  # B has no value\n"_ba;
}

void TestEnvExport::shouldWriteEachFormat()
{
    QFETCH(Format, format);
    QFETCH(EnvReading, variables);
    QFETCH(QByteArray, text);

    const Result<QByteArray> exported = exportEnv(variables, format, u"shop.env-1"_s);

    QVERIFY2(exported, exported ? "" : qPrintable(exported.error().message));
    QCOMPARE(*exported, text);
}

void TestEnvExport::shouldNameTheKeyThatDoesNotFit_data()
{
    QTest::addColumn<Format>("format");
    QTest::addColumn<EnvReading>("variables");
    QTest::addColumn<QString>("named");
    const QString secret = u"canary"_s;
    QTest::newRow("docker, lines")
        << Format::Docker << reading({{"A", "1"}, {"PEM", "canary\nb"}}) << u"PEM"_s;
    QTest::newRow("json, no UTF-8") << Format::Json << reading({{"RAW", "canary\xff"}}) << u"RAW"_s;
    QTest::newRow("yaml, no UTF-8") << Format::Yaml << reading({{"RAW", "canary\xff"}}) << u"RAW"_s;
    QTest::newRow("sh, name") << Format::Sh << reading({{"A-B", "canary"}}) << u"A-B"_s;
    QTest::newRow("systemd, name") << Format::Systemd << reading({{"A.B", "canary"}}) << u"A.B"_s;
    QTest::newRow("compose, name") << Format::Compose << reading({{"A B", "canary"}}) << u"A B"_s;
    QTest::newRow("kubernetes, name")
        << Format::KubernetesSecret << reading({{"A[0]", "canary"}}) << u"A[0]"_s;
}

void TestEnvExport::shouldNameTheKeyThatDoesNotFit()
{
    QFETCH(Format, format);
    QFETCH(EnvReading, variables);
    QFETCH(QString, named);

    const Result<QByteArray> exported = exportEnv(variables, format, u"name"_s);

    QVERIFY(!exported);
    QCOMPARE(exported.error().code, ErrorCode::InvalidInput);
    QVERIFY(exported.error().message.contains(named));
    QVERIFY(!exported.error().message.contains(u"canary"_s));
    QVERIFY(!exported.error().detail.contains(u"canary"_s));
}

void TestEnvExport::shouldBeReadBackExactlyOrRefused_data()
{
    QTest::addColumn<Format>("format");
    for (const auto &[format, dialect] : readers.asKeyValueRange())
        QTest::newRow(qPrintable(toString(format))) << format;
}

void TestEnvExport::shouldBeReadBackExactlyOrRefused()
{
    QFETCH(Format, format);
    QRandomGenerator random(17);
    int exportedCount = 0;
    for (int i = 0; i < 300; ++i) {
        EnvReading variables;
        for (const char *key : {"A", "B_C", "D1"})
            variables.values.append({key, randomValue(random), 1});

        const Result<QByteArray> exported = exportEnv(variables, format);
        if (!exported)
            continue;

        ++exportedCount;
        const EnvReading read
            = readEnv(*exported, readers.value(format), {{"A", "set"}, {"id", "set"}});
        QVERIFY(read.errors.isEmpty());
        QCOMPARE(read.values.size(), variables.values.size());
        for (qsizetype place = 0; place < read.values.size(); ++place) {
            QCOMPARE(read.values.at(place).key, variables.values.at(place).key);
            QCOMPARE(read.values.at(place).value, variables.values.at(place).value);
        }
    }
    QCOMPARE_GT(exportedCount, 20);
}

void TestEnvExport::shouldBeReadBackAsJsonAndYaml()
{
    QRandomGenerator random(19);
    for (int i = 0; i < 300; ++i) {
        QByteArray value = randomValue(random);
        value.replace("\xff", "ÿ");
        value.replace(QByteArray(1, '\0'), "\x85");
        value = QString::fromUtf8(value).toUtf8();
        const EnvReading variables{{{"A", value, 1}, {"off", "x", 2}}, {}};

        const Result<QByteArray> json = exportEnv(variables, Format::Json);
        const Result<QByteArray> yaml = exportEnv(variables, Format::Yaml);

        QVERIFY(json && yaml);
        QCOMPARE(QJsonDocument::fromJson(*json).object().value("A"_L1).toString().toUtf8(), value);
        const YamlReading read = readYaml(*yaml);
        QVERIFY(read.root && read.diagnostics.isEmpty());
        QCOMPARE(read.root->find(u"A")->value.text.toUtf8(), value);
        QVERIFY(read.root->find(u"off"));
    }
}

void TestEnvExport::shouldKeepASecretSmallEnough()
{
    const EnvReading large{{{"A", QByteArray(1024 * 1024, 'x'), 1}, {"B", "y", 2}}, {}};

    const Result<QByteArray> exported = exportEnv(large, Format::KubernetesSecret, u"a"_s);
    QVERIFY(!exported);
    QVERIFY(exported.error().message.contains(u"‘B’"_s));

    for (const QString &name :
         {u""_s, u"A"_s, u"-a"_s, u"a-"_s, u"a..b"_s, u"a_b"_s, QString(254, u'a')})
        QVERIFY(!exportEnv({}, Format::KubernetesSecret, name));
}

QTEST_APPLESS_MAIN(TestEnvExport)
#include "tst_envexport.moc"
