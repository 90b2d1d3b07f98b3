// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/codecolours.h"
#include "theme/statelanguage.h"

#include "colourvision.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double readable = 4.5; ///< WCAG 2 AA for text

const QList<StepState> allStates{StepState::Pending,   StepState::Ready,   StepState::Running,
                                 StepState::Waiting,   StepState::Holding, StepState::Succeeded,
                                 StepState::Warned,    StepState::Failed,  StepState::Skipped,
                                 StepState::Cancelled, StepState::Unknown, StepState::Undone};
const QList<RunOutcome> allOutcomes{
    RunOutcome::None,   RunOutcome::Success,    RunOutcome::SuccessWithDeviations,
    RunOutcome::Failed, RunOutcome::RolledBack, RunOutcome::Aborted};

/// A red that a person would call red.
bool isRed(const QColor &colour)
{
    const int hue = colour.hslHue();
    return hue >= 0 && (hue <= 14 || hue >= 344) && colour.hslSaturationF() > 0.35f;
}

} // namespace

class TestStateLanguage : public QObject
{
    Q_OBJECT
private:
    static void modes()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("light") << int(ThemeMode::Light);
        QTest::newRow("dark") << int(ThemeMode::Dark);
    }
    static void checkContrast(const QColor &text, const QColor &ground, const QString &what)
    {
        const double found = contrast(text, ground);
        QVERIFY2(found >= readable, qPrintable(u"%1: %2"_s.arg(what).arg(found)));
    }

