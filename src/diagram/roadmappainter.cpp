// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/roadmappainter.h"

#include "diagram/paintkit.h"

#include <QBuffer>
#include <QFontInfo>
#include <QGuiApplication>
#include <QPainter>
#include <QSvgGenerator>

#include <cmath>

namespace slipway {

namespace {

QColor between(const QColor &a, const QColor &b, double part)
{
    const auto mixed = [part](int x, int y) {
        return static_cast<int>(std::lround(x + (y - x) * part));
    };
    return QColor(mixed(a.red(), b.red()), mixed(a.green(), b.green()), mixed(a.blue(), b.blue()));
}

Detail detailAt(double scale)
{
    constexpr double readable = 0.5;
    constexpr double nameable = 0.26;
    if (scale >= readable)
        return Detail::Full;
    return scale >= nameable ? Detail::Names : Detail::Blocks;
}

/// The steps that the cards stand for, found in one walk: both are in file order.
QList<const Step *> stepsOf(const RoadmapPainter::Scene &scene)
{
    QList<const Step *> steps;
    steps.reserve(scene.layout->cards.size());
    for (const Phase &phase : scene.plan->phases) {
        for (const Step &step : phase.steps) {
            if (steps.size() < scene.layout->cards.size()
                && scene.layout->cards.at(steps.size()).step == step.id)
                steps.append(&step);
        }
    }
    return steps;
}

void paintWhole(QPainter &painter, const RoadmapPainter::Scene &scene, ThemeMode mode)
{
    const QRectF all(QPointF(0, 0), scene.layout->size);
    painter.fillRect(all, Palette::of(mode).window);
    RoadmapPainter(mode).paint(painter, scene, all);
}

} // namespace

PaintKit::PaintKit(ThemeMode mode)
    : palette(Palette::of(mode))
    , edge(between(palette.line, palette.mutedText, 0.5))
{
    for (std::size_t i = 0; i < looks.size(); ++i)
        looks[i] = lookOf(static_cast<StepState>(i), mode);
}

const StepStatus *Frame::statusOf(const StepId &step) const
{
    if (!scene.state)
        return nullptr;
    const auto found = scene.state->steps.constFind(step);
    return found == scene.state->steps.constEnd() ? nullptr : &*found;
}

StepState Frame::stateOf(const StepId &step) const
{
    const StepStatus *status = statusOf(step);
    return status ? status->state : StepState::Pending;
}

RoadmapPainter::RoadmapPainter(ThemeMode mode) : m_kit(std::make_shared<PaintKit>(mode)) { }

void RoadmapPainter::paint(QPainter &painter, const Scene &scene, const QRectF &exposed) const
{
    if (!scene.plan || !scene.layout)
        return;
    const QTransform &transform = painter.worldTransform();
    const double scale = std::hypot(transform.m11(), transform.m12());
    const Frame frame{painter, scene, exposed, detailAt(scale), stepsOf(scene)};

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    paintBands(frame, *m_kit);
    paintEdges(frame, *m_kit);
    paintCards(frame, *m_kit);
    painter.restore();
}

QByteArray roadmapToSvg(const RoadmapPainter::Scene &scene, ThemeMode mode)
{
    QByteArray bytes;
    if (!scene.plan || !scene.layout)
        return bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    const QSize size = scene.layout->size.toSize();
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setResolution(96);
    generator.setTitle(scene.plan->name);
    generator.setDescription(
        QCoreApplication::translate("RoadmapPainter", "The roadmap of “%1”, drawn by Slipway.")
            .arg(scene.plan->name));
    QPainter painter(&generator);
    paintWhole(painter, scene, mode);
    painter.end();
    // Other programs do not know Qt's alias of the system font.
    const QFont font = QGuiApplication::font();
    const QByteArray alias = "font-family=\"" + font.family().toUtf8() + '"';
    const QByteArray known
        = "font-family=\"" + QFontInfo(font).family().toUtf8() + ", sans-serif\"";
    return bytes.replace(alias, known);
}

QImage roadmapToImage(const RoadmapPainter::Scene &scene, ThemeMode mode, double scale)
{
    constexpr double longestSide = 8192;
    if (!scene.plan || !scene.layout)
        return {};
    const QSizeF whole = scene.layout->size;
    const double largest = std::max({whole.width(), whole.height(), 1.0});
    const double used = std::min(scale, longestSide / largest);
    const QSize size(std::max(1, static_cast<int>(std::floor(whole.width() * used))),
                     std::max(1, static_cast<int>(std::floor(whole.height() * used))));
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Palette::of(mode).window);
    QPainter painter(&image);
    painter.scale(used, used);
    paintWhole(painter, scene, mode);
    painter.end();
    return image;
}

} // namespace slipway
