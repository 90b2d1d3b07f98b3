// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/ssh/streaming.h"

#include "base/systemclock.h"
#include "gui/common/theming.h"
#include "gui/fanout/fanoutpane.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;

namespace slipway::bench {

namespace {

double threadCpu()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// Measures every turn of the loop, from waking up to sleeping again.
class TurnWatch : public QObject
{
public:
    TurnWatch()
    {
        const auto *dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] {
            m_wall.start();
            m_cpu = threadCpu();
        });
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            if (!m_wall.isValid())
                return;
            worst.wall = std::max(worst.wall, double(m_wall.nsecsElapsed()) / 1e6);
            worst.cpu = std::max(worst.cpu, threadCpu() - m_cpu);
        });
    }
    Stall worst;

private:
    QElapsedTimer m_wall;
    double m_cpu = 0;
};

} // namespace

Stall worstStall(SshConnections &connections)
{
    ThemeFollower follower(ThemeFollower::Preference::Light);
    Theming theming(follower);
    SystemClock clock;
    FanOutPane pane({[&connections](const QString &server) -> CommandRunner & {
                         return connections.runner(server);
                     },
                     clock},
                    theming);
    FanOutPlace place;
    QStringList names;
    for (int i = 0; i < hosts; ++i) {
        place.servers.append({address(i), {}});
        names.append(address(i));
    }
    pane.setPlace(place);
    pane.choose(names);
    pane.findChild<QPlainTextEdit *>(u"commandEdit"_s)
        ->setPlainText(u"i=0; while [ $i -lt 500 ]; do echo \"line $i of a server that says much "
                       "to everybody\"; i=$((i+1)); done"_s);
    pane.resize(1100, 700);
    pane.show();
    pane.findChild<QTabWidget *>(u"resultTabs"_s)->setCurrentIndex(1);
    pane.findChild<QPushButton *>(u"runButton"_s)->click();
    pane.findChild<QLineEdit *>(u"countEdit"_s)->setText(QString::number(hosts));
    QTest::qWait(300); // the window is on the screen, nothing runs
    pane.findChild<QPushButton *>(u"actButton"_s)->click();
    TurnWatch watch;
    QEventLoop loop;
    QObject::connect(&pane, &FanOutPane::runningChanged, &loop, [&pane, &loop] {
        if (!pane.isRunning())
            loop.quit();
    });
    loop.exec();
    return watch.worst;
}

} // namespace slipway::bench
