// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"

#include "store/sqlconnection.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <signal.h>

using namespace slipway;
using namespace slipway::testing;

namespace {

constexpr int kills = 100;

QString program(const QString &name)
{
    return QStringLiteral(SLIPWAY_BIN_DIR "/") + name;
}

QString integrityOf(const QString &path)
{
    const auto connection = SqlConnection::open(path, SqlConnection::Mode::ReadWrite);
    if (!connection)
        return connection.error().detail;
    const auto check = (*connection)->value(u"PRAGMA integrity_check"_s);
    return check ? check->toString() : check.error().detail;
}

void killNow(QProcess &process)
{
    ::kill(pid_t(process.processId()), SIGKILL);
    process.waitForFinished();
}

/// Steps that each leave a line in `effects`; every fifth may be repeated.
QByteArray planOf(int steps)
{
    QByteArray plan = "slipway: 1\nname: Crash course\nphases:\n  - id: all\n    name: All\n"
                      "    steps:\n"_ba;
    for (int i = 1; i <= steps; ++i) {
        const QByteArray id = "s"_ba + QByteArray::number(i);
        plan += "      - id: " + id + "\n        name: Step " + QByteArray::number(i)
            + "\n        run: sleep 0.0" + QByteArray::number(i % 4) + "; echo " + id
            + " >> effects\n";
        if (i % 5 == 0)
            plan += "        idempotent: true\n"_ba;
        // Two branches, so that several steps are under way at once.
        if (i > 2)
            plan += "        needs: [s" + QByteArray::number(i - 2) + "]\n";
        else if (i == 2)
            plan += "        needs: []\n"_ba;
    }
    return plan;
}

QList<QByteArray> linesOf(const QString &path)
{
    return contentOf(path).split('\n');
}

/// From the start of a writer until its first row is acknowledged.
int millisecondsToFirstRow()
{
    JournalFolder folder;
    QElapsedTimer timer;
    timer.start();
    QProcess writer;
    writer.start(program(u"journalcrasher"_s), {folder.path()});
    const bool hasWritten = writer.waitForReadyRead();
    const int taken = static_cast<int>(timer.elapsed());
    killNow(writer);
    if (!hasWritten)
        qFatal("the writer writes nothing");
    return taken;
}

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        const quint32 seed = qEnvironmentVariableIsSet("SLIPWAY_SEED")
            ? quint32(qEnvironmentVariableIntValue("SLIPWAY_SEED"))
            : QRandomGenerator::global()->generate();
        qInfo("SLIPWAY_SEED=%u", seed);
        m_random.seed(seed);
    }

    void shouldLoseNothingThatWasAcknowledged()
    {
        JournalFolder folder;
        qint64 acknowledged = 0;
        // A slow machine is given longer, or every writer would die before it wrote anything.
        const int window = 60 + millisecondsToFirstRow();

        for (int i = 0; i < kills; ++i) {
            QProcess writer;
            writer.start(program(u"journalcrasher"_s), {folder.path()});
            QVERIFY(writer.waitForStarted());
            // Some die while they open the file, some in the middle of a commit.
            QTest::qWait(m_random.bounded(window));
            killNow(writer);
            QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
            const QList<QByteArray> lines = writer.readAllStandardOutput().split('\n');
            for (const QByteArray &line : lines)
                acknowledged = std::max(acknowledged, line.toLongLong());

            if (!QFile::exists(folder.path()))
                continue;
            QCOMPARE(integrityOf(folder.path()), u"ok"_s);
            const auto journal = folder.open();
            const auto events = journal->events(RunId(u"r1"_s)).result();
            if (acknowledged == 0 && !events)
                continue;
            QVERIFY2(events, events ? "" : qPrintable(events.error().message));
            QVERIFY(events->size() >= acknowledged);
        }
        QVERIFY(acknowledged > kills);
    }

    void shouldNeverRunAStepTwiceUnasked()
    {
        int killed = 0;
        while (killed < kills) {
            JournalFolder folder;
            QVERIFY(writeFile(folder.folder() + u"/slipway.yaml"_s,
                              "slipway: 1\nname: Crash\nplans: [plan.yaml]\n"
                              "environment: here\nenvironments: {here: {}}\n"_ba));
            QVERIFY(writeFile(folder.folder() + u"/plan.yaml"_s, planOf(40)));
            QList<RunEvent> before;
            int exitCode = -1;
            while (exitCode < 0) {
                QProcess process;
                process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
                process.start(program(u"runcrasher"_s), {folder.folder()});
                QVERIFY(process.waitForStarted());
                const bool mayLive = killed >= kills;
                if (process.waitForFinished(mayLive ? 60000 : 20 + m_random.bounded(150))) {
                    exitCode = process.exitCode();
                } else {
                    killNow(process);
                    ++killed;
                }
                checkRecord(folder, before);
                if (QTest::currentTestFailed())
                    return;
            }
            QCOMPARE(exitCode, 0);
            checkEffects(folder);
            if (QTest::currentTestFailed())
                return;
        }
    }

private:
    /// What was recorded before the crash is still there, and nothing of it changed.
    static void checkRecord(JournalFolder &folder, QList<RunEvent> &before)
    {
        if (!QFile::exists(folder.path()))
            return;
        QCOMPARE(integrityOf(folder.path()), u"ok"_s);
        const auto journal = folder.open();
        const auto runs = journal->runs().result();
        QVERIFY(runs);
        if (runs->isEmpty())
            return;
        QCOMPARE(runs->size(), 1);
        const auto events = journal->events(runs->first().id).result();
        QVERIFY2(events, events ? "" : qPrintable(events.error().message));
        QVERIFY(events->size() >= before.size());
        QCOMPARE(events->first(before.size()), before);
        before = *events;
    }

    static void checkEffects(const JournalFolder &folder)
    {
        const QList<QByteArray> effects = linesOf(folder.folder() + u"/effects"_s);
        const QList<QByteArray> asked = linesOf(folder.folder() + u"/asked"_s);
        for (int i = 1; i <= 40; ++i) {
            const QByteArray id = "s"_ba + QByteArray::number(i);
            const qsizetype ran = effects.count(id);
            QVERIFY2(ran >= 1, id.constData());
            if (i % 5 != 0)
                QVERIFY2(ran <= 1 + asked.count(id), id.constData());
        }
    }

    QRandomGenerator m_random;
};

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
