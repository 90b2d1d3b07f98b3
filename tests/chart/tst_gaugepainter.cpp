// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/gaugepainter.h"
#include "chart/metriclook.h"
#include "chart/sparkline.h"

#include "metrics/metricsamples.h"
#include "theme/colourvision.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

const QList<MetricState> allStates{MetricState::Ok, MetricState::Warn, MetricState::Bad,
                                   MetricState::Unknown, MetricState::Maintenance};

GaugeFace faceIn(MetricState state)
{
    GaugeFace face;
    face.spec = uptimeSpec();
    face.state.state = state;
    face.state.value = 99.95;
    face.state.reason
        = u"A reason that is long enough to take more than one line of a small gauge."_s;
    face.state.age = milliseconds(2s);
    face.state.samples = 12;
    face.state.coverage = 1;
    face.spark = {1, 2, std::nan(""), 3, 2};
    return face;
}

QImage painted(const GaugeFace &face, QSize size, ThemeMode mode)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Palette::of(mode).surface);
    QPainter painter(&image);
    paintGauge(painter, QRectF(image.rect()).adjusted(20, 20, -20, -20), face,
               QGuiApplication::font(), mode);
    return image;
}

} // namespace

class TestGaugePainter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldStayInsideItsPlace_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("small") << QSize(220, 230);
        QTest::newRow("usual") << QSize(280, 300);
        QTest::newRow("wide") << QSize(640, 260);
        QTest::newRow("narrow") << QSize(180, 620);
        QTest::newRow("wall") << QSize(700, 760);
        QTest::newRow("one of fifty") << QSize(126, 118);
        QTest::newRow("one of a hundred") << QSize(100, 90);
    }

    void shouldStayInsideItsPlace()
    {
        QFETCH(QSize, size);
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            for (const MetricState state : allStates) {
                const QImage image = painted(faceIn(state), size, mode);
                const QRgb ground = Palette::of(mode).surface.rgb();
                for (int x = 0; x < size.width(); ++x) {
                    QCOMPARE(image.pixel(x, 18), ground);
                    QCOMPARE(image.pixel(x, size.height() - 19), ground);
                }
                for (int y = 0; y < size.height(); ++y) {
                    QCOMPARE(image.pixel(18, y), ground);
                    QCOMPARE(image.pixel(size.width() - 19, y), ground);
                }
            }
        }
    }

    void shouldLookDifferentInEveryState()
    {
        QList<QImage> seen;
        for (const MetricState state : allStates) {
            // Without colours: the word and the pattern have to tell.
            const QImage image = painted(faceIn(state), {280, 300}, ThemeMode::Light)
                                     .convertToFormat(QImage::Format_Grayscale8);
            QVERIFY(!seen.contains(image));
            seen.append(image);
        }
    }

    void shouldBeReadableAmongFifty()
    {
        constexpr QSize size(126, 118);
        const int line = (size.height() - 40) / 4;
        const auto part = [&size, line](const GaugeFace &face, int which) {
            return painted(face, size, ThemeMode::Light)
                .copy(0, 20 + which * line, size.width(), line);
        };
        QList<QImage> states;
        for (const MetricState state : allStates) {
            GaugeFace face = faceIn(state);
            GaugeFace other = face;
            other.spec.name = u"Other"_s;
            other.state.value = 12.5;

            QVERIFY(part(face, 0) != part(other, 0));
            QVERIFY(part(face, 1) != part(other, 1) || part(face, 2) != part(other, 2));
            // Nothing is painted over the state.
            QCOMPARE(part(face, 3), part(other, 3));
            QVERIFY(!states.contains(part(face, 3)));
            states.append(part(face, 3));
        }
    }

    void shouldPaintWithoutValueAndWithoutTarget()
    {
        GaugeFace face = faceIn(MetricState::Unknown);
        face.state.value.reset();
        face.state.age.reset();
        face.spark.clear();
        face.state.reason.clear();
        QVERIFY(!painted(face, {280, 300}, ThemeMode::Light).isNull());
        face.spec.target.reset();
        face.state.value = std::numeric_limits<double>::infinity();
        QVERIFY(!painted(face, {280, 300}, ThemeMode::Dark).isNull());
    }

    void shouldSayItInWords()
    {
        const QString sentence = gaugeSentence(faceIn(MetricState::Warn));
        QVERIFY2(sentence.startsWith(u"Uptime: WARN, 99.95 %."_s), qPrintable(sentence));
        QVERIFY(sentence.contains(u"The target is > 99.9 %."_s));
        QVERIFY(sentence.contains(u"12 measurement"_s));
        GaugeFace face = faceIn(MetricState::Ok);
        face.state.reason = u"The target > 99.9 % is met."_s;
        QCOMPARE(gaugeSentence(face).count(u"> 99.9 %"_s), 1);
        face.spec.sourceKind = u"http_probe"_s;
        face.spec.kind = MetricKind::Availability;
        face.spec.window = std::chrono::hours(1);
        face.spec.interval = std::chrono::seconds(10);
        QCOMPARE(gaugeOrigin(face),
                 u"Measured by “http_probe” every 10 s, over the last 1h 00m."_s);
        face.spec.kind = MetricKind::Level;
        QVERIFY(gaugeOrigin(face).endsWith(u"the newest value."_s));
    }

    void shouldHoldTheContrast()
    {
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            for (const MetricState state : allStates) {
                const StateLook look = lookOf(state, mode);
                QVERIFY(test::contrast(look.foreground, Palette::of(mode).surface) >= 4.5);
                QVERIFY(test::contrast(look.onFill, look.fill) >= 4.5);
                QVERIFY(!look.word.isEmpty() && QFile::exists(look.iconPath));
            }
            for (const Verdict verdict : {Verdict::Waiting, Verdict::Pass, Verdict::Fail,
                                          Verdict::Inconclusive, Verdict::SourceBroken})
                QVERIFY(!lookOf(verdict, mode).word.isEmpty());
        }
    }

    void shouldSparkOnlyWhereSomethingIsKnown()
    {
        const MetricSpec spec = errorSpec();
        const QList<MetricSample> samples{ratioAt(noon - 60'000, 60s, 1, 100),
                                          ratioAt(noon, 60s, 2, 100)};
        const QList<double> spark = sparklineOf(spec, samples, noon, 60);
        QCOMPARE(spark.size(), 60);
        QVERIFY(std::isnan(spark.constFirst()));
        QCOMPARE(std::ranges::count_if(spark, [](double value) { return std::isfinite(value); }),
                 1);
    }
};

QTEST_MAIN(TestGaugePainter)
#include "tst_gaugepainter.moc"
