// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretindex.h"
#include "secrets/secretreference.h"
#include "secrets/secretscope.h"

#include "support/printable.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {
SecretName named(const QString &text)
{
    return *SecretName::from(text);
}
} // namespace

class TestSecretNames : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldTakeGoodNamesOnly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");

        QTest::newRow("usual") << u"STRIPE_SECRET_KEY"_s << true;
        QTest::newRow("all kinds") << u"a-Z_0.9"_s << true;
        QTest::newRow("one") << u"x"_s << true;
        QTest::newRow("longest") << QString(128, u'n') << true;
        QTest::newRow("too long") << QString(129, u'n') << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("space") << u"A B"_s << false;
        QTest::newRow("slash") << u"other/NAME"_s << false;
        QTest::newRow("index") << u"#names"_s << false;
        QTest::newRow("line end") << u"A\n"_s << false;
        QTest::newRow("NUL") << QString(u'\0') << false;
        QTest::newRow("letter of another alphabet") << u"ТOKEN"_s << false;
        QTest::newRow("full-width digit") << u"A１"_s << false;
        QTest::newRow("half a character") << QString(QChar(0xd83d)) << false;
    }

    void shouldTakeGoodNamesOnly()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);

        const Result<SecretName> name = SecretName::from(text);

        QCOMPARE(name.has_value(), good);
        if (good)
            QCOMPARE(name->toString(), text);
        else
            QCOMPARE(name.error().code, ErrorCode::InvalidInput);
    }

    void shouldReadReferences_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isMeant");
        QTest::addColumn<QString>("name");

        QTest::newRow("reference") << u"slipway://secret/TOKEN"_s << true << u"TOKEN"_s;
        QTest::newRow("no name") << u"slipway://secret/"_s << true << QString();
        QTest::newRow("wrong name") << u"slipway://secret/A B"_s << true << QString();
        QTest::newRow("a path more") << u"slipway://secret/a/b"_s << true << QString();
        QTest::newRow("typing error") << u"slipway://secrets/TOKEN"_s << true << QString();
        QTest::newRow("capitals") << u"Slipway://secret/TOKEN"_s << true << QString();
        QTest::newRow("query") << u"slipway://secret/TOKEN?x=1"_s << true << QString();
        QTest::newRow("in a text") << u"see slipway://secret/TOKEN"_s << false << QString();
        QTest::newRow("web") << u"https://slipway.example/secret/TOKEN"_s << false << QString();
        QTest::newRow("empty") << QString() << false << QString();
    }

    void shouldReadReferences()
    {
        QFETCH(QString, value);
        QFETCH(bool, isMeant);
        QFETCH(QString, name);

        const Result<SecretName> read = nameInSecretReference(value);

        QCOMPARE(isSecretReference(value), isMeant);
        QCOMPARE(read.has_value(), !name.isEmpty());
        if (read) {
            QCOMPARE(read->toString(), name);
            QCOMPARE(secretReference(*read), value);
        }
    }

    void shouldRepeatNoValueThatIsNoReference()
    {
        const Result<SecretName> read = nameInSecretReference(u"hunter2"_s);

        QVERIFY(!read.error().message.contains(u"hunter2"_s));
    }

    void shouldGiveAFolderOneScope()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"shop/plans"_s));
        QVERIFY(QFile::link(folder.filePath(u"shop"_s), folder.filePath(u"link"_s)));
        const SecretScope scope = SecretScope::ofFolder(folder.filePath(u"shop"_s));

        QCOMPARE(SecretScope::ofFolder(folder.filePath(u"shop/"_s)), scope);
        QCOMPARE(SecretScope::ofFolder(folder.filePath(u"shop/plans/.."_s)), scope);
        QCOMPARE(SecretScope::ofFolder(folder.filePath(u"link"_s)), scope);
        QVERIFY(SecretScope::ofFolder(folder.filePath(u"shop/plans"_s)) != scope);
        QCOMPARE(scope.toString().size(), 17);
    }

    void shouldGiveTheSameScopeInEverySession()
    {
        QCOMPARE(SecretScope::ofFolder(u"/"_s).toString(), u"@8a5edab282632443"_s);
    }

    void shouldNotTakeANamedScopeForAFolder()
    {
        QCOMPARE(SecretScope::named(u"shop"_s)->toString(), u"shop"_s);
        QVERIFY(!SecretScope::named(SecretScope::ofFolder(u"/"_s).toString()));
        QVERIFY(!SecretScope::named(u"a/b"_s));
    }

    void shouldKeepAnIndex()
    {
        SecretIndex index;
        for (const QString &name : {u"b"_s, u"A"_s, u"c.1"_s, u"b"_s})
            index.insert(named(name));
        index.remove(named(u"c.1"_s));

        const SecretIndex read = SecretIndex::fromBytes(index.toBytes());

        QCOMPARE(read.names(), QStringList({u"A"_s, u"b"_s}));
        QVERIFY(read.contains(named(u"b"_s)));
        QCOMPARE(read.lookAlike(named(u"B"_s)), named(u"b"_s));
        QVERIFY(!read.lookAlike(named(u"b"_s)));
    }

    void shouldReadADamagedIndex_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("names");

        QTest::newRow("nothing") << QByteArray() << QStringList();
        QTest::newRow("no JSON") << "{\"names\":[\"A\""_ba << QStringList();
        QTest::newRow("another shape") << "[1]"_ba << QStringList();
        QTest::newRow("wrong names")
            << R"({"names":["A",3,null,"a/b",["x"],"B"]})"_ba << QStringList({u"A"_s, u"B"_s});
    }

    void shouldReadADamagedIndex()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, names);

        QCOMPARE(SecretIndex::fromBytes(bytes).names(), names);
    }
};

QTEST_GUILESS_MAIN(TestSecretNames)
#include "tst_secretnames.moc"
