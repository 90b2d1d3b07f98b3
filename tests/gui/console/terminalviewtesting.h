// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/console/terminalview.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace slipway {

/// A terminal's view on the screen, and hands for it.
class TerminalViewTesting : public QObject
{
protected:
    static constexpr int patience = 30'000;

    void open()
    {
        m_console = std::make_unique<ConsoleScreen>(TerminalOptions{});
        m_view = std::make_unique<TerminalView>(m_theming);
        m_view->setScreen(m_console.get());
        m_view->resize(700, 420);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->setFocus();
        QTRY_VERIFY(m_view->hasFocus());
        m_written = std::make_unique<QSignalSpy>(m_view.get(), &TerminalView::written);
    }
    void close()
    {
        m_written.reset();
        m_view.reset();
        m_console.reset();
    }
    void show(const QByteArray &bytes)
    {
        QSignalSpy changed(m_console.get(), &ConsoleScreen::changed);
        m_console->sink()->take(bytes);
        const QDeadlineTimer deadline(patience);
        while (changed.isEmpty() && !deadline.hasExpired())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        QVERIFY(!changed.isEmpty());
    }
    static QByteArray numbered(int lines, const QByteArray &text)
    {
        QByteArray output;
        for (int line = 0; line < lines; ++line)
            output += QByteArray::number(line) + text + "\r\n";
        return output;
    }
    static bool hasColour(const QImage &image, const QColor &colour)
    {
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == colour)
                    return true;
            }
        }
        return false;
    }
    QByteArray written() const
    {
        QByteArray bytes;
        for (const QVariantList &each : std::as_const(*m_written))
            bytes += each.first().toByteArray();
        return bytes;
    }
    QPoint pixel(TerminalPlace place) const { return m_view->cellRectangle(place).center(); }
    void drag(TerminalPlace from, TerminalPlace to, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget *viewport = m_view->viewport();
        QTest::mousePress(viewport, Qt::LeftButton, modifiers, pixel(from));
        QTest::mouseMove(viewport, pixel(to));
        QTest::mouseRelease(viewport, Qt::LeftButton, modifiers, pixel(to));
    }
    void wheel(int delta)
    {
        QWheelEvent event(pixel({1, 1}), m_view->viewport()->mapToGlobal(pixel({1, 1})), {},
                          {0, delta}, {}, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_view->viewport(), &event);
    }

    ThemeFollower m_follower{ThemeFollower::Preference::Dark};
    Theming m_theming{m_follower};
    std::unique_ptr<ConsoleScreen> m_console;
    std::unique_ptr<TerminalView> m_view;
    std::unique_ptr<QSignalSpy> m_written;
};

} // namespace slipway
