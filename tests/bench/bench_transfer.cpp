// SPDX-License-Identifier: GPL-3.0-or-later
// 200 MB over loopback, both ways: Slipway, with its hash check, against sftp and scp, which check
// nothing; rounds interleaved. Every round is a new connection. Prints a Markdown table of seconds.
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMap>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr qsizetype fileSize = 200'000'000;
constexpr int rounds = 5;

bool writeSample(const QString &path)
{
    QByteArray content(fileSize, Qt::Uninitialized);
    quint32 state = 1;
    for (char &byte : content) {
        state = state * 1664525U + 1013904223U;
        byte = char(state >> 24);
    }
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

bool runSlipway(const SshTarget &target, const Transfer &transfer)
{
    SshSettings settings;
    settings.useConfig = false;
    settings.useAgent = false;
    FakeSshPrompter prompter;
    SshConnections connections({target}, settings, prompter);
    const auto running = connections.transfers(target.name).start(transfer);
    QEventLoop loop;
    bool isCopied = false;
    QObject::connect(running.get(), &RunningTransfer::finished, &loop,
                     [&loop, &isCopied](const TransferResult &result) {
                         isCopied = !result.error && result.check == TransferResult::Check::Hash;
                         loop.quit();
                     });
    loop.exec();
    return isCopied;
}

bool runPeer(const SshdFixture &sshd, const QString &program, const QString &from,
             const QString &to)
{
    QStringList arguments{u"-q"_s,
                          u"-P"_s,
                          QString::number(sshd.port()),
                          u"-i"_s,
                          sshd.userKey(),
                          u"-o"_s,
                          u"UserKnownHostsFile="_s + sshd.knownHosts()};
    const QString host = SshdFixture::userName() + u"@127.0.0.1"_s;
    QProcess peer;
    if (program == u"scp"_s) {
        peer.start(program, arguments + QStringList{from, to});
    } else {
        const bool isUpload = !from.contains(u':');
        QFile batch(sshd.path("batch"));
        if (!batch.open(QIODevice::WriteOnly))
            return false;
        const QString own = isUpload ? u"put %1 %2\n"_s.arg(from, to.section(u':', 1))
                                     : u"get %1 %2\n"_s.arg(from.section(u':', 1), to);
        batch.write(own.toUtf8());
        batch.close();
        peer.start(program, arguments + QStringList{u"-b"_s, batch.fileName(), host});
    }
    return peer.waitForFinished(120'000) && peer.exitCode() == 0;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    SshdFixture sshd;
    QTemporaryDir folder;
    const QString here = folder.filePath(u"here"_s);
    const QString there = folder.filePath(u"there"_s);
    if (!sshd.start() || !writeSample(here) || !QFile::copy(here, there)) {
        std::fprintf(stderr, "bench_transfer: cannot prepare the server and its file\n");
        return 1;
    }
    SshTarget target;
    target.name = u"web-1"_s;
    target.host = u"127.0.0.1"_s;
    target.port = sshd.port();
    target.identity = sshd.userKey();
    target.knownHosts = sshd.knownHosts();
    const QString host = SshdFixture::userName() + u"@127.0.0.1:"_s;

    QMap<QString, QList<double>> times;
    for (int round = 0; round < rounds; ++round) {
        for (const QString &program : {u"Slipway"_s, u"sftp"_s, u"scp"_s}) {
            for (const bool isUpload : {true, false}) {
                const QString goal = folder.filePath(u"goal"_s);
                QFile::remove(goal);
                QElapsedTimer clock;
                clock.start();
                Transfer transfer;
                transfer.direction
                    = isUpload ? Transfer::Direction::Upload : Transfer::Direction::Download;
                transfer.localPath = QFile::encodeName(isUpload ? here : goal);
                transfer.remotePath = QFile::encodeName(isUpload ? goal : there);
                const bool isCopied = program == u"Slipway"_s
                    ? runSlipway(target, transfer)
                    : runPeer(sshd, program, isUpload ? here : host + there,
                              isUpload ? host + goal : goal);
                if (!isCopied || QFileInfo(goal).size() != fileSize) {
                    std::fprintf(stderr, "bench_transfer: %s did not copy\n", qPrintable(program));
                    return 1;
                }
                times[program + (isUpload ? u" up"_s : u" down"_s)].append(double(clock.elapsed())
                                                                           / 1000);
            }
        }
    }
    std::printf("| 200 MB over loopback | best s | median s | MB/s |\n|---|---|---|---|\n");
    for (auto it = times.begin(); it != times.end(); ++it) {
        std::ranges::sort(*it);
        const double median = it->at(it->size() / 2);
        std::printf("| %s | %.2f | %.2f | %.0f |\n", qPrintable(it.key()), it->constFirst(), median,
                    double(fileSize) / 1e6 / median);
    }
    return 0;
}
