// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/themefollower.h"

#include <QGuiApplication>
#include <QSignalSpy>
#include <QStyleHints>
#include <QTest>

using namespace slipway;

class TestThemeFollower : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void shouldDressTheApplicationFromTheStart()
    {
        const ThemeFollower follower(ThemeFollower::Preference::Dark);

        QCOMPARE(follower.mode(), ThemeMode::Dark);
        QCOMPARE(QGuiApplication::palette().color(QPalette::Window),
                 Palette::of(ThemeMode::Dark).window);
    }

    void shouldChangeWithThePreferenceAndSaySo()
    {
        ThemeFollower follower(ThemeFollower::Preference::Light);
        QSignalSpy changed(&follower, &ThemeFollower::modeChanged);

        follower.setPreference(ThemeFollower::Preference::Dark);
        follower.setPreference(ThemeFollower::Preference::Dark);
        follower.setPreference(ThemeFollower::Preference::Light);

        QCOMPARE(changed.size(), 2);
        QCOMPARE(QGuiApplication::palette().color(QPalette::Base),
                 Palette::of(ThemeMode::Light).surface);
    }

    void shouldFollowTheSystemUnlessAPersonChose()
    {
        ThemeFollower follower(ThemeFollower::Preference::System);
        const bool dark = QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;

        QCOMPARE(follower.mode(), dark ? ThemeMode::Dark : ThemeMode::Light);
    }

    void shouldKeepDisabledTextApartFromEnabledText()
    {
        for (const auto mode : {ThemeMode::Light, ThemeMode::Dark}) {
            const QPalette palette = qtPalette(mode);
            QVERIFY(palette.color(QPalette::Disabled, QPalette::Text)
                    != palette.color(QPalette::Active, QPalette::Text));
            QCOMPARE(palette.color(QPalette::Highlight), Palette::of(mode).accent);
        }
    }
};

QTEST_MAIN(TestThemeFollower)
#include "tst_themefollower.moc"
