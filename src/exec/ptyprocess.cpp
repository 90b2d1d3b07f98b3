// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/ptyprocess.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcessEnvironment>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PtyProcess)
};

std::unexpected<Error> noTerminal()
{
    return failure(ErrorCode::Io,
                   Words::tr("This machine has no terminal left; close some consoles."),
                   QString::fromLocal8Bit(std::strerror(errno)));
}

/// Texts in the form that the system takes.
class Strings
{
public:
    explicit Strings(QList<QByteArray> texts) : m_texts(std::move(texts))
    {
        m_pointers.reserve(std::size_t(m_texts.size()) + 1);
        for (QByteArray &text : m_texts)
            m_pointers.push_back(text.data());
        m_pointers.push_back(nullptr);
    }
    bool haveZeros() const
    {
        return std::ranges::any_of(m_texts,
                                   [](const QByteArray &text) { return text.contains('\0'); });
    }
    char *const *data() const { return m_pointers.data(); }

private:
    QList<QByteArray> m_texts;
    std::vector<char *> m_pointers;
};

struct FileActions
{
    FileActions() { ::posix_spawn_file_actions_init(&value); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&value); }
    Q_DISABLE_COPY_MOVE(FileActions)
    posix_spawn_file_actions_t value{};
};

struct SpawnAttributes
{
    SpawnAttributes()
    {
        ::posix_spawnattr_init(&value);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&value, &signals);
        ::sigfillset(&signals);
        ::posix_spawnattr_setsigdefault(&value, &signals);
        ::posix_spawnattr_setflags(
            &value, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnAttributes() { ::posix_spawnattr_destroy(&value); }
    Q_DISABLE_COPY_MOVE(SpawnAttributes)
    posix_spawnattr_t value{};
};

QByteArray loginShell()
{
    QByteArray shell = qgetenv("SHELL");
    if (shell.isEmpty() || ::access(shell.constData(), X_OK) != 0) {
        std::array<char, 4'096> texts{};
        passwd entry{};
        passwd *found = nullptr;
        if (::getpwuid_r(::getuid(), &entry, texts.data(), texts.size(), &found) == 0 && found)
            shell = found->pw_shell;
    }
    return shell.isEmpty() || ::access(shell.constData(), X_OK) != 0 ? "/bin/sh"_ba : shell;
}

QList<QByteArray> environmentOf(const ChannelRequest &request)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList inherited = environment.keys();
    for (const QString &name : inherited) {
        if (name.startsWith("SLIPWAY_SECRET_"_L1))
            environment.remove(name);
    }
    // What another terminal said of itself is not true here.
    for (const QString &name :
         {u"SLIPWAY_OUTPUT"_s, u"COLUMNS"_s, u"LINES"_s, u"TERMCAP"_s, u"WINDOWID"_s})
        environment.remove(name);
    environment.insert(u"TERM"_s, request.term);
    environment.insert(u"COLORTERM"_s, u"truecolor"_s);
    for (const auto &[name, value] : request.environment.asKeyValueRange())
        environment.insert(name, value);
    QList<QByteArray> result;
    const QStringList all = environment.toStringList();
    result.reserve(all.size());
    for (const QString &variable : all)
        result.append(variable.toLocal8Bit());
    return result;
}

QList<QByteArray> argumentsOf(const ChannelRequest &request, const QByteArray &shell)
{
    // A dash before the name makes it a login shell.
    if (request.command.isEmpty())
        return {'-' + shell.sliced(shell.lastIndexOf('/') + 1)};
    return {shell, "-c"_ba, request.command.toLocal8Bit()};
}

bool isReadable(int descriptor, int patience)
{
    pollfd waiting{descriptor, POLLIN, 0};
    int found = 0;
    do {
        found = ::poll(&waiting, 1, patience);
    } while (found < 0 && errno == EINTR);
    return found > 0;
}

ChannelEnd endOf(const siginfo_t &info)
{
    ChannelEnd end;
    if (info.si_code == CLD_EXITED) {
        end.exitCode = info.si_status;
    } else {
        const char *name = ::sigabbrev_np(info.si_status);
        end.signalName = name ? QString::fromLatin1(name) : QString::number(info.si_status);
    }
    return end;
}

} // namespace

