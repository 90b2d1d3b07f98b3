// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/askpass.h"

#include "base/wipe.h"

#include <QString>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace slipway::askpass {

namespace {

std::atomic<bool> canHelp = false;

int connectedTo(const QByteArray &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.isEmpty() || std::size_t(path.size()) >= sizeof address.sun_path)
        return -1;
    std::memcpy(address.sun_path, path.constData(), std::size_t(path.size()));
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return descriptor;
    ::close(descriptor);
    return -1;
}

bool writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written
            = ::write(descriptor, bytes.constData() + done, std::size_t(bytes.size() - done));
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

/// "1" and the answer, or nothing: it was refused.
QByteArray ask(int descriptor, const QByteArray &question)
{
    QByteArray answer;
    if (!writeAll(descriptor, question))
        return answer;
    std::array<char, 1024> buffer{};
    ssize_t got = 0;
    while ((got = ::read(descriptor, buffer.data(), buffer.size())) > 0)
        answer.append(buffer.data(), got);
    ::explicit_bzero(buffer.data(), buffer.size());
    return answer;
}

} // namespace

std::optional<int> runIfAsked(int argc, char **argv)
{
    const QByteArray path = qgetenv(socketVariable);
    const QByteArray token = qgetenv(tokenVariable);
    if (path.isEmpty() || token.isEmpty() || argc != 2) {
        canHelp = true;
        return std::nullopt;
    }
    const int descriptor = connectedTo(path);
    if (descriptor < 0)
        return 1;
    QByteArray answer
        = ask(descriptor, token + '\n' + qgetenv("SSH_ASKPASS_PROMPT") + '\n' + argv[1] + '\0');
    ::close(descriptor);
    const bool isGiven = answer.startsWith('1');
    if (isGiven) {
        answer.append('\n');
        writeAll(STDOUT_FILENO, QByteArray::fromRawData(answer.constData() + 1, answer.size() - 1));
    }
    wipe(answer);
    return isGiven ? 0 : 1;
}

bool isPossible()
{
    return canHelp;
}

} // namespace slipway::askpass
