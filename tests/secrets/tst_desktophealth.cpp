// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/desktophealth.h"

#include "support/futureresult.h"
#include "support/keyringfixture.h"
#include "support/printable.h"

#include <QSignalSpy>

SLIPWAY_PRINTABLE(SecretStoreStatus::State)

using namespace slipway;
using namespace Qt::StringLiterals;
using State = SecretStoreStatus::State;

namespace {

/// A service of the desktop that answers each method with what a test says, or with an error.
class FakeService final : public QDBusVirtualObject
{
    Q_OBJECT
public:
    FakeService(const QString &name, const QString &path) : m_name(name), m_path(path)
    {
        auto bus = QDBusConnection::sessionBus();
        bus.registerVirtualObject(m_path, this, QDBusConnection::SubPath);
        bus.registerService(m_name);
    }
    ~FakeService() override
    {
        auto bus = QDBusConnection::sessionBus();
        bus.unregisterService(m_name);
        bus.unregisterObject(m_path);
    }

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        if (beforeAnswer)
            beforeAnswer(message.member());
        const auto answer = answers.constFind(message.member());
        return bus.send(answer == answers.cend()
                            ? message.createErrorReply(QDBusError::Failed, u"fake"_s)
                            : message.createReply(*answer));
    }

    QMap<QString, QVariant> answers;
    std::function<void(const QString &member)> beforeAnswer;

private:
    QString m_name;
    QString m_path;
};

const QVariant noPath = QVariant::fromValue(QDBusObjectPath(u"/"_s));
const QVariant keyring
    = QVariant::fromValue(QDBusObjectPath(u"/org/freedesktop/secrets/collection/one"_s));

QVariant asProperty(bool value)
{
    return QVariant::fromValue(QDBusVariant(value));
}

} // namespace

/// On a bus with services that a test makes up.
class TestDesktopHealth : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_fixture.startBus()); }
    void init() { QTest::failOnWarning(); }
    void cleanup()
    {
        qunsetenv("XDG_CURRENT_DESKTOP");
        qunsetenv("KDE_SESSION_VERSION");
    }

    void shouldMissAService()
    {
        DesktopHealth health;

        const SecretStoreStatus status = resultOf(health.examine());

        QCOMPARE(status.state, State::Missing);
        QCOMPARE(status.advice,
                 u"No keychain service is running: start GNOME Keyring, KWallet or KeePassXC, "
                 "then try again."_s);
    }

    void shouldKnowTheSecretService_data()
    {
        using Answers = QMap<QString, QVariant>;
        QTest::addColumn<Answers>("answers");
        QTest::addColumn<State>("state");

        QTest::newRow("open") << Answers{{u"ReadAlias"_s, keyring}, {u"Get"_s, asProperty(false)}}
                              << State::Available;
        QTest::newRow("locked") << Answers{{u"ReadAlias"_s, keyring}, {u"Get"_s, asProperty(true)}}
                                << State::Locked;
        QTest::newRow("no keyring yet") << Answers{{u"ReadAlias"_s, noPath}} << State::Locked;
        QTest::newRow("fails") << Answers{} << State::Broken;
        QTest::newRow("fails later") << Answers{{u"ReadAlias"_s, keyring}} << State::Broken;
        QTest::newRow("answers something else")
            << Answers{{u"ReadAlias"_s, u"/"_s}, {u"Get"_s, 3}} << State::Locked;
    }

    void shouldKnowTheSecretService()
    {
        using Answers = QMap<QString, QVariant>;
        QFETCH(Answers, answers);
        QFETCH(State, state);
        FakeService service(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s);
        service.answers = answers;
        DesktopHealth health;

        const SecretStoreStatus status = resultOf(health.examine());

        QCOMPARE(status.state, state);
        QCOMPARE(status.advice.isEmpty(), state == State::Available);
        QCOMPARE(status.backend, u"Secret Service"_s);
    }

    void shouldSayWhenItChanges()
    {
        DesktopHealth health;
        QCOMPARE(resultOf(health.examine()).state, State::Missing);
        QSignalSpy changes(&health, &KeychainHealth::changed);

        FakeService service(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s);
        service.answers = {{u"ReadAlias"_s, keyring}, {u"Get"_s, asProperty(true)}};
        QTRY_COMPARE(changes.size(), 1);
        QCOMPARE(resultOf(health.examine()).state, State::Locked);

        service.answers.insert(u"Get"_s, asProperty(false));
        auto unlocked = QDBusMessage::createSignal(keyring.value<QDBusObjectPath>().path(),
                                                   u"org.freedesktop.DBus.Properties"_s,
                                                   u"PropertiesChanged"_s);
        unlocked.setArguments(
            {u"org.freedesktop.Secret.Collection"_s, QVariantMap(), QStringList{u"Locked"_s}});
        QVERIFY(QDBusConnection::sessionBus().send(unlocked));
        QTRY_COMPARE(changes.size(), 2);
        QCOMPARE(resultOf(health.examine()).state, State::Available);
    }

    void shouldSeeWhatChangesWhileItLooks()
    {
        DesktopHealth health;
        QCOMPARE(resultOf(health.examine()).state, State::Missing);
        QSignalSpy changes(&health, &KeychainHealth::changed);

        FakeService service(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s);
        service.answers = {{u"ReadAlias"_s, keyring}, {u"Get"_s, asProperty(false)}};
        service.beforeAnswer = [](const QString &member) {
            if (member == "Get"_L1)
                QDBusConnection::sessionBus().unregisterService(u"org.freedesktop.secrets"_s);
        };

        // It was there, and is gone again.
        QTRY_COMPARE(changes.size(), 2);
        QCOMPARE(resultOf(health.examine()).state, State::Missing);
    }

    void shouldKnowTheWalletOnPlasma_data()
    {
        QTest::addColumn<QByteArray>("session");
        QTest::addColumn<QVariantList>("answers");
        QTest::addColumn<State>("state");

        const QVariant broken;
        QTest::newRow("open") << "6"_ba << QVariantList{true, u"kdewallet"_s, true}
                              << State::Available;
        QTest::newRow("closed") << "6"_ba << QVariantList{true, u"kdewallet"_s, false}
                                << State::Locked;
        QTest::newRow("switched off")
            << "6"_ba << QVariantList{false, u"kdewallet"_s, true} << State::Missing;
        QTest::newRow("fails") << "6"_ba << QVariantList{true, broken, true} << State::Broken;
        QTest::newRow("another version")
            << "5"_ba << QVariantList{true, u"kdewallet"_s, true} << State::Missing;
    }

    void shouldKnowTheWalletOnPlasma()
    {
        QFETCH(QByteArray, session);
        QFETCH(QVariantList, answers);
        QFETCH(State, state);
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        qputenv("KDE_SESSION_VERSION", session);
        FakeService wallet(u"org.kde.kwalletd6"_s, u"/modules/kwalletd6"_s);
        const QStringList methods{u"isEnabled"_s, u"networkWallet"_s, u"isOpen"_s};
        for (qsizetype i = 0; i < methods.size(); ++i) {
            if (answers.at(i).isValid())
                wallet.answers.insert(methods.at(i), answers.at(i));
        }
        DesktopHealth health;

        const SecretStoreStatus status = resultOf(health.examine());

        QCOMPARE(status.state, state);
        QCOMPARE(status.advice.isEmpty(), state == State::Available);
    }

private:
    KeyringFixture m_fixture;
};

QTEST_GUILESS_MAIN(TestDesktopHealth)
#include "tst_desktophealth.moc"
