// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/metricalerts.h"

#include "support/fakeclock.h"
#include "support/fakemailer.h"
#include "workspacetesting.h"

#include "workspace/workspacemetrics.h"

#include "base/systemclock.h"
#include "exec/httpchecker.h"

#include <QSignalSpy>

using namespace slipway;
using namespace slipway::testing;
using namespace std::chrono_literals;

SLIPWAY_PRINTABLE(MetricState)

namespace {

/// Alerts of a real workspace's metric, with a clock of their own for the quiet hours.
class Watch
{
public:
    Watch(const WorkspaceFolder &folder, AlertMemory &memory, FakeMailer &mailer, Clock &clock)
        : m_workspace(const_cast<WorkspaceFolder &>(folder).open())
        , m_http(clock)
        , m_messenger({m_http, mailer, m_redactor})
    {
        NotifyTarget team;
        team.name = u"team"_s;
        team.channel.mail
            = MailRoute{u"smtp://127.0.0.1:1"_s, {}, {}, u"a@b.c"_s, {u"d@e.f"_s}, {}};
        m_config.name = u"Shop"_s;
        m_config.notify = {team};
        m_alerts = std::make_unique<MetricAlerts>(
            MetricAlerts::Ports{metrics(), m_messenger, clock, m_config, memory});
        metrics().start();
    }

    WorkspaceMetrics &metrics() { return m_workspace->metrics(); }
    MetricAlerts &alerts() { return *m_alerts; }
    /// So many more measurements.
    [[nodiscard]] bool waitForMeasurements(int count)
    {
        const qsizetype wanted = m_changes.size() + count;
        return QTest::qWaitFor([this, wanted] { return m_changes.size() >= wanted; }, 15'000);
    }

private:
    std::unique_ptr<Workspace> m_workspace;
    QSignalSpy m_changes{&m_workspace->metrics(), &WorkspaceMetrics::changed};
    HttpChecker m_http;
    Redactor m_redactor;
    Messenger m_messenger;
    WorkspaceConfig m_config;
    std::unique_ptr<MetricAlerts> m_alerts;
};

QByteArray configWith(const QByteArray &quiet)
{
    return WorkspaceFolder::config.toByteArray()
        + "notify:\n  - {name: team, webhook: 'http://127.0.0.1:1/', on: [failed]}\n"
          "metrics:\n  - id: errors\n    name: Error rate\n    unit: percent\n    target: '< 1'\n"
          "    window: 2s\n    alert: [team]\n"
        + quiet + "    source: {command: {run: cat errors, every: 1s}}\n";
}

/// From an hour before the clock's time to an hour after it.
QByteArray quietAround(const Clock &clock)
{
    const QTime now = clock.now().toLocalTime().time();
    return "    quiet: \"" + now.addSecs(-3600).toString(u"HH:mm"_s).toLatin1() + '-'
        + now.addSecs(3600).toString(u"HH:mm"_s).toLatin1() + "\"\n";
}

} // namespace

class TestMetricAlerts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void m11_shouldTellAfterQuietHoursWhatIsStillBad()
    {
        FakeClock clock;
        FakeMailer mailer;
        AlertMemory memory{QString()};
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, configWith(quietAround(clock)));
        folder.write(u"errors"_s, "5"_ba);
        Watch watch(folder, memory, mailer, clock);
        QSignalSpy onDesktop(&watch.alerts(), &MetricAlerts::alerted);
        QTRY_COMPARE_WITH_TIMEOUT(onDesktop.size(), 1, 10s);
        QVERIFY(watch.waitForMeasurements(2));
        QVERIFY(mailer.mails.isEmpty());

        clock.advance(2h);

        QTRY_COMPARE_WITH_TIMEOUT(mailer.mails.size(), 1, 10s);
        QVERIFY2(mailer.mails.constFirst().text.contains("is BAD: 5.00 %"_L1),
                 qPrintable(mailer.mails.constFirst().text));
        folder.write(u"errors"_s, "0.1"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(mailer.mails.size(), 2, 10s);
        QVERIFY(mailer.mails.constLast().text.contains("OK again"_L1));
        QCOMPARE(onDesktop.size(), 2);
    }

