// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/castplayer.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

Cast sample()
{
    using Kind = Cast::Event::Kind;
    Cast cast;
    cast.size = {4, 20};
    cast.events = {{0ms, Kind::Output, "one\r\n", {}},
                   {100ms, Kind::Output, "two\r\n", {}},
                   {200ms, Kind::Resize, {}, {4, 30}},
                   {60s, Kind::Output, "three", {}}};
    return cast;
}

QString textOf(const ConsoleScreen &screen)
{
    const auto access = screen.lock();
    QStringList lines;
    for (qint64 line = access->firstLine(); line < access->endLine(); ++line)
        lines << access->lineText(line);
    return lines.join(u'\n').trimmed();
}

} // namespace

class TestCastPlayer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void seeksOnAndBack();
    void pausesCanBeShortened();
    void playsToTheEndAndBeginsAgain();
    void theTextIsThatOfTheWholeRecording();
};

void TestCastPlayer::seeksOnAndBack()
{
    ConsoleScreen screen({});
    CastPlayer player(sample(), screen);
    QCOMPARE(player.length(), 60s);

    player.seek(150ms);
    QCOMPARE(textOf(screen), u"one\ntwo"_s);
    player.seek(60s);
    QCOMPARE(textOf(screen), u"one\ntwo\nthree"_s);
    QCOMPARE(screen.lock()->size().columns, 30);
    player.seek(50ms);
    QCOMPARE(textOf(screen), u"one"_s);
    QCOMPARE(screen.lock()->size().columns, 20);
}

void TestCastPlayer::pausesCanBeShortened()
{
    ConsoleScreen screen({});
    CastPlayer player(sample(), screen);
    player.seek(300ms);

    player.setPauses(CastPlayer::Pauses::Shortened);

    QCOMPARE(player.length(), 2200ms);
    QCOMPARE(player.position(), 200ms);
    player.seek(2200ms);
    QCOMPARE(textOf(screen), u"one\ntwo\nthree"_s);
}

void TestCastPlayer::playsToTheEndAndBeginsAgain()
{
    ConsoleScreen screen({});
    CastPlayer player(sample(), screen);
    QSignalSpy playing(&player, &CastPlayer::playingChanged);
    player.setSpeed(10'000);

    player.play();
    QTRY_VERIFY(!player.isPlaying());
    QCOMPARE(player.position(), player.length());
    QCOMPARE(textOf(screen), u"one\ntwo\nthree"_s);
    QCOMPARE(playing.size(), 2);

    player.setSpeed(0.001);
    player.play();
    QTRY_COMPARE(textOf(screen), u"one"_s);
    QVERIFY(player.isPlaying());
}

void TestCastPlayer::theTextIsThatOfTheWholeRecording()
{
    ConsoleScreen screen({});
    const CastPlayer player(sample(), screen);

    QCOMPARE(player.text(), u"one\ntwo\nthree\n"_s);
}

QTEST_MAIN(TestCastPlayer)
#include "tst_castplayer.moc"
