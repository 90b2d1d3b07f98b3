// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envfile.h"

#include "support/printable.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// As an ordinary user, whose rights are checked, even where the tests run as root.
template<typename Function> void asOrdinaryUser(Function function)
{
    const uid_t before = ::geteuid();
    if (before == 0)
        QCOMPARE(::seteuid(65534), 0);
    const auto back = qScopeGuard([before] { QCOMPARE(::seteuid(before), 0); });
    function();
}

} // namespace

class TestEnvFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void shouldReadAFile();
    void shouldNameWhatCannotBeRead();
    void shouldRefuseToReadMoreThanTheLimit();
    void shouldReadAPipeOnce();
    void shouldNotWaitForASilentPipeForEver();
    void shouldMakeANewFileForItsOwnerOnly();
    void shouldKeepTheMode();
    void shouldKeepTheOwnerOrRefuse();
    void shouldWriteTheTargetAndKeepTheLink();
    void shouldMakeTheTargetOfADanglingLink();
    void shouldNoticeThatLinksGoInCircles();
    void shouldRefuseToSaveOverAForeignChange();
    void shouldRefuseToMakeAFileThatIsThereAlready();
    void shouldLeaveTheFileAloneWhenTheDiskIsFull();
    void shouldLeaveTheFileAloneWithoutRights();
    void shouldTellTheMode();

private:
    QString path(const QString &name = u".env"_s) const { return m_folder->filePath(name); }
    QStringList names() const
    {
        return QDir(m_folder->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestEnvFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestEnvFile::shouldReadAFile()
{
    const QByteArray bytes("\xff\0A=1\r\n", 7);
    write(path(), bytes);

    const Result<EnvFileContent> content = readEnvFile(path());

    QVERIFY(content);
    QCOMPARE(content->bytes, bytes);
    QVERIFY(content->state.kind == EnvFileState::Kind::Regular);
    QVERIFY(envFileChange(content->state) == EnvFileChange::None);
}

void TestEnvFile::shouldNameWhatCannotBeRead()
{
    const Result<EnvFileContent> missing = readEnvFile(path());
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(missing.error().message.contains(path()));

    QCOMPARE(readEnvFile(m_folder->path()).error().code, ErrorCode::InvalidInput);
    QCOMPARE(readEnvFile(u"/dev/zero"_s).error().code, ErrorCode::InvalidInput);

    write(path(), "A=1\n");
    QVERIFY(QFile::setPermissions(path(), {}));
    asOrdinaryUser([this] { QCOMPARE(readEnvFile(path()).error().code, ErrorCode::Io); });
}

void TestEnvFile::shouldRefuseToReadMoreThanTheLimit()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(envFileSizeLimit));
    QCOMPARE(readEnvFile(path())->bytes.size(), envFileSizeLimit);

    QVERIFY(file.resize(envFileSizeLimit + 1));
    const Result<EnvFileContent> content = readEnvFile(path());

    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::InvalidInput);
}

void TestEnvFile::shouldReadAPipeOnce()
{
    QCOMPARE(::mkfifo(QFile::encodeName(path()).constData(), 0600), 0);
    const QByteArray bytes = QByteArray("A=1\n").repeated(50'000);
    std::thread writer([this, bytes] { write(path(), bytes); });

    const Result<EnvFileContent> content = readEnvFile(path());
    writer.join();

    QVERIFY(content);
    QCOMPARE(content->bytes, bytes);
    QVERIFY(content->state.kind == EnvFileState::Kind::Pipe);
    QVERIFY(envFileChange(content->state) == EnvFileChange::None);
    QCOMPARE(saveEnvFile(content->state, "A=2\n").error().code, ErrorCode::InvalidInput);
}

void TestEnvFile::shouldNotWaitForASilentPipeForEver()
{
    QCOMPARE(::mkfifo(QFile::encodeName(path()).constData(), 0600), 0);

    const Result<EnvFileContent> content = readEnvFile(path(), 20ms);

    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::Timeout);
}

