// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/hostkeyguard.h"
#include "ssh/keystore.h"
#include "ssh/promptbroker.h"
#include "ssh/statusboard.h"
#include "ssh/workerpool.h"
#include "support/fakesshprompter.h"
#include "support/printable.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <future>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

/// What ~/.ssh/config has to say about host keys.
class TestHostKeyGuard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_key = makeKey(u"host"_s);
        m_authority = makeKey(u"authority"_s);
        QCOMPARE(QProcess::execute(u"/usr/bin/ssh-keygen"_s,
                                   {u"-q"_s, u"-s"_s, path(u"authority"_s), u"-I"_s, u"test"_s,
                                    u"-h"_s, u"-n"_s, u"web"_s, path(u"host.pub"_s)}),
                 0);
    }
    void init()
    {
        m_prompter = std::make_unique<FakeSshPrompter>();
        m_prompts = std::make_unique<PromptBroker>(*m_prompter);
        m_host = SshHost();
        m_host.name = u"web-1"_s;
        m_host.host = u"web"_s;
        m_host.knownHosts = path(u"known_hosts"_s);
        write(u"known_hosts"_s, {});
    }

    void shouldRefuseWhatStandsInRevokedHostKeys()
    {
        write(u"known_hosts"_s, "web " + textOf(m_key));
        write(u"revoked"_s, "# none yet\n" + textOf(m_key));
        m_host.revokedHostKeys = path(u"revoked"_s);
        HostKeyGuard guard(services(), m_host);
        guard.prepare();

        QVERIFY(guard.check(m_key) == HostKeyGuard::Verdict::Refused);

        const Error error = guard.refusal(m_key);
        QCOMPARE(error.code, ErrorCode::HostKey);
        QVERIFY2(error.message.contains(m_host.revokedHostKeys + u", line 2"_s),
                 qPrintable(error.message));
    }

    void shouldRefuseAnAuthorityThatStandsInRevokedHostKeys()
    {
        write(u"known_hosts"_s, "@cert-authority * " + textOf(m_authority));
        HostKeyGuard trusting(services(), m_host);
        trusting.prepare();
        QVERIFY(trusting.wantsCertificate());
        trusting.takeCertificate(keyIn(u"host-cert.pub"_s).blob());
        QVERIFY(trusting.check(m_key) == HostKeyGuard::Verdict::Trusted);
        write(u"revoked"_s, textOf(m_authority));
        m_host.revokedHostKeys = path(u"revoked"_s);
        HostKeyGuard guard(services(), m_host);
        guard.prepare();
        guard.takeCertificate(keyIn(u"host-cert.pub"_s).blob());

        QVERIFY(guard.check(m_key) == HostKeyGuard::Verdict::Refused);

        const QString message = guard.refusal(m_key).message;
        QVERIFY2(message.contains(m_authority.fingerprint()), qPrintable(message));
    }

    void shouldRefuseEveryKeyWhereTheRevokedOnesCannotBeRead()
    {
        write(u"known_hosts"_s, "web " + textOf(m_key));
        m_host.revokedHostKeys = path(u"missing"_s);
        HostKeyGuard guard(services(), m_host);
        guard.prepare();

        QVERIFY(guard.check(m_key) == HostKeyGuard::Verdict::Refused);
        QVERIFY(guard.refusal(m_key).message.contains(u"missing"_s));
    }

    void shouldRememberNewKeysUnaskedWhereTheConfigSaysSo()
    {
        m_host.newHostKeys = SshHost::NewHostKeys::Remember;
        HostKeyGuard guard(services(), m_host);

        QVERIFY(!settle(guard));

        QVERIFY(m_prompter->hostKeyQuestions.isEmpty());
        QCOMPARE(read(u"known_hosts"_s), "web " + textOf(m_key));
    }

    void shouldAskAboutAChangedKeyAlsoWhereNewOnesAreRemembered()
    {
        write(u"known_hosts"_s, "web " + textOf(m_authority));
        m_host.newHostKeys = SshHost::NewHostKeys::Remember;
        HostKeyGuard guard(services(), m_host);

        const auto error = settle(guard);

        QVERIFY(error);
        QCOMPARE(error->code, ErrorCode::HostKey);
        QCOMPARE(m_prompter->hostKeyQuestions.size(), 1);
        QCOMPARE(m_prompter->hostKeyQuestions.first().kind, HostKeyQuestion::Kind::Changed);
    }

    void shouldAskForTheTypeThatIsKnownFirst_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("wanted");
        QTest::newRow("ed25519") << u"ed25519"_s << "ssh-ed25519,"_ba;
        QTest::newRow("ecdsa") << u"ecdsa"_s << "ecdsa-sha2-nistp256,ssh-ed25519,"_ba;
        QTest::newRow("rsa") << u"rsa"_s << "rsa-sha2-512,rsa-sha2-256,ssh-ed25519,"_ba;
    }

    void shouldAskForTheTypeThatIsKnownFirst()
    {
        QFETCH(const QString, type);
        QFETCH(const QByteArray, wanted);
        write(u"known_hosts"_s, "web " + textOf(makeKey(u"known_"_s + type, type)));
        HostKeyGuard guard(services(), m_host);

        guard.prepare();

        QVERIFY2(guard.algorithms().startsWith(wanted), guard.algorithms().constData());
        QCOMPARE(guard.algorithms().count(','), 5);
    }

    void shouldRefuseNewKeysUnaskedWhereTheConfigSaysSo()
    {
        m_host.newHostKeys = SshHost::NewHostKeys::Refuse;
        HostKeyGuard guard(services(), m_host);

        const auto error = settle(guard);

        QVERIFY(error);
        QCOMPARE(error->code, ErrorCode::HostKey);
        QVERIFY2(error->message.contains(u"StrictHostKeyChecking"_s), qPrintable(error->message));
        QVERIFY(m_prompter->hostKeyQuestions.isEmpty());
        QCOMPARE(read(u"known_hosts"_s), ""_ba);
    }

