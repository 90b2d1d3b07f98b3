// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configfile.h"

#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// The reader of ssh_config against the real one.
class TestConfigFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldAnswerAsSshDoes_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::newRow("empty") << ""_ba;
        QTest::newRow("equals") << "Host=web-1\nPort = 2200\nUser=\"a b\"\n"_ba;
        QTest::newRow("quotes") << "Host \"web-1\"\nIdentityFile \"/a key\"\n"_ba;
        QTest::newRow("comment") << "  # x\nHost web-1 # here\n Port 2200 # there\n"_ba;
        QTest::newRow("negation") << "Host * !web-1\nPort 1\nHost *\nPort 2\n"_ba;
        QTest::newRow("question mark") << "Host web-?\nPort 7\n"_ba;
        QTest::newRow("first wins") << "Port 1\nHost web-1\nPort 2\n"_ba;
        QTest::newRow("lists add up") << "IdentityFile /a\nHost web-1\nIdentityFile /b\n"_ba;
        QTest::newRow("host name") << "HostName %h.example.org\n"_ba;
        QTest::newRow("match host after a name")
            << "HostName %h.example.org\nMatch host *.example.org\nPort 9\n"_ba;
        QTest::newRow("match originalhost")
            << "HostName x\nMatch originalhost web-1,db\nPort 9\n"_ba;
        QTest::newRow("match user") << "User ops\nMatch user ops !host db\nPort 9\n"_ba;
        QTest::newRow("match nobody") << "Match user nobody-at-all\nPort 9\n"_ba;
        QTest::newRow("match all") << "Match host db\nPort 1\nMatch all\nPort 9\n"_ba;
        QTest::newRow("proxy command") << "ProxyCommand nc -X \"a b\" %h %p # no comment\n"_ba;
        QTest::newRow("jump then command") << "ProxyJump gate\nProxyCommand nc %h\n"_ba;
        QTest::newRow("times") << "ConnectTimeout 1m30s\nServerAliveInterval 2m\n"_ba;
        QTest::newRow("variables to send")
            << "SendEnv A B_*\nHost web-1\nSendEnv C -A\nHost db\nSendEnv D\n"_ba;
        QTest::newRow("variables to set") << "SetEnv A=1 B=\"x y\"\nSetEnv C=3\n"_ba;
        QTest::newRow("include") << "Include sub/*.conf\nPort 5\n"_ba;
        QTest::newRow("include in a block") << "Host db\nInclude sub/*.conf\nHost *\nPort 5\n"_ba;
        QTest::newRow("block ends with the include")
            << "Host web-1\nInclude sub/b.conf\nUser after\n"_ba;
    }

    void shouldAnswerAsSshDoes()
    {
        QFETCH(QByteArray, config);

        compare(config);
    }

    void shouldAnswerAsSshDoesForManyConfigs()
    {
        const QList<QByteArray> heads{"Host web-1",
                                      "Host web-*",
                                      "Host *",
                                      "Host db !web-1",
                                      "Host * !db",
                                      "Host db web-?",
                                      "Match host web-1",
                                      "Match all",
                                      "Match originalhost w*,!web-2",
                                      "Match user ops",
                                      "Match !user ops",
                                      "Match host *.org user root,ops",
                                      "Match !host db",
                                      "Match localuser root",
                                      "Match originalhost web-1 host x"};
        const QList<QByteArray> settings{"Port 2201",
                                         "Port=2202",
                                         "User ops",
                                         "User root",
                                         "HostName %h.org",
                                         "HostName x",
                                         "IdentityFile /k1",
                                         "IdentityFile \"/k 2\"",
                                         "ProxyJump gate",
                                         "ProxyCommand nc %h %p",
                                         "IdentitiesOnly yes",
                                         "HostKeyAlias alias",
                                         "ServerAliveInterval 30",
                                         "ServerAliveCountMax 5",
                                         "ConnectTimeout 1m",
                                         "CertificateFile /c",
                                         "Include sub/a.conf",
                                         "Include sub/b.conf"};
        QRandomGenerator random(4);
        for (int round = 0; round < 120; ++round) {
            QByteArray config;
            for (int i = 0; i < 12; ++i) {
                const bool isHead = random.bounded(3) == 0;
                const auto &list = isHead ? heads : settings;
                config += (isHead ? "" : "  ") + list.at(random.bounded(list.size())) + '\n';
            }
            compare(config);
            if (QTest::currentTestFailed())
                return;
        }
    }

    void shouldEndWhereFilesIncludeThemselves()
    {
        const QTemporaryDir folder;
        write(folder, u"config"_s, "Include config\nPort 4\n");
        ConfigFile file({u"web-1"_s, {}, 0});

        file.read(folder.filePath(u"config"_s), folder.path());

        QCOMPARE(file.options().value(u"port"_s), QStringList{u"4"_s});
    }

    void shouldLetTheWorkspaceWin()
    {
        const QTemporaryDir folder;
        write(folder, u"config"_s, "Port 4\nUser x\nMatch user me\nHostName there\n");
        ConfigFile file({u"web-1"_s, u"me"_s, 2222});

        file.read(folder.filePath(u"config"_s), folder.path());

        QCOMPARE(file.options().value(u"port"_s), QStringList{u"2222"_s});
        QCOMPARE(file.options().value(u"user"_s), QStringList{u"me"_s});
        QCOMPARE(file.options().value(u"hostname"_s), QStringList{u"there"_s});
    }

private:
    static void write(const QTemporaryDir &folder, const QString &name, const QByteArray &text)
    {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static void compare(QByteArray config)
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(u"sub"_s));
        write(folder, u"sub/a.conf"_s, "Host web-1\nUser included\nHost db\nUser other\n");
        write(folder, u"sub/b.conf"_s, "Port 2300\nHost nobody\nUser never\n");
        // ssh takes a relative Include from ~/.ssh, whatever file it is told to read.
        config.replace("Include sub/", QByteArray("Include " + folder.path().toUtf8() + "/sub/"));
        write(folder, u"config"_s, config);
        QProcess ssh;
        ssh.start(u"/usr/bin/ssh"_s, {u"-G"_s, u"-F"_s, folder.filePath(u"config"_s), u"web-1"_s});
        QVERIFY(ssh.waitForFinished());
        const auto expected = ConfigReader::parse(ssh.readAllStandardOutput());
        ConfigFile file({u"web-1"_s, {}, 0});

        file.read(folder.filePath(u"config"_s), folder.path());

        const auto actual = file.options();
        for (const auto &key :
             {u"hostname"_s, u"user"_s, u"port"_s, u"proxyjump"_s, u"proxycommand"_s,
              u"hostkeyalias"_s, u"certificatefile"_s, u"sendenv"_s, u"setenv"_s})
            QVERIFY2(actual.value(key) == expected.value(key),
                     qPrintable(QString::fromUtf8(config) + key + u": "_s
                                + actual.value(key).join(u'|') + u" instead of "_s
                                + expected.value(key).join(u'|')));
        // Those have values that ssh prints whether they were set or not.
        for (const auto &key : {u"identitiesonly"_s, u"serveraliveinterval"_s,
                                u"serveralivecountmax"_s, u"connecttimeout"_s, u"identityfile"_s}) {
            if (config.toLower().contains(key.toUtf8()) && actual.contains(key)
                && !(key == "identityfile"_L1 && actual.value(key).size() == 3))
                QCOMPARE(actual.value(key), expected.value(key));
        }
    }
};

QTEST_GUILESS_MAIN(TestConfigFile)
#include "tst_configfile.moc"
