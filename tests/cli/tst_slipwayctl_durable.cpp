// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"
#include "support/sshdfixture.h"

#include <csignal>

using namespace Qt::StringLiterals;

/// slipwayctl is killed, or loses its server, while steps run there.
class TestSlipwayctlDurable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_out.clear();
        m_sshd = std::make_unique<slipway::SshdFixture>();
        m_workspace = std::make_unique<CtlWorkspace>();
        QVERIFY(startServer());
        m_workspace->write(u"known_hosts"_s,
                           m_sshd->knownHostsName() + ' ' + m_sshd->hostKey() + '\n');
        const QByteArray server = "{host: 127.0.0.1, port: " + QByteArray::number(m_sshd->port())
            + ", groups: [web], known_hosts: " + path("known_hosts")
            + ", identity: " + m_sshd->userKey().toUtf8() + "}\n";
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Shop\nplans: [plan.yaml]\nenvironment: production\n"
                           "environments:\n  production:\n    servers:\n      web-1: "
                               + server + "      web-2: " + server);
        m_workspace->write(
            u"plan.yaml"_s,
            "slipway: 1\nname: Long\nphases:\n  - id: one\n    name: One\n    steps:\n"
            "      - id: work\n        outputs: [LAST]\n        ssh:\n          on: web\n"
            "          script: |\n            echo run >> "
                + path("count")
                + "\n            i=0\n            while [ $i -lt 12 ]; do i=$((i+1)); echo line "
                  "$i; echo error $i >&2; sleep 0.4; done\n"
                  "            echo LAST=$i >> \"$SLIPWAY_OUTPUT\"\n"
                  "            exit 3\n        ok_exit: [3]\n"
                  "      - {id: after, run: 'echo got {{ steps.work.outputs.LAST }} >> "
                + path("after") + "'}\n");
    }
    void cleanup() { m_sshd.reset(); }

    void shouldCarryOnAfterItWasKilled();
    void shouldSayWhatBecameOfAServerThatForgot();
    void shouldCarryOnWhenItsSessionsAreKilled();

private:
    QByteArray path(const char *name) const
    {
        return m_workspace->path(QString::fromLatin1(name)).toUtf8();
    }
    bool startServer() { return m_sshd->start("SetEnv XDG_STATE_HOME=" + path("state") + '\n'); }
    /// The number of the run, once its step has begun on both hosts.
    QString startRun(QProcess &process)
    {
        m_workspace->prepare(process);
        process.setArguments({u"run"_s, u"plan.yaml"_s, u"--operator"_s, u"lena"_s});
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start();
        const bool begun = QTest::qWaitFor(
            [this, &process] {
                m_out += QString::fromUtf8(process.readAllStandardOutput());
                return m_out.count(u"line 3\n"_s) == 2;
            },
            30000);
        static const QRegularExpression id(u"\\d{8}-\\d{6}-[0-9a-f]+"_s);
        return begun ? id.match(m_out).captured() : QString();
    }
    QStringList runFolders() const
    {
        return QDir(m_workspace->path(u"state/slipway/runs"_s))
            .entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    }
    void expectWholeOutput(const QString &run)
    {
        const QString shown
            = m_workspace->run({u"runs"_s, u"show"_s, run, u"--output"_s, u"work"_s}).out;
        for (const QString &word : {u"line"_s, u"error"_s}) {
            for (int i = 1; i <= 12; ++i) {
                const QRegularExpression line(u"\\b%1 %2$"_s.arg(word).arg(i),
                                              QRegularExpression::MultilineOption);
                QVERIFY2(shown.count(line) == 2, qPrintable(shown));
            }
        }
    }

    std::unique_ptr<slipway::SshdFixture> m_sshd;
    std::unique_ptr<CtlWorkspace> m_workspace;
    QString m_out;
};

void TestSlipwayctlDurable::shouldCarryOnAfterItWasKilled()
{
    QProcess process;
    const QString run = startRun(process);
    QVERIFY2(!run.isEmpty(), qPrintable(m_out));

    ::kill(pid_t(process.processId()), SIGKILL);
    QVERIFY(process.waitForFinished());
    QCOMPARE(runFolders().size(), 2);
    const Ended ended = m_workspace->run({u"resume"_s, run, u"--operator"_s, u"tom"_s});

    QVERIFY2(ended.exitCode == 0, qPrintable(ended.out + ended.err));
    QVERIFY2(ended.out.contains(u"web-1, web-2 tells how it goes"_s), qPrintable(ended.out));
    QVERIFY2(ended.out.contains(u"✓ Success after"_s), qPrintable(ended.out));
    QCOMPARE(m_workspace->read(u"count"_s), "run\nrun\n"_ba);
    QCOMPARE(m_workspace->read(u"after"_s), "got 12\n"_ba);
    expectWholeOutput(run);
    QTRY_COMPARE(runFolders(), QStringList());
}

void TestSlipwayctlDurable::shouldSayWhatBecameOfAServerThatForgot()
{
    QProcess process;
    const QString run = startRun(process);
    QVERIFY2(!run.isEmpty(), qPrintable(m_out));
    ::kill(pid_t(process.processId()), SIGKILL);
    QVERIFY(process.waitForFinished());
    QVERIFY(QDir(m_workspace->path(u"state/slipway/runs"_s)).removeRecursively());

    const Ended ended = m_workspace->run({u"resume"_s, run, u"--operator"_s, u"tom"_s});

    QCOMPARE(ended.exitCode, 3);
    QVERIFY2(ended.out.contains(u"web-1 has no trace of the command"_s), qPrintable(ended.out));
    QCOMPARE(m_workspace->read(u"count"_s), "run\nrun\n"_ba);
    QVERIFY(!QFile::exists(m_workspace->path(u"after"_s)));
}

void TestSlipwayctlDurable::shouldCarryOnWhenItsSessionsAreKilled()
{
    QProcess process;
    const QString run = startRun(process);
    QVERIFY2(!run.isEmpty(), qPrintable(m_out));

    const QList<qint64> sessions = m_sshd->sessions();
    for (const qint64 session : sessions)
        ::kill(pid_t(session), SIGKILL);

    QVERIFY(process.waitForFinished(60000));
    m_out += QString::fromUtf8(process.readAllStandardOutput());
    QVERIFY2(process.exitCode() == 0, qPrintable(m_out));
    QVERIFY2(m_out.contains(u"web-2: the connection was lost"_s), qPrintable(m_out));
    QVERIFY2(m_out.contains(u"web-2: back after"_s), qPrintable(m_out));
    QCOMPARE(m_workspace->read(u"count"_s), "run\nrun\n"_ba);
    expectWholeOutput(run);
    QTRY_COMPARE(runFolders(), QStringList());
}

QTEST_GUILESS_MAIN(TestSlipwayctlDurable)
#include "tst_slipwayctl_durable.moc"
