// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/knownhosts.h"
#include "ssh/revokedkeys.h"
#include "support/printable.h"

#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;
using Verdict = KnownHostKeys::Verdict;

namespace {

/// "ssh-ed25519 AAAA…" of a key that nobody has the other half of.
QByteArray keyText(char seed, const QByteArray &type = "ssh-ed25519")
{
    const auto field = [](const QByteArray &text) -> QByteArray {
        return QByteArray("\0\0\0", 3) + char(text.size()) + text;
    };
    const QByteArray blob = field(type) + field(QByteArray(32, seed));
    return type + ' ' + blob.toBase64();
}

PublicKey keyOf(const QByteArray &text)
{
    return PublicKey(QByteArray::fromBase64(text.split(' ').at(1)));
}

QByteArray hashed(const QByteArray &name)
{
    const QByteArray salt(20, 's');
    return "|1|" + salt.toBase64() + '|'
        + QMessageAuthenticationCode::hash(name, salt, QCryptographicHash::Sha1).toBase64();
}

} // namespace

/// Reading known_hosts as OpenSSH does, and mending it without losing a line.
class TestKnownHosts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void shouldJudgeAsOpenSshDoes_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<Verdict>("wanted");
        const QByteArray key = ' ' + keyText('a') + '\n';
        const QByteArray other = ' ' + keyText('b') + '\n';
        const QByteArray rsa = ' ' + keyText('r', "ssh-rsa") + '\n';
        const auto row = [](const char *name, const QByteArray &lines, const QString &host,
                            int port, Verdict wanted) {
            QTest::newRow(name) << lines << host << port << wanted;
        };
        row("empty", {}, u"web"_s, 22, Verdict::Unknown);
        row("name", "web" + key, u"web"_s, 22, Verdict::Known);
        row("name in capitals", "Web" + key, u"WEB"_s, 22, Verdict::Known);
        row("comment after the key", "web " + keyText('a') + " a comment\n", u"web"_s, 22,
            Verdict::Known);
        row("tabs and spaces", "  web\t" + keyText('a') + "\r\n", u"web"_s, 22, Verdict::Known);
        row("commented out", "#web" + key, u"web"_s, 22, Verdict::Unknown);
        row("one of several names", "a,web,10.0.0.1" + key, u"10.0.0.1"_s, 22, Verdict::Known);
        row("part of a name", "web-1" + key, u"web"_s, 22, Verdict::Unknown);
        row("hashed", hashed("web") + key, u"web"_s, 22, Verdict::Known);
        row("hashed other", hashed("mail") + key, u"web"_s, 22, Verdict::Unknown);
        row("port", "[web]:2222" + key, u"web"_s, 2222, Verdict::Known);
        row("hashed port", hashed("[web]:2222") + key, u"web"_s, 2222, Verdict::Known);
        row("other port", "[web]:2222" + key, u"web"_s, 2223, Verdict::Unknown);
        row("known without a port", "web" + key, u"web"_s, 2222, Verdict::Known);
        row("other key without a port", "web" + other, u"web"_s, 2222, Verdict::Unknown);
        row("star", "*.example.com" + key, u"a.b.example.com"_s, 22, Verdict::Known);
        row("question mark", "web-?" + key, u"web-1"_s, 22, Verdict::Known);
        row("question mark for two", "web-?" + key, u"web-10"_s, 22, Verdict::Unknown);
        row("exception", "*.example.com,!a.example.com" + key, u"a.example.com"_s, 22,
            Verdict::Unknown);
        row("exception first", "!a.example.com,*.example.com" + key, u"a.example.com"_s, 22,
            Verdict::Unknown);
        row("other exception", "*.example.com,!b.example.com" + key, u"a.example.com"_s, 22,
            Verdict::Known);
        row("changed", "web" + other, u"web"_s, 22, Verdict::Changed);
        row("two keys", "web" + other + "web" + key, u"web"_s, 22, Verdict::Known);
        row("other type", "web" + rsa, u"web"_s, 22, Verdict::Changed);
        row("other type known with a port", "[web]:2222" + rsa, u"web"_s, 2222, Verdict::Changed);
        row("other type without a port", "web" + rsa, u"web"_s, 2222, Verdict::Unknown);
        row("other type and this", "web" + rsa + "web" + key, u"web"_s, 22, Verdict::Known);
        row("other type and changed", "web" + rsa + "web" + other, u"web"_s, 22, Verdict::Changed);
        row("revoked", "@revoked *" + key + "web" + key, u"web"_s, 22, Verdict::Revoked);
        row("revoked after", "web" + key + "@revoked web" + key, u"web"_s, 22, Verdict::Revoked);
        row("revoked without a port", "[web]:2222" + key + "@revoked web" + key, u"web"_s, 2222,
            Verdict::Revoked);
        row("revoked for another", "@revoked mail" + key + "web" + key, u"web"_s, 22,
            Verdict::Known);
        row("other key revoked", "@revoked *" + other + "web" + key, u"web"_s, 22, Verdict::Known);
        row("authority's own key", "@cert-authority *" + key, u"web"_s, 22, Verdict::Unknown);
        row("unknown marker", "@nonsense web" + key, u"web"_s, 22, Verdict::Unknown);
        row("type does not fit the key", "web ssh-rsa" + key.sliced(12), u"web"_s, 22,
            Verdict::Unknown);
        row("stars without end", QByteArray(200, '*') + "x" + key, QString(200, u'a'), 22,
            Verdict::Unknown);
    }

    void shouldJudgeAsOpenSshDoes()
    {
        QFETCH(const QByteArray, lines);
        QFETCH(const QString, host);
        QFETCH(const int, port);
        QFETCH(const Verdict, wanted);

        const KnownHosts known(write("known_hosts", lines), {});
        const auto answer
            = known.of(HostKeyName::of(host, port, {})).check(keyOf(keyText('a')), std::nullopt);

        QCOMPARE(answer.verdict, wanted);
    }

    void shouldTakeAnAliasForWhatItIs()
    {
        const KnownHosts known(write("known_hosts", "cluster " + keyText('a') + '\n'), {});

        const auto answer = known.of(HostKeyName::of(u"10.0.0.1"_s, 2222, u"Cluster"_s))
                                .check(keyOf(keyText('a')), std::nullopt);

        QCOMPARE(answer.verdict, Verdict::Known);
    }

    void shouldReadSeveralFilesAndSayWhereAnOldKeyStands()
    {
        const QString mine = write("mine", "# nothing\n");
        const QString systems = write("system", "\nweb " + keyText('b') + '\n');
        const KnownHosts known(mine, {mine, systems, m_folder->filePath(u"missing"_s)});

        const auto answer = known.of(name()).check(keyOf(keyText('a')), std::nullopt);

        QCOMPARE(answer.verdict, Verdict::Changed);
        QCOMPARE(answer.lines.size(), 1U);
        QCOMPARE(answer.lines.front().file, systems);
        QCOMPARE(answer.lines.front().number, 2);
    }

    void shouldNameOthersThatHaveTheKey()
    {
        const QString file = write("known_hosts",
                                   "web " + keyText('b') + "\nold,10.0.0.9 " + keyText('a') + '\n'
                                       + hashed("x") + ' ' + keyText('a') + '\n');
        const KnownHosts known(file, {});

        const QStringList names = known.namesWith(keyOf(keyText('a')), name());

        QCOMPARE(names,
                 (QStringList{u"old"_s, u"10.0.0.9"_s, u"a hashed name (%1, line 3)"_s.arg(file)}));
    }

    void shouldReplaceNothingButTheKeysOfTheHost()
    {
        const QByteArray a = keyText('a');
        const QByteArray b = keyText('b');
        const QByteArray before = "# mine\n\nweb,10.0.0.1 " + b + " laptop\n" + "mail " + b + '\n'
            + hashed("web") + ' ' + b + '\n' + hashed("mail") + ' ' + b + "\n*.example.com,we? " + b
            + "\nweb " + keyText('r', "ssh-rsa") + "\n@revoked web " + b + "\n@cert-authority * "
            + b + "\ngarbage\n[web]:2222 " + b;
        const QString file = write("known_hosts", before);
        QVERIFY(::chmod(file.toUtf8().constData(), 0640) == 0);

        QVERIFY(KnownHosts(file, {}).replace(name(), keyOf(a)));

        QCOMPARE(read("known_hosts"),
                 "# mine\n\n10.0.0.1 " + b + " laptop\n" + "mail " + b + '\n' + hashed("mail") + ' '
                     + b + "\n*.example.com,we?,!web " + b + "\n@revoked web " + b
                     + "\n@cert-authority * " + b + "\ngarbage\n[web]:2222 " + b + "\nweb " + a
                     + '\n');
        QCOMPARE(read("known_hosts.old"), before);
        QCOMPARE(modeOf("known_hosts"), 0640);
        QCOMPARE(modeOf("known_hosts.old"), 0640);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files),
                 (QStringList{u"known_hosts"_s, u"known_hosts.old"_s}));
        QCOMPARE(KnownHosts(file, {}).of(name()).check(keyOf(a), std::nullopt).verdict,
                 Verdict::Known);
    }

    void shouldRememberAHashedNameWhereTheConfigWantsThat()
    {
        const QString file = m_folder->filePath(u"known_hosts"_s);
        const KnownHosts known(file, {}, KnownHosts::Names::Hashed);

        QVERIFY(known.remember(name(), keyOf(keyText('b'))));
        QVERIFY(known.replace(name(), keyOf(keyText('a'))));

        QVERIFY(!read("known_hosts").contains("web"));
        QCOMPARE(read("known_hosts").count('\n'), 1);
        QCOMPARE(known.of(name()).check(keyOf(keyText('a')), std::nullopt).verdict, Verdict::Known);
        QCOMPARE(QProcess::execute(u"/usr/bin/ssh-keygen"_s,
                                   {u"-q"_s, u"-F"_s, u"web"_s, u"-f"_s, file}),
                 0);
    }

    void shouldLeaveWhatIsNoFileInItsPlace()
    {
        // As /dev/null, which many a config names, but nothing to lose.
        const QString pipe = m_folder->filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);

        QVERIFY(KnownHosts(pipe, {}).replace(name(), keyOf(keyText('a'))));

        struct stat status{};
        QCOMPARE(::stat(pipe.toUtf8().constData(), &status), 0);
        QVERIFY(S_ISFIFO(status.st_mode));
        QVERIFY(!QFile::exists(pipe + u".old"_s));
    }

    void shouldSayWhetherWhatItRemembersIsKept()
    {
        QVERIFY(KnownHosts(write("known_hosts", {}), {}).canRemember());
        QVERIFY(KnownHosts(m_folder->filePath(u"new/known_hosts"_s), {}).canRemember());
        QVERIFY(!KnownHosts(u"/dev/null"_s, {}).canRemember());
    }

    void shouldLeaveNoHalfOfALineWhereThereIsNoRoom()
    {
        const QByteArray before = "mail " + keyText('b') + '\n';
        const QString file = write("known_hosts", before);
        rlimit usual{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &usual), 0);
        const auto handler = ::signal(SIGXFSZ, SIG_IGN);
        const rlimit full{rlim_t(before.size() + 10), usual.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &full), 0);

        const auto remembered = KnownHosts(file, {}).remember(name(), keyOf(keyText('a')));

        ::setrlimit(RLIMIT_FSIZE, &usual);
        ::signal(SIGXFSZ, handler);
        QVERIFY(!remembered);
        QVERIFY2(remembered.error().message.endsWith(u"No space left on device."_s),
                 qPrintable(remembered.error().message));
        QCOMPARE(read("known_hosts"), before);
    }

    void shouldFindRevokedKeysInAFileOfTheirOwn()
    {
        const QString file
            = write("revoked", "# lost laptops\n" + keyText('x') + " why\n" + keyText('a') + '\n');

        const auto revoked = RevokedKeys::read(file);

        QVERIFY(revoked);
        QCOMPARE(revoked->lineOf(keyOf(keyText('a'))), 3);
        QCOMPARE(revoked->lineOf(keyOf(keyText('b'))), 0);
    }

    void shouldTrustNothingWhereRevokedKeysCannotBeRead()
    {
        const auto missing = RevokedKeys::read(m_folder->filePath(u"none"_s));
        const auto binary = RevokedKeys::read(write("krl", "SSHKRL\n\0\1"));

        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::HostKey);
        QVERIFY(!binary);
        QVERIFY(binary.error().message.contains(u"OpenSSH"_s));
    }

    void shouldReplaceInEveryFileThatMayBeWritten()
    {
        const QString mine = write("mine", "mail " + keyText('b') + '\n');
        const QString second
            = write("second", "web " + keyText('b') + "\nx " + keyText('c') + '\n');

        QVERIFY(KnownHosts(mine, {mine, second}).replace(name(), keyOf(keyText('a'))));

        QCOMPARE(read("mine"), "mail " + keyText('b') + "\nweb " + keyText('a') + '\n');
        QCOMPARE(read("second"), "x " + keyText('c') + '\n');
    }

    void shouldKeepALinkToTheFile()
    {
        const QString real = write("real", "web " + keyText('b') + '\n');
        const QString link = m_folder->filePath(u"link"_s);
        QVERIFY(QFile::link(real, link));

        QVERIFY(KnownHosts(link, {}).replace(name(), keyOf(keyText('a'))));

        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(read("real"), "web " + keyText('a') + '\n');
    }

    void shouldLeaveAllAsItWasWhereItCannotBeReplaced()
    {
        const QByteArray before = "web " + keyText('b') + '\n';
        const QString file = write("known_hosts", before);
        QVERIFY(QDir(m_folder->path()).mkdir(u"known_hosts.old"_s));

        const auto replaced = KnownHosts(file, {}).replace(name(), keyOf(keyText('a')));

        QVERIFY(!replaced);
        QVERIFY2(replaced.error().message.contains(file), qPrintable(replaced.error().message));
        QCOMPARE(read("known_hosts"), before);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"known_hosts"_s});
    }

    void shouldLoseNoLineOfManyWriters()
    {
        const QString file = write("known_hosts", "web " + keyText('0') + '\n');
        constexpr int writers = 4;
        constexpr int lines = 25;
        std::vector<std::thread> threads;
        threads.reserve(writers + 1);
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([file, writer] {
                for (int i = 0; i < lines; ++i) {
                    const QString host = u"host-%1-%2"_s.arg(writer).arg(i);
                    std::ignore = KnownHosts(file, {}).remember(HostKeyName::of(host, 22, {}),
                                                                keyOf(keyText('h')));
                }
            });
        }
        threads.emplace_back([file] {
            for (int i = 0; i < lines; ++i)
                std::ignore = KnownHosts(file, {}).replace(name(), keyOf(keyText(char('A' + i))));
        });
        for (std::thread &thread : threads)
            thread.join();

        const QList<QByteArray> found = read("known_hosts").trimmed().split('\n');

        QCOMPARE(std::ranges::count_if(
                     found, [](const QByteArray &line) { return line.startsWith("host-"); }),
                 writers * lines);
        QCOMPARE(std::ranges::count_if(
                     found, [](const QByteArray &line) { return line.startsWith("web "); }),
                 1);
    }

    void shouldKeepALineThatWasAddedWithoutALockMeanwhile()
    {
        const QString path = write("known_hosts", "a\n");
        int calls = 0;

        const auto rewritten
            = KnownHostsFile(path).rewrite([&](const QByteArray &content) -> QByteArray {
                  QFile file(path);
                  if (++calls == 1 && file.open(QIODevice::Append))
                      file.write("of another program\n");
                  return content + "b\n";
              });

        QVERIFY(rewritten);
        QCOMPARE(calls, 2);
        QCOMPARE(read("known_hosts"), "a\nof another program\nb\n"_ba);
    }

private:
    static HostKeyName name() { return HostKeyName::of(u"web"_s, 22, {}); }
    QString write(const char *file, const QByteArray &content) const
    {
        QFile out(m_folder->filePath(QLatin1StringView(file)));
        if (out.open(QIODevice::WriteOnly))
            out.write(content);
        return out.fileName();
    }
    QByteArray read(const char *file) const
    {
        QFile in(m_folder->filePath(QLatin1StringView(file)));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    int modeOf(const char *file) const
    {
        struct stat status{};
        ::stat(m_folder->filePath(QLatin1StringView(file)).toUtf8().constData(), &status);
        return int(status.st_mode & 07777U);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestKnownHosts)
#include "tst_knownhosts.moc"
