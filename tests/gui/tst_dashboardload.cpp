// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/historychart.h"
#include "gui/dashboard/dashboardroom.h"
#include "gui/dashboard/historypane.h"
#include "gui/window/workbench.h"
#include "support/ownsettings.h"
#include "support/windowfixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

constexpr int rows = 1'000'000;
constexpr int hanging = 8;
/// Milliseconds of CPU that the window's thread may take in one turn; sanitizers take more.
#if defined(__SANITIZE_ADDRESS__)
constexpr double mostStall = 250;
#else
constexpr double mostStall = 50;
#endif

double threadTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// The most CPU time between two turns of the event loop. A timer that is always due sees each.
class StallWatch : public QObject
{
public:
    StallWatch()
    {
        m_timer.setInterval(0);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double now = threadTime();
            most = std::max(most, now - m_last);
            m_last = now;
        });
    }
    void start()
    {
        most = 0;
        m_last = threadTime();
        m_timer.start();
    }

    double most = 0;

private:
    QTimer m_timer;
    double m_last = 0;
};

} // namespace

/// The window while its sources hang and its history is long.
class TestDashboardLoad : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void m13_shouldStayQuickWhileAllSourcesHang()
    {
        // Connections are accepted by the system and never answered.
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        silent.pauseAccepting();
        WindowFixture fixture;
        write(fixture, silent.serverPort());
        const QString journal = fixture.folder.filePath(u".slipway/journal.sqlite"_s);
        open(fixture);
        // Each metric has been measured, or said why not, and the disk has it.
        QTRY_COMPARE_WITH_TIMEOUT(seriesIn(journal), hanging + 1, 20s);
        fixture.opener.close();
        QCOMPARE(fill(journal), rows);

        open(fixture);
        fixture.window.workbench()->showRoom(Workbench::Room::Dashboard);
        DashboardRoom &room = *fixture.window.workbench()->dashboard();
        StallWatch watch;
        watch.start();
        room.choose(u"hits"_s);
        QTest::mouseClick(room.findChild<QToolButton *>(u"range-1440m"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(room.history()->chart()->points().size() > 1000, 30s);
        for (int metric = 0; metric < hanging; ++metric) {
            room.choose(u"h%1"_s.arg(metric));
            QTest::qWait(250);
        }

        QVERIFY2(watch.most < mostStall, QByteArray::number(watch.most).constData());
        QElapsedTimer time;
        time.start();
        fixture.window.close();
        fixture.opener.close();
        QVERIFY2(time.elapsed() <= 2000, QByteArray::number(time.elapsed()).constData());
    }

private:
    static void write(WindowFixture &fixture, quint16 port)
    {
        fixture.write(u"plan.yaml"_s,
                      u"slipway: 1\nname: Plan\nphases:\n  - id: p\n    name: P\n    steps:\n"
                      "      - {id: a, run: 'true'}\n"_s);
        QString text
            = u"metrics:\n  - {id: hits, name: Hits, unit: percent, target: '> 70', window: 3s, "
              "source: {command: {run: echo 93.5, every: 1s}}}\n"_s;
        for (int i = 0; i < hanging; ++i)
            text += u"  - {id: h%1, name: Hangs %1, unit: percent, target: '< 1', window: 5s, "
                    "source: {scrape: {url: 'http://127.0.0.1:%2/', every: 1s, gauge: up}}}\n"_s
                        .arg(i)
                        .arg(port);
        QFile config(fixture.folder.filePath(u"slipway.yaml"_s));
        QVERIFY(config.open(QIODevice::Append));
        QVERIFY(config.write(text.toUtf8()) > 0);
    }

    static void open(WindowFixture &fixture)
    {
        fixture.window.show();
        QSignalSpy opened(&fixture.opener, &WorkspaceOpener::opened);
        fixture.opener.open(fixture.folder.path());
        QVERIFY(opened.wait());
        QTRY_VERIFY(fixture.window.workbench()->isVisible());
    }

    static int ask(const QString &path, const QString &change, const QString &question)
    {
        int number = -1;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"look"_s);
            database.setDatabaseName(path);
            if (database.open()) {
                QSqlQuery query(database);
                const QStringList statements = change.split(u';', Qt::SkipEmptyParts);
                for (const QString &statement : statements) {
                    if (!query.exec(statement))
                        qFatal("%s", qPrintable(query.lastError().text()));
                }
                if (query.exec(question) && query.next())
                    number = query.value(0).toInt();
            }
        }
        QSqlDatabase::removeDatabase(u"look"_s);
        return number;
    }

    static int seriesIn(const QString &path)
    {
        return ask(path, {}, u"SELECT count(DISTINCT series) FROM metric_recent"_s);
    }

    /// Samples of the last day of each metric, not condensed yet; how many there are.
    static int fill(const QString &path)
    {
        const int each = rows / (hanging + 1);
        const qint64 step = 86'400'000 / each;
        const QString from = QString::number(QDateTime::currentMSecsSinceEpoch() - 86'400'000);
        const QString change
            = u"DELETE FROM metric_recent; DELETE FROM metric_samples; DELETE FROM metric_minutes; "
              u"DELETE FROM metric_hours;"
              "UPDATE metric_series SET minutes_to = %1 / 60000 * 60000, hours_to = %1 / 3600000 *"
              " 3600000;"
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %2)"
              " INSERT INTO metric_samples (series, at, span, quality, availability, value,"
              " numerator, denominator, latencies, reason)"
              " SELECT s.id, %1 + i * %3, %3, 0, 0, 90 + i % 7, 0, 0, x'', '' FROM n,"
              " metric_series s;"
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %4)"
              " INSERT INTO metric_samples (series, at, span, quality, availability, value,"
              " numerator, denominator, latencies, reason)"
              " SELECT (SELECT min(id) FROM metric_series), %1 - i, 1, 0, 0, 90, 0, 0, x'', ''"
              " FROM n"_s.arg(from)
                  .arg(each)
                  .arg(step)
                  .arg(rows - each * (hanging + 1));
        return ask(path, change, u"SELECT count(*) FROM metric_samples"_s);
    }

    OwnSettings m_settings{u"dashboardload"_s};
};

QTEST_MAIN(TestDashboardLoad)
#include "tst_dashboardload.moc"
