// SPDX-License-Identifier: GPL-3.0-or-later

// conformance.py runs on a server of this machine, in a terminal of ours, and in xterm. Prints what
// each passed.

#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"
#include "terminal/terminalscreen.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

const QString script = QStringLiteral(CONFORMANCE_SCRIPT);

/// A terminal behind a channel, which answers what it is asked.
class TerminalSink final : public ByteSink
{
public:
    TerminalSink()
        : m_screen(TerminalSize{24, 80},
                   {.checksums = TerminalOptions::Checksums::Report, .rules = {}})
    {
        m_screen.setColours({});
    }
    QByteArray take(QByteArrayView bytes) override
    {
        m_screen.feed(bytes);
        return m_screen.takeReplies();
    }

private:
    TerminalScreen m_screen;
};

QJsonObject readResults(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
}

qsizetype passes(const QJsonObject &results)
{
    return std::ranges::count(results, QJsonValue(u"pass"_s));
}

} // namespace

class TestConformance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_sshd.start());
        runOverSsh();
    }

    void shouldPassNearlyAllChecks()
    {
        QVERIFY2(m_ours.size() > 200, "The checks did not run to their end.");
        for (auto each = m_ours.constBegin(); each != m_ours.constEnd(); ++each) {
            if (each.value() != "pass"_L1)
                qInfo("not passed: %s: %s", qPrintable(each.key()),
                      qPrintable(each.value().toString()));
        }
        qInfo("%lld of %lld", qint64(passes(m_ours)), qint64(m_ours.size()));
        QVERIFY(double(passes(m_ours)) >= 0.95 * double(m_ours.size()));
    }

    void shouldPassNineOfTenChecksThatXtermPasses()
    {
        for (const QString &program : {u"xterm"_s, u"Xvfb"_s}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                QSKIP(qPrintable(program + u" is not there."_s));
        }
        const QJsonObject theirs = runInXterm();
        QCOMPARE(theirs.size(), m_ours.size());
        const auto both = std::ranges::count_if(theirs.keys(), [&](const QString &name) {
            return theirs[name] == "pass"_L1 && m_ours[name] == "pass"_L1;
        });
        qInfo("xterm passes %lld, we pass %lld of these, and %lld in all", qint64(passes(theirs)),
              qint64(both), qint64(passes(m_ours)));
        QVERIFY(double(both) >= 0.9 * double(passes(theirs)));
    }

private:
    void runOverSsh()
    {
        SshTarget target;
        target.name = u"server"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = m_sshd.userKey();
        target.knownHosts = m_sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        FakeSshPrompter prompter;
        SshConnections connections({target}, settings, prompter);
        ChannelRequest request;
        request.size = {80, 24, 0, 0};
        const QString results = m_folder.filePath(u"ours.json"_s);
        request.command
            = u"exec env PYTHONDONTWRITEBYTECODE=1 python3 '%1' '%2'"_s.arg(script, results);
        const auto channel
            = connections.opener(u"server"_s).open(request, std::make_shared<TerminalSink>());
        QSignalSpy closed(channel.get(), &ByteChannel::closed);
        QVERIFY(closed.wait(120'000));
        m_ours = readResults(results);
    }

    QJsonObject runInXterm()
    {
        QProcess server;
        server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        server.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-nolisten"_s, u"tcp"_s});
        if (!server.waitForReadyRead(20'000))
            return {};
        const QString display = u':' + QString::fromLatin1(server.readLine().trimmed());
        const QString results = m_folder.filePath(u"xterm.json"_s);
        QProcess xterm;
        xterm.setStandardErrorFile(QProcess::nullDevice());
        QStringList arguments{u"-display"_s, display, u"-u8"_s, u"-geometry"_s, u"80x24"_s};
        for (const QString &resource : {u"allowWindowOps: true"_s, u"allowTcapOps: true"_s,
                                        u"checksumExtension: 31"_s, u"decTerminalID: 420"_s})
            arguments += {u"-xrm"_s, u"XTerm*"_s + resource};
        arguments
            += {u"-e"_s, u"env"_s, u"PYTHONDONTWRITEBYTECODE=1"_s, u"python3"_s, script, results};
        xterm.start(u"xterm"_s, arguments);
        xterm.waitForFinished(120'000);
        server.terminate();
        server.waitForFinished();
        return readResults(results);
    }

    QTemporaryDir m_folder;
    SshdFixture m_sshd;
    QJsonObject m_ours;
};

QTEST_GUILESS_MAIN(TestConformance)
#include "tst_conformance.moc"
