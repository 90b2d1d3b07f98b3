// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keychainsecretstore.h"

#include "support/fakeclock.h"
#include "support/fakekeychain.h"
#include "support/secretstorecontract.h"

#include <QTemporaryDir>

using namespace slipway;
using namespace Qt::StringLiterals;
using State = SecretStoreStatus::State;

/// On a keychain that can be told what to do, with entries as small as those of Windows.
class TestKeychainSecretStore final : public SecretStoreContract
{
    Q_OBJECT
protected:
    SecretStore &store() override { return *m_store; }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_keychain = FakeKeychain();
        m_keychain.limit = 2560;
        m_store = open(u"shop"_s);
    }

    void cleanup() { m_store.reset(); }

    void shouldKeepScopesApart()
    {
        const auto other = open(u"other"_s);
        QVERIFY(write("TOKEN", "mine"));

        QVERIFY(resultOf(other->write(named("TOKEN"), Secret("theirs"))));
        QVERIFY(resultOf(other->write(named("MORE"), Secret("x"))));

        QCOMPARE(read("TOKEN"), "mine");
        QCOMPARE(names(), QStringList{u"TOKEN"_s});
        QCOMPARE(m_keychain.keys(),
                 QStringList({u"other/#names"_s, u"other/MORE"_s, u"other/TOKEN"_s,
                              u"shop/#names"_s, u"shop/TOKEN"_s}));
    }

    void shouldFindEverythingAgainInTheNextSession()
    {
        QVERIFY(write("TOKEN", QByteArray(5000, 'x')));

        m_store = open(u"shop"_s);

        QCOMPARE(names(), QStringList{u"TOKEN"_s});
        QCOMPARE(read("TOKEN"), QByteArray(5000, 'x'));
    }

    void shouldRefuseWhileTheKeychainIsLocked()
    {
        QVERIFY(write("TOKEN", "x"));
        lock();

        const QString advice = u" Fake is locked: unlock it."_s;
        const Result<void> written = write("OTHER", "y");
        const auto found = resultOf(m_store->read(named("TOKEN")));
        const Result<void> removed = resultOf(m_store->remove(named("TOKEN")));
        const auto listed = resultOf(m_store->names());

        QCOMPARE(written.error(),
                 (Error{ErrorCode::Refused, u"The secret “OTHER” was not stored."_s.append(advice),
                        u""_s}));
        QCOMPARE(found.error().message, u"The secret “TOKEN” could not be read."_s.append(advice));
        QCOMPARE(removed.error().message, u"The secret “TOKEN” was not removed."_s.append(advice));
        QCOMPARE(listed.error().message,
                 u"The names of the secrets could not be read."_s.append(advice));
        QCOMPARE(m_store->status().state, State::Locked);
        unlock();
        QCOMPARE(read("TOKEN"), "x");
        QCOMPARE(names(), QStringList{u"TOKEN"_s});
        QCOMPARE(m_store->status().state, State::Available);
    }

    void shouldNotTakeALockedIndexForAnEmptyOne()
    {
        QVERIFY(write("FIRST", "x"));
        lock();
        QVERIFY(!write("SECOND", "y"));
        unlock();

        QVERIFY(write("THIRD", "z"));

        QCOMPARE(names(), QStringList({u"FIRST"_s, u"THIRD"_s}));
    }

    void shouldNotTouchALockedKeychainWhenProbing()
    {
        lock();

        QCOMPARE(resultOf(m_store->probe()).state, State::Locked);

        QCOMPARE(m_keychain.operations, 0);
    }

    void shouldSayAtOnceThatThereIsNoService()
    {
        m_keychain.health = {State::Missing, {}, u"There is none: start one."_s};

        const Result<void> written = write("TOKEN", "x");

        QCOMPARE(written.error(),
                 (Error{ErrorCode::Unavailable,
                        u"The secret “TOKEN” was not stored. There is none: start one."_s,
                        {}}));
        QCOMPARE(m_store->status().state, State::Missing);
        QCOMPARE(m_keychain.operations, 0);
    }

    void shouldTellFromTheErrorWhereTheSystemTellsNothing_data()
    {
        QTest::addColumn<ErrorCode>("error");
        QTest::addColumn<State>("health");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<State>("state");

        const auto row = [](const char *name, ErrorCode error, State health) -> QTestData & {
            return QTest::newRow(name) << error << health;
        };
        row("denied", ErrorCode::Refused, State::Unknown) << ErrorCode::Refused << State::Locked;
        row("question not answered", ErrorCode::Timeout, State::Unknown)
            << ErrorCode::Refused << State::Locked;
        row("hangs", ErrorCode::Timeout, State::Available)
            << ErrorCode::Unavailable << State::Broken;
        row("fails", ErrorCode::Unavailable, State::Unknown)
            << ErrorCode::Unavailable << State::Broken;
    }

    void shouldTellFromTheErrorWhereTheSystemTellsNothing()
    {
        QFETCH(ErrorCode, error);
        QFETCH(State, health);
        m_keychain.health = {health, {}, {}};
        m_keychain.failAt = 0;
        m_keychain.error = {error, u"raw"_s, u"detail"_s};

        const auto found = resultOf(m_store->read(named("TOKEN")));

        QTEST(found.error().code, "code");
        QTEST(m_store->status().state, "state");
        QCOMPARE(found.error().detail, u"detail"_s);
        QVERIFY(found.error().message.startsWith(u"The secret “TOKEN” could not be read. The"_s));
    }

    void shouldFindAKeychainBrokenThatKeepsNothing()
    {
        m_keychain.keepsRemoved = true;

        QCOMPARE(resultOf(m_store->probe()).state, State::Broken);
        QVERIFY(!m_store->status().advice.isEmpty());
    }

    void shouldNeverHideASecretFromTheListWhereverItFails()
    {
        QVERIFY(write("OLD", "x"));
        for (int failAt = 0;; ++failAt) {
            m_keychain.operations = 0;
            m_keychain.failAt = failAt;
            const Result<void> written = write("NEW", QByteArray(6000, 'y'));
            const bool done = m_keychain.operations <= failAt;
            m_keychain.failAt.reset();

            QVERIFY(written || !m_keychain.entries.contains(u"shop/NEW"_s));
            if (m_keychain.entries.contains(u"shop/NEW"_s))
                QCOMPARE(names(), QStringList({u"NEW"_s, u"OLD"_s}));
            // What was listed and never stored can be removed from the list.
            if (names().size() == 2)
                QVERIFY(resultOf(m_store->remove(named("NEW"))));
            QCOMPARE(names(), QStringList{u"OLD"_s});
            QCOMPARE(m_keychain.keys(), QStringList({u"shop/#names"_s, u"shop/OLD"_s}));
            if (done)
                break;
        }
    }

    void shouldWaitForAnotherProcessThatChangesTheList()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"lock"_s);
        m_store = open(u"shop"_s, path);
        QLockFile other(path);
        QVERIFY(other.tryLock());

        const auto written = m_store->write(named("TOKEN"), Secret("x"));
        QTRY_VERIFY(m_clock.timerCount() > 0);
        QVERIFY(!written.isFinished());
        other.unlock();
        m_clock.advance(milliseconds(20));

        QVERIFY(resultOf(written));
        QVERIFY(other.tryLock());
    }

    void shouldGiveUpOnAnotherProcessAfterAWhile()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"lock"_s);
        m_store = open(u"shop"_s, path);
        QLockFile other(path);
        QVERIFY(other.tryLock());

        const auto written = m_store->write(named("TOKEN"), Secret("x"));
        QTRY_VERIFY(m_clock.timerCount() > 0);
        m_clock.advance(std::chrono::seconds(11));

        QCOMPARE(resultOf(written).error().code, ErrorCode::Io);
        QCOMPARE(m_keychain.operations, 0);
        // Reading changes nothing, and waits for nobody.
        QCOMPARE(resultOf(m_store->names()), QStringList());
    }

    void shouldDropWhatIsUnderWayWhenItGoes()
    {
        m_keychain.hangs = true;
        const auto first = m_store->write(named("A"), Secret("x"));
        const auto second = m_store->names();
        QTRY_VERIFY(m_keychain.operations > 0);

        m_store.reset();

        QVERIFY(first.isCanceled());
        QVERIFY(second.isCanceled());
        QTest::qWait(1);
    }

    void mayGoInTheMomentOfAnAnswer()
    {
        bool called = false;
        m_store->names().then(this, [this, &called](const Result<QStringList> &) {
            m_store.reset();
            called = true;
        });

        QTRY_VERIFY(called);
    }

private:
    std::unique_ptr<KeychainSecretStore> open(const QString &scope, const QString &lockFile = {})
    {
        return std::make_unique<KeychainSecretStore>(
            *SecretScope::named(scope),
            KeychainSecretStore::Parts{std::make_unique<FakeEntries>(m_keychain),
                                       std::make_unique<FakeHealth>(m_keychain), lockFile},
            m_clock);
    }

    void lock()
    {
        m_keychain.isLocked = true;
        m_keychain.health = {State::Locked, u"Fake"_s, u"Fake is locked: unlock it."_s};
    }

    void unlock()
    {
        m_keychain.isLocked = false;
        m_keychain.health = {State::Available, u"Fake"_s, {}};
    }

    FakeClock m_clock;
    FakeKeychain m_keychain;
    std::unique_ptr<KeychainSecretStore> m_store;
};

QTEST_GUILESS_MAIN(TestKeychainSecretStore)
#include "tst_keychainsecretstore.moc"
