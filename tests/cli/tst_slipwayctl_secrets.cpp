// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/keyringfixture.h"
#include "support/pseudoterminal.h"
#include "support/slipwayctl.h"

#include <QCryptographicHash>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QString noService = u" No keychain service is running: start GNOME Keyring, KWallet or "
                          "KeePassXC, then try again."_s;
const QString locked = u" The keychain is locked: unlock it with its password, then try again."_s;

} // namespace

/// The commands on secrets, with a real keyring on a bus of its own.
class TestSlipwayctlSecrets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_keyring.startBus());
        QVERIFY(m_keyring.startKeyring());
    }

    void init()
    {
        QTest::failOnWarning();
        m_workspace = std::make_unique<CtlWorkspace>();
    }

    void cleanup()
    {
        if (!KeyringFixture::isServed())
            QVERIFY(m_keyring.startKeyring());
        QVERIFY(m_keyring.unlock());
    }

    void shouldStoreShowListAndRemove()
    {
        QVERIFY(isQuiet(set(u"TOKEN"_s, "hunter2\n")));
        QVERIFY(isQuiet(set(u"ANOTHER.ONE"_s, "x")));

        QCOMPARE(secret({u"list"_s}).out, u"ANOTHER.ONE\nTOKEN\n"_s);
        QCOMPARE(secret({u"get"_s, u"TOKEN"_s}).out, u"hunter2"_s);
        QVERIFY(isQuiet(set(u"TOKEN"_s, "hunter3")));
        QCOMPARE(secret({u"get"_s, u"TOKEN"_s}).out, u"hunter3"_s);
        QVERIFY(isQuiet(secret({u"remove"_s, u"TOKEN"_s})));
        QCOMPARE(secret({u"list"_s}).out, u"ANOTHER.ONE\n"_s);
        const Ended gone = secret({u"get"_s, u"TOKEN"_s});
        QCOMPARE(gone.err, u"slipwayctl: There is no secret “TOKEN”; store it first.\n"_s);
        QCOMPARE(gone.out, QString());
        QCOMPARE(gone.exitCode, 1);
        QCOMPARE(secret({u"remove"_s, u"TOKEN"_s}).exitCode, 1);
    }

    void shouldTakeOneLineEndOff_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<bool>("exact");
        QTest::addColumn<QByteArray>("value");

        QTest::newRow("none") << "a"_ba << false << "a"_ba;
        QTest::newRow("one") << "a\n"_ba << false << "a"_ba;
        QTest::newRow("one of two") << "a\n\n"_ba << false << "a\n"_ba;
        QTest::newRow("Windows") << "a\r\n"_ba << false << "a"_ba;
        QTest::newRow("spaces stay") << " a \n"_ba << false << " a "_ba;
        QTest::newRow("exact") << "a\n"_ba << true << "a\n"_ba;
        QTest::newRow("every byte") << "\0\x01\xff\r\t\0"_ba << false << "\0\x01\xff\r\t\0"_ba;
        QTest::newRow("longest") << QByteArray(65536, 'x') + "\r\n"
                                 << false << QByteArray(65536, 'x');
    }

    void shouldTakeOneLineEndOff()
    {
        QFETCH(QByteArray, input);
        QFETCH(bool, exact);
        QFETCH(QByteArray, value);

        QVERIFY(isQuiet(set(u"VALUE"_s, input, exact ? QStringList{u"--exact"_s} : QStringList())));

        QCOMPARE(output({u"secret"_s, u"get"_s, u"VALUE"_s}), value);
    }

    void shouldRefuseWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("error");

        QTest::newRow("half a command")
            << QStringList{} << u"“secret” needs a word more.\nTry “slipwayctl --help”."_s;
        QTest::newRow("no name")
            << QStringList{u"set"_s}
            << u"“secret set” needs an argument: NAME.\nTry “slipwayctl secret "
               "set --help”."_s;
        QTest::newRow("a value as an argument")
            << QStringList{u"set"_s, u"A"_s, u"hunter2"_s}
            << u"“hunter2” is one argument too many for “secret set”.\nTry “slipwayctl secret set "
               "--help”."_s;
        QTest::newRow("wrong name")
            << QStringList{u"get"_s, u"A/B"_s}
            << u"“A/B” cannot name a secret: use letters, digits, “_”, “-” and “.” only."_s;
        QTest::newRow("no value") << QStringList{u"set"_s, u"A"_s}
                                  << u"No value was given on standard input."_s;
        QTest::newRow("no workspace") << QStringList{u"list"_s, u"--workspace"_s, u"/nowhere"_s}
                                      << u"/nowhere is no workspace: it has no slipway.yaml."_s;
    }

    void shouldRefuseWrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, error);

        const Ended ended = secret(arguments);

        QCOMPARE(ended.err, u"slipwayctl: %1\n"_s.arg(error));
        QCOMPARE(ended.out, QString());
        QCOMPARE(ended.exitCode, 2);
    }

    void shouldRefuseAValueThatIsTooLong()
    {
        const Ended ended = set(u"A"_s, QByteArray(70000, 'x'));

        QCOMPARE(ended.err,
                 u"slipwayctl: The secret “A” is too long: at most 64 KiB can be kept.\n"_s);
        QCOMPARE(ended.exitCode, 2);
        QCOMPARE(secret({u"list"_s}).out, QString());
    }

    void shouldKeepWorkspacesApart()
    {
        QVERIFY(isQuiet(set(u"TOKEN"_s, "mine")));
        const CtlWorkspace other;

        QCOMPARE(other.run({u"secret"_s, u"list"_s}).out, QString());
        QCOMPARE(other.run({u"secret"_s, u"get"_s, u"TOKEN"_s}).exitCode, 1);
        QCOMPARE(other.run({u"secret"_s, u"list"_s, u"--workspace"_s, m_workspace->path({})}).out,
                 u"TOKEN\n"_s);
    }

    void shouldRefuseWithoutAKeyring()
    {
        QVERIFY(m_keyring.stopKeyring());

        const Ended written = set(u"TOKEN"_s, "canary-1");
        const Ended read = secret({u"get"_s, u"TOKEN"_s});
        const Ended listed = secret({u"list"_s});

        QCOMPARE(written.err,
                 u"slipwayctl: The secret “TOKEN” was not stored.%1\n"_s.arg(noService));
        QCOMPARE(written.exitCode, 1);
        QCOMPARE(read.err,
                 u"slipwayctl: The secret “TOKEN” could not be read.%1\n"_s.arg(noService));
        QCOMPARE(read.exitCode, 1);
        QCOMPARE(listed.err,
                 u"slipwayctl: The names of the secrets could not be read.%1\n"_s.arg(noService));
        QCOMPARE(listed.exitCode, 1);
        QCOMPARE(m_keyring.filesWith("canary-1"), QStringList());
    }

    void shouldRefuseWhileTheKeyringIsLocked()
    {
        QVERIFY(isQuiet(set(u"TOKEN"_s, "x")));
        QVERIFY(m_keyring.lock());

        const Ended written = set(u"NEW"_s, "canary-2");
        const Ended read = secret({u"get"_s, u"TOKEN"_s});
        const Ended removed = secret({u"remove"_s, u"TOKEN"_s});

        QCOMPARE(written.err, u"slipwayctl: The secret “NEW” was not stored.%1\n"_s.arg(locked));
        QCOMPARE(written.exitCode, 1);
        QCOMPARE(read.err, u"slipwayctl: The secret “TOKEN” could not be read.%1\n"_s.arg(locked));
        QCOMPARE(read.out, QString());
        QCOMPARE(removed.exitCode, 1);
        QVERIFY(m_keyring.unlock());
        QCOMPARE(secret({u"get"_s, u"TOKEN"_s}).out, u"x"_s);
    }

    void shouldRefuseWithoutASessionBus()
    {
        QProcess process;
        m_workspace->prepare(process);
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere/bus"_s);
        process.setProcessEnvironment(environment);

        process.setArguments({u"secret"_s, u"list"_s});
        process.start();

        QVERIFY(process.waitForFinished());
        QCOMPARE(
            QString::fromUtf8(process.readAllStandardError()),
            u"slipwayctl: The names of the secrets could not be read. There is no session bus, "
            "so no keychain can be reached: start Slipway from a desktop session, or under "
            "dbus-run-session with a keyring.\n"_s);
        QCOMPARE(process.exitCode(), 1);
    }

    void shouldRunAPlanWithASecretAndLeaveItNowhere()
    {
        const QByteArray canary = "canary-" + QByteArray::number(0x3f81d2c7);
        QVERIFY(isQuiet(set(u"TOKEN"_s, canary)));
        m_workspace->write(u"plan.yaml"_s,
                           "slipway: 1\nname: P\nphases:\n  - id: one\n    name: One\n    steps:\n"
                           "      - id: a\n        run: |\n          echo {{ secrets.TOKEN }}\n"
                           "          printf %s {{ secrets.TOKEN }} | sha256sum > hash\n");

        const Ended preview = m_workspace->run({u"run"_s, u"plan.yaml"_s, u"--dry-run"_s});
        const Ended ended = m_workspace->run({u"run"_s, u"plan.yaml"_s});

        QCOMPARE(preview.err, QString());
        QCOMPARE(preview.exitCode, 0);
        QVERIFY2(ended.exitCode == 0, qPrintable(ended.out + ended.err));
        QCOMPARE(m_workspace->read(u"hash"_s).left(64),
                 QCryptographicHash::hash(canary, QCryptographicHash::Sha256).toHex());
        QVERIFY(!QString(preview.out + ended.out + ended.err).contains(u"canary-"_s));
        QCOMPARE(m_keyring.filesWith("canary-"), QStringList());
        QCOMPARE(KeyringFixture::filesWith(m_workspace->path({}), "canary-"), QStringList());
    }

    void shouldNotRunAPlanWhoseSecretIsLocked()
    {
        QVERIFY(isQuiet(set(u"TOKEN"_s, "x")));
        QVERIFY(m_keyring.lock());
        m_workspace->write(u"plan.yaml"_s,
                           "slipway: 1\nname: P\nphases:\n  - id: one\n    name: One\n    steps:\n"
                           "      - id: a\n        run: 'touch ran'\n"
                           "      - id: b\n        run: 'echo {{ secrets.TOKEN }}'\n");

        const Ended ended = m_workspace->run({u"run"_s, u"plan.yaml"_s});

        QCOMPARE(ended.err,
                 u"slipwayctl: The secret “TOKEN” could not be read.%1 Or start Slipway with "
                 "SLIPWAY_SECRET_TOKEN in its environment.\n"_s.arg(locked));
        QCOMPARE(ended.exitCode, 1);
        QVERIFY(!QFile::exists(m_workspace->path(u"ran"_s)));
    }

    void shouldAskForTheValueUnseen_data()
    {
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<int>("exitCode");

        QTest::newRow("the same") << "hunter2"_ba << ""_ba << 0;
        QTest::newRow("another") << "hunter3"_ba
                                 << "slipwayctl: The two values differ, so none was stored.\r\n"_ba
                                 << 2;
        QTest::newRow("nothing") << ""_ba << "slipwayctl: No value was given.\r\n"_ba << 2;
    }

    void shouldAskForTheValueUnseen()
    {
        QFETCH(QByteArray, second);
        QFETCH(QByteArray, message);
        QFETCH(int, exitCode);
        PseudoTerminal terminal;
        QProcess process;
        m_workspace->prepare(process);
        terminal.give(process);

        process.setArguments({u"secret"_s, u"set"_s, u"TOKEN"_s});
        process.start();
        QVERIFY(terminal.waitFor("Value of TOKEN: "));
        QVERIFY(dumpsNoCore(process.processId()));
        terminal.type("hunter2\n");
        QVERIFY(terminal.waitFor("Once more: "));
        terminal.type(second + '\n');

        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), exitCode);
        QCOMPARE(terminal.screen(), "Value of TOKEN: \r\nOnce more: \r\n" + message);
        QCOMPARE(secret({u"get"_s, u"TOKEN"_s}).exitCode, exitCode == 0 ? 0 : 1);
    }

    void shouldShowAValueOnATerminalWhenAskedOnly()
    {
        QVERIFY(isQuiet(set(u"TOKEN"_s, "hunter2")));

        QCOMPARE(
            onTerminal({u"secret"_s, u"get"_s, u"TOKEN"_s}),
            "slipwayctl: A secret is not shown on a terminal unasked: add --reveal, or pipe it "
            "to where it is needed.\r\n");
        QCOMPARE(onTerminal({u"secret"_s, u"get"_s, u"TOKEN"_s, u"--reveal"_s}), "hunter2\r\n");
    }

