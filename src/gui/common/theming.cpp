// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QSettings>
#include <QStyleFactory>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString settingsKey = u"window/theme"_s;

} // namespace

Theming::Theming(ThemeFollower &follower, QObject *parent) : QObject(parent), m_follower(follower)
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    connect(&m_follower, &ThemeFollower::modeChanged, this, &Theming::apply);
    apply();
}

void Theming::choose(ThemeFollower::Preference preference)
{
    QSettings().setValue(settingsKey, int(preference));
    m_follower.setPreference(preference);
}

ThemeFollower::Preference Theming::kept()
{
    using Preference = ThemeFollower::Preference;
    const int value = QSettings().value(settingsKey, int(Preference::System)).toInt();
    return value >= int(Preference::System) && value <= int(Preference::Dark) ? Preference(value)
                                                                              : Preference::System;
}

QIcon Theming::stateIcon(StepState state) const
{
    const StateLook look = lookOf(state, mode());
    return tintedIcon(look.iconPath, look.foreground);
}

QIcon Theming::primaryIcon(const QString &name) const
{
    const QColor faint = mix(palette().mutedText, palette().window, 0.4);
    return tintedIcon(iconPath(name), palette().onAccent, faint);
}

void Theming::dress(QAbstractButton *button, const QString &name)
{
    const auto set = [this, button, name] {
        const bool primary = button->property("primary").toBool();
        button->setIcon(primary ? primaryIcon(name) : icon(name));
    };
    set();
    connect(this, &Theming::changed, button, set);
}

void Theming::dress(QAction *action, const QString &name)
{
    const auto set = [this, action, name] {
        action->setIcon(icon(name));
    };
    set();
    connect(this, &Theming::changed, action, set);
}

void Theming::apply()
{
    qApp->setStyleSheet(styleSheetOf(mode()));
    Q_EMIT changed();
}

QColor mix(const QColor &first, const QColor &second, double share)
{
    const auto between = [share](float a, float b) {
        return a + (b - a) * float(share);
    };
    return QColor::fromRgbF(between(first.redF(), second.redF()),
                            between(first.greenF(), second.greenF()),
                            between(first.blueF(), second.blueF()));
}

} // namespace slipway
