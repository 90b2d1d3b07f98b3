// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/messagemenu.h"
#include "gui/window/noticebar.h"
#include "gui/window/workbench.h"
#include "support/httptestserver.h"
#include "support/ownsettings.h"
#include "support/smtpserver.h"
#include "support/windowfixture.h"

#include <QAction>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

/// Messages to people, as the window sends them and tells of those that did not arrive.
class TestMessageMenu : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { m_fixture.reset(); }

    void shouldSendATestMail()
    {
        const SmtpServer server;
        if (!server.isReady())
            QSKIP("aiosmtpd is not installed.");
        open(u"notify:\n  - {name: ops, mail: {server: \"smtp://127.0.0.1:%1\", "
             "from: slipway@example.com, to: lead@example.com}}\n"_s.arg(server.port()));

        action(u"ops"_s)->trigger();

        QTRY_COMPARE_WITH_TIMEOUT(notice(), u"The test message to “ops” was delivered."_s, 20s);
        QCOMPARE(server.mails().size(), 1);
        QCOMPARE(tone(), u"news"_s);
    }

    void shouldSayWhyATestMessageWasNotDelivered()
    {
        const HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(403, "no"); });
        open(u"notify:\n  - {name: team, webhook: \"%1\"}\n"_s.arg(server.url().toString()));

        action(u"team"_s)->trigger();

        QTRY_VERIFY2_WITH_TIMEOUT(notice().startsWith(u"The test message to “team” was not "_s),
                                  qPrintable(notice()), 20s);
        QVERIFY2(notice().contains(u"403"_s), qPrintable(notice()));
        QCOMPARE(tone(), u"red"_s);
    }

    void shouldHaveNothingToSendToWithoutNames()
    {
        open(u"notify:\n  - {webhook: \"http://127.0.0.1:1/\", on: [failed]}\n"_s);

        QVERIFY(menu()->isEmpty());
        QVERIFY(!menu()->menuAction()->isEnabled());
    }

    void shouldShowThatAnAlertDidNotArrive()
    {
        const HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(500, "no"); });
        open(u"notify:\n  - {name: team, webhook: \"%1\"}\n"
             "metrics:\n  - {id: errors, name: Error rate, unit: percent, target: '< 1', window: "
             "3s, alert: [team], source: {command: {run: echo 5, every: 1s}}}\n"_s.arg(
                 server.url().toString()));

        QTRY_VERIFY2_WITH_TIMEOUT(notice().startsWith(u"A message to “team” did not arrive: "_s),
                                  qPrintable(notice()), 20s);
        auto *bar = m_fixture->window.findChild<NoticeBar *>(u"noticeBar"_s);
        QVERIFY(bar->isVisible());
    }

private:
    void open(const QString &written)
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_fixture->write(u"plan.yaml"_s,
                         u"slipway: 1\nname: Plan\nphases:\n  - id: p\n    name: P\n    steps:\n"
                         "      - {id: a, run: 'true'}\n"_s);
        QFile config(m_fixture->folder.filePath(u"slipway.yaml"_s));
        QVERIFY(config.open(QIODevice::Append) && config.write(written.toUtf8()) >= 0);
        config.close();
        m_fixture->window.show();
        QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
        m_fixture->opener.open(m_fixture->folder.path());
        QVERIFY(opened.wait());
        QTRY_VERIFY(m_fixture->window.workbench()->isVisible());
    }
    MessageMenu *menu() const
    {
        return m_fixture->window.findChild<MessageMenu *>(u"testMessages"_s);
    }
    QAction *action(const QString &name) const
    {
        return menu()->findChild<QAction *>(u"testMessage-"_s + name);
    }
    QString notice() const
    {
        return m_fixture->window.findChild<NoticeBar *>(u"noticeBar"_s)->text();
    }

    QString tone() const
    {
        return m_fixture->window.findChild<NoticeBar *>(u"noticeBar"_s)
            ->property("tone")
            .toString();
    }

    OwnSettings m_settings{u"messagemenu"_s};
    std::unique_ptr<WindowFixture> m_fixture;
};

QTEST_MAIN(TestMessageMenu)
#include "tst_messagemenu.moc"