void TestEnvFile::shouldMakeANewFileForItsOwnerOnly()
{
    const Result<EnvFileState> state = saveEnvFile(*newEnvFile(path()), "A=1\n");

    QVERIFY(state);
    QCOMPARE(contentOf(path()), QByteArray("A=1\n"));
    QCOMPARE(envFileMode(path()), EnvFileMode{0600});
    QCOMPARE(readEnvFile(path())->state, *state);
    QCOMPARE(names(), QStringList{u".env"_s});
}

void TestEnvFile::shouldKeepTheMode()
{
    write(path(), "A=1\n");
    QCOMPARE(::chmod(QFile::encodeName(path()).constData(), 0640), 0);

    const Result<EnvFileState> once = saveEnvFile(readEnvFile(path())->state, "A=2\n");
    QVERIFY(once);
    QVERIFY(saveEnvFile(*once, "A=3\n"));

    QCOMPARE(contentOf(path()), QByteArray("A=3\n"));
    QCOMPARE(envFileMode(path()), EnvFileMode{0640});
    QCOMPARE(names(), QStringList{u".env"_s});
}

void TestEnvFile::shouldKeepTheOwnerOrRefuse()
{
    if (::geteuid() != 0)
        QSKIP("Only root can give a file away.");
    write(path(), "A=1\n");
    const QByteArray name = QFile::encodeName(path());
    QCOMPARE(::chown(name.constData(), 1234, 2345), 0);
    QCOMPARE(::chmod(name.constData(), 0666), 0);
    const EnvFileState state = readEnvFile(path())->state;

    QVERIFY(saveEnvFile(state, "A=2\n"));

    struct stat facts = {};
    QCOMPARE(::stat(name.constData(), &facts), 0);
    QCOMPARE(facts.st_uid, 1234U);
    QCOMPARE(facts.st_gid, 2345U);

    QCOMPARE(::chmod(QFile::encodeName(m_folder->path()).constData(), 0777), 0);
    asOrdinaryUser([this] {
        const Result<EnvFileState> saved = saveEnvFile(readEnvFile(path())->state, "A=3\n");
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, ErrorCode::Io);
    });
    QCOMPARE(contentOf(path()), QByteArray("A=2\n"));
    QCOMPARE(names(), QStringList{u".env"_s});
}

void TestEnvFile::shouldWriteTheTargetAndKeepTheLink()
{
    QVERIFY(QDir(m_folder->path()).mkdir(u"shared"_s));
    write(path(u"shared/env"_s), "A=1\n");
    QVERIFY(QFile::link(u"shared/env"_s, path(u"middle"_s)));
    QVERIFY(QFile::link(path(u"middle"_s), path()));

    const Result<EnvFileContent> content = readEnvFile(path());
    QVERIFY(content);
    QVERIFY(saveEnvFile(content->state, "A=2\n"));

    QCOMPARE(content->state.target, path(u"shared/env"_s));
    QVERIFY(QFileInfo(path()).isSymLink());
    QVERIFY(QFileInfo(path(u"middle"_s)).isSymLink());
    QVERIFY(!QFileInfo(path(u"shared/env"_s)).isSymLink());
    QCOMPARE(contentOf(path(u"shared/env"_s)), QByteArray("A=2\n"));
}

void TestEnvFile::shouldMakeTheTargetOfADanglingLink()
{
    QVERIFY(QFile::link(u"real"_s, path()));

    QVERIFY(saveEnvFile(*newEnvFile(path()), "A=1\n"));

    QVERIFY(QFileInfo(path()).isSymLink());
    QCOMPARE(contentOf(path(u"real"_s)), QByteArray("A=1\n"));
}

void TestEnvFile::shouldNoticeThatLinksGoInCircles()
{
    QVERIFY(QFile::link(u"b"_s, path(u"a"_s)));
    QVERIFY(QFile::link(u"a"_s, path(u"b"_s)));

    QCOMPARE(readEnvFile(path(u"a"_s)).error().code, ErrorCode::InvalidInput);
    QVERIFY(!newEnvFile(path(u"a"_s)));
}

