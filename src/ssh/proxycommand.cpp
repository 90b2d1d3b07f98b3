// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/proxycommand.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

Q_LOGGING_CATEGORY(logProxy, "slipway.ssh.proxy", QtInfoMsg)

namespace {

constexpr qsizetype mostSaid = 4096;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ProxyCommand)
};

/// posix_spawn's two descriptions, freed together.
class SpawnPlan
{
public:
    SpawnPlan()
    {
        ::posix_spawn_file_actions_init(&m_actions);
        ::posix_spawnattr_init(&m_attributes);
        // A group of its own, so that it can be ended with its children; signals as usual.
        sigset_t none;
        sigset_t usual;
        ::sigemptyset(&none);
        ::sigemptyset(&usual);
        for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD})
            ::sigaddset(&usual, number);
        ::posix_spawnattr_setsigmask(&m_attributes, &none);
        ::posix_spawnattr_setsigdefault(&m_attributes, &usual);
        ::posix_spawnattr_setpgroup(&m_attributes, 0);
        ::posix_spawnattr_setflags(
            &m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~SpawnPlan()
    {
        ::posix_spawn_file_actions_destroy(&m_actions);
        ::posix_spawnattr_destroy(&m_attributes);
    }
    Q_DISABLE_COPY_MOVE(SpawnPlan)

    void give(const FileDescriptor &fd, int as)
    {
        ::posix_spawn_file_actions_adddup2(&m_actions, fd.get(), as);
    }
    int run(pid_t *process, QByteArray command)
    {
        std::array<QByteArray, 3> words{"sh"_ba, "-c"_ba, std::move(command)};
        const std::array<char *, 4> arguments{words[0].data(), words[1].data(), words[2].data(),
                                              nullptr};
        return ::posix_spawn(process, "/bin/sh", &m_actions, &m_attributes, arguments.data(),
                             environ);
    }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

void reap(pid_t process)
{
    for (int i = 0; i < 40; ++i) {
        if (::waitpid(process, nullptr, WNOHANG) != 0)
            return;
        std::this_thread::sleep_for(50ms);
    }
    ::kill(-process, SIGKILL);
    ::waitpid(process, nullptr, 0);
}

bool isPlainWord(const QString &value)
{
    return std::ranges::all_of(value,
                               [](QChar c) {
                                   return c.isLetterOrNumber()
                                       || QStringView(u"._-:@+/=,~").contains(c);
                               })
        && !value.startsWith(u'-');
}

} // namespace

Result<std::unique_ptr<ProxyCommand>> ProxyCommand::start(IoLoop &loop, WorkerPool &workers,
                                                          const QString &server,
                                                          const QString &command)
{
    std::array<int, 2> ends{-1, -1};
    std::array<int, 2> errors{-1, -1};
    std::unique_ptr<ProxyCommand> proxy(new ProxyCommand(loop, workers));
    int problem = 0;
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        problem = errno;
    proxy->m_socket = FileDescriptor(ends[0]);
    const FileDescriptor far(ends[1]);
    if (problem == 0 && ::pipe2(errors.data(), O_CLOEXEC) != 0)
        problem = errno;
    proxy->m_errors = FileDescriptor(errors[0]);
    const FileDescriptor farErrors(errors[1]);
    if (problem == 0) {
        // Our ends only: a program may be surprised by ends that do not block.
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        ::fcntl(errors[0], F_SETFL, O_NONBLOCK);
        SpawnPlan plan;
        plan.give(far, STDIN_FILENO);
        plan.give(far, STDOUT_FILENO);
        plan.give(farErrors, STDERR_FILENO);
        problem = plan.run(&proxy->m_process, "exec " + command.toUtf8());
    }
    if (problem != 0) {
        proxy->m_process = -1;
        return failure(ErrorCode::Io,
                       Text::tr("The ProxyCommand of %1 could not be started: %2.")
                           .arg(server, QString::fromLocal8Bit(std::strerror(problem))),
                       command);
    }
    qCDebug(logProxy) << "Reaching" << server << "by" << command;
    loop.watch(proxy->m_errors.get(), EPOLLIN,
               [raw = proxy.get()](std::uint32_t) { raw->readErrors(); });
    return proxy;
}

ProxyCommand::~ProxyCommand()
{
    if (m_errors.isValid())
        m_loop.unwatch(m_errors.get());
    if (m_process < 0)
        return;
    ::kill(-m_process, SIGTERM);
    m_workers.run([process = m_process] { reap(process); });
}

void ProxyCommand::readErrors()
{
    std::array<char, 4096> buffer{};
    const ssize_t size = ::read(m_errors.get(), buffer.data(), buffer.size());
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        m_loop.unwatch(m_errors.get());
        m_errors.reset();
        return;
    }
    m_said.append(buffer.data(), size);
    if (m_said.size() > mostSaid)
        m_said = m_said.last(mostSaid);
}

QString ProxyCommand::said() const
{
    return QString::fromUtf8(m_said).trimmed();
}

Result<QString> ProxyCommand::expand(const QString &command, const QHash<QChar, QString> &values)
{
    QString result;
    for (qsizetype i = 0; i < command.size(); ++i) {
        if (command.at(i) != u'%') {
            result += command.at(i);
            continue;
        }
        const QChar token = i + 1 < command.size() ? command.at(++i) : QChar();
        const auto value = values.constFind(token);
        if (token == u'%') {
            result += u'%';
        } else if (value == values.cend()) {
            return failure(ErrorCode::InvalidInput,
                           Text::tr("The ProxyCommand “%1” uses %2, which is not known.")
                               .arg(command, QString(u'%') + token));
        } else if (!isPlainWord(*value)) {
            return failure(ErrorCode::InvalidInput,
                           Text::tr("“%1” cannot be handed to the ProxyCommand “%2”: a shell "
                                    "could take it for more than a name.")
                               .arg(*value, command));
        } else {
            result += *value;
        }
    }
    return result;
}

} // namespace slipway
