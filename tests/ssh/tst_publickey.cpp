// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/publickey.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What people compare by eye must be what OpenSSH shows them.
class TestPublicKey : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldShowAKeyAsSshKeygenDoes_data()
    {
        QTest::addColumn<QStringList>("type");
        QTest::newRow("ed25519") << QStringList{u"ed25519"_s};
        QTest::newRow("ecdsa 256") << QStringList{u"ecdsa"_s, u"-b"_s, u"256"_s};
        QTest::newRow("ecdsa 384") << QStringList{u"ecdsa"_s, u"-b"_s, u"384"_s};
        QTest::newRow("ecdsa 521") << QStringList{u"ecdsa"_s, u"-b"_s, u"521"_s};
        QTest::newRow("rsa 2048") << QStringList{u"rsa"_s, u"-b"_s, u"2048"_s};
        QTest::newRow("rsa 3072") << QStringList{u"rsa"_s, u"-b"_s, u"3072"_s};
    }

    void shouldShowAKeyAsSshKeygenDoes()
    {
        QFETCH(const QStringList, type);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"key"_s);
        keygen(QStringList{u"-q"_s, u"-N"_s, u""_s, u"-C"_s, u"test"_s, u"-f"_s, file, u"-t"_s}
               + type);
        QFile publicFile(file + u".pub"_s);
        QVERIFY(publicFile.open(QIODevice::ReadOnly));
        const QString shown = keygen({u"-lv"_s, u"-f"_s, publicFile.fileName()});

        const PublicKey key(QByteArray::fromBase64(publicFile.readAll().split(' ').at(1)));

        QCOMPARE(shown.section(u'\n', 1).trimmed(), key.randomart());
        QCOMPARE(shown.section(u' ', 0, 0).toInt(), key.bits());
        QCOMPARE(shown.section(u' ', 1, 1), key.fingerprint());
    }

    void shouldBearWhatIsNoKey_data()
    {
        QTest::addColumn<QByteArray>("blob");
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("a length and no more") << "\xff\xff\xff\xff"_ba;
        QTest::newRow("a type alone") << "\0\0\0\7ssh-rsa"_ba;
    }

    void shouldBearWhatIsNoKey()
    {
        QFETCH(const QByteArray, blob);

        const PublicKey key(blob);

        QCOMPARE(key.bits(), 0);
        QCOMPARE(key.randomart().count(u'\n'), 10);
    }

private:
    static QString keygen(const QStringList &arguments)
    {
        QProcess process;
        process.start(u"/usr/bin/ssh-keygen"_s, arguments);
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput());
    }
};

QTEST_GUILESS_MAIN(TestPublicKey)
#include "tst_publickey.moc"
