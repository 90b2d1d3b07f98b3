// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <array>
#include <cmath>

namespace slipway::test {

enum class Vision { Normal, Protan, Deutan };

using Linear = std::array<double, 3>;

inline double toLinear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

inline Linear linear(const QColor &colour)
{
    return {toLinear(colour.redF()), toLinear(colour.greenF()), toLinear(colour.blueF())};
}

/// WCAG 2: relative luminance and contrast.
inline double luminance(const QColor &colour)
{
    const Linear rgb = linear(colour);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

inline double contrast(const QColor &a, const QColor &b)
{
    const double light = std::max(luminance(a), luminance(b));
    const double dark = std::min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

/// What a person without one kind of cones sees: Machado, Oliveira and Fernandes 2009, severity 1,
/// on linear RGB.
inline Linear seenBy(const QColor &colour, Vision vision)
{
    using Matrix = std::array<std::array<double, 3>, 3>;
    constexpr Matrix protan{{{0.152286, 1.052583, -0.204868},
                             {0.114503, 0.786281, 0.099216},
                             {-0.003882, -0.048116, 1.051998}}};
    constexpr Matrix deutan{{{0.367322, 0.860646, -0.227968},
                             {0.280085, 0.672501, 0.047413},
                             {-0.011820, 0.042940, 0.968881}}};
    const Linear rgb = linear(colour);
    if (vision == Vision::Normal)
        return rgb;
    const Matrix &matrix = vision == Vision::Protan ? protan : deutan;
    Linear seen{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column)
            seen[row] += matrix[row][column] * rgb[column];
        seen[row] = std::clamp(seen[row], 0.0, 1.0);
    }
    return seen;
}

/// CIE L*a*b* of linear sRGB under D65.
inline Linear lab(const Linear &rgb)
{
    const double x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047;
    const double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    const double z = (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883;
    const auto f = [](double t) {
        return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116.0;
    };
    return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

/// CIE 1976 colour difference as the person sees it; 2.3 is just noticeable side by side.
inline double difference(const QColor &a, const QColor &b, Vision vision)
{
    const Linear first = lab(seenBy(a, vision));
    const Linear second = lab(seenBy(b, vision));
    return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

} // namespace slipway::test
