// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/envexecutor.h"

#include "support/observedexecution.h"
#include "support/printable.h"

#include <QRegularExpression>
#include <QTemporaryDir>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

ExecutionRequest requestFor(const EnvAction &action)
{
    ExecutionRequest request;
    request.step.id = StepId(u"validate"_s);
    request.step.action = action;
    request.resolved.targets.append({ServerId(), action, {}});
    return request;
}

} // namespace

class TestEnvExecutor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = {};
        m_settings.dialect = EnvDialect::PythonDotenv;
    }

    void shouldSucceedWithoutAnErrorLevelFinding()
    {
        write("# the shop\nAPP_NAME=shop\nPORT=8080\n");

        check({u".env"_s, {}, {}, {}});

        QCOMPARE(outcome(), u"succeeded"_s);
        QVERIFY(output().startsWith(".env: "));
        QCOMPARE(m_observed->result.evidence[u"errors"_s].toInt(), 0);
    }

    void shouldPrintEachFindingAndFailForErrors()
    {
        write("APP_NAME=shop\nport=hunter2hunter2\nport=hunter2hunter2\n");
        m_settings.severities.insert(u"DuplicatedKey"_s, EnvSeverity::Error);

        check({u".env"_s, {}, {}, {}});

        QCOMPARE(outcome(), u"failed"_s);
        QCOMPARE(m_observed->result.error->code, ErrorCode::Assertion);
        QVERIFY(m_observed->message().contains(u".env"_s));
        static const QRegularExpression line(
            u"\\A\\.env:[0-9]+:[0-9]+: (error|warning|info): .+ \\[[A-Za-z0-9]+\\]\\z"_s);
        const QStringList lines = QString::fromUtf8(output()).trimmed().split(u'\n');
        for (const QString &each : lines)
            QVERIFY2(line.match(each).hasMatch(), qPrintable(each));
        QVERIFY(output().contains(".env:3:"));
        QVERIFY(output().contains("[DuplicatedKey]"));
        QVERIFY2(!output().contains("hunter2"), output().constData());
        QVERIFY(m_observed->result.evidence[u"errors"_s].toInt() > 0);
    }

    void shouldBeAsLoudAsTheWorkspaceSays()
    {
        write("B=1\nB=1\n");
        m_settings.severities.insert(u"DuplicatedKey"_s, std::nullopt);

        check({u".env"_s, {}, {}, {}});

        QCOMPARE(outcome(), u"succeeded"_s);
        QVERIFY(!output().contains("[DuplicatedKey]"));
    }

    void shouldSayWhatCannotBeChecked_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("rules");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("no such file")
            << u"none.env"_s << QString() << QString() << ErrorCode::NotFound << u"none.env"_s;
        QTest::newRow("a folder") << u"."_s << QString() << QString() << ErrorCode::InvalidInput
                                  << QString();
        QTest::newRow("dialect") << u".env"_s << u"dotenvv"_s << QString()
                                 << ErrorCode::InvalidInput << u"dotenvv"_s;
        QTest::newRow("rules") << u".env"_s << QString() << u"strict"_s << ErrorCode::InvalidInput
                               << u"strict"_s;
    }
    void shouldSayWhatCannotBeChecked()
    {
        QFETCH(QString, file);
        QFETCH(QString, dialect);
        QFETCH(QString, rules);
        QFETCH(QString, words);
        write("A=1\n");

        check({file, dialect, rules, {}});

        QCOMPARE(outcome(), u"failed"_s);
        QTEST(m_observed->result.error->code, "code");
        QVERIFY2(m_observed->message().contains(words), qPrintable(m_observed->message()));
        QVERIFY(output().isEmpty());
    }

    void shouldCheckTheRulesTheSchemaAndTheExample()
    {
        write("JWT_SECRET=hunter2hunter2\nPORT=eighty\n");
        write("SHOP_NAME=\nPORT=\n", u"example.env"_s);
        write("slipway: 1\nkeys:\n  PORT: {type: port}\n", u"schema.yaml"_s);
        m_settings.rules = u"production"_s;
        m_settings.schema = u"schema.yaml"_s;

        check({u".env"_s, {}, {}, u"example.env"_s});

        QCOMPARE(outcome(), u"failed"_s);
        QVERIFY2(output().contains("[JwtSecretLength]"), output().constData());
        QVERIFY2(output().contains("SHOP_NAME"), output().constData());
        QVERIFY2(output().contains(".env:2:"), output().constData());
        QVERIFY(!output().contains("hunter2"));
        QVERIFY(!output().contains("eighty"));

        check({u".env"_s, {}, u"none"_s, {}});

        QVERIFY(!output().contains("[JwtSecretLength]"));
        QVERIFY(!output().contains("SHOP_NAME"));
    }

    void shouldSayThatASchemaOrAnExampleCannotBeUsed()
    {
        write("A=1\n");
        write("keys: [\n", u"schema.yaml"_s);
        m_settings.schema = u"schema.yaml"_s;
        check({u".env"_s, {}, {}, {}});
        QCOMPARE(m_observed->result.error->code, ErrorCode::InvalidInput);
        QVERIFY(m_observed->message().contains(u"schema.yaml"_s));

        m_settings.schema.clear();
        check({u".env"_s, {}, {}, u"none.example"_s});
        QCOMPARE(m_observed->result.error->code, ErrorCode::NotFound);
        QVERIFY(m_observed->message().contains(u"none.example"_s));
    }

    void shouldBeCancelled()
    {
        write("A=1\n");
        EnvExecutor executor(m_folder->path(), m_settings);
        m_observed = std::make_unique<ObservedExecution>(
            executor.start(requestFor({u".env"_s, {}, {}, {}})));

        m_observed->running->cancel();
        m_observed->running->cancel();

        QVERIFY(m_observed->ended.isEmpty());
        QVERIFY(m_observed->waitForEnd());
        QCOMPARE(outcome(), u"cancelled"_s);
        QTest::qWait(20);
        QCOMPARE(m_observed->ended.size(), 1);
        QVERIFY(output().isEmpty());
    }

private:
    void write(const QByteArray &text, const QString &name = u".env"_s)
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write a test file");
    }
    void check(const EnvAction &action)
    {
        EnvExecutor executor(m_folder->path(), m_settings);
        m_observed = std::make_unique<ObservedExecution>(executor.start(requestFor(action)));
        QVERIFY(m_observed->waitForEnd());
    }
    QString outcome() const { return toString(m_observed->result.outcome); }
    QByteArray output() const { return m_observed->output.value(ServerId()); }

    std::unique_ptr<QTemporaryDir> m_folder;
    EnvSettings m_settings;
    std::unique_ptr<ObservedExecution> m_observed;
};

QTEST_GUILESS_MAIN(TestEnvExecutor)
#include "tst_envexecutor.moc"
