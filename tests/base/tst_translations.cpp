// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translations.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestTranslations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldSayOneHostAndTwoHosts_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << u"0 hosts"_s;
        QTest::newRow("one") << 1 << u"1 host"_s;
        QTest::newRow("two") << 2 << u"2 hosts"_s;
    }
    void shouldSayOneHostAndTwoHosts()
    {
        QFETCH(int, count);
        QFETCH(QString, text);
        installTranslations(*QCoreApplication::instance());

        const QString said
            = QCoreApplication::translate("slipway::StepDetails", "%n host(s)", "", count);

        QCOMPARE(said, text);
    }

    void everyPluralShouldHaveBothForms()
    {
        QFile file(QStringLiteral(SLIPWAY_SOURCE_DIR) + u"/translations/slipway_en.ts"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());

        QVERIFY(text.contains(u"<numerusform>"_s));
        QVERIFY(!text.contains(u"unfinished"_s));
        QVERIFY(!text.contains(u"<numerusform></numerusform>"_s));
        QVERIFY(!text.contains(QRegularExpression(u"<numerusform>[^<]*\\(s\\)"_s)));
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
