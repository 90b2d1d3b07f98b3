// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envdiff.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

EnvReading reading(std::initializer_list<std::pair<const char *, const char *>> values)
{
    EnvReading result;
    for (const auto &[key, value] : values)
        result.values.append({key, value ? std::optional<QByteArray>(value) : std::nullopt, 1});
    return result;
}

QStringList described(const EnvDifference &difference)
{
    QStringList list;
    for (const EnvKeyDifference &key : difference)
        list.append(toString(key.state) + u' ' + QString::fromUtf8(key.key));
    return list;
}

} // namespace

class TestEnvDiff : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldCompareByKey_data();
    void shouldCompareByKey();
    void shouldHashWithTheSalt();
    void shouldFindNothingInCommonOfTwoSalts();
    void shouldMakeANewSaltEachTime();
};

void TestEnvDiff::shouldCompareByKey_data()
{
    QTest::addColumn<EnvReading>("before");
    QTest::addColumn<EnvReading>("after");
    QTest::addColumn<QStringList>("expected");

    QTest::newRow("nothing") << reading({}) << reading({}) << QStringList{};
    QTest::newRow("same, in another order")
        << reading({{"A", "1"}, {"B", "2"}}) << reading({{"B", "2"}, {"A", "1"}})
        << QStringList{u"same B"_s, u"same A"_s};
    QTest::newRow("every state") << reading(
        {{"R", "0"}, {"A", "1"}, {"S", "0"}, {"T", "0"}, {"B", "2"}})
                                 << reading({{"N", "0"}, {"A", "1"}, {"B", "3"}, {"M", ""}})
                                 << QStringList{u"removed R"_s, u"added N"_s,   u"same A"_s,
                                                u"removed S"_s, u"removed T"_s, u"changed B"_s,
                                                u"added M"_s};
    QTest::newRow("empty and none")
        << reading({{"A", ""}, {"B", nullptr}}) << reading({{"A", nullptr}, {"B", nullptr}})
        << QStringList{u"changed A"_s, u"same B"_s};
}

void TestEnvDiff::shouldCompareByKey()
{
    QFETCH(EnvReading, before);
    QFETCH(EnvReading, after);
    QFETCH(QStringList, expected);
    const QByteArray salt = randomEnvSalt();

    const EnvDifference difference = differenceOf(before, after);

    QCOMPARE(described(difference), expected);
    QCOMPARE(described(differenceOf(digestOf(before, salt), digestOf(after, salt))), expected);
    QCOMPARE(hasDifferences(difference),
             !expected.filter(QRegularExpression(u"^(?!same)"_s)).isEmpty());
}

void TestEnvDiff::shouldHashWithTheSalt()
{
    const EnvDigest digest = digestOf(reading({{"A", "abc"}, {"B", "abc"}, {"C", nullptr}}), "");

    QCOMPARE(digest.entries.at(0).hash.toHex(),
             QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(digest.entries.at(1).hash, digest.entries.at(0).hash);
    QVERIFY(digest.entries.at(2).hash.isEmpty());
    QVERIFY(digestOf(reading({{"A", "abc"}}), "salt").entries.at(0).hash
            != digest.entries.at(0).hash);
}

void TestEnvDiff::shouldFindNothingInCommonOfTwoSalts()
{
    const EnvReading values = reading({{"A", "1"}});

    QCOMPARE(described(differenceOf(digestOf(values, "a"), digestOf(values, "b"))),
             QStringList{u"changed A"_s});
}

void TestEnvDiff::shouldMakeANewSaltEachTime()
{
    QCOMPARE(randomEnvSalt().size(), 32);
    QVERIFY(randomEnvSalt() != randomEnvSalt());
}

QTEST_APPLESS_MAIN(TestEnvDiff)
#include "tst_envdiff.moc"
