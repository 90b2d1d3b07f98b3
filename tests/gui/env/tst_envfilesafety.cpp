// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envfilesafety.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// With the real git.
class TestEnvFileSafety : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write(u".env.production"_s, "A=1\n");
        QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner);
    }

    void shouldFindNothingOutsideOfARepository() { QCOMPARE(envFileDangers(path()), dangers()); }

    void shouldTellThatTheNextAddTakesTheFile()
    {
        git({u"init"_s});

        EnvFileDangers expected = dangers();
        expected.isNotIgnored = true;
        QCOMPARE(envFileDangers(path()), expected);
    }

    void shouldFindNothingInAnIgnoredFile()
    {
        git({u"init"_s});
        write(u".gitignore"_s, ".env*\n");

        QCOMPARE(envFileDangers(path()), dangers());
    }

    void shouldTellThatGitKeepsTheFile()
    {
        git({u"init"_s});
        git({u"add"_s, u".env.production"_s});
        write(u".gitignore"_s, ".env*\n");

        EnvFileDangers expected = dangers();
        expected.isTracked = true;
        QCOMPARE(envFileDangers(path()), expected);
    }

    void shouldTellWhoMayReadTheFileUntilItIsPrivate()
    {
        QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        QVERIFY(envFileDangers(path()).isOpenToOthers());

        QVERIFY(makeEnvFilePrivate(path()));

        QCOMPARE(envFileDangers(path()), dangers());
        QVERIFY(!makeEnvFilePrivate(m_folder->filePath(u"none"_s)));
    }

    void shouldNotWaitForAGitThatHangs()
    {
        write(u"git"_s, "#!/bin/sh\nexec sleep 60\n");
        QFile::setPermissions(m_folder->filePath(u"git"_s),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const QByteArray before = qgetenv("PATH");
        qputenv("PATH", QByteArray(m_folder->path().toUtf8() + ':' + before));
        QElapsedTimer clock;
        clock.start();

        const EnvFileDangers found = envFileDangers(path());

        qputenv("PATH", before);
        QCOMPARE(found, dangers());
        QCOMPARE_LT(clock.elapsed(), 30000);
    }

private:
    static EnvFileDangers dangers()
    {
        EnvFileDangers none;
        none.mode.bits = 0600;
        return none;
    }
    QString path() const { return m_folder->filePath(u".env.production"_s); }
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    void git(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_folder->path());
        process.setStandardErrorFile(QProcess::nullDevice());
        process.start(u"git"_s, arguments);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestEnvFileSafety)
#include "tst_envfilesafety.moc"
