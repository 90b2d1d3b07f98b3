// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemneed.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Which hosts are left to the ssh program.
class TestSystemNeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init() { qunsetenv("KRB5CCNAME"); }
    void cleanupTestCase() { qunsetenv("KRB5CCNAME"); }

    void shouldNameTheOptionThatLibsshCannotFollow_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("option");
        QTest::newRow("nothing said") << ""_ba << QString();
        QTest::newRow("usual") << "gssapiauthentication no\nproxyusefdpass no\n"
                                  "securitykeyprovider internal\n"
                                  "ciphers chacha20-poly1305@openssh.com,aes128-ctr\n"
                                  "kexalgorithms mlkem768x25519-sha256,curve25519-sha256\n"
                                  "macs umac-64-etm@openssh.com,hmac-sha2-256\n"_ba
                               << QString();
        QTest::newRow("token library")
            << "pkcs11provider /usr/lib/opensc-pkcs11.so\n"_ba << u"PKCS11Provider"_s;
        QTest::newRow("no token library") << "pkcs11provider none\n"_ba << QString();
        QTest::newRow("passed socket") << "proxyusefdpass yes\n"_ba << u"ProxyUseFdpass"_s;
        QTest::newRow("key provider")
            << "securitykeyprovider /usr/lib/sk.so\n"_ba << u"SecurityKeyProvider"_s;
        QTest::newRow("key provider of a variable")
            << "securitykeyprovider $SSH_SK_PROVIDER\n"_ba << QString();
        QTest::newRow("old cipher alone") << "ciphers 3des-cbc\n"_ba << u"Ciphers"_s;
        QTest::newRow("new key exchange alone")
            << "kexalgorithms sntrup761x25519-sha512\n"_ba << u"KexAlgorithms"_s;
        QTest::newRow("other check sums alone") << "macs umac-64@openssh.com\n"_ba << QString();
        QTest::newRow("Kerberos wished for")
            << "gssapiauthentication yes\npreferredauthentications gssapi-with-mic,publickey\n"_ba
            << u"GSSAPIAuthentication"_s;
    }

    void shouldNameTheOptionThatLibsshCannotFollow()
    {
        QFETCH(const QByteArray, answer);

        QTEST(systemneed::optionFor(SshHost(), ConfigReader::parse(answer)), "option");
    }

    void shouldTakeKerberosOnlyWithATicketAndNothingElse()
    {
        const QTemporaryDir folder;
        const QString key = write(folder, u"id"_s, "ssh-ed25519 AAAA\n");
        const auto options = ConfigReader::parse("gssapiauthentication yes\n");
        SshHost withKey;
        withKey.identityFiles = {folder.filePath(u"none"_s), key};
        SshHost withAgent;
        withAgent.agentSocket = u"/run/agent"_s;

        qputenv("KRB5CCNAME", "FILE:/tmp/ticket");

        QCOMPARE(systemneed::optionFor(SshHost(), options), u"GSSAPIAuthentication"_s);
        QCOMPARE(systemneed::optionFor(withKey, options), QString());
        QCOMPARE(systemneed::optionFor(withAgent, options), QString());
    }

    void shouldLeaveSecurityKeysWithoutAnAgentToTheProgram()
    {
        const QTemporaryDir folder;
        SshHost host;
        host.identityFiles
            = {folder.filePath(u"none"_s),
               write(folder, u"id_ed25519_sk"_s, "sk-ssh-ed25519@openssh.com AAAA\n")};
        SshHost withAgent = host;
        withAgent.agentSocket = u"/run/agent"_s;
        SshHost withOtherKey = host;
        withOtherKey.identity = write(folder, u"id_ed25519"_s, "ssh-ed25519 AAAA\n");

        QCOMPARE(systemneed::optionFor(host, {}), u"IdentityFile"_s);
        QCOMPARE(systemneed::optionFor(withAgent, {}), QString());
        QCOMPARE(systemneed::optionFor(withOtherKey, {}), QString());
    }

private:
    /// A private key file with this public half beside it.
    static QString write(const QTemporaryDir &folder, const QString &name, const QByteArray &half)
    {
        QFile key(folder.filePath(name));
        QFile publicKey(folder.filePath(name + u".pub"_s));
        if (key.open(QIODevice::WriteOnly) && publicKey.open(QIODevice::WriteOnly))
            publicKey.write(half);
        return key.fileName();
    }
};

QTEST_GUILESS_MAIN(TestSystemNeed)
#include "tst_systemneed.moc"
