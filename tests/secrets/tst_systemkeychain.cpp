// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/systemclock.h"
#include "secrets/systemkeychain.h"

#include "support/keyringfixture.h"
#include "support/secretstorecontract.h"

using namespace slipway;
using namespace Qt::StringLiterals;
using State = SecretStoreStatus::State;

/// With the real GNOME Keyring.
class TestSystemKeychain final : public SecretStoreContract
{
    Q_OBJECT
protected:
    SecretStore &store() override { return *m_store; }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_keyring.startBus());
        QVERIFY(m_keyring.startKeyring());
    }

    void init()
    {
        QTest::failOnWarning();
        m_scope = u"scope-%1"_s.arg(++m_scopes);
        m_store = open();
    }

    void cleanup()
    {
        m_store.reset();
        // A test that failed half-way leaves the others as they would be without it.
        m_keyring.thawKeyring();
        if (QDBusConnection::sessionBus().isConnected() && !KeyringFixture::isServed())
            m_keyring.startKeyring();
        if (KeyringFixture::isServed())
            m_keyring.unlock();
    }

    void shouldNameTheKeyring()
    {
        QCOMPARE(resultOf(m_store->probe()),
                 (SecretStoreStatus{State::Available, u"GNOME Keyring"_s, {}}));
    }

    void shouldKeepSecretsOverARestartOfTheKeyring()
    {
        QVERIFY(write("TOKEN", "kept over a restart"));

        QVERIFY(m_keyring.stopKeyring());
        QVERIFY(m_keyring.startKeyring());

        QCOMPARE(read("TOKEN"), "kept over a restart");
        QCOMPARE(names(), QStringList{u"TOKEN"_s});
        QVERIFY(resultOf(m_store->remove(named("TOKEN"))));
        QVERIFY(m_keyring.stopKeyring());
        QVERIFY(m_keyring.startKeyring());
        QCOMPARE(resultOf(m_store->read(named("TOKEN"))).error().code, ErrorCode::NotFound);
    }

    void shouldRefuseWhenTheKeyringIsGone()
    {
        QVERIFY(write("TOKEN", "x"));
        QSignalSpy changes(m_store.get(), &SecretStore::statusChanged);

        QVERIFY(m_keyring.stopKeyring());

        QTRY_COMPARE(m_store->status().state, State::Missing);
        QCOMPARE(changes.size(), 1);
        const QString advice = u" No keychain service is running: start GNOME Keyring, KWallet or "
                               "KeePassXC, then try again."_s;
        QCOMPARE(write("TOKEN", "y").error(),
                 (Error{ErrorCode::Unavailable,
                        u"The secret “TOKEN” was not stored."_s.append(advice),
                        {}}));
        QCOMPARE(read("TOKEN"), u"The secret “TOKEN” could not be read."_s.append(advice).toUtf8());
        QCOMPARE(resultOf(m_store->names()).error().code, ErrorCode::Unavailable);
        QCOMPARE(resultOf(m_store->remove(named("TOKEN"))).error().code, ErrorCode::Unavailable);
        QVERIFY(m_keyring.startKeyring());
        QTRY_COMPARE(m_store->status().state, State::Available);
        QCOMPARE(read("TOKEN"), "x");
    }

    void shouldRefuseWhileTheKeyringIsLocked()
    {
        QVERIFY(write("TOKEN", "x"));
        QVERIFY(m_keyring.lock());
        QTRY_COMPARE(m_store->status().state, State::Locked);

        // There is nobody on this bus to be asked for the password.
        const QString advice
            = u" The keychain is locked: unlock it with its password, then try again."_s;
        const Result<void> replaced = write("TOKEN", "y");
        const Result<void> added = write("OTHER", "z");
        const auto found = resultOf(m_store->read(named("TOKEN")));
        const Result<void> removed = resultOf(m_store->remove(named("TOKEN")));
        const auto listed = resultOf(m_store->names());

        QCOMPARE(replaced.error().code, ErrorCode::Refused);
        QCOMPARE(replaced.error().message, u"The secret “TOKEN” was not stored."_s.append(advice));
        QCOMPARE(added.error().code, ErrorCode::Refused);
        QCOMPARE(found.error().message, u"The secret “TOKEN” could not be read."_s.append(advice));
        QCOMPARE(removed.error().code, ErrorCode::Refused);
        QCOMPARE(listed.error().code, ErrorCode::Refused);
        QCOMPARE(resultOf(m_store->probe()).state, State::Locked);
        QVERIFY(m_keyring.unlock());
        QTRY_COMPARE(m_store->status().state, State::Available);
        QCOMPARE(read("TOKEN"), "x");
        QCOMPARE(names(), QStringList{u"TOKEN"_s});
    }

    void shouldNotWaitForeverForAPassword()
    {
        QVERIFY(write("TOKEN", "x"));
        m_store = open(milliseconds(300));
        auto prompter = std::make_unique<SilentPrompter>();
        QVERIFY(m_keyring.lock());

        const auto found = resultOf(m_store->read(named("TOKEN")));
        const Result<void> written = write("TOKEN", "y");

        QCOMPARE(found.error().code, ErrorCode::Refused);
        QVERIFY2(found.error().message.contains(u"is locked: unlock it"_s),
                 qPrintable(found.error().message));
        QCOMPARE(written.error().code, ErrorCode::Refused);
        QCOMPARE(m_store->status().state, State::Locked);
        QVERIFY(prompter->questions > 0);
        prompter.reset();
        QVERIFY(m_keyring.unlock());
        m_store = open();
        QCOMPARE(read("TOKEN"), "x");
    }

    void shouldNotAskForAPasswordWhenProbing()
    {
        const SilentPrompter prompter;
        QVERIFY(m_keyring.lock());

        QCOMPARE(resultOf(m_store->probe()).state, State::Locked);

        QCOMPARE(prompter.questions, 0);
        QVERIFY(m_keyring.unlock());
    }

    void shouldNotHangWithTheKeyring()
    {
        QVERIFY(write("TOKEN", "x"));
        m_store = open(milliseconds(300));
        QCOMPARE(resultOf(m_store->probe()).state, State::Available);
        m_keyring.freezeKeyring();

        const auto found = resultOf(m_store->read(named("TOKEN")));
        m_keyring.thawKeyring();

        QCOMPARE(found.error().code, ErrorCode::Unavailable);
        QCOMPARE(m_store->status().state, State::Broken);
        m_store = open();
        QCOMPARE(read("TOKEN"), "x");
    }

    void shouldWriteNoPlainTextAnywhere()
    {
        // Put together here, so that it stands in no program file.
        const QByteArray canary = "canary-" + QByteArray::number(0x5c2e8d3b) + "-0b51";
        QVERIFY(write("CANARY", canary));
        QVERIFY(m_keyring.lock());
        QVERIFY(!write("CANARY", canary + "-2"));
        QVERIFY(m_keyring.unlock());
        QVERIFY(m_keyring.stopKeyring());
        QVERIFY(!write("CANARY", canary + "-3"));

        QVERIFY(QFile::exists(m_keyring.path(u".local/share/keyrings/login.keyring"_s)));
        QCOMPARE(m_keyring.filesWith("canary-"), QStringList());
        QCOMPARE(m_keyring.filesWith(QByteArray("=" + canary).toBase64().first(16)), QStringList());
        QVERIFY(m_keyring.startKeyring());
        QCOMPARE(read("CANARY"), canary);
    }

    /// The last one: a process has one session bus, and this is its end.
    void shouldOutliveTheSessionBus()
    {
        QVERIFY(write("TOKEN", "x"));

        m_keyring.stopBus();

        QTRY_VERIFY(!QDBusConnection::sessionBus().isConnected());
        QTest::qWait(100);
        const auto found = resultOf(m_store->read(named("TOKEN")));
        QCOMPARE(found.error().code, ErrorCode::Unavailable);
        QCOMPARE(m_store->status().state, State::Missing);
    }

private:
    std::unique_ptr<SecretStore> open(milliseconds patience = keychainPatience)
    {
        return openSystemKeychain(*SecretScope::named(m_scope), m_clock, patience);
    }

    KeyringFixture m_keyring;
    SystemClock m_clock;
    int m_scopes = 0;
    QString m_scope;
    std::unique_ptr<SecretStore> m_store;
};

QTEST_GUILESS_MAIN(TestSystemKeychain)
#include "tst_systemkeychain.moc"
