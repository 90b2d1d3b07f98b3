// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/hostargument.h"

#include "workspace/workspaceconfig.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Hosts of no workspace.
class TestHostArgument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldMakeServersOfHosts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("port"); // 0: that of the configuration
        QTest::newRow("name") << u"web-1"_s << u"web-1"_s << u"web-1"_s << QString() << 0;
        QTest::newRow("all") << u"root@web.example.com:2222"_s << u"web.example.com"_s
                             << u"web.example.com"_s << u"root"_s << 2222;
        QTest::newRow("address") << u"10.0.0.7:22"_s << u"10.0.0.7"_s << u"10.0.0.7"_s << QString()
                                 << 22;
        QTest::newRow("IPv6") << u"::1"_s << u"1"_s << u"::1"_s << QString() << 0;
        QTest::newRow("IPv6 with a port")
            << u"a@[fe80::1]:2200"_s << u"fe80--1"_s << u"fe80::1"_s << u"a"_s << 2200;
        QTest::newRow("alias") << u"my_box"_s << u"my_box"_s << u"my_box"_s << QString() << 0;
    }
    void shouldMakeServersOfHosts()
    {
        QFETCH(QString, text);
        QFETCH(QString, user);

        const Result<QByteArray> yaml = workspaceOfHosts({text});

        QVERIFY2(yaml, yaml ? "" : qPrintable(yaml.error().message));
        const WorkspaceReading reading = readWorkspaceConfig(*yaml);
        QVERIFY2(reading.diagnostics.isEmpty(),
                 reading.diagnostics.isEmpty() ? "" : qPrintable(reading.diagnostics[0].message));
        const Server &server = reading.config.environments.at(0).servers.at(0);
        QTEST(server.name.toString(), "name");
        QTEST(server.host, "host");
        QCOMPARE(server.user, user);
        QTEST(server.port, "port");
    }

    void shouldCallEqualHostsByPortsOrNumbers()
    {
        const auto yaml = workspaceOfHosts({u"a@web"_s, u"b@web"_s, u"web:2223"_s});
        const WorkspaceReading reading = readWorkspaceConfig(*yaml);
        QStringList names;
        for (const Server &server : reading.config.environments.at(0).servers)
            names.append(server.name.toString());
        QCOMPARE(names, QStringList({u"web"_s, u"web-2"_s, u"web-2223"_s}));
    }

    void shouldRefuseWhatIsNoHost_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"-oProxyCommand=x", "a b", "root@", "web:", "web:0", "web:70000",
                                 "web:22:33x", "a@b@c", "[::1", "root@-x"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void shouldRefuseWhatIsNoHost()
    {
        QFETCH(QString, text);

        const auto yaml = workspaceOfHosts({text});

        QVERIFY(!yaml);
        QVERIFY(yaml.error().message.contains(text));
    }
};

QTEST_GUILESS_MAIN(TestHostArgument)
#include "tst_hostargument.moc"
