// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// The window's program, as it is started from a shell.
class TestSlipway : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldTakeAPictureOfEachRoom()
    {
        const QTemporaryDir folder;
        write(folder.filePath(u"slipway.yaml"_s),
              "slipway: 1\nname: Shop\nplans: []\nenvironment: test\nenvironments: {test: {}}\n");
        write(folder.filePath(u".env.test"_s), "A=1\nAPI_TOKEN=hunter2\n");

        const QProcess *ended
            = run({u"--pictures"_s, folder.filePath(u"pictures"_s), folder.path()});

        QCOMPARE(ended->exitCode(), 0);
        for (const QString &name :
             {u"env.png"_s, u"dashboard.png"_s, u"servers.png"_s, u"runs.png"_s}) {
            QFile picture(folder.filePath(u"pictures/"_s + name));
            QVERIFY2(picture.open(QIODevice::ReadOnly), qPrintable(name));
            QCOMPARE(picture.read(4), "\x89PNG"_ba);
        }
    }

    void shouldSayWhyItTakesNone()
    {
        const QTemporaryDir folder;

        QCOMPARE(run({u"--pictures"_s, folder.path()})->exitCode(), 2);
        QProcess *ended = run({u"--pictures"_s, folder.path(), folder.path()});

        QCOMPARE(ended->exitCode(), 1);
        QVERIFY(ended->readAllStandardError().contains("slipway.yaml"));
    }

private:
    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QProcess *run(const QStringList &arguments)
    {
        auto *process = new QProcess(this);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"XDG_CONFIG_HOME"_s, m_home.path());
        environment.insert(u"XDG_DATA_HOME"_s, m_home.path());
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent"_s);
        process->setProcessEnvironment(environment);
        process->start(QStringLiteral(SLIPWAY_BIN_DIR "/slipway"), arguments);
        process->waitForFinished(90000);
        return process;
    }

    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(TestSlipway)
#include "tst_slipway.moc"