    void m11_shouldNotTellThatIsOverWhatNobodyHeardOf()
    {
        FakeClock clock;
        FakeMailer mailer;
        AlertMemory memory{QString()};
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, configWith(quietAround(clock)));
        folder.write(u"errors"_s, "5"_ba);
        Watch watch(folder, memory, mailer, clock);
        QSignalSpy onDesktop(&watch.alerts(), &MetricAlerts::alerted);
        QTRY_COMPARE_WITH_TIMEOUT(onDesktop.size(), 1, 10s);
        folder.write(u"errors"_s, "0.1"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(onDesktop.size(), 2, 10s);

        clock.advance(2h);

        QVERIFY(watch.waitForMeasurements(4));
        QVERIFY(mailer.mails.isEmpty());
    }

    void m11_shouldTellNothingTwiceAfterARestart()
    {
        FakeClock clock;
        FakeMailer mailer;
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, configWith({}));
        folder.write(u"errors"_s, "5"_ba);
        QTemporaryDir kept;
        const QString path = kept.filePath(u"alerts.json"_s);
        {
            AlertMemory memory(path);
            Watch watch(folder, memory, mailer, clock);
            QTRY_COMPARE_WITH_TIMEOUT(mailer.mails.size(), 1, 10s);
            QTRY_VERIFY(QFile::exists(path));
        }
        {
            AlertMemory memory(path);
            Watch watch(folder, memory, mailer, clock);
            QVERIFY(watch.waitForMeasurements(4));
            QCOMPARE(watch.metrics().state(u"errors"_s).state, MetricState::Bad);
            QCOMPARE(mailer.mails.size(), 1);
        }
        folder.write(u"errors"_s, "0.1"_ba);
        AlertMemory memory(path);
        Watch watch(folder, memory, mailer, clock);
        QTRY_COMPARE_WITH_TIMEOUT(mailer.mails.size(), 2, 10s);
        QVERIFY(mailer.mails.constLast().text.contains("OK again"_L1));
    }

    void m11_shouldTellNothingOfMeasurementsOfTheTimeBefore()
    {
        SystemClock clock;
        FakeMailer mailer;
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, configWith({}));
        folder.write(u"errors"_s, "5"_ba);
        {
            const auto workspace = folder.open();
            workspace->metrics().start();
            QTRY_COMPARE_WITH_TIMEOUT(workspace->metrics().state(u"errors"_s).state,
                                      MetricState::Bad, 10s);
        }
        folder.write(u"errors"_s, "0.1"_ba);
        AlertMemory memory{QString()};

        Watch watch(folder, memory, mailer, clock);

        QVERIFY(watch.waitForMeasurements(5));
        QCOMPARE(watch.metrics().state(u"errors"_s).state, MetricState::Ok);
        QVERIFY2(mailer.mails.isEmpty(),
                 mailer.mails.isEmpty() ? "" : qPrintable(mailer.mails.constFirst().text));
    }

    void shouldRememberInItsFile()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"alerts.json"_s);
        {
            AlertMemory memory(path);
            QVERIFY(!memory.told(u"production"_s, u"errors"_s));
            memory.remember(u"production"_s, u"errors"_s, MetricState::Bad);
            memory.remember(u"production"_s, u"uptime"_s, MetricState::Ok);
            memory.remember(u"staging"_s, u"errors"_s, MetricState::Unknown);
            QTRY_VERIFY_WITH_TIMEOUT(AlertMemory(path).told(u"staging"_s, u"errors"_s), 5s);
        }
        const AlertMemory again(path);
        QCOMPARE(*again.told(u"production"_s, u"errors"_s), MetricState::Bad);
        QCOMPARE(*again.told(u"production"_s, u"uptime"_s), MetricState::Ok);
        QCOMPARE(*again.told(u"staging"_s, u"errors"_s), MetricState::Unknown);
    }

    void shouldTakeADamagedFileForNone()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"alerts.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"production\": [") > 0);
        file.close();
        AlertMemory memory(path);

        QVERIFY(!memory.told(u"production"_s, u"errors"_s));
        memory.remember(u"production"_s, u"errors"_s, MetricState::Warn);
        QTRY_VERIFY(AlertMemory(path).told(u"production"_s, u"errors"_s));
    }
};

QTEST_GUILESS_MAIN(TestMetricAlerts)
#include "tst_metricalerts.moc"
