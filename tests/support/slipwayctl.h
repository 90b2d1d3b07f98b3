// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

/// What the program printed and how it ended.
struct Ended
{
    QString out;
    QString err;
    int exitCode = -1;
};

/// A workspace in a folder of its own, and the real slipwayctl run in it.
class CtlWorkspace
{
public:
    CtlWorkspace()
    {
        write(QStringLiteral("slipway.yaml"),
              "slipway: 1\nname: Test\nplans: [plan.yaml]\nenvironment: test\n"
              "environments:\n  test:\n    vars: {who: world}\n"
              "roles:\n  product: {name: Product Manager, people: [tom]}\n");
    }

    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        QDir().mkpath(QFileInfo(file).absolutePath());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QString path(const QString &name) const { return m_folder.filePath(name); }

    void prepare(QProcess &process) const
    {
        process.setWorkingDirectory(m_folder.path());
        process.setStandardInputFile(QProcess::nullDevice());
        // Whoever runs the tests at a terminal is not asked there.
        process.setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession);
        process.setProgram(QStringLiteral(SLIPWAY_BIN_DIR "/slipwayctl"));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        process.setProcessEnvironment(environment);
    }

    Ended run(const QStringList &arguments) const
    {
        QProcess process;
        prepare(process);
        process.setArguments(arguments);
        process.start();
        process.waitForFinished(60000);
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }

    /// Times, durations and run ids are not the same twice.
    static QString steady(QString text)
    {
        static const QRegularExpression id(QStringLiteral("\\d{8}-\\d{6}-[0-9a-f]+"));
        static const QRegularExpression clock(QStringLiteral("\\d{2}:\\d{2}:\\d{2}"));
        static const QRegularExpression duration(QStringLiteral("\\b\\d+s\\b"));
        return text.replace(id, QStringLiteral("RUN"))
            .replace(clock, QStringLiteral("HH:MM:SS"))
            .replace(duration, QStringLiteral("Ns"));
    }

private:
    QTemporaryDir m_folder;
};
