// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/treeplan.h"
#include "support/fakeremotefiles.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What a copy of trees consists of.
class TestTreePlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_local = std::make_unique<QTemporaryDir>();
        m_files = std::make_unique<FakeRemoteFiles>();
        m_files->addFolder("/srv");
    }

    void anUploadMakesItsFoldersFirst()
    {
        write(u"site/index.html"_s);
        write(u"site/css/a.css"_s);
        write(u"single"_s);

        run(Transfer::Direction::Upload,
            {{path(u"site"_s), "/srv/site"}, {path(u"single"_s), "/srv/one"}});

        QCOMPARE(m_failures, QStringList());
        QVERIFY(m_files->has("/srv/site/css"));
        QCOMPARE(m_found,
                 QStringList({u"/srv/site/css/a.css"_s, u"/srv/site/index.html"_s, u"/srv/one"_s}));
    }

    void anUploadLeavesLinksOut()
    {
        write(u"site/index.html"_s);
        QVERIFY(QFile::link(u"/etc"_s, path(u"site/etc"_s)));

        run(Transfer::Direction::Upload, {{path(u"site"_s), "/srv/site"}});

        QCOMPARE(m_found, QStringList({u"/srv/site/index.html"_s}));
    }

    void namesNeedNotBeText()
    {
        write(u"site/a"_s);
        write(u"site/z/last"_s);
        writeBytes("site/bad\xff\xfe");
        const QByteArray folder = QFile::encodeName(path(u"site/"_s)) + "dir\xff";
        QCOMPARE(::mkdir(folder.constData(), 0755), 0);
        writeBytes("site/dir\xff/in");

        run(Transfer::Direction::Upload, {{path(u"site"_s), "/srv/site"}});

        QCOMPARE(m_failures, QStringList());
        QVERIFY(m_files->has("/srv/site/dir\xff"));
        QCOMPARE(m_remote,
                 QList<QByteArray>({"/srv/site/a", "/srv/site/bad\xff\xfe", "/srv/site/dir\xff/in",
                                    "/srv/site/z/last"}));
        QCOMPARE(m_here.at(1), QFile::encodeName(path(u"site/"_s)) + "bad\xff\xfe");
    }

    void namesOfADownloadNeedNotBeText()
    {
        m_files->addFile("/srv/logs/bad\xff");
        m_files->addFile("/srv/logs/bad\xfe");
        m_files->addFolder("/srv/logs/dir\xff");

        run(Transfer::Direction::Download, {{path(u"logs"_s), "/srv/logs"}});

        const QByteArray here = QFile::encodeName(path(u"logs/"_s));
        QCOMPARE(m_failures, QStringList());
        QCOMPARE(m_here, QList<QByteArray>({here + "bad\xfe", here + "bad\xff"}));
        struct stat status = {};
        QVERIFY(::stat(QByteArray(here + "dir\xff").constData(), &status) == 0
                && S_ISDIR(status.st_mode));
    }

    void whatIsMissingOfAListingIsSaid()
    {
        m_files->addFile("/srv/logs/a");
        m_files->refused = 2;
        m_files->isCut = true;

        run(Transfer::Direction::Download, {{path(u"logs"_s), "/srv/logs"}});

        QCOMPARE(m_failures, QStringList({u"/srv/logs"_s, u"/srv/logs"_s}));
        QCOMPARE(m_found, QStringList({u"/srv/logs/a"_s}));
    }

    void anUploadGivesItsFoldersTheirPermissions()
    {
        write(u"site/index.html"_s);
        write(u"site/shut/in"_s);
        chmodHere("site", 0700);
        chmodHere("site/shut", 0555);

        run(Transfer::Direction::Upload, {{path(u"site"_s), "/srv/site"}});

        QCOMPARE(m_failures, QStringList());
        QCOMPARE(m_files->nodes["/srv/site"].entry.mode, 0700);
        QCOMPARE(m_modeWhileOpen, 0755);
        QCOMPARE(m_files->nodes["/srv/site/shut"].entry.mode, 0555);
        chmodHere("site/shut", 0755);
    }

    void aDownloadGivesItsFoldersTheirPermissions()
    {
        m_files->addFolder("/srv/logs", 0700);
        m_files->addFolder("/srv/logs/shut", 0500);
        m_files->addFile("/srv/logs/shut/a");

        run(Transfer::Direction::Download, {{path(u"logs"_s), "/srv/logs"}});

        QCOMPARE(m_failures, QStringList());
        QCOMPARE(modeHere("logs"), 0700);
        QCOMPARE(modeHere("logs/shut"), 0500);
        chmodHere("logs/shut", 0755);
    }

    void whatIsNoFileAndNoFolderIsNamed()
    {
        write(u"site/a"_s);
        const QByteArray pipe = QFile::encodeName(path(u"site/"_s)) + "pi\npe";
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        m_files->addFile("/srv/logs/b");
        m_files->addFile("/srv/logs/socket");
        m_files->nodes["/srv/logs/socket"].entry.kind = RemoteKind::Other;

        run(Transfer::Direction::Upload, {{path(u"site"_s), "/srv/site"}});
        QCOMPARE(m_found, QStringList({u"/srv/site/a"_s}));
        QCOMPARE(m_leftOut, QStringList({path(u"site/pi\\x0Ape"_s)}));
        run(Transfer::Direction::Download, {{path(u"logs"_s), "/srv/logs"}});

        QCOMPARE(m_found, QStringList({u"/srv/logs/b"_s}));
        QCOMPARE(m_leftOut, QStringList({u"/srv/logs/socket"_s}));
        QCOMPARE(m_failures, QStringList());
    }

    void aFileInThePlaceOfAFolderIsNamed()
    {
        write(u"site/css/a.css"_s);
        write(u"other"_s);
        m_files->addFile("/srv/site");

        run(Transfer::Direction::Upload,
            {{path(u"site"_s), "/srv/site"}, {path(u"other"_s), "/srv/other"}});

        QCOMPARE(m_failures, QStringList({u"/srv/site"_s}));
        QCOMPARE(m_found, QStringList({u"/srv/other"_s}));
    }

    void aFolderThatIsThereIsAsGood()
    {
        write(u"site/index.html"_s);
        m_files->addFolder("/srv/site");

        run(Transfer::Direction::Upload, {{path(u"site"_s), "/srv/site"}});

        QCOMPARE(m_failures, QStringList());
        QCOMPARE(m_found.size(), 1);
    }

    void whatCannotBeReadIsSaidAndTheRestGoesOn()
    {
        write(u"a"_s);

        run(Transfer::Direction::Upload,
            {{path(u"gone"_s), "/srv/gone"}, {path(u"a"_s), "/srv/a"}});

        QCOMPARE(m_failures, QStringList({path(u"gone"_s)}));
        QCOMPARE(m_found, QStringList({u"/srv/a"_s}));
    }

    void aDownloadFollowsFoldersButNoLinks()
    {
        m_files->addFolder("/srv/logs");
        m_files->addFolder("/srv/logs/old");
        m_files->addFile("/srv/logs/a.log");
        m_files->addFile("/srv/logs/old/b.log");
        m_files->addLink("/srv/logs/etc", "/etc");

        run(Transfer::Direction::Download, {{path(u"logs"_s), "/srv/logs"}});

        m_found.sort();
        QCOMPARE(m_found, QStringList({u"/srv/logs/a.log"_s, u"/srv/logs/old/b.log"_s}));
        QVERIFY(QDir(path(u"logs/old"_s)).exists());
    }

    void aDownloadThatHasNoRoomForItsFolderSaysSo()
    {
        m_files->addFolder("/srv/logs");
        m_files->addFile("/srv/logs/a.log");
        write(u"logs"_s);

        run(Transfer::Direction::Download, {{path(u"logs"_s), "/srv/logs"}});

        QCOMPARE(m_found, QStringList());
        QCOMPARE(m_failures, QStringList({path(u"logs"_s)}));
    }

    void nothingToCopyFinishes()
    {
        run(Transfer::Direction::Upload, {});
        run(Transfer::Direction::Download, {});

        QCOMPARE(m_found, QStringList());
    }

    void aPlanThatIsGoneAsksNothingMore()
    {
        m_files->addFolder("/srv/logs");
        m_files->isHolding = true;
        Transfer pattern;
        pattern.direction = Transfer::Direction::Download;
        auto plan = std::make_unique<TreePlan>(*m_files, pattern);
        plan->add(QFile::encodeName(path(u"logs"_s)), "/srv/logs");
        plan->start();

        plan.reset();
        m_files->release();
        QCoreApplication::processEvents();

        QCOMPARE(m_files->listings, 0);
    }

