// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

class TestSlipwayctlEnv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<CtlWorkspace>(); }

    void shouldPrintWhatALoaderReads_data()
    {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("expected");

        QTest::newRow("compose")
            << u"compose"_s
            << u"{\"values\":{\"B\":\"x y\",\"A\":\"x yz\",\"H\":\"/root\"},\"errors\":[]}\n"_s;
        QTest::newRow("docker")
            << u"docker"_s
            << u"{\"values\":{\"B\":\"\\\"x y\\\"\",\"A\":\"${B}z\",\"H\":\"$HOME\"},"
               "\"errors\":[]}\n"_s;
        QTest::newRow("systemd")
            << u"systemd"_s
            << u"{\"values\":{\"B\":\"x y\",\"A\":\"${B}z\",\"H\":\"$HOME\"},\"errors\":[]}\n"_s;
    }

    void shouldPrintWhatALoaderReads()
    {
        QFETCH(const QString, dialect);
        QFETCH(const QString, expected);
        m_workspace->write(u".env"_s, "B=\"x y\"\nA=${B}z\nH=$HOME\n");

        const Ended ended
            = m_workspace->run({u"env"_s, u"print"_s, u".env"_s, u"--dialect"_s, dialect,
                                u"--env"_s, u"HOME=/root"_s, u"--format"_s, u"json"_s});

        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out, expected);
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldNameTheLineThatALoaderRefuses()
    {
        m_workspace->write(u".env"_s, "A=1\nB = 2\n");

        const Ended ended
            = m_workspace->run({u"env"_s, u"print"_s, u".env"_s, u"--dialect"_s, u"docker"_s});

        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.startsWith(u".env:2: error: "_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldFindWhatDotenvLinterFinds()
    {
        m_workspace->write(u".env"_s, "FOO=BAR\nBAR=1\n1A=x");

        const Ended ended = m_workspace->run(
            {u"env"_s, u"check"_s, u".env"_s, u"--checks"_s, u"dotenv-linter"_s});

        QCOMPARE(ended.out,
                 u".env:2:1: info: The BAR key should go before the FOO key [UnorderedKey]\n"
                 ".env:3:5: info: No blank line at the end of the file [EndingBlankLine]\n"
                 ".env:3:1: warning: Invalid leading character detected [LeadingCharacter]\n"
                 ".env:3:1: info: The 1A key should go before the BAR key [UnorderedKey]\n"_s);
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldCheckADotenvLinterSchemaAlone()
    {
        m_workspace->write(u".env"_s, "PORT=abc\nlower=1");
        m_workspace->write(u"schema.json"_s,
                           R"({"version":"1.0.0","entries":{"PORT":{"type":"Integer"}},)"
                           R"("allow_other_keys":true})");

        const Ended ended
            = m_workspace->run({u"env"_s, u"check"_s, u".env"_s, u"--checks"_s,
                                u"SchemaViolation"_s, u"--schema"_s, u"schema.json"_s});

        QCOMPARE(ended.out,
                 u".env:1:1: warning: The PORT key is not an integer [SchemaViolation]\n"_s);
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldCheckForProductionWithoutShowingAValue()
    {
        m_workspace->write(u".env"_s, "JWT_SECRET=hunter2hunter2\nDEBUG=true\n");

        const Ended ended = m_workspace->run({u"env"_s, u"check"_s, u".env"_s, u"--rules"_s,
                                              u"production"_s, u"--format"_s, u"json"_s});

        const QJsonObject file = QJsonDocument::fromJson(ended.out.toUtf8())
                                     .object()[u"files"_s]
                                     .toArray()
                                     .first()
                                     .toObject();
        QStringList checks;
        const QJsonArray findings = file[u"findings"_s].toArray();
        for (const QJsonValue &finding : findings)
            checks << finding.toObject()[u"check"_s].toString();
        QVERIFY2(checks.contains(u"JwtSecretLength"_s), qPrintable(checks.join(u' ')));
        QVERIFY2(checks.contains(u"DebugEnabled"_s), qPrintable(checks.join(u' ')));
        QVERIFY(!ended.out.contains(u"hunter2"_s));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldMendOnlyWhatChangesNoValue()
    {
        const QByteArray before = "A = 1\nB=2\n\n\nA=3";
        m_workspace->write(u".env"_s, before);

        const Ended trial = m_workspace->run({u"env"_s, u"fix"_s, u".env"_s, u"--diff"_s});
        QCOMPARE(m_workspace->read(u".env"_s), before);
        QVERIFY2(trial.out.startsWith(u"--- .env\n+++ .env\n@@ "_s), qPrintable(trial.out));
        const QStringList print{u"env"_s, u"print"_s, u".env"_s, u"--dialect"_s, u"dotenv"_s};
        const auto values = [&] {
            // Which of two declarations is commented out decides on the order.
            QStringList lines = m_workspace->run(print).out.split(u'\n');
            lines.sort();
            return lines;
        };
        const QStringList valuesBefore = values();
        m_workspace->run({u"env"_s, u"fix"_s, u".env"_s, u"--all"_s});

        QVERIFY(m_workspace->read(u".env"_s) != before);
        QCOMPARE(values(), valuesBefore);
    }

    void shouldSetAValueFromStandardInput()
    {
        m_workspace->write(u".env"_s, "# mine\r\nexport A='old' # why\r\nB=2\r\n");
        m_workspace->write(u"value"_s, "it's #1\n");
        QProcess process;
        m_workspace->prepare(process);
        process.setStandardInputFile(m_workspace->path(u"value"_s));
        process.setArguments({u"env"_s, u"set"_s, u".env"_s, u"A"_s});

        process.start();
        QVERIFY(process.waitForFinished());

        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(m_workspace->read(u".env"_s),
                 "# mine\r\nexport A=\"it's #1\" # why\r\nB=2\r\n"_ba);
    }

    void shouldSayWhichKeysDiffer()
    {
        m_workspace->write(u"a.env"_s, "SAME=1\nGONE=1\nOTHER=secret1\n");
        m_workspace->write(u"b.env"_s, "OTHER='secret2'\nSAME=\"1\"\nNEW=1\n");

        const Ended ended = m_workspace->run({u"env"_s, u"diff"_s, u"a.env"_s, u"b.env"_s});

        QCOMPARE(ended.out, u"~ OTHER\n- GONE\n+ NEW\n"_s);
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldExportInTheQuotingOfTheOtherProgram()
    {
        m_workspace->write(u".env"_s, "A=\"it's $5\"\nB=\n");

        QCOMPARE(
            m_workspace->run({u"env"_s, u"export"_s, u".env"_s, u"--to"_s, u"json"_s}).exitCode, 0);
        const Ended sh = m_workspace->run({u"env"_s, u"export"_s, u".env"_s, u"--to"_s, u"sh"_s});
        m_workspace->write(u"out.env"_s, sh.out.toUtf8());
        const Ended back = m_workspace->run({u"env"_s, u"print"_s, u"out.env"_s, u"--dialect"_s,
                                             u"sh"_s, u"--format"_s, u"json"_s});

        QCOMPARE(back.out, u"{\"values\":{\"A\":\"it's $5\",\"B\":\"\"},\"errors\":[]}\n"_s);
    }

    void shouldGenerateWhatPasses()
    {
        const Ended jwt = m_workspace->run({u"env"_s, u"generate"_s, u"jwt"_s});
        const Ended unknown = m_workspace->run({u"env"_s, u"generate"_s, u"jwtt"_s});

        QVERIFY(jwt.out.trimmed().size() >= 64);
        QCOMPARE(jwt.exitCode, 0);
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY2(unknown.err.contains(u"‘jwt’"_s), qPrintable(unknown.err));
    }

    void shouldRefuseWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no dialect") << QStringList{u"print"_s, u".env"_s};
        QTest::newRow("two dialects")
            << QStringList{u"print"_s, u".env"_s, u"--dialect"_s, u"sh,ruby"_s};
        QTest::newRow("unknown dialect")
            << QStringList{u"check"_s, u".env"_s, u"--dialect"_s, u"rubi"_s};
        QTest::newRow("unknown check")
            << QStringList{u"check"_s, u".env"_s, u"--checks"_s, u"Nothing"_s};
        QTest::newRow("no file") << QStringList{u"check"_s, u"none.env"_s};
        QTest::newRow("no format") << QStringList{u"export"_s, u".env"_s};
        QTest::newRow("bad variable")
            << QStringList{u"print"_s, u".env"_s, u"--dialect"_s, u"sh"_s, u"--env"_s, u"X"_s};
    }

    void shouldRefuseWrongUsage()
    {
        QFETCH(const QStringList, arguments);
        m_workspace->write(u".env"_s, "A=1\n");

        const Ended ended = m_workspace->run(QStringList{u"env"_s} + arguments);

        QCOMPARE(ended.exitCode, 2);
        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.startsWith(u"slipwayctl: "_s), qPrintable(ended.err));
    }

private:
    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlEnv)
#include "tst_slipwayctl_env.moc"
