// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <sys/mount.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {
const QByteArray config
    = "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {servers: {web: {host: "
      "127.0.0.1, port: 1}}}}\n"
      "metrics:\n  - {id: errors, name: Error rate, unit: percent, target: '< 1', window: 4s, "
      "source: {command: {run: cat errors, every: 1s}}}\n";
} // namespace

/// What becomes of output that nobody takes.
class TestSlipwayctlOutput : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        struct stat status = {};
        m_full = u"/dev/full"_s;
        if (::stat("/dev/full", &status) == 0 && S_ISCHR(status.st_mode))
            return;
        const QByteArray path = QFile::encodeName(m_disk.path());
        if (::mount("none", path.constData(), "tmpfs", 0, "size=4k") != 0)
            QSKIP("There is no /dev/full, and only root may mount a small file system.");
        m_isMounted = true;
        QFile filling(m_disk.filePath(u"filling"_s));
        QVERIFY(filling.open(QIODevice::WriteOnly));
        filling.write(QByteArray(4096, 'x'));
        m_full = m_disk.filePath(u"full"_s);
    }
    void cleanupTestCase()
    {
        if (m_isMounted)
            ::umount(QFile::encodeName(m_disk.path()).constData());
    }
    void init()
    {
        m_workspace = std::make_unique<CtlWorkspace>();
        m_workspace->write(u"slipway.yaml"_s, config);
        m_workspace->write(u"errors"_s, "0.25\n");
        m_workspace->write(u"histogram"_s,
                           "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 4\n"
                           "h_sum 5\nh_count 4\n");
    }

    void shouldSayWhenTheOutputCannotBeWritten_data()
    {
        QTest::addColumn<QString>("words");
        for (const QString &words :
             {u"--version"_s, u"help"_s, u"ssh copy --help"_s, u"ssh hosts"_s,
              u"ssh hosts --json"_s, u"terminal render"_s, u"terminal render --json"_s,
              u"metrics show"_s, u"metrics report"_s, u"metrics report --csv"_s,
              u"metrics quantile 0.5 <histogram"_s, u"ssh exec --on web --dry-run -- true"_s})
            QTest::newRow(qPrintable(words)) << words;
    }
    void shouldSayWhenTheOutputCannotBeWritten()
    {
        QFETCH(const QString, words);

        const Ended well = shell(words);
        const Ended ended = shell(words + u" >"_s + m_full);

        QVERIFY2(!well.out.isEmpty(), qPrintable(well.err));
        QCOMPARE(well.exitCode, 0);
        QVERIFY2(ended.err.endsWith(
                     u"slipwayctl: The output cannot be written: No space left on device.\n"_s),
                 qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldWriteAReportIntoWhatIsNoFile()
    {
        const QByteArray pipe = QFile::encodeName(m_workspace->path(u"pipe"_s));
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);

        const Ended piped = shell(u"metrics report --csv --output pipe & cat pipe; wait"_s);

        QVERIFY2(piped.out.contains(u"Error rate"_s), qPrintable(piped.out + piped.err));
        struct stat status = {};
        QVERIFY(::stat(pipe.constData(), &status) == 0 && S_ISFIFO(status.st_mode));
    }

    void shouldSayWhenAReportCannotBeWritten()
    {
        const Ended ended = shell(u"metrics report --output %1"_s.arg(m_full));

        QVERIFY2(
            ended.err.contains(u"%1 cannot be written: No space left on device."_s.arg(m_full)),
            qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldDoWithoutStandardHandles_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("said");

        QTest::newRow("no input to render")
            << u"terminal render <&-"_s << 1 << u"Standard input cannot be read"_s;
        QTest::newRow("no input to answer")
            << u"terminal harness <&-"_s << 1 << u"Standard input cannot be read"_s;
        QTest::newRow("no input that is needed") << u"ssh hosts <&-"_s << 0 << QString();
        QTest::newRow("no output") << u"ssh hosts >&-"_s << 0 << QString();
        QTest::newRow("none") << u"ssh exec --on web -- true <&- >&- 2>&-"_s << 1 << QString();
    }
    void shouldDoWithoutStandardHandles()
    {
        QFETCH(const QString, words);
        QFETCH(const int, exitCode);
        QFETCH(const QString, said);

        const Ended ended = shell(words);

        QVERIFY2(ended.err.contains(said), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, exitCode);
    }

    void shouldBeQuietWhenTheReaderHasLeft()
    {
        const Ended ended = shell(u"help --man | true"_s);

        QCOMPARE(ended.err, QString());
    }

private:
    Ended shell(const QString &words) const
    {
        QProcess process;
        m_workspace->prepare(process);
        const QString program = process.program();
        process.setProgram(u"/bin/sh"_s);
        process.setArguments({u"-c"_s, u"'%1' %2"_s.arg(program, words)});
        process.start();
        process.waitForFinished(30000);
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()),
                process.state() == QProcess::NotRunning ? process.exitCode() : -1};
    }

    std::unique_ptr<CtlWorkspace> m_workspace;
    QTemporaryDir m_disk;
    bool m_isMounted = false;
    QString m_full; ///< where nothing can be written
};

QTEST_GUILESS_MAIN(TestSlipwayctlOutput)
#include "tst_slipwayctl_output.moc"
