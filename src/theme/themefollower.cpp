// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/themefollower.h"

#include <QGuiApplication>
#include <QStyleHints>

namespace slipway {

namespace {

void setDisabled(QPalette &palette, const Palette &colours)
{
    QColor faint = colours.mutedText;
    faint.setAlphaF(0.6f);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::PlaceholderText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colours.line);
}

} // namespace

QPalette qtPalette(ThemeMode mode)
{
    const Palette &colours = Palette::of(mode);
    QPalette palette(colours.text, colours.raised, colours.surface, colours.line.darker(140),
                     colours.line, colours.text, colours.text, colours.surface, colours.window);
    palette.setColor(QPalette::AlternateBase, colours.raised);
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::ToolTipBase, colours.raised);
    palette.setColor(QPalette::ToolTipText, colours.text);
    palette.setColor(QPalette::PlaceholderText, colours.mutedText);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.onAccent);
    palette.setColor(QPalette::Accent, colours.accent);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::LinkVisited, colours.accent);
    palette.setColor(QPalette::Midlight, colours.line);
    palette.setColor(QPalette::Shadow, colours.shadow);
    setDisabled(palette, colours);
    return palette;
}

ThemeFollower::ThemeFollower(Preference preference, QObject *parent)
    : QObject(parent)
    , m_preference(preference)
{
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this,
            &ThemeFollower::follow);
    setPreference(preference);
}

void ThemeFollower::setPreference(Preference preference)
{
    m_preference = preference;
    auto *hints = QGuiApplication::styleHints();
    // Window frames drawn by the desktop follow the hint, not the palette.
    switch (preference) {
    case Preference::System:
        hints->unsetColorScheme();
        break;
    case Preference::Light:
        hints->setColorScheme(Qt::ColorScheme::Light);
        break;
    case Preference::Dark:
        hints->setColorScheme(Qt::ColorScheme::Dark);
        break;
    }
    follow();
}

void ThemeFollower::follow()
{
    const ThemeMode before = m_mode;
    const bool systemIsDark = QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
    const bool dark
        = m_preference == Preference::Dark || (m_preference == Preference::System && systemIsDark);
    m_mode = dark ? ThemeMode::Dark : ThemeMode::Light;
    QGuiApplication::setPalette(qtPalette(m_mode));
    if (m_mode != before)
        Q_EMIT modeChanged(m_mode);
}

} // namespace slipway
