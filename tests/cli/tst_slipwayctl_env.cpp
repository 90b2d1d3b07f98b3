// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

using namespace Qt::StringLiterals;

class TestSlipwayctlEnv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<CtlWorkspace>(); }

    void shouldPrintWhatALoaderReads_data()
    {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("expected");

        QTest::newRow("compose")
            << u"compose"_s
            << u"{\"values\":{\"B\":\"x y\",\"A\":\"x yz\",\"H\":\"/root\"},\"errors\":[]}\n"_s;
        QTest::newRow("docker")
            << u"docker"_s
            << u"{\"values\":{\"B\":\"\\\"x y\\\"\",\"A\":\"${B}z\",\"H\":\"$HOME\"},"
               "\"errors\":[]}\n"_s;
        QTest::newRow("systemd")
            << u"systemd"_s
            << u"{\"values\":{\"B\":\"x y\",\"A\":\"${B}z\",\"H\":\"$HOME\"},\"errors\":[]}\n"_s;
    }

    void shouldPrintWhatALoaderReads()
    {
        QFETCH(const QString, dialect);
        QFETCH(const QString, expected);
        m_workspace->write(u".env"_s, "B=\"x y\"\nA=${B}z\nH=$HOME\n");

        const Ended ended
            = m_workspace->run({u"env"_s, u"print"_s, u".env"_s, u"--dialect"_s, dialect,
                                u"--env"_s, u"HOME=/root"_s, u"--format"_s, u"json"_s});

        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out, expected);
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldNameTheLineThatALoaderRefuses()
    {
        m_workspace->write(u".env"_s, "A=1\nB = 2\n");

        const Ended ended
            = m_workspace->run({u"env"_s, u"print"_s, u".env"_s, u"--dialect"_s, u"docker"_s});

        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.startsWith(u".env:2: error: "_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldSayWhichKeysDiffer()
    {
        m_workspace->write(u"a.env"_s, "SAME=1\nGONE=1\nOTHER=secret1\n");
        m_workspace->write(u"b.env"_s, "OTHER='secret2'\nSAME=\"1\"\nNEW=1\n");

        const Ended ended = m_workspace->run({u"env"_s, u"diff"_s, u"a.env"_s, u"b.env"_s});

        QCOMPARE(ended.out, u"~ OTHER\n- GONE\n+ NEW\n"_s);
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldRefuseWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no dialect") << QStringList{u"print"_s, u".env"_s};
        QTest::newRow("two dialects")
            << QStringList{u"print"_s, u".env"_s, u"--dialect"_s, u"sh,ruby"_s};
        QTest::newRow("unknown dialect")
            << QStringList{u"print"_s, u".env"_s, u"--dialect"_s, u"rubi"_s};
        QTest::newRow("no file") << QStringList{u"diff"_s, u".env"_s, u"none.env"_s};
        QTest::newRow("bad variable")
            << QStringList{u"print"_s, u".env"_s, u"--dialect"_s, u"sh"_s, u"--env"_s, u"X"_s};
    }

    void shouldRefuseWrongUsage()
    {
        QFETCH(const QStringList, arguments);
        m_workspace->write(u".env"_s, "A=1\n");

        const Ended ended = m_workspace->run(QStringList{u"env"_s} + arguments);

        QCOMPARE(ended.exitCode, 2);
        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.startsWith(u"slipwayctl: "_s), qPrintable(ended.err));
    }

private:
    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlEnv)
#include "tst_slipwayctl_env.moc"
