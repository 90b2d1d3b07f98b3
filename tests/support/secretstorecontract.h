// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"
#include "support/futureresult.h"
#include "support/printable.h"

#include <QSignalSpy>
#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)
SLIPWAY_PRINTABLE(SecretStoreStatus::State)

namespace slipway {

inline SecretName named(const char *text)
{
    return *SecretName::from(QString::fromUtf8(text));
}

/// What every SecretStore must do. A test derives from it and gives an empty store to each test.
class SecretStoreContract : public QObject
{
    Q_OBJECT
protected:
    virtual SecretStore &store() = 0;

    Result<void> write(const char *name, const QByteArray &value)
    {
        return resultOf(store().write(named(name), Secret(value)));
    }

    /// The value, or the message of the error.
    QByteArray read(const char *name)
    {
        const auto found = resultOf(store().read(named(name)));
        if (!found)
            return found.error().message.toUtf8();
        return (*found)->revealForUse().toByteArray();
    }

    QStringList names() { return resultOf(store().names()).value_or(QStringList{}); }

private Q_SLOTS:
    void contractShouldGiveBackWhatItWasGiven_data()
    {
        QTest::addColumn<QByteArray>("value");
        QByteArray all(256, '\0');
        for (int i = 0; i < 256; ++i)
            all[i] = char(i);

        QTest::newRow("text") << QByteArray("hunter2");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("spaces and line ends") << QByteArray(" a\r\nb\n ");
        QTest::newRow("UTF-8") << QByteArray("gl\xc3\xbc\x63k \xf0\x9f\x94\x91");
        QTest::newRow("every byte") << all;
        QTest::newRow("looks like a list of parts") << QByteArray("#{\"count\":3}");
        QTest::newRow("2559") << QByteArray(2559, 'a');
        QTest::newRow("2560") << QByteArray(2560, 'b');
        QTest::newRow("largest") << QByteArray(SecretStore::maximumSize, 'c');
    }

    void contractShouldGiveBackWhatItWasGiven()
    {
        QFETCH(QByteArray, value);

        QVERIFY(write("TOKEN", value));

        QCOMPARE(read("TOKEN"), value);
        QCOMPARE(names(), QStringList{QStringLiteral("TOKEN")});
        QCOMPARE(store().status().state, SecretStoreStatus::State::Available);
    }

    void contractShouldReplaceAValue()
    {
        QVERIFY(write("TOKEN", QByteArray(9000, 'x')));
        QVERIFY(write("TOKEN", "second"));
        QVERIFY(write("TOKEN", QByteArray(5000, 'y')));

        QCOMPARE(read("TOKEN"), QByteArray(5000, 'y'));
        QCOMPARE(names().size(), 1);
    }

    void contractShouldKnowNothingOfANameNeverStored()
    {
        const auto found = resultOf(store().read(named("NEVER")));
        const auto removed = resultOf(store().remove(named("NEVER")));

        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::NotFound);
        QVERIFY(found.error().message.contains(QLatin1StringView("NEVER")));
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::NotFound);
        QCOMPARE(names(), QStringList());
    }

    void contractShouldForgetWhatIsRemoved()
    {
        QVERIFY(write("KEPT", "a"));
        QVERIFY(write("GONE", QByteArray(9000, 'x')));

        QVERIFY(resultOf(store().remove(named("GONE"))));

        QCOMPARE(resultOf(store().read(named("GONE"))).error().code, ErrorCode::NotFound);
        QCOMPARE(read("KEPT"), "a");
        QCOMPARE(names(), QStringList{QStringLiteral("KEPT")});
    }

    void contractShouldListTheNamesInOrder()
    {
        for (const char *name : {"b.2", "A_1", "c-3"})
            QVERIFY(write(name, "x"));

        QCOMPARE(
            names(),
            QStringList({QStringLiteral("A_1"), QStringLiteral("b.2"), QStringLiteral("c-3")}));
    }

    void contractShouldLoseNothingWhenMuchIsAskedAtOnce()
    {
        QList<QFuture<Result<void>>> writes;
        QStringList expected;
        for (int i = 10; i < 40; ++i) {
            const QString name = QStringLiteral("NAME_%1").arg(i);
            expected.append(name);
            writes.append(store().write(*SecretName::from(name), Secret(name.toUtf8())));
        }
        const auto removal = store().remove(named("NAME_20"));
        expected.removeOne(QStringLiteral("NAME_20"));

        for (const auto &write : writes)
            QVERIFY(resultOf(write));
        QVERIFY(resultOf(removal));
        QCOMPARE(names(), expected);
        QCOMPARE(read("NAME_39"), "NAME_39");
    }

    void contractShouldRefuseWhatIsTooLong()
    {
        QVERIFY(write("TOKEN", "old"));

        const Result<void> written = write("TOKEN", QByteArray(SecretStore::maximumSize + 1, 'x'));

        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::InvalidInput);
        QCOMPARE(read("TOKEN"), "old");
    }

    void contractShouldRefuseNamesThatDifferInCaseOnly()
    {
        QVERIFY(write("Token", "first"));

        const Result<void> written = write("TOKEN", "second");

        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::InvalidInput);
        QCOMPARE(read("Token"), "first");
        QCOMPARE(names(), QStringList{QStringLiteral("Token")});
    }

    void contractShouldSayHowItIs()
    {
        QSignalSpy changes(&store(), &SecretStore::statusChanged);

        const SecretStoreStatus status = resultOf(store().probe());
        resultOf(store().probe());

        QCOMPARE(status.state, SecretStoreStatus::State::Available);
        QVERIFY(!status.backend.isEmpty());
        QVERIFY(status.advice.isEmpty());
        QCOMPARE(store().status(), status);
        QCOMPARE(changes.size(), 1);
        QCOMPARE(names(), QStringList());
    }
};

} // namespace slipway
