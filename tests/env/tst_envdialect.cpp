// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envcollector.h"
#include "env/envdialect.h"
#include "support/printable.h"

#include "support/printable.h"

#include <QTest>

SLIPWAY_PRINTABLE(EnvDialect)

using namespace slipway;
using namespace Qt::StringLiterals;

class TestEnvDialect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReadTheNamesItWrites()
    {
        QCOMPARE(allEnvDialects().size(), 12);
        for (const EnvDialect dialect : allEnvDialects())
            QCOMPARE(envDialectFromString(toString(dialect)), dialect);
        QCOMPARE(envDialectFromString(u"dotENV"), std::nullopt);
        QCOMPARE(toString(EnvDialect::DotenvExpand), u"dotenv-expand"_s);
    }

    void shouldKeepTheLastValueAtTheFirstPlace()
    {
        EnvCollector collector;
        collector.set("A", "1", 1);
        collector.set("B", std::nullopt, 2);
        collector.set("A", "3", 3);

        const EnvReading reading = collector.take();

        QCOMPARE(reading.values, (QList<EnvValue>{{"A", "3", 3}, {"B", std::nullopt, 2}}));
        QVERIFY(reading.errors.isEmpty());
    }

    void shouldLeaveNothingOfARefusedFile()
    {
        EnvCollector collector;
        collector.set("A", "1", 1);

        collector.refuse(2, u"no"_s);

        QCOMPARE(collector.find("A"), nullptr);
        const EnvReading reading = collector.take();
        QVERIFY(reading.values.isEmpty());
        QCOMPARE(reading.errors, (QList<EnvReadError>{{2, u"no"_s}}));
    }
};

QTEST_APPLESS_MAIN(TestEnvDialect)
#include "tst_envdialect.moc"
