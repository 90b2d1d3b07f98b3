// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/askpassserver.h"

#include "ssh/shelltext.h"
#include "ssh/system/askpass.h"
#include "ssh/system/askpassprompts.h"

#include "base/wipe.h"

#include <QCoreApplication>
#include <QFile>
#include <QPointer>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int mostWaiting = 16;
constexpr qsizetype longestQuestion = qsizetype(16) * 1024;

/// "1" and the secret, or "0".
void answer(int descriptor, const Result<std::shared_ptr<Secret>> &secret)
{
    QByteArray bytes(1, secret ? '1' : '0');
    if (secret)
        bytes += (*secret)->revealForUse();
    // A helper that is gone has nothing to hear.
    std::ignore = ::send(descriptor, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL);
    wipe(bytes);
}

} // namespace

AskpassServer::Client::~Client()
{
    notifier.reset();
    if (descriptor >= 0)
        ::close(descriptor);
}

AskpassServer::AskpassServer(AskpassPrompts &prompts) : m_prompts(prompts) { }

AskpassServer::~AskpassServer()
{
    m_notifier.reset();
    if (m_listening >= 0)
        ::close(m_listening);
    if (!m_path.isEmpty())
        QFile::remove(m_path);
}

Result<void> AskpassServer::listen(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const bool fits = std::size_t(name.size()) < sizeof address.sun_path;
    if (fits)
        std::memcpy(address.sun_path, name.constData(), std::size_t(name.size()));
    m_listening = fits ? ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) : -1;
    if (m_listening < 0
        || ::bind(m_listening, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || ::chmod(name.constData(), S_IRUSR | S_IWUSR) != 0
        || ::listen(m_listening, mostWaiting) != 0)
        return failure(ErrorCode::Io,
                       tr("The questions of the ssh program cannot be shown: no socket could be "
                          "made at %1.")
                           .arg(path),
                       QString::fromLocal8Bit(std::strerror(errno)));
    m_path = path;
    m_notifier = std::make_unique<QSocketNotifier>(m_listening, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &AskpassServer::accept);
    return {};
}

QByteArray AskpassServer::admit(const QString &server)
{
    const QByteArray token = shelltext::randomMark();
    m_logins.insert(token, {server, {}, {}, false});
    return token;
}

AskpassLogin AskpassServer::withdraw(const QByteArray &token)
{
    return m_logins.take(token);
}

void AskpassServer::describe(QProcessEnvironment &environment, const QByteArray &token) const
{
    environment.insert(u"SSH_ASKPASS"_s, QCoreApplication::applicationFilePath());
    environment.insert(u"SSH_ASKPASS_REQUIRE"_s, u"force"_s);
    environment.insert(QString::fromLatin1(askpass::socketVariable), m_path);
    environment.insert(QString::fromLatin1(askpass::tokenVariable), QString::fromLatin1(token));
}

void AskpassServer::accept()
{
    const int descriptor = ::accept4(m_listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0)
        return;
    const auto client = std::make_shared<Client>();
    client->descriptor = descriptor;
    client->notifier = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read);
    connect(client->notifier.get(), &QSocketNotifier::activated, this,
            [this, descriptor] { read(descriptor); });
    m_clients.insert(descriptor, client);
}

void AskpassServer::read(int descriptor)
{
    const std::shared_ptr<Client> client = m_clients.value(descriptor);
    std::array<char, 4096> buffer{};
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    const bool wasAsking = client->received.endsWith('\0');
    if (got <= 0 || wasAsking || client->received.size() + got > longestQuestion) {
        drop(descriptor);
        return;
    }
    client->received.append(buffer.data(), got);
    if (client->received.endsWith('\0'))
        ask(client);
}

void AskpassServer::drop(int descriptor)
{
    const std::shared_ptr<Client> client = m_clients.take(descriptor);
    if (!client)
        return;
    if (client->agentWait != 0)
        m_prompts.endTouch(client->agentWait);
    // Not the notifier itself, which may be calling.
    client->notifier->setEnabled(false);
    client->notifier.release()->deleteLater();
}

/// "TOKEN\nHINT\nWORDS\0"
void AskpassServer::ask(const std::shared_ptr<Client> &client)
{
    const QByteArray token = client->received.left(client->received.indexOf('\n'));
    const auto login = m_logins.find(token);
    if (login == m_logins.end()) {
        drop(client->descriptor);
        return;
    }
    const qsizetype hintEnd = client->received.indexOf('\n', token.size() + 1);
    const QByteArray hint = client->received.sliced(token.size() + 1, hintEnd - token.size() - 1);
    const QString text = QString::fromUtf8(client->received.sliced(hintEnd + 1).chopped(1));
    AskpassQuestion question = AskpassQuestion::parse(login->server, hint, text);

    const auto give = [self = QPointer(this), weak = std::weak_ptr(client)](
                          const Result<std::shared_ptr<Secret>> &secret) {
        const std::shared_ptr<Client> alive = weak.lock();
        if (!self || !alive)
            return;
        answer(alive->descriptor, secret);
        self->drop(alive->descriptor);
    };
    if (question.kind == AskpassQuestion::Kind::Touch) {
        client->agentWait = m_prompts.showTouch(question.touch);
    } else if (question.kind == AskpassQuestion::Kind::HostKey) {
        m_prompts.askHostKey(
            question.hostKey, [self = QPointer(this), token, give](HostKeyAnswer given) {
                if (self && self->m_logins.contains(token))
                    self->m_logins[token].wantsOnce = given == HostKeyAnswer::AcceptOnce;
                const bool isAccepted = given == HostKeyAnswer::AcceptAndRemember;
                give(std::make_shared<Secret>(isAccepted ? "yes"_ba : "no"_ba));
            });
    } else {
        question.secret.attempt = ++login->attempts[text];
        m_prompts.askSecret(question.secret, login->numbers.value(text),
                            [self = QPointer(this), token, text,
                             give](const Result<std::shared_ptr<Secret>> &secret, int number) {
                                if (self && self->m_logins.contains(token))
                                    self->m_logins[token].numbers.insert(text, number);
                                give(secret);
                            });
    }
}

} // namespace slipway
