// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envmask.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestEnvMask : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldFindWhatMustNotBeShown_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("hidden");

        QTest::newRow("a secret's value") << "API_TOKEN=abc\n"_ba << QByteArrayList{"abc"};
        QTest::newRow("without its quotes") << "API_TOKEN='a b'\n"_ba << QByteArrayList{"a b"};
        QTest::newRow("a password in a URL")
            << "DATABASE_URL=postgres://shop:hunter2@db/shop\n"_ba << QByteArrayList{"hunter2"};
        QTest::newRow("nothing secret") << "PORT=8080 # the usual one\n"_ba << QByteArrayList{};
        QTest::newRow("a reference to the keychain")
            << "API_TOKEN=slipway://secret/API_TOKEN\n"_ba << QByteArrayList{};
        QTest::newRow("what was commented out") << "# API_TOKEN=abc\n"_ba << QByteArrayList{"abc"};
        QTest::newRow("a secret among the words of a comment")
            << "A=1 # was ghp_0123456789abcdefghijklmnopqrstuvwxyz before\n"_ba
            << QByteArrayList{"ghp_0123456789abcdefghijklmnopqrstuvwxyz"};
        QTest::newRow("an empty comment") << "#\nA=1 #\n#"_ba << QByteArrayList{};
        QTest::newRow("no value") << "API_TOKEN=\nAPI_TOKEN\n"_ba << QByteArrayList{};
    }

    void shouldFindWhatMustNotBeShown()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArrayList, hidden);
        const EnvDocument document(text);

        QByteArrayList found;
        for (const EnvStatement &statement : document.statements()) {
            for (const EnvRange &range : secretRanges(document, statement))
                found.append(document.text(range).toByteArray());
        }

        QCOMPARE(found, hidden);
    }

    void shouldShowDotsOfOneLength()
    {
        const QString one = maskedEnvValue("API_TOKEN", "a");
        const QString other = maskedEnvValue("API_TOKEN", "a much longer one");

        QCOMPARE(one, other);
        QVERIFY(one.contains(u'•'));
        QCOMPARE(maskedEnvValue("PORT", "8080"), u"8080"_s);
    }
};

QTEST_GUILESS_MAIN(TestEnvMask)
#include "tst_envmask.moc"