void TestEnvFile::shouldRefuseToSaveOverAForeignChange()
{
    write(path(), "A=1\n");
    const EnvFileState state = readEnvFile(path())->state;
    write(path(), "A=theirs\n");

    QVERIFY(envFileChange(state) == EnvFileChange::Changed);
    QCOMPARE(saveEnvFile(state, "A=mine\n").error().code, ErrorCode::Refused);
    QCOMPARE(contentOf(path()), QByteArray("A=theirs\n"));

    QVERIFY(QFile::remove(path()));
    QVERIFY(envFileChange(state) == EnvFileChange::Removed);
    QCOMPARE(saveEnvFile(state, "A=mine\n").error().code, ErrorCode::Refused);
    QVERIFY(names().isEmpty());
}

void TestEnvFile::shouldRefuseToMakeAFileThatIsThereAlready()
{
    const EnvFileState state = *newEnvFile(path());
    write(path(), "A=theirs\n");

    QCOMPARE(saveEnvFile(state, "A=mine\n").error().code, ErrorCode::Refused);

    QCOMPARE(contentOf(path()), QByteArray("A=theirs\n"));
}

void TestEnvFile::shouldLeaveTheFileAloneWhenTheDiskIsFull()
{
    write(path(), "A=1\n");
    const EnvFileState state = readEnvFile(path())->state;
    rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1'000, before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);

    const Result<EnvFileState> saved = saveEnvFile(state, QByteArray(5'000, 'x'));

    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::Io);
    QVERIFY(saved.error().message.contains(u"space"_s));
    QCOMPARE(contentOf(path()), QByteArray("A=1\n"));
    QCOMPARE(names(), QStringList{u".env"_s});
}

void TestEnvFile::shouldLeaveTheFileAloneWithoutRights()
{
    write(path(), "A=1\n");
    const EnvFileState state = readEnvFile(path())->state;
    const QByteArray folder = QFile::encodeName(m_folder->path());

    QCOMPARE(::chmod(QFile::encodeName(path()).constData(), 0444), 0);
    QCOMPARE(::chmod(folder.constData(), 0555), 0);
    asOrdinaryUser([&] {
        const Result<EnvFileState> protectedFile = saveEnvFile(state, "A=2\n");
        QCOMPARE(protectedFile.error().code, ErrorCode::Io);
        QVERIFY(protectedFile.error().message.contains(u"write-protected"_s));
        const Result<EnvFileState> protectedFolder
            = saveEnvFile(*newEnvFile(path(u"b"_s)), "B=1\n");
        QCOMPARE(protectedFolder.error().code, ErrorCode::Io);
        QVERIFY(protectedFolder.error().message.contains(m_folder->path()));
    });
    QCOMPARE(::chmod(folder.constData(), 0755), 0);

    QCOMPARE(saveEnvFile(*newEnvFile(path(u"none/b"_s)), "").error().code, ErrorCode::NotFound);
    QCOMPARE(contentOf(path()), QByteArray("A=1\n"));
    QCOMPARE(names(), QStringList{u".env"_s});
}

void TestEnvFile::shouldTellTheMode()
{
    write(path(), "");
    QCOMPARE(::chmod(QFile::encodeName(path()).constData(), 0604), 0);

    const Result<EnvFileMode> mode = envFileMode(path());

    QVERIFY(mode);
    QVERIFY(!mode->isReadableByGroup());
    QVERIFY(mode->isReadableByOthers());
    QVERIFY(!mode->isWritableByGroup());
    QVERIFY(!mode->isWritableByOthers());
    QCOMPARE(envFileMode(path(u"none"_s)).error().code, ErrorCode::NotFound);
}

QTEST_APPLESS_MAIN(TestEnvFile)
#include "tst_envfile.moc"
