// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPaintEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QByteArray tintedSvg(const QString &path, const QColor &colour)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
}

bool writesShapes(const QPainter &painter)
{
    const auto *engine = painter.paintEngine();
    return engine
        && (engine->type() == QPaintEngine::SVG || engine->type() == QPaintEngine::Pdf
            || engine->type() == QPaintEngine::Picture);
}

QColor paler(const QColor &colour)
{
    QColor pale = colour;
    pale.setAlphaF(0.4f);
    return pale;
}

/// Paints an icon at whatever size it is asked for, so that no list of sizes is needed.
class TintedIconEngine : public QIconEngine
{
public:
    struct Colours
    {
        QColor normal, on;
        QColor disabled; ///< paler when there is none
    };
    TintedIconEngine(QString path, Colours colours)
        : m_path(std::move(path))
        , m_colours(std::move(colours))
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const QColor base = state == QIcon::On ? m_colours.on : m_colours.normal;
        const QColor disabled = m_colours.disabled.isValid() ? m_colours.disabled : paler(base);
        paintIcon(*painter, m_path, rect, mode == QIcon::Disabled ? disabled : base);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        // A button may be too narrow for one.
        if (size.isEmpty())
            return {};
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return picture;
    }
    QIconEngine *clone() const override { return new TintedIconEngine(*this); }
    bool isNull() override { return false; }

private:
    QString m_path;
    Colours m_colours;
};

} // namespace

QString iconPath(const QString &name)
{
    return u":/icons/"_s + name + u".svg"_s;
}

QPixmap tintedPixmap(const QString &path, int size, const QColor &colour, double pixelRatio)
{
    const int pixels = std::max(1, static_cast<int>(std::lround(size * pixelRatio)));
    const QString key = path + u'#' + QString::number(colour.rgba(), 16) + u'/'
        + QString::number(pixels) + u'@' + QString::number(pixelRatio);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture))
        return picture;

    picture = QPixmap(pixels, pixels);
    picture.fill(Qt::transparent);
    QSvgRenderer renderer(tintedSvg(path, colour));
    QPainter painter(&picture);
    painter.setOpacity(colour.alphaF());
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    picture.setDevicePixelRatio(pixelRatio);
    QPixmapCache::insert(key, picture);
    return picture;
}

void paintIcon(QPainter &painter, const QString &path, const QRectF &rect, const QColor &colour)
{
    if (writesShapes(painter)) {
        QSvgRenderer renderer(tintedSvg(path, colour));
        renderer.render(&painter, rect);
        return;
    }
    const QTransform &transform = painter.worldTransform();
    const double scale = std::hypot(transform.m11(), transform.m12());
    const double ratio = painter.device() ? painter.device()->devicePixelRatio() : 1.0;
    const int pixels = std::max(1, static_cast<int>(std::lround(rect.width() * scale * ratio)));
    const QPixmap picture = tintedPixmap(path, pixels, colour, 1.0);
    painter.drawPixmap(rect, picture, QRectF(picture.rect()));
}

QIcon tintedIcon(const QString &path, ThemeMode mode, const QString &themeName)
{
    if (!themeName.isEmpty() && QIcon::hasThemeIcon(themeName))
        return QIcon::fromTheme(themeName);
    const Palette &palette = Palette::of(mode);
    return QIcon(new TintedIconEngine(path, {palette.text, palette.accent, {}}));
}

QIcon tintedIcon(const QString &path, const QColor &colour, const QColor &disabled)
{
    return QIcon(new TintedIconEngine(path, {colour, colour, disabled}));
}

} // namespace slipway
