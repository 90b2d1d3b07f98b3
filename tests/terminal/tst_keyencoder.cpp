// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/keyencoder.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

using Event = TerminalKeyPress::Event;

TerminalKeyPress named(TerminalKey key, quint8 modifiers = 0, Event event = Event::Press)
{
    TerminalKeyPress press;
    press.key = key;
    press.modifiers = modifiers;
    press.event = event;
    return press;
}

TerminalKeyPress letter(char32_t character, const QString &text, quint8 modifiers = 0,
                        Event event = Event::Press)
{
    TerminalKeyPress press;
    press.character = character;
    press.text = text;
    press.modifiers = modifiers;
    press.event = event;
    return press;
}

constexpr quint8 shift = ShiftModifier;
constexpr quint8 alt = AltModifier;
constexpr quint8 control = ControlModifier;

} // namespace

class TestKeyEncoder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldSendWhatXtermSends_data()
    {
        QTest::addColumn<QByteArray>("modes");
        QTest::addColumn<TerminalKeyPress>("press");
        QTest::addColumn<QByteArray>("expected");

        const auto row = [](const char *name, const QByteArray &modes,
                            const TerminalKeyPress &press, const QByteArray &expected) {
            QTest::newRow(name) << modes << press << expected;
        };
        row("a letter", "", letter('a', u"a"_s), "a");
        row("a letter of another script", "", letter(U'ö', u"ö"_s), "\xc3\xb6");
        row("Shift", "", letter('a', u"A"_s, shift), "A");
        row("Alt", "", letter('a', u"a"_s, alt),
            "\x1b"
            "a");
        row("Ctrl-C", "", letter('c', {}, control), "\x03");
        row("Ctrl-I is a tab", "", letter('i', {}, control), "\t");
        row("Ctrl-Alt-C", "", letter('c', {}, control | alt), "\x1b\x03");
        row("Ctrl-Space", "", letter(' ', u" "_s, control), QByteArray(1, '\0'));
        row("Ctrl-[", "", letter('[', {}, control), "\x1b");
        row("Ctrl-/", "", letter('/', {}, control), "\x1f");
        row("Enter", "", named(TerminalKey::Enter), "\r");
        row("Enter with a line feed", "\x1b[20h", named(TerminalKey::Enter), "\r\n");
        row("Alt-Enter", "", named(TerminalKey::Enter, alt), "\x1b\r");
        row("Backspace", "", named(TerminalKey::Backspace), "\x7f");
        row("Ctrl-Backspace", "", named(TerminalKey::Backspace, control), "\b");
        row("Backspace as BS", "\x1b[?67h", named(TerminalKey::Backspace), "\b");
        row("Ctrl-Backspace as DEL", "\x1b[?67h", named(TerminalKey::Backspace, control), "\x7f");
        row("Shift-Tab", "", named(TerminalKey::Tab, shift), "\x1b[Z");
        row("Escape", "", named(TerminalKey::Escape), "\x1b");
        row("Up", "", named(TerminalKey::Up), "\x1b[A");
        row("Up for an application", "\x1b[?1h", named(TerminalKey::Up), "\x1bOA");
        row("Ctrl-Up", "\x1b[?1h", named(TerminalKey::Up, control), "\x1b[1;5A");
        row("Home", "", named(TerminalKey::Home), "\x1b[H");
        row("Delete", "", named(TerminalKey::Delete), "\x1b[3~");
        row("Shift-PageUp", "", named(TerminalKey::PageUp, shift), "\x1b[5;2~");
        row("F1", "", named(TerminalKey::F1), "\x1bOP");
        row("Shift-F1", "", named(TerminalKey::F1, shift), "\x1b[1;2P");
        row("F12", "", named(TerminalKey::F12), "\x1b[24~");
        row("F13", "", named(TerminalKey::F13), "\x1b[25~");
        row("the keypad", "", named(TerminalKey::Keypad5), "5");
        row("the keypad for an application", "\x1b=", named(TerminalKey::Keypad5), "\x1bOu");
        row("a modifier alone", "", named(TerminalKey::LeftShift), "");
        row("a key that comes up", "", letter('a', u"a"_s, 0, Event::Release), "");
        row("a key that is held", "", letter('a', u"a"_s, 0, Event::Repeat), "a");
    }

    /// modifyOtherKeys, as pressed in xterm 398.
    void shouldSendModifiersOfOtherKeys_data()
    {
        QTest::addColumn<TerminalKeyPress>("press");
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");

        const auto row = [](const char *name, const TerminalKeyPress &press,
                            const QByteArray &first, const QByteArray &second) {
            QTest::newRow(name) << press << first << second;
        };
        TerminalKeyPress upper = letter('a', u"A"_s, shift);
        upper.shifted = 'A';
        TerminalKeyPress upperControl = letter('a', {}, shift | control);
        upperControl.shifted = 'A';
        row("a letter", letter('a', u"a"_s), "a", "a");
        row("Shift", upper, "A", "\x1b[27;2;65~");
        row("Shift-Space", letter(' ', u" "_s, shift), " ", "\x1b[27;2;32~");
        row("Ctrl-A", letter('a', {}, control), "\x01", "\x1b[27;5;97~");
        row("Ctrl-Shift-A", upperControl, "\x01", "\x1b[27;6;65~");
        row("Ctrl-I", letter('i', {}, control), "\t", "\x1b[27;5;105~");
        row("Ctrl-1", letter('1', u"1"_s, control), "\x1b[27;5;49~", "\x1b[27;5;49~");
        row("Ctrl-2", letter('2', u"2"_s, control), QByteArray(1, '\0'), "\x1b[27;5;50~");
        row("Ctrl-comma", letter(',', u","_s, control), "\x1b[27;5;44~", "\x1b[27;5;44~");
        row("Alt-A", letter('a', u"a"_s, alt),
            "\x1b"
            "a",
            "\x1b[27;3;97~");
        row("Ctrl-Alt-A", letter('a', {}, control | alt), "\x1b\x01", "\x1b[27;7;97~");
        row("Enter", named(TerminalKey::Enter), "\r", "\r");
        row("Shift-Enter", named(TerminalKey::Enter, shift), "\x1b[27;2;13~", "\x1b[27;2;13~");
        row("Ctrl-Tab", named(TerminalKey::Tab, control), "\x1b[27;5;9~", "\x1b[27;5;9~");
        row("Shift-Tab", named(TerminalKey::Tab, shift), "\x1b[Z", "\x1b[Z");
        row("Ctrl-Shift-Tab", named(TerminalKey::Tab, control | shift), "\x1b[Z", "\x1b[27;6;9~");
        row("Ctrl-Backspace", named(TerminalKey::Backspace, control), "\b", "\b");
        row("Shift-Backspace", named(TerminalKey::Backspace, shift), "\x7f", "\x1b[27;2;127~");
        row("Shift-Escape", named(TerminalKey::Escape, shift), "\x1b", "\x1b[27;2;27~");
        row("Ctrl-Up", named(TerminalKey::Up, control), "\x1b[1;5A", "\x1b[1;5A");
    }

    void shouldSendModifiersOfOtherKeys()
    {
        QFETCH(const TerminalKeyPress, press);
        QFETCH(const QByteArray, first);
        QFETCH(const QByteArray, second);
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[>4;1m");

        QCOMPARE(KeyEncoder(screen).encode(press), first);
        screen.feed("\x1b[>4;2m");
        QCOMPARE(KeyEncoder(screen).encode(press), second);
        screen.feed("\x1b[=1u");
        const QByteArray asked = KeyEncoder(screen).encode(press);
        QVERIFY2(!asked.startsWith("\x1b[27;") || !asked.endsWith('~'),
                 "kitty's protocol goes first");
    }

    void shouldSendWhatXtermSends()
    {
        QFETCH(const QByteArray, modes);
        QFETCH(const TerminalKeyPress, press);
        QFETCH(const QByteArray, expected);
        TerminalScreen screen = terminalAfter({5, 10}, modes);

        QCOMPARE(KeyEncoder(screen).encode(press).toPercentEncoding(),
                 expected.toPercentEncoding());
        QCOMPARE(screen.takeReplies(), QByteArray());
    }

    void shouldFollowTheKittyProtocol_data()
    {
        QTest::addColumn<int>("flags");
        QTest::addColumn<TerminalKeyPress>("press");
        QTest::addColumn<QByteArray>("expected");

        const auto row = [](const char *name, int flags, const TerminalKeyPress &press,
                            const QByteArray &expected) {
            QTest::newRow(name) << flags << press << expected;
        };
        row("text stays text", 1, letter('a', u"a"_s), "a");
        row("and with Shift", 1, letter('a', u"A"_s, shift), "A");
        row("Escape is told apart", 1, named(TerminalKey::Escape), "\x1b[27u");
        row("Ctrl-I, too", 1, letter('i', {}, control), "\x1b[105;5u");
        row("Alt-A", 1, letter('a', u"a"_s, alt), "\x1b[97;3u");
        row("Ctrl-Shift-A", 1, letter('a', {}, control | shift), "\x1b[97;6u");
        row("Super-A", 1, letter('a', {}, SuperModifier), "\x1b[97;9u");
        row("Enter stays", 1, named(TerminalKey::Enter), "\r");
        row("Shift-Enter does not", 1, named(TerminalKey::Enter, shift), "\x1b[13;2u");
        row("arrows", 1, named(TerminalKey::Up), "\x1b[A");
        row("F3", 1, named(TerminalKey::F3), "\x1b[13~");
        row("F5 with Ctrl", 1, named(TerminalKey::F5, control), "\x1b[15;5~");
        row("F13", 1, named(TerminalKey::F13), "\x1b[57376u");
        row("a repeated arrow", 3, named(TerminalKey::Up, 0, Event::Repeat), "\x1b[1;1:2A");
        row("an arrow that comes up", 3, named(TerminalKey::Up, 0, Event::Release), "\x1b[1;1:3A");
        row("a letter that comes up", 3, letter('a', u"a"_s, 0, Event::Release), "\x1b[97;1:3u");
        row("Enter says nothing when it comes up", 3, named(TerminalKey::Enter, 0, Event::Release),
            "");
        row("nothing comes up unasked", 1, named(TerminalKey::Up, 0, Event::Release), "");
        row("all keys", 8, letter('a', u"a"_s), "\x1b[97u");
        row("Enter as a key", 8, named(TerminalKey::Enter), "\x1b[13u");
        row("a modifier alone", 8, named(TerminalKey::LeftControl, control), "\x1b[57442;5u");
        row("with its text", 24, letter('a', u"A"_s, shift), "\x1b[97;2;65u");
        row("with its text, unmodified", 24, letter('a', u"a"_s), "\x1b[97;;97u");
    }

    void shouldFollowTheKittyProtocol()
    {
        QFETCH(const int, flags);
        QFETCH(const TerminalKeyPress, press);
        QFETCH(const QByteArray, expected);
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[>" + QByteArray::number(flags) + "u");

        QCOMPARE(KeyEncoder(screen).encode(press), expected);
    }

    void shouldTellTheShiftedKey()
    {
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[>5u");
        TerminalKeyPress press = letter('a', {}, control | shift);
        press.shifted = 'A';

        QCOMPARE(KeyEncoder(screen).encode(press), "\x1b[97:65;6u"_ba);
    }

    void shouldTellAboutFocusWhenAsked()
    {
        TerminalScreen screen({5, 10});
        const KeyEncoder encoder(screen);

        QCOMPARE(encoder.focusIn(), QByteArray());
        feed(screen, "\x1b[?1004h");
        QCOMPARE(encoder.focusIn(), "\x1b[I"_ba);
        QCOMPARE(encoder.focusOut(), "\x1b[O"_ba);
    }
};

QTEST_GUILESS_MAIN(TestKeyEncoder)
#include "tst_keyencoder.moc"
