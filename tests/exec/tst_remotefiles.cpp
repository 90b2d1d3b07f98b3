// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/remotename.h"
#include "exec/transferpace.h"
#include "support/fakeremotefiles.h"
#include "support/remotefilescontract.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace slipway;

/// The fake keeps the contract too; names, modes and rates.
class TestRemoteFiles : public RemoteFilesContract
{
    Q_OBJECT
protected:
    RemoteFiles &files() override { return *m_files; }
    QByteArray folder() override { return m_files->home; }
    void putFile(const QByteArray &path, const QByteArray &content, int mode) override
    {
        m_files->addFile(path, content, mode);
    }
    void putFolder(const QByteArray &path) override { m_files->addFolder(path); }
    void putLink(const QByteArray &path, const QByteArray &target) override
    {
        m_files->addLink(path, target);
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init() { m_files = std::make_unique<FakeRemoteFiles>(); }

    void shouldShowHostileNamesHarmlessly_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "a b.txt"_ba << u"a b.txt"_s;
        QTest::newRow("accents") << "\xc3\xa4\xf0\x9f\x98\x80"_ba << u"ä😀"_s;
        QTest::newRow("line end") << "a\nb"_ba << u"a\\x0Ab"_s;
        QTest::newRow("escape") << "\x1b[31m"_ba << u"\\x1B[31m"_s;
        QTest::newRow("no UTF-8") << "a\xff"_ba << u"a\\xFF"_s;
        QTest::newRow("cut short") << "a\xc3"_ba << u"a\\xC3"_s;
        QTest::newRow("overlong") << "\xc0\xaf"_ba << u"\\xC0\\xAF"_s;
        QTest::newRow("right to left") << "a\xe2\x80\xae"
                                          "txt"_ba
                                       << u"a\\xE2\\x80\\xAEtxt"_s;
        QTest::newRow("line separator") << "\xe2\x80\xa8"_ba << u"\\xE2\\x80\\xA8"_s;
    }
    void shouldShowHostileNamesHarmlessly()
    {
        QFETCH(QByteArray, name);

        QTEST(displayName(name), "shown");
    }

    void shouldRefuseWhatIsNoName_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isName");
        QTest::newRow("plain") << "a"_ba << true;
        QTest::newRow("hidden") << ".a"_ba << true;
        QTest::newRow("three dots") << "..."_ba << true;
        QTest::newRow("empty") << ""_ba << false;
        QTest::newRow("here") << "."_ba << false;
        QTest::newRow("up") << ".."_ba << false;
        QTest::newRow("path") << "../x"_ba << false;
        QTest::newRow("slash") << "/"_ba << false;
        QTest::newRow("zero") << QByteArray("a\0b", 3) << false;
    }
    void shouldRefuseWhatIsNoName()
    {
        QFETCH(QByteArray, name);

        QTEST(isEntryName(name), "isName");
        QTEST(checkEntryName(name).has_value(), "isName");
    }

    void shouldRefuseANameThatNoFileSystemTakes()
    {
        QVERIFY(checkEntryName(QByteArray(255, 'a')).has_value());
        QVERIFY(!checkEntryName(QByteArray(256, 'a')).has_value());
    }

    void shouldCleanPaths()
    {
        QCOMPARE(cleanPath("/a//b/./c/../d/"), QByteArray("/a/b/d"));
        QCOMPARE(cleanPath("/../../x"), QByteArray("/x"));
        QCOMPARE(cleanPath("a/../b"), QByteArray("a/../b"));
        QCOMPARE(parentPath("/etc"), QByteArray("/"));
        QCOMPARE(parentPath("/"), QByteArray("/"));
        QCOMPARE(joinPath("/", "etc"), QByteArray("/etc"));
        QCOMPARE(entryName("/etc/hosts"), QByteArray("hosts"));
    }

    void shouldSayModes()
    {
        QCOMPARE(modeText(0750), u"rwxr-x---"_s);
        QCOMPARE(modeText(07777), u"rwsrwsrwt"_s);
        QCOMPARE(modeText(05604), u"rwS---r-T"_s);
        QCOMPARE(octalMode(0644), u"0644"_s);
        QCOMPARE(octalMode(04755), u"4755"_s);
    }

    void shouldTellThePaceOfTheLastSeconds()
    {
        using namespace std::chrono_literals;
        TransferPace pace;
        QCOMPARE(pace.rate(), 0);

        pace.add(0ms, 0);
        pace.add(1000ms, 1'000'000);
        QCOMPARE(pace.rate(), 1'000'000);
        QCOMPARE(pace.timeLeft(11'000'000), 10s);
        for (int second = 2; second < 10; ++second)
            pace.add(std::chrono::seconds(second), 1'000'000);

        QCOMPARE(pace.rate(), 0);
        QVERIFY(!pace.timeLeft(11'000'000));
    }

private:
    std::unique_ptr<FakeRemoteFiles> m_files;
};

QTEST_GUILESS_MAIN(TestRemoteFiles)
#include "tst_remotefiles.moc"
