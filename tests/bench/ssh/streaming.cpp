// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/ssh/streaming.h"

#include "base/systemclock.h"
#include "gui/common/theming.h"
#include "gui/fanout/fanoutpane.h"

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

} // namespace

bool TimedApplication::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0)
        return QApplication::notify(receiver, event);
    QElapsedTimer wall;
    wall.start();
    const double cpu = threadCpu();
    ++m_depth;
    const bool isTaken = QApplication::notify(receiver, event);
    --m_depth;
    worst.wall = std::max(worst.wall, double(wall.nsecsElapsed()) / 1e6);
    worst.cpu = std::max(worst.cpu, threadCpu() - cpu);
    return isTaken;
}

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
    auto *application = static_cast<TimedApplication *>(qApp);
    application->worst = {};
    QEventLoop loop;
    QObject::connect(&pane, &FanOutPane::runningChanged, &loop, [&pane, &loop] {
        if (!pane.isRunning())
            loop.quit();
    });
    loop.exec();
    return application->worst;
}

} // namespace slipway::bench