private Q_SLOTS:
    void shouldHoldTheContrastOfCode_data() { modes(); }
    void shouldHoldTheContrastOfCode()
    {
        QFETCH(int, mode);
        const CodeColours &colours = CodeColours::of(ThemeMode(mode));
        const Palette &palette = Palette::of(ThemeMode(mode));

        for (const QColor &colour :
             {colours.comment, colours.keyword, colours.name, colours.string, colours.special,
              colours.variable, colours.number, colours.reference, colours.problem}) {
            checkContrast(colour, palette.surface, colour.name());
            checkContrast(colour, palette.raised, colour.name());
        }
    }

    void shouldSayEachStateAsTheTableDoes_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("glyph");
        QTest::addColumn<bool>("filled");
        QTest::addColumn<bool>("struck");
        QTest::addColumn<bool>("hatched");
        const auto row
            = [](StepState state, const QString &word, const QString &glyph, const QString &marks) {
                  QTest::newRow(qPrintable(word))
                      << int(state) << word << glyph << marks.contains(u"filled"_s)
                      << marks.contains(u"struck"_s) << marks.contains(u"hatched"_s);
              };
        row(StepState::Pending, u"Pending"_s, u"○"_s, {});
        row(StepState::Ready, u"Ready"_s, u"●"_s, {});
        row(StepState::Running, u"Running"_s, u"◐"_s, {});
        row(StepState::Waiting, u"Needs you"_s, u"✋"_s, u"filled"_s);
        row(StepState::Holding, u"On hold"_s, u"⏸"_s, {});
        row(StepState::Succeeded, u"Done"_s, u"✓"_s, {});
        row(StepState::Warned, u"Done, with warnings"_s, u"✓!"_s, {});
        row(StepState::Failed, u"Failed"_s, u"✗"_s, u"filled"_s);
        row(StepState::Skipped, u"Skipped"_s, u"⤼"_s, u"struck"_s);
        row(StepState::Cancelled, u"Cancelled"_s, u"⊘"_s, u"struck"_s);
        row(StepState::Unknown, u"Unknown"_s, u"?"_s, u"hatched"_s);
        row(StepState::Undone, u"Undone"_s, u"↶"_s, {});
    }
    void shouldSayEachStateAsTheTableDoes()
    {
        QFETCH(int, state);
        QFETCH(QString, word);
        QFETCH(QString, glyph);
        QFETCH(bool, filled);
        QFETCH(bool, struck);
        QFETCH(bool, hatched);

        const StateLook look = lookOf(StepState(state), ThemeMode::Light);

        QCOMPARE(look.word, word);
        QCOMPARE(look.glyph, glyph);
        QCOMPARE(look.filled, filled);
        QCOMPARE(look.struck, struck);
        QCOMPARE(look.pattern == StateLook::Pattern::Hatched, hatched);
        QVERIFY2(QFile::exists(look.iconPath), qPrintable(look.iconPath));
    }

    void shouldGiveEveryStateASignOfItsOwn()
    {
        QSet<QString> words, glyphs, icons;
        for (const StepState state : allStates) {
            const StateLook look = lookOf(state, ThemeMode::Dark);
            words.insert(look.word);
            glyphs.insert(look.glyph);
            icons.insert(look.iconPath);
        }
        QCOMPARE(words.size(), allStates.size());
        QCOMPARE(glyphs.size(), allStates.size());
        QCOMPARE(icons.size(), allStates.size());
    }

    void shouldSayEveryOutcome()
    {
        QSet<QString> words;
        for (const RunOutcome outcome : allOutcomes) {
            const StateLook look = lookOf(outcome, ThemeMode::Light);
            words.insert(look.word);
            QVERIFY(!look.struck);
            QVERIFY(QFile::exists(look.iconPath));
        }
        QCOMPARE(words.size(), allOutcomes.size());
        QCOMPARE(lookOf(RunOutcome::SuccessWithDeviations, ThemeMode::Light).word,
                 u"Success with deviations"_s);
    }

    void shouldKeepEveryTextReadable_data() { modes(); }
    void shouldKeepEveryTextReadable()
    {
        QFETCH(int, mode);
        const Palette &palette = Palette::of(ThemeMode(mode));

        for (const QColor &ground : {palette.window, palette.surface, palette.raised}) {
            checkContrast(palette.text, ground, u"text"_s);
            checkContrast(palette.mutedText, ground, u"muted text"_s);
            checkContrast(palette.accent, ground, u"accent"_s);
            checkContrast(palette.production, ground, u"production"_s);
        }
        checkContrast(palette.text, palette.selection, u"text on selection"_s);
        checkContrast(palette.onAccent, palette.accent, u"text on accent"_s);
        for (const StepState state : allStates) {
            const StateLook look = lookOf(state, ThemeMode(mode));
            for (const QColor &ground : {palette.window, palette.surface, palette.raised})
                checkContrast(look.foreground, ground, look.word);
            checkContrast(look.onFill, look.fill, look.word + u" on its fill"_s);
            // The owner and the duration of a card.
            if (!look.filled)
                checkContrast(palette.mutedText, look.fill, look.word + u" muted"_s);
            if (!look.filled && !look.struck)
                checkContrast(palette.text, look.fill, look.word + u" name"_s);
        }
    }

    void shouldUseRedForFailedAndProductionAlone_data() { modes(); }
    void shouldUseRedForFailedAndProductionAlone()
    {
        QFETCH(int, mode);
        const Palette &palette = Palette::of(ThemeMode(mode));

        QVERIFY(isRed(palette.production));
        for (const QColor &colour :
             {palette.window, palette.surface, palette.raised, palette.line, palette.text,
              palette.mutedText, palette.accent, palette.onAccent, palette.selection})
            QVERIFY2(!isRed(colour), qPrintable(colour.name()));
        for (const StepState state : allStates) {
            const StateLook look = lookOf(state, ThemeMode(mode));
            const bool red = isRed(look.foreground) || isRed(look.fill) || isRed(look.border);
            QCOMPARE(red, state == StepState::Failed);
        }
    }

    /// The states that a glance must tell apart, for every kind of sight: by the card or, where two
    /// fills are kin, by the colour of icon and border.
    void shouldStayApartForRedGreenBlindness_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("vision");
        for (const auto mode : {ThemeMode::Light, ThemeMode::Dark}) {
            for (const auto vision : {Vision::Normal, Vision::Protan, Vision::Deutan})
                QTest::addRow("%s, %s", mode == ThemeMode::Light ? "light" : "dark",
                              vision == Vision::Normal       ? "all cones"
                                  : vision == Vision::Protan ? "no red cones"
                                                             : "no green cones")
                    << int(mode) << int(vision);
        }
    }
    void shouldStayApartForRedGreenBlindness()
    {
        QFETCH(int, mode);
        QFETCH(int, vision);
        constexpr double distinct = 10;
        constexpr double farApart = 25;
        const QList<StepState> telling{StepState::Pending,   StepState::Running, StepState::Waiting,
                                       StepState::Succeeded, StepState::Warned,  StepState::Failed,
                                       StepState::Unknown};
        const auto apart = [&](StepState a, StepState b) {
            const StateLook first = lookOf(a, ThemeMode(mode));
            const StateLook second = lookOf(b, ThemeMode(mode));
            const auto sight = Vision(vision);
            return std::max({difference(first.fill, second.fill, sight),
                             difference(first.foreground, second.foreground, sight),
                             difference(first.border, second.border, sight)});
        };

        for (const StepState a : telling) {
            for (const StepState b : telling) {
                if (a >= b)
                    continue;
                const double found = apart(a, b);
                QVERIFY2(found >= distinct,
                         qPrintable(u"%1 and %2: %3"_s
                                        .arg(lookOf(a, ThemeMode(mode)).word,
                                             lookOf(b, ThemeMode(mode)).word)
                                        .arg(found)));
            }
        }
        const auto fills = [&](StepState a, StepState b) {
            return difference(lookOf(a, ThemeMode(mode)).fill, lookOf(b, ThemeMode(mode)).fill,
                              Vision(vision));
        };
        for (const StepState other : allStates) {
            if (other != StepState::Failed)
                QVERIFY2(fills(StepState::Failed, other) >= farApart,
                         qPrintable(lookOf(other, ThemeMode(mode)).word));
            if (other != StepState::Waiting)
                QVERIFY2(fills(StepState::Waiting, other) >= farApart,
                         qPrintable(lookOf(other, ThemeMode(mode)).word));
        }
    }

    void shouldMakeNeedsYouTheLoudestThing_data() { modes(); }
    void shouldMakeNeedsYouTheLoudestThing()
    {
        QFETCH(int, mode);
        const QColor band = Palette::of(ThemeMode(mode)).surface;
        const auto loudness = [&](StepState state) {
            return difference(lookOf(state, ThemeMode(mode)).fill, band, Vision::Normal);
        };

        for (const StepState state : allStates) {
            if (state != StepState::Waiting && state != StepState::Failed)
                QVERIFY(loudness(StepState::Waiting) > 1.5 * loudness(state));
        }
    }
};

QTEST_APPLESS_MAIN(TestStateLanguage)
#include "tst_statelanguage.moc"