private:
    QString path(const QString &name) const { return m_local->filePath(name); }
    void write(const QString &name) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()));
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    void writeBytes(const QByteArray &name) const
    {
        const QByteArray place = QFile::encodeName(m_local->path()) + '/' + name;
        const int file = ::open(place.constData(), O_WRONLY | O_CREAT, 0644);
        QVERIFY(file >= 0);
        ::close(file);
    }
    void chmodHere(const QByteArray &name, mode_t mode) const
    {
        const QByteArray place = QFile::encodeName(m_local->path()) + '/' + name;
        QCOMPARE(::chmod(place.constData(), mode), 0);
    }
    int modeHere(const QByteArray &name) const
    {
        struct stat status = {};
        const QByteArray place = QFile::encodeName(m_local->path()) + '/' + name;
        return ::stat(place.constData(), &status) == 0 ? int(status.st_mode & 07777) : -1;
    }
    void run(Transfer::Direction direction, const QList<std::pair<QString, QByteArray>> &sources)
    {
        Transfer pattern;
        pattern.direction = direction;
        TreePlan plan(*m_files, pattern);
        for (const auto &[local, remote] : sources)
            plan.add(QFile::encodeName(local), remote);
        connect(&plan, &TreePlan::found, this, [this](const Transfer &transfer) {
            m_found.append(QString::fromUtf8(transfer.remotePath));
            m_remote.append(transfer.remotePath);
            m_here.append(transfer.localPath);
        });
        connect(&plan, &TreePlan::failed, this,
                [this](const QString &place, const Error &) { m_failures.append(place); });
        connect(&plan, &TreePlan::leftOut, this,
                [this](const QString &place) { m_leftOut.append(place); });
        m_found.clear();
        m_leftOut.clear();
        m_remote.clear();
        m_here.clear();
        m_failures.clear();
        QSignalSpy finished(&plan, &TreePlan::finished);

        plan.start();

        QCOMPARE(finished.size(), 0);
        QTRY_COMPARE(finished.size(), 1);
        const auto shut = m_files->nodes.find("/srv/site/shut");
        m_modeWhileOpen = shut == m_files->nodes.end() ? 0 : shut->second.entry.mode;
        QSignalSpy closed(&plan, &TreePlan::closed);
        plan.close();
        QCOMPARE(closed.size(), 0);
        QTRY_COMPARE(closed.size(), 1);
    }

    std::unique_ptr<QTemporaryDir> m_local;
    std::unique_ptr<FakeRemoteFiles> m_files;
    QStringList m_found;
    QList<QByteArray> m_remote; ///< of what was found
    QList<QByteArray> m_here;
    QStringList m_failures;
    QStringList m_leftOut;
    int m_modeWhileOpen = 0; ///< of the folder "shut", before the plan was closed
};

QTEST_GUILESS_MAIN(TestTreePlan)
#include "tst_treeplan.moc"