private:
    SshServices services() { return {m_loop, m_workers, m_keys, *m_prompts, m_settings, m_board}; }
    std::optional<Error> settle(HostKeyGuard &guard)
    {
        std::optional<Error> error;
        std::atomic<bool> isOver = false;
        Task<void> task
            = [](HostKeyGuard &each, PublicKey key, auto &result, auto &over) -> Task<void> {
            result = co_await each.settle(std::move(key));
            over = true;
        }(guard, m_key, error, isOver);
        m_loop.post([&task] { task.start(); });
        const bool hasEnded = QTest::qWaitFor([&isOver] { return isOver.load(); });
        // The loop has left the task when it comes to the next work.
        std::promise<void> left;
        m_loop.post([&left] { left.set_value(); });
        left.get_future().wait();
        return hasEnded ? error : Error{ErrorCode::Internal, u"It did not end."_s, {}};
    }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    PublicKey makeKey(const QString &name, const QString &type = u"ed25519"_s) const
    {
        QProcess::execute(u"/usr/bin/ssh-keygen"_s,
                          {u"-q"_s, u"-t"_s, type, u"-N"_s, u""_s, u"-f"_s, path(name)});
        return keyIn(name + u".pub"_s);
    }
    PublicKey keyIn(const QString &name) const
    {
        return PublicKey(QByteArray::fromBase64(read(name).split(' ').value(1)));
    }
    static QByteArray textOf(const PublicKey &key)
    {
        return key.type() + ' ' + key.blob().toBase64() + '\n';
    }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    PublicKey m_key;
    PublicKey m_authority;
    SshHost m_host;
    SshSettings m_settings;
    std::unique_ptr<FakeSshPrompter> m_prompter;
    std::unique_ptr<PromptBroker> m_prompts;
    StatusBoard m_board;
    std::shared_ptr<KeyStore> m_keys = std::make_shared<KeyStore>();
    WorkerPool m_workers;
    IoLoop m_loop;
};

QTEST_GUILESS_MAIN(TestHostKeyGuard)
#include "tst_hostkeyguard.moc"
