// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/icons.h"
#include "theme/statelanguage.h"
#include "theme/themefollower.h"

#include <QObject>

class QAbstractButton;
class QAction;

namespace slipway {

/// Dresses Qt's own widgets in the palette that the follower chose, and keeps the person's choice.
/// Made once by the program, handed to what paints. GUI thread.
class Theming : public QObject
{
    Q_OBJECT
public:
    explicit Theming(ThemeFollower &follower, QObject *parent = nullptr);

    ThemeFollower::Preference preference() const { return m_follower.preference(); }
    /// Chosen by the person: kept for the next time.
    void choose(ThemeFollower::Preference preference);
    /// What was kept; System at first.
    static ThemeFollower::Preference kept();

    ThemeMode mode() const { return m_follower.mode(); }
    const Palette &palette() const { return Palette::of(mode()); }
    QIcon icon(const QString &name) const { return tintedIcon(iconPath(name), mode()); }
    /// For primary buttons, which have a fill of their own unless they are disabled.
    QIcon primaryIcon(const QString &name) const;
    QIcon stateIcon(StepState state) const;

    /// Gives a button or an action one of Slipway's icons and keeps its colour with the theme.
    void dress(QAbstractButton *button, const QString &icon);
    void dress(QAction *action, const QString &icon);

Q_SIGNALS:
    void changed();

private:
    void apply();

    ThemeFollower &m_follower;
};

/// Between two colours of the palette; `share` of the second, 0 to 1.
QColor mix(const QColor &first, const QColor &second, double share);

/// Qt style sheet of the whole window for a palette.
QString styleSheetOf(ThemeMode mode);

} // namespace slipway
