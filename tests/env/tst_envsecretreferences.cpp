// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envfilename.h"
#include "env/envreading.h"
#include "env/envsecretreferences.h"

#include "support/printable.h"

#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

EnvSecrets secretsOf(const QMap<QString, QByteArray> &values)
{
    EnvSecrets secrets;
    for (const auto &[name, value] : values.asKeyValueRange())
        secrets.insert_or_assign(name, std::make_shared<const Secret>(value));
    return secrets;
}

QByteArray textOf(const EnvFilling &filling)
{
    return filling.text.revealForUse().toByteArray();
}

std::optional<QByteArray> valueOf(const QByteArray &text, const QByteArray &key, EnvDialect dialect)
{
    for (const EnvValue &each : readEnv(text, dialect).values) {
        if (each.key == key)
            return each.value;
    }
    return std::nullopt;
}

} // namespace

class TestEnvSecretReferences : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldKnowAnEnvFileByItsName_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("isOne");
        QTest::newRow(".env") << u".env"_s << true;
        QTest::newRow(".env.production") << u"deploy/.env.production"_s << true;
        QTest::newRow("shop.env") << u"/srv/shop.env"_s << true;
        QTest::newRow("example") << u".env.example"_s << false;
        QTest::newRow("example of an environment") << u".env.production.example"_s << false;
        QTest::newRow("schema") << u".env.schema.yaml"_s << false;
        QTest::newRow("previous") << u".env.slipway-previous"_s << false;
        QTest::newRow("a folder's name") << u".env/nginx.conf"_s << false;
        QTest::newRow("another file") << u"environment"_s << false;
        QTest::newRow("nothing") << QString() << false;
    }
    void shouldKnowAnEnvFileByItsName()
    {
        QFETCH(QString, path);
        QTEST(isEnvFileName(path), "isOne");
    }

    void shouldFindReferences_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QStringList>("faulty");

        const QStringList none;
        QTest::newRow("none") << "A=1\n"_ba << none << none;
        QTest::newRow("plain") << "A=slipway://secret/DB\n"_ba << QStringList{u"DB"_s} << none;
        QTest::newRow("quoted") << "A=\"slipway://secret/a.b-c_1\"\nB='slipway://secret/X' # c\n"_ba
                                << QStringList{u"a.b-c_1"_s, u"X"_s} << none;
        QTest::newRow("twice") << "A=slipway://secret/X\nA=slipway://secret/Y\n"_ba
                               << QStringList{u"X"_s, u"Y"_s} << none;
        QTest::newRow("in a comment")
            << "# A=slipway://secret/X\nA=1 # slipway://secret/Y\n"_ba << none << none;
        QTest::newRow("part of a value")
            << "A=postgres://u:slipway://secret/X@h\n"_ba << none << QStringList{u"A"_s};
        QTest::newRow("no name") << "A=slipway://secret/\n"_ba << none << QStringList{u"A"_s};
        QTest::newRow("no right name")
            << "A='slipway://secret/a b'\n"_ba << none << QStringList{u"A"_s};
    }
    void shouldFindReferences()
    {
        QFETCH(QByteArray, text);
        QStringList names;
        QStringList faulty;

        const EnvSecretReferences found = envSecretReferences(EnvDocument(text));

        for (const EnvSecretReference &reference : found.references)
            names.append(reference.name);
        for (const EnvSecretProblem &problem : found.problems) {
            QVERIFY(problem.error.message.startsWith(QString::fromUtf8(problem.key)));
            faulty.append(QString::fromUtf8(problem.key));
        }
        QTEST(names, "names");
        QTEST(faulty, "faulty");
    }

    void shouldPutInWhatTheLoaderReadsBack_data()
    {
        QTest::addColumn<EnvDialect>("dialect");
        QTest::addColumn<QByteArray>("secret");
        const QList<std::pair<const char *, QByteArray>> secrets{
            {"plain", "abc123"},          {"dollar", "$2b$10$abcdefghijklmnopqrstuv"},
            {"space and hash", "a b #c"}, {"quotes", "it's \"so\""},
            {"equals", "a=b==&c"},        {"empty", ""},
        };
        for (const EnvDialect dialect : allEnvDialects()) {
            for (const auto &[name, secret] : secrets)
                QTest::addRow("%s %s", qPrintable(toString(dialect)), name) << dialect << secret;
        }
        QTest::newRow("python-dotenv lines") << EnvDialect::PythonDotenv << "line 1\nline 2\n"_ba;
        QTest::newRow("systemd lines") << EnvDialect::Systemd << "line 1\nline 2\n"_ba;
    }
    void shouldPutInWhatTheLoaderReadsBack()
    {
        QFETCH(EnvDialect, dialect);
        QFETCH(QByteArray, secret);
        const QByteArray before = "# the shop\r\nA=1\n\nexport=x\nDB=slipway://secret/DB\nZ='z'"_ba;

        const EnvFilling filling
            = fillEnvSecrets(EnvDocument(before), secretsOf({{u"DB"_s, secret}}), dialect);

        QVERIFY2(filling.problems.isEmpty(),
                 filling.problems.isEmpty()
                     ? ""
                     : qPrintable(filling.problems.constFirst().error.message));
        const QByteArray text = textOf(filling);
        QCOMPARE(valueOf(text, "DB"_ba, dialect), secret);
        QVERIFY(text.startsWith("# the shop\r\nA=1\n\nexport=x\nDB="));
        QVERIFY(text.endsWith("\nZ='z'"));
    }

    void shouldLeaveATextWithoutReferencesAsItIs()
    {
        const QByteArray text = "\xef\xbb\xbf"
                                "A=1\r\nB = '2\n3'\n=x\nlast"_ba;

        const EnvFilling filling = fillEnvSecrets(EnvDocument(text), {}, EnvDialect::PythonDotenv);

        QCOMPARE(textOf(filling), text);
        QVERIFY(filling.problems.isEmpty());
    }

    void shouldNameTheKeyThatCannotBeFilled_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<EnvDialect>("dialect");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<ErrorCode>("code");

        QTest::newRow("missing") << "A=1\nKEY=slipway://secret/OTHER\n"_ba << "x"_ba
                                 << EnvDialect::PythonDotenv << "KEY"_ba
                                 << ErrorCode::MissingSecret;
        QTest::newRow("cannot be expressed")
            << "KEY=slipway://secret/S\n"_ba << QByteArray("a\0b", 3) << EnvDialect::Systemd
            << "KEY"_ba << ErrorCode::InvalidInput;
        QTest::newRow("lines for docker")
            << "KEY=slipway://secret/S\n"_ba << "abc\ndef"_ba << EnvDialect::Docker << "KEY"_ba
            << ErrorCode::InvalidInput;
        QTest::newRow("a key the loader drops")
            << "A.B=slipway://secret/S\n"_ba << "abc"_ba << EnvDialect::Systemd << "A.B"_ba
            << ErrorCode::InvalidInput;
        QTest::newRow("a comment that is a value")
            << "KEY=x # slipway://secret/S\n"_ba << "abc"_ba << EnvDialect::Systemd << "KEY"_ba
            << ErrorCode::InvalidInput;
    }
    void shouldNameTheKeyThatCannotBeFilled()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, secret);
        QFETCH(EnvDialect, dialect);

        const EnvFilling filling
            = fillEnvSecrets(EnvDocument(text), secretsOf({{u"S"_s, secret}}), dialect);

        QCOMPARE(filling.problems.size(), 1);
        const EnvSecretProblem &problem = filling.problems.constFirst();
        QTEST(problem.key, "key");
        QTEST(problem.error.code, "code");
        QVERIFY(problem.error.message.contains(QString::fromUtf8(problem.key)));
        QVERIFY(!problem.error.message.contains(u"abc"_s));
    }

    void shouldLetOtherKeysReferToASecret()
    {
        const QByteArray text = "PW=slipway://secret/S\nURL=postgres://u:${PW}@db\n"_ba;

        const EnvFilling filling = fillEnvSecrets(
            EnvDocument(text), secretsOf({{u"S"_s, "hunter2"_ba}}), EnvDialect::PythonDotenv);

        QVERIFY(filling.problems.isEmpty());
        QCOMPARE(valueOf(textOf(filling), "URL"_ba, EnvDialect::PythonDotenv),
                 "postgres://u:hunter2@db"_ba);
    }

    void shouldBeLinear()
    {
        QByteArray text;
        QMap<QString, QByteArray> values;
        for (int i = 0; i < 1000; ++i) {
            text += "KEY_" + QByteArray::number(i) + "=slipway://secret/S" + QByteArray::number(i)
                + '\n';
            values.insert(u"S%1"_s.arg(i), "value " + QByteArray::number(i));
        }

        const EnvFilling filling
            = fillEnvSecrets(EnvDocument(text), secretsOf(values), EnvDialect::PythonDotenv);

        QVERIFY(filling.problems.isEmpty());
        QVERIFY(!mayHaveEnvSecrets(textOf(filling)));
    }
};

QTEST_GUILESS_MAIN(TestEnvSecretReferences)
#include "tst_envsecretreferences.moc"
