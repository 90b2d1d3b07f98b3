// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/icons.h"

#include <QBuffer>
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QSvgRenderer>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

QStringList iconFiles()
{
    QStringList paths;
    const QStringList names = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    for (const QString &name : names)
        paths.append(u":/icons/"_s + name);
    return paths;
}

int inkOf(const QImage &image)
{
    int ink = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            ink += qAlpha(image.pixel(x, y)) > 96 ? 1 : 0;
    }
    return ink;
}

} // namespace

class TestIcons : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void shouldHaveAnIconForEachAction_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key : {"run", "ssh", "upload", "http", "env", "manual", "gate", "decision",
                                "wait", "notify", "plan"})
            QTest::newRow(key) << QString::fromLatin1(key);
    }
    void shouldHaveAnIconForEachAction()
    {
        QFETCH(QString, key);
        QVERIFY(iconFiles().contains(actionIconPath(key)));
    }

    void shouldDrawEveryIconInOneColourAndWithinItsGrid()
    {
        const QStringList paths = iconFiles();
        QVERIFY(paths.size() >= 50);
        for (const QString &path : paths) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray svg = file.readAll();
            QVERIFY2(svg.contains("currentColor"), qPrintable(path));
            QVERIFY2(!svg.contains('#'), qPrintable(path));
            QSvgRenderer renderer(svg);
            QVERIFY2(renderer.isValid(), qPrintable(path));
            QCOMPARE(renderer.viewBoxF(), QRectF(0, 0, 16, 16));

            const QImage image = tintedPixmap(path, 48, Qt::black).toImage();
            QVERIFY2(inkOf(image) > 60, qPrintable(path));
            for (int i = 0; i < 48; ++i) {
                const bool cut = qAlpha(image.pixel(i, 0)) > 160 || qAlpha(image.pixel(i, 47)) > 160
                    || qAlpha(image.pixel(0, i)) > 160 || qAlpha(image.pixel(47, i)) > 160;
                QVERIFY2(!cut, qPrintable(path));
            }
        }
    }

    void shouldTintAndKeepPictures()
    {
        const QString path = iconPath(u"stop"_s);
        const QPixmap red = tintedPixmap(path, 16, QColor(10, 200, 30));
        const QPixmap again = tintedPixmap(path, 16, QColor(10, 200, 30));

        QCOMPARE(red.cacheKey(), again.cacheKey());
        QCOMPARE(red.toImage().pixelColor(8, 8), QColor(10, 200, 30));
        QCOMPARE(tintedPixmap(path, 16, Qt::black, 2.0).width(), 32);
    }

    void shouldPaintButtonIconsPalerWhenDisabled()
    {
        const QIcon icon = tintedIcon(iconPath(u"stop"_s), ThemeMode::Light);
        const QImage normal = icon.pixmap(16, QIcon::Normal).toImage();
        const QImage disabled = icon.pixmap(16, QIcon::Disabled).toImage();

        QVERIFY(qAlpha(disabled.pixel(8, 8)) < qAlpha(normal.pixel(8, 8)));
        QCOMPARE(icon.pixmap(16, QIcon::Normal, QIcon::On).toImage().pixelColor(8, 8),
                 Palette::of(ThemeMode::Light).accent);
    }

    void shouldStayShapesInVectorFiles()
    {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        QPainter painter(&generator);
        paintIcon(painter, iconPath(u"state-done"_s), QRectF(0, 0, 16, 16), Qt::black);
        painter.end();

        QVERIFY(!bytes.contains("<image"));
        QVERIFY(bytes.contains("<path") || bytes.contains("<polyline"));
    }
};

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"