private:
    Ended secret(const QStringList &arguments) const
    {
        return m_workspace->run(QStringList{u"secret"_s} + arguments);
    }

    Ended set(const QString &name, const QByteArray &value, const QStringList &options = {}) const
    {
        QProcess process;
        m_workspace->prepare(process);
        process.setStandardInputFile({});
        process.setArguments(QStringList{u"secret"_s, u"set"_s, name} + options);
        process.start();
        process.write(value);
        process.closeWriteChannel();
        process.waitForFinished(60000);
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }

    static bool isQuiet(const Ended &ended)
    {
        return ended.exitCode == 0 && ended.out.isEmpty() && ended.err.isEmpty();
    }

    QByteArray output(const QStringList &arguments) const
    {
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments(arguments);
        process.start();
        process.waitForFinished(60000);
        return process.readAllStandardOutput();
    }

    QByteArray onTerminal(const QStringList &arguments) const
    {
        PseudoTerminal terminal;
        QProcess process;
        m_workspace->prepare(process);
        terminal.give(process);
        process.setArguments(arguments);
        process.start();
        process.waitForFinished(60000);
        return terminal.screen();
    }

    static bool dumpsNoCore(qint64 process)
    {
        QFile limits(u"/proc/%1/limits"_s.arg(process));
        if (!limits.open(QIODevice::ReadOnly))
            return false;
        for (const QByteArray &line : limits.readAll().split('\n')) {
            if (line.startsWith("Max core file size"))
                return line.simplified().startsWith("Max core file size 0 0");
        }
        return false;
    }

    KeyringFixture m_keyring;
    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlSecrets)
#include "tst_slipwayctl_secrets.moc"
