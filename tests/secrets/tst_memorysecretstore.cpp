// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"

#include "support/secretstorecontract.h"

using namespace slipway;
using namespace Qt::StringLiterals;
using State = SecretStoreStatus::State;

class TestMemorySecretStore final : public SecretStoreContract
{
    Q_OBJECT
protected:
    SecretStore &store() override { return *m_store; }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_store = std::make_unique<MemorySecretStore>();
    }

    void shouldFailOnceWhenToldSo()
    {
        m_store->failNext({ErrorCode::Unavailable, u"No luck today."_s});

        QCOMPARE(write("A", "x").error().message, u"No luck today."_s);
        QVERIFY(write("A", "x"));
    }

    void shouldRefuseEverythingWhileItIsLocked_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<ErrorCode>("code");

        QTest::newRow("locked") << State::Locked << ErrorCode::Refused;
        QTest::newRow("missing") << State::Missing << ErrorCode::Unavailable;
        QTest::newRow("broken") << State::Broken << ErrorCode::Unavailable;
    }

    void shouldRefuseEverythingWhileItIsLocked()
    {
        QFETCH(State, state);
        QFETCH(ErrorCode, code);
        QVERIFY(write("A", "x"));
        QSignalSpy changes(m_store.get(), &SecretStore::statusChanged);

        m_store->setState(state);

        QCOMPARE(write("A", "y").error().code, code);
        QCOMPARE(resultOf(m_store->read(named("A"))).error().code, code);
        QCOMPARE(resultOf(m_store->remove(named("A"))).error().code, code);
        QCOMPARE(resultOf(m_store->names()).error().code, code);
        QCOMPARE(resultOf(m_store->probe()).state, state);
        QCOMPARE(changes.size(), 1);
        QVERIFY(!m_store->status().advice.isEmpty());
        m_store->setState(State::Available);
        QCOMPARE(read("A"), "x");
    }

private:
    std::unique_ptr<MemorySecretStore> m_store;
};

QTEST_GUILESS_MAIN(TestMemorySecretStore)
#include "tst_memorysecretstore.moc"