Result<PtyProcess> PtyProcess::start(const ChannelRequest &request)
{
    PtyProcess process;
    QByteArray name;
    if (const Result<void> opened = process.openTerminal(name); !opened)
        return std::unexpected(opened.error());
    process.resize(request.size);
    if (const Result<void> spawned = process.spawn(request, name); !spawned)
        return std::unexpected(spawned.error());
    return process;
}

PtyProcess::PtyProcess(PtyProcess &&other) noexcept
    : m_terminal(std::exchange(other.m_terminal, -1))
    , m_exitNotice(std::exchange(other.m_exitNotice, -1))
    , m_pid(std::exchange(other.m_pid, 0))
{ }

PtyProcess::~PtyProcess()
{
    hangUp();
    if (m_pid > 0)
        end(std::chrono::milliseconds(0));
    if (m_exitNotice >= 0)
        ::close(m_exitNotice);
}

Result<void> PtyProcess::openTerminal(QByteArray &name)
{
    m_terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    std::array<char, 128> path{};
    if (m_terminal < 0 || ::grantpt(m_terminal) != 0 || ::unlockpt(m_terminal) != 0
        || ::ptsname_r(m_terminal, path.data(), path.size()) != 0
        || ::fcntl(m_terminal, F_SETFL, O_RDWR | O_NONBLOCK) != 0)
        return noTerminal();
    name = path.data();
    return {};
}

Result<void> PtyProcess::spawn(const ChannelRequest &request, const QByteArray &name)
{
    const QByteArray shell = loginShell();
    const Strings arguments(argumentsOf(request, shell));
    const Strings environment(environmentOf(request));
    if (arguments.haveZeros() || environment.haveZeros()) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The command or one of its variables holds a zero byte, which no "
                                 "program can be given; take it out."));
    }
    FileActions actions;
    // The first terminal that a session's leader opens becomes the session's.
    ::posix_spawn_file_actions_addopen(&actions.value, STDIN_FILENO, name.constData(), O_RDWR, 0);
    ::posix_spawn_file_actions_adddup2(&actions.value, STDIN_FILENO, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions.value, STDIN_FILENO, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions.value, STDERR_FILENO + 1);
    if (!request.cwd.isEmpty() && QFileInfo(request.cwd).isDir())
        ::posix_spawn_file_actions_addchdir_np(&actions.value,
                                               request.cwd.toLocal8Bit().constData());
    const SpawnAttributes attributes;
    pid_t pid = 0;
    if (const int fault = ::posix_spawn(&pid, shell.constData(), &actions.value, &attributes.value,
                                        arguments.data(), environment.data());
        fault != 0) {
        return failure(
            ErrorCode::Io,
            Words::tr("“%1” could not be started: %2.")
                .arg(QString::fromLocal8Bit(shell), QString::fromLocal8Bit(std::strerror(fault))));
    }
    m_pid = pid;
    // The C library declares no function for it that C++ could call.
    m_exitNotice = int(::syscall(SYS_pidfd_open, pid, 0));
    if (m_exitNotice < 0) {
        return failure(
            ErrorCode::Io,
            Words::tr("The program was stopped at once: this machine cannot watch over it."),
            QString::fromLocal8Bit(std::strerror(errno)));
    }
    return {};
}

void PtyProcess::resize(const ChannelSize &size) const
{
    const auto number = [](int value) {
        return static_cast<unsigned short>(std::clamp(value, 0, 65'535));
    };
    const winsize wanted{number(size.rows), number(size.columns), number(size.width),
                         number(size.height)};
    ::ioctl(m_terminal, TIOCSWINSZ, &wanted);
}

void PtyProcess::hangUp()
{
    if (m_terminal < 0)
        return;
    ::close(std::exchange(m_terminal, -1));
    // The system told the leader and the foreground; a leader that is stopped has to go on to hear
    // of it.
    if (m_pid > 0)
        ::kill(-m_pid, SIGCONT);
}

ChannelEnd PtyProcess::end(std::chrono::milliseconds patience)
{
    if (m_exitNotice < 0 || !isReadable(m_exitNotice, int(patience.count())))
        ::kill(-m_pid, SIGKILL);
    siginfo_t info{};
    while (::waitid(P_PID, id_t(m_pid), &info, WEXITED) != 0 && errno == EINTR) { }
    m_pid = 0;
    return endOf(info);
}

} // namespace slipway
