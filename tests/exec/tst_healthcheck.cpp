// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/healthcheck.h"
#include "support/fakeclock.h"
#include "support/fakecommandrunner.h"
#include "support/httptestserver.h"
#include "support/printable.h"

#include "base/systemclock.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)

class TestHealthCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init() { m_runner.commands.clear(); }

    void shouldTryACommandUntilItSucceeds()
    {
        const auto check = checkByCommand(m_runner, u"curl shop"_s, m_clock, {10s, 2s});
        const Watched watched(*check);
        last()->exit(1);
        m_clock.advance(2s);
        last()->fail(ErrorCode::Io);
        m_clock.advance(2s);

        last()->exit(0);

        QCOMPARE(watched.errors.size(), 1);
        QVERIFY(!watched.errors.constFirst());
        QCOMPARE(m_runner.commands.size(), 3);
        QCOMPARE(m_clock.timerCount(), 0);
    }

    void shouldSayWhatTheLastTrySaid()
    {
        const auto check = checkByCommand(m_runner, u"curl shop"_s, m_clock, {3s, 2s});
        const Watched watched(*check);
        last()->print("first");
        last()->exit(1);
        m_clock.advance(2s);
        QCOMPARE(last()->command.timeout, 1s);
        last()->print("no answer");

        last()->exit(7);

        QCOMPARE(watched.errors.size(), 1);
        QVERIFY(watched.errors.constFirst()->message.contains(u"status 7"_s));
        QCOMPARE(watched.errors.constFirst()->detail, u"no answer"_s);
    }

    void shouldCancelWhileItRunsAndWhileItWaits_data()
    {
        QTest::addColumn<bool>("isWaiting");
        QTest::newRow("it runs") << false;
        QTest::newRow("it waits") << true;
    }

    void shouldCancelWhileItRunsAndWhileItWaits()
    {
        QFETCH(const bool, isWaiting);
        const auto check = checkByCommand(m_runner, u"curl shop"_s, m_clock, {10s, 2s});
        const Watched watched(*check);
        if (isWaiting)
            last()->exit(1);

        check->cancel();
        QCOMPARE(watched.errors.size(), 0);

        QTRY_COMPARE(watched.errors.size(), 1);
        QCOMPARE(watched.errors.constFirst()->code, ErrorCode::Cancelled);
        QCOMPARE(m_clock.timerCount(), 0);
    }

    void shouldBeFineWithAnAddressThatAnswers()
    {
        HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(200); });
        SystemClock clock;
        HttpChecker checker(clock);

        const auto check = checkAddress(checker, server.url(u"/health"_s), {5s, 100ms});
        const Watched watched(*check);

        QTRY_COMPARE(watched.errors.size(), 1);
        QVERIFY2(!watched.errors.constFirst(),
                 qPrintable(watched.errors.constFirst().value_or(Error{}).message));
    }

private:
    struct Watched
    {
        explicit Watched(HealthCheck &check)
        {
            QObject::connect(&check, &HealthCheck::finished, &check,
                             [this](const std::optional<Error> &error) { errors.append(error); });
        }
        Q_DISABLE_COPY_MOVE(Watched)
        QList<std::optional<Error>> errors;
    };
    FakeCommand *last() { return m_runner.commands.constLast(); }

    FakeClock m_clock;
    FakeCommandRunner m_runner;
};

QTEST_GUILESS_MAIN(TestHealthCheck)
#include "tst_healthcheck.moc"
