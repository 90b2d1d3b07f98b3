// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalviewtesting.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>

using namespace Qt::StringLiterals;
using namespace slipway;

/// How a console looks, and when it is painted.
class TestTerminalViewLook : public TerminalViewTesting
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init() { open(); }
    void cleanup() { close(); }

    void showsEverythingInBothThemes_data()
    {
        QTest::addColumn<ThemeFollower::Preference>("preference");
        QTest::newRow("light") << ThemeFollower::Preference::Light;
        QTest::newRow("dark") << ThemeFollower::Preference::Dark;
    }

    void showsEverythingInBothThemes()
    {
        QFETCH(ThemeFollower::Preference, preference);
        m_follower.setPreference(preference);
        m_view->resize(900, 620);
        QTRY_VERIFY(m_console->lock()->size().columns > 90);

        show(samples());

        const QImage picture = m_view->grab().toImage();
        QVERIFY(picture.pixelColor(picture.width() - 40, picture.height() - 2)
                == m_view->colours().background);
        // Somewhere there is a red letter, and the cursor.
        QVERIFY(hasColour(picture, m_view->colours().palette[1]));
        QVERIFY(hasColour(picture, m_view->colours().cursor));
        keepPicture(u"text"_s);
    }

    void showsColoursThatProgramsSet()
    {
        show("\x1b]11;#203040\a\x1b]4;1;#00ff7f\a\x1b[31mred\x1b[m");

        QTRY_COMPARE(m_view->colours().background, QColor(0x20, 0x30, 0x40));
        const QImage picture = m_view->viewport()->grab().toImage();
        QCOMPARE(picture.pixelColor(picture.width() - 20, picture.height() - 20),
                 QColor(0x20, 0x30, 0x40));
        QVERIFY(hasColour(picture, QColor(0x00, 0xff, 0x7f)));

        m_view->setContrast(TerminalView::Contrast::High);
        QCOMPARE(m_view->colours().background,
                 TerminalColours::of(TerminalScheme::HighContrast).background);
        m_view->setContrast(TerminalView::Contrast::Normal);
        show("\x1b]111\a\x1b]104\a");
        QTRY_COMPARE(m_view->colours().background,
                     TerminalColours::of(TerminalScheme::Dark).background);
    }

    void itsBarsHaveRoomInTheView_data() { showsEverythingInBothThemes_data(); }

    void itsBarsHaveRoomInTheView()
    {
        QFETCH(ThemeFollower::Preference, preference);
        m_follower.setPreference(preference);
        m_view->resize(900, 420);
        QTRY_VERIFY(m_console->lock()->size().columns > 90);
        show(numbered(200, " ERROR in a line of a log, with some words"));
        show("\x1b[Hsome words typed by hand: ");
        m_view->setFrame(m_view->colours().broadcast);
        drag({4, 6}, {6, 20});
        m_view->openSearch();
        m_view->findChild<QLineEdit *>(u"terminalSearchText"_s)->setText(u"error"_s);
        QTRY_VERIFY(m_view->findChild<QLabel *>(u"terminalSearchResult"_s)->text().contains(u"of"));
        m_view->paste(u"sudo systemctl stop web\nrm -rf /srv/old\u200b\n"_s);
        for (const QString &name : {u"terminalSearchBar"_s, u"pasteBar"_s}) {
            const auto *bar = m_view->findChild<QWidget *>(name);
            QVERIFY(bar->isVisible());
            QVERIFY(m_view->rect().contains(bar->geometry()));
            QVERIFY(bar->height() >= bar->minimumSizeHint().height());
        }
        keepPicture(u"bars"_s);
        m_view->closeSearch();
        QTest::keyClick(m_view->findChild<QWidget *>(u"pasteCancel"_s), Qt::Key_Escape);
        m_view->setCopyMode(TerminalView::CopyMode::On);
        m_view->verticalScrollBar()->setValue(60);
        show("\r\n\r\n\r\n"_ba.repeated(20));
        keepPicture(u"hints"_s);
        m_view->setContrast(TerminalView::Contrast::High);
        keepPicture(u"contrast"_s);
    }

    void saysAllAboutCopyModeInANarrowView()
    {
        const auto heightOfWords = [this] {
            const QImage image = m_view->viewport()->grab().toImage();
            int height = 0;
            while (height < image.height()
                   && image.pixelColor(1, image.height() - 1 - height) == m_view->colours().cursor)
                ++height;
            return height;
        };
        m_view->setCopyMode(TerminalView::CopyMode::On);
        const int wide = heightOfWords();
        QVERIFY(wide > 0);

        m_view->resize(180, 300);

        QTRY_VERIFY(heightOfWords() >= wide + m_view->fontMetrics().height());
    }

    void searchCoversNothingOfItselfInANarrowView_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("narrow") << 330;
        QTest::newRow("of a split in a small window") << 205;
        QTest::newRow("wide") << 900;
    }
    void searchCoversNothingOfItselfInANarrowView()
    {
        QFETCH(int, width);
        m_view->resize(width, 420);
        show(numbered(200, " ERROR in a line"));
        m_view->openSearch();
        m_view->findChild<QLineEdit *>(u"terminalSearchText"_s)->setText(u"error"_s);
        QTRY_VERIFY(m_view->findChild<QLabel *>(u"terminalSearchResult"_s)->text().contains(u"of"));

        const auto *bar = m_view->findChild<QWidget *>(u"terminalSearchBar"_s);
        QTRY_VERIFY(m_view->rect().contains(bar->geometry()));
        const QList<QWidget *> parts = bar->findChildren<QWidget *>(Qt::FindDirectChildrenOnly);
        QVERIFY(parts.size() >= 7);
        for (const QWidget *part : parts) {
            QVERIFY2(bar->rect().contains(part->geometry()), qPrintable(part->objectName()));
            for (const QWidget *other : parts)
                QVERIFY2(part == other || !part->geometry().intersects(other->geometry()),
                         qPrintable(part->objectName() + u' ' + other->objectName()));
        }
        const auto *result = m_view->findChild<QLabel *>(u"terminalSearchResult"_s);
        QTRY_VERIFY(result->width() >= result->fontMetrics().horizontalAdvance(result->text()));
        keepPicture(u"search"_s);
    }

    void changesTheSizeOfTheText()
    {
        const double before = m_view->fontSize();
        const int columns = m_console->lock()->size().columns;

        QTest::keyClick(m_view.get(), Qt::Key_Plus, Qt::ControlModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(m_view->fontSize(), before + 2);
        QVERIFY(m_console->lock()->size().columns < columns);
        QTest::keyClick(m_view.get(), Qt::Key_0, Qt::ControlModifier);

        QCOMPARE(m_view->fontSize(), before);
        QCOMPARE(m_console->lock()->size().columns, columns);
    }

    void paintsGarbageWithoutHarm()
    {
        quint32 state = 12'345;
        QByteArray garbage;
        for (int index = 0; index < 200'000; ++index) {
            state = state * 1'664'525 + 1'013'904'223;
            const char byte = char(state >> 24);
            garbage += state % 11 == 0 ? "\x1b["_ba : QByteArray(1, byte);
        }

        for (qsizetype at = 0; at < garbage.size(); at += 10'000) {
            m_console->sink()->take(garbage.mid(at, 10'000));
            m_view->grab();
            QCoreApplication::processEvents();
        }

        QVERIFY(m_view->visibleRows() > 0);
    }

    void holdsThePictureDuringASynchronisedUpdate()
    {
        show("before");
        const QImage before = m_view->grab().toImage();

        show("\x1b[?2026h\x1b[1;1Hduring");
        const QImage during = m_view->grab().toImage();
        show("\x1b[?2026l");

        QVERIFY(during == before);
        QTRY_VERIFY(m_view->grab().toImage() != before);
    }

    void paintsAnUpdateThatNeverEnds()
    {
        show("before");
        const QImage before = m_view->grab().toImage();

        show("\x1b[?2026h\x1b[1;1Hduring");

        QTRY_VERIFY(m_view->grab().toImage() != before);
    }

private:
    void keepPicture(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("SLIPWAY_PICTURES");
        if (!folder.isEmpty())
            m_view->grab().save(QDir(folder).filePath(
                u"terminal-%1-%2.png"_s.arg(name, QString::fromLatin1(QTest::currentDataTag()))));
    }
    static QByteArray samples()
    {
        QByteArray text = "\x1b[1mbold\x1b[0m \x1b[3mitalic fjord\x1b[0m \x1b[2mfaint\x1b[0m "
                          "\x1b[4msingle\x1b[0m \x1b[4:2mdouble\x1b[0m \x1b[4:3mcurly\x1b[0m "
                          "\x1b[4:3;58:2::255:80:80mred curl\x1b[0m \x1b[4:4mdotted\x1b[0m "
                          "\x1b[4:5mdashed\x1b[0m \x1b[9mstrike\x1b[0m \x1b[53mover\x1b[0m "
                          "\x1b[7minverse\x1b[0m [\x1b[8mhidden\x1b[0m]\r\n\r\n";
        for (int colour = 0; colour < 16; ++colour) {
            text += "\x1b[38;5;" + QByteArray::number(colour) + "mcolour "
                + QByteArray::number(colour).rightJustified(2) + "\x1b[0m \x1b[48;5;"
                + QByteArray::number(colour) + "m    \x1b[0m ";
            if (colour % 5 == 4)
                text += "\r\n";
        }
        text += "\r\n";
        for (int step = 0; step < 90; ++step)
            text += "\x1b[48;2;" + QByteArray::number(step * 255 / 90) + ";"
                + QByteArray::number(255 - step * 255 / 90) + ";128m ";
        text += "\x1b[0m\r\n\r\n";
        text += R"(┌──────┬──────┐ ╔══════╦══════╗ ┏━━━━━━┳━━━━━━┓ ╭──────╮ ╒══╤══╕ ╓──╥──╖
│ box  │ more │ ║ box  ║ more ║ ┃ box  ┃ more ┃ │ soft │ │  │  │ ║  ║  ║
├──────┼──────┤ ╠══════╬══════╣ ┣━━━━━━╋━━━━━━┫ ╰──────╯ ╞══╪══╡ ╟──╫──╢
└──────┴──────┘ ╚══════╩══════╝ ┗━━━━━━┻━━━━━━┛ ╱╲╳┄┅┆┇┈ ╘══╧══╛ ╙──╨──╜
▁▂▃▄▅▆▇█ ▉▊▋▌▍▎▏ ░▒▓█ ▖▗▘▙▚▛▜▝▞▟ ⠁⠃⠇⡇⣇⣧⣷⣿  🬀🬁🬂🬃🬞🬻
日本語 中文字 한국어 e)";
        text.replace("\r\n", "\n").replace("\n", "\r\n");
        text += "\xcc\x81 a\xcc\x8a \xf0\x9f\x98\x80 \xf0\x9f\x9a\x80 "
                "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa "
                "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb "
                "\xe2\x9c\x93 \xe2\x9c\x97 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\r\n";
        text += "\x1b#3double height\r\n\x1b#4double height\r\n\x1b#6double width\r\n";
        text += "\x1b[48;5;4m\x1b[97m main \x1b[34;42m\xee\x82\xb0\x1b[30m ok "
                "\x1b[32;49m\xee\x82\xb0"
                "\x1b[0m \x1b]8;;https://example.com\x1b\\a link\x1b]8;;\x1b\\ "
                "https://example.com/path\r\n";
        text += "\x1b[01;34mdrwxr-xr-x\x1b[0m  2 deploy www  4096 \x1b[01;34mreleases\x1b[0m\r\n"
                "\x1b[01;32m-rwxr-xr-x\x1b[0m  1 deploy www   812 \x1b[01;32mdeploy.sh\x1b[0m\r\n"
                "\x1b[01;36mlrwxrwxrwx\x1b[0m  1 deploy www    21 \x1b[01;36mcurrent\x1b[0m -> "
                "releases/42\r\n"
                "deploy@web-1:~$ ";
        return text;
    }
};

QTEST_MAIN(TestTerminalViewLook)
#include "tst_terminalviewlook.moc"
