// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/statelanguage.h"

#include <QObject>
#include <QPalette>

namespace slipway {

/// Slipway's colours as Qt's palette, for widgets that paint themselves.
QPalette qtPalette(ThemeMode mode);

/// Keeps the application's palette in the mode that the person or the system chose. Owned by
/// `main`; GUI thread. From construction on the palette is Slipway's.
class ThemeFollower : public QObject
{
    Q_OBJECT
public:
    enum class Preference { System, Light, Dark };
    Q_ENUM(Preference)

    explicit ThemeFollower(Preference preference = Preference::System, QObject *parent = nullptr);

    ThemeMode mode() const { return m_mode; }
    Preference preference() const { return m_preference; }
    void setPreference(Preference preference);

Q_SIGNALS:
    /// The palette has been applied; repaint with the new mode.
    void modeChanged(slipway::ThemeMode mode);

private:
    void follow();

    Preference m_preference;
    ThemeMode m_mode = ThemeMode::Light;
};

} // namespace slipway
