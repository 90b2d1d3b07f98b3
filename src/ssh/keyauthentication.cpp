// SPDX-License-Identifier: GPL-3.0-or-later
// Which keys are offered to a server, and how.
#include "ssh/authenticator.h"

#include "ssh/agentnotice.h"
#include "ssh/hostcertificate.h"
#include "ssh/publickey.h"
#include "ssh/workerpool.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace slipway {

Q_LOGGING_CATEGORY(logKeys, "slipway.ssh.keys", QtInfoMsg)

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Authenticator)
};

QString shortPath(const QString &path)
{
    const QString home = QDir::homePath() + u'/';
    return path.startsWith(home) ? u"~/"_s + path.sliced(home.size()) : path;
}

/// Why a file cannot serve without an agent; empty: it can.
QString whyUseless(const KeyFile &file)
{
    const QString path = shortPath(file.path);
    switch (file.state) {
    case KeyFile::State::Missing:
        return Text::tr("the key file %1, which does not exist").arg(path);
    case KeyFile::State::Unreadable:
        return Text::tr("the key file %1, which cannot be read").arg(path);
    case KeyFile::State::Garbage:
        return Text::tr("the key file %1, which holds no key").arg(path);
    case KeyFile::State::Exposed:
        return Text::tr("the key file %1, which is not used because others may read it (put that "
                        "right with “chmod 600 %1”)")
            .arg(path);
    case KeyFile::State::PublicOnly:
        return Text::tr("the public key %1, whose other half is in no agent").arg(path);
    case KeyFile::State::Plain:
    case KeyFile::State::Encrypted:
        break;
    }
    return {};
}

/// Of a certificate for a person; empty when the time is right, or it cannot be read.
QString untimely(const QByteArray &path)
{
    QFile file(QFile::decodeName(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto certificate = HostCertificate::read(
        QByteArray::fromBase64(file.readLine().simplified().split(' ').value(1)));
    return certificate ? certificate->untimely(QDateTime::currentDateTime()) : QString();
}

} // namespace

Task<Authenticator::Outcome> Authenticator::tryKeys()
{
    co_await listAgent();
    if (m_owner.isOver())
        co_return Outcome::Broken;
    Outcome outcome = Outcome::Denied;
    if (!m_host.identity.isEmpty() && !m_offeredFiles.contains(m_host.identity))
        outcome = co_await tryKeyFile(m_host.identity);
    if (outcome == Outcome::Denied && !m_stop)
        outcome = co_await tryLastAccepted();
    if (outcome == Outcome::Denied && !m_stop)
        outcome = co_await tryAgentKeys();
    const QStringList files = m_host.identityFiles;
    for (const QString &file : files) {
        if (outcome != Outcome::Denied || m_stop || m_offers >= m_maximumOffers)
            break;
        if (!m_offeredFiles.contains(file))
            outcome = co_await tryKeyFile(file);
    }
    m_leftOut.clear();
    if (m_offers >= m_maximumOffers || outcome == Outcome::Broken)
        leaveOut();
    co_return outcome;
}

/// Notes what was not offered, for whoever wonders why a good key was not taken.
void Authenticator::leaveOut()
{
    QList<QByteArray> blobs;
    for (const AgentKey &key : std::as_const(m_agentKeys)) {
        if (!mayOffer(key))
            continue;
        blobs << key.blob;
        m_leftOut << Text::tr("the agent's key %1").arg(key.comment);
    }
    for (const QString &path : m_host.identityFiles) {
        const KeyFile file = KeyFile::inspect(path);
        const bool isKey
            = file.state == KeyFile::State::Plain || file.state == KeyFile::State::Encrypted;
        if (isKey && !m_offeredFiles.contains(path) && !m_offeredBlobs.contains(file.publicBlob)
            && !blobs.contains(file.publicBlob))
            m_leftOut << Text::tr("the key %1").arg(shortPath(path));
    }
}

Task<void> Authenticator::listAgent()
{
    if (m_host.agentSocket.isEmpty() || std::exchange(m_isAgentListed, true))
        co_return;
    m_listing = std::make_shared<AgentCall>();
    Later<QList<AgentKey>> listed(m_services.loop);
    m_services.workers.run(
        [path = m_host.agentSocket, call = m_listing, receive = listed.receiver()] {
            receive(call->isAbandoned() ? QList<AgentKey>() : SshAgent(path).keys(*call));
        });
    m_agentKeys = co_await listed;
    m_listing.reset();
}

Authenticator::~Authenticator()
{
    if (m_listing)
        m_listing->abandon();
}

std::optional<Error> Authenticator::giveUp()
{
    if (!m_listing)
        return std::nullopt;
    m_listing->abandon();
    return Error{ErrorCode::Unreachable,
                 Text::tr("%1 was not logged in to, because the SSH agent at %2 does not answer. "
                          "Check it with “ssh-add -l”, or leave it out with “IdentityAgent none” "
                          "in ~/.ssh/config.")
                     .arg(m_host.name, m_host.agentSocket)};
}

std::optional<AgentKey> Authenticator::agentKey(const QByteArray &blob) const
{
    const auto it = std::ranges::find(m_agentKeys, blob, &AgentKey::blob);
    if (blob.isEmpty() || it == m_agentKeys.cend())
        return std::nullopt;
    return *it;
}

/// With IdentitiesOnly the agent serves for the keys that are named, and no others.
bool Authenticator::mayOffer(const AgentKey &key) const
{
    if (m_offeredBlobs.contains(key.blob))
        return false;
    return !m_host.identitiesOnly
        || std::ranges::any_of(m_host.identityFiles, [&key](const QString &file) {
               return KeyFile::inspect(file).publicBlob == key.blob;
           });
}

/// A server that knows many keys, or few of ours, should not be asked about all each time.
Task<Authenticator::Outcome> Authenticator::tryLastAccepted()
{
    const QByteArray last = m_services.keys->lastAccepted(m_host.account());
    if (last.isEmpty() || m_offeredBlobs.contains(last))
        co_return Outcome::Denied;
    const auto inAgent = agentKey(last);
    if (inAgent && mayOffer(*inAgent)) {
        m_offeredBlobs << last;
        m_tried << Text::tr("the agent's key %1").arg(inAgent->comment);
        co_return co_await tryAgentKey(*inAgent);
    }
    const auto file = std::ranges::find_if(m_host.identityFiles, [&last](const QString &each) {
        return KeyFile::inspect(each).publicBlob == last;
    });
    if (file == m_host.identityFiles.cend() || m_offeredFiles.contains(*file))
        co_return Outcome::Denied;
    co_return co_await tryKeyFile(*file);
}

Authenticator::Outcome Authenticator::accepted(Outcome outcome, const QByteArray &publicBlob)
{
    if (outcome == Outcome::Success)
        m_services.keys->noteAccepted(m_host.account(), publicBlob);
    return outcome;
}

Task<Authenticator::Outcome> Authenticator::tryAgentKeys()
{
    QList<AgentKey> keys = m_agentKeys;
    // As OpenSSH does: those that the configuration names come first.
    QList<QByteArray> named;
    for (const QString &file : m_host.identityFiles)
        named << KeyFile::inspect(file).publicBlob;
    std::ranges::stable_partition(
        keys, [&named](const AgentKey &key) { return named.contains(key.blob); });
    for (const AgentKey &key : std::as_const(keys)) {
        if (!mayOffer(key))
            continue;
        if (m_offers >= m_maximumOffers)
            break;
        m_offeredBlobs << key.blob;
        m_tried << Text::tr("the agent's key %1").arg(key.comment);
        const Outcome outcome = co_await tryAgentKey(key);
        if (outcome != Outcome::Denied || m_stop)
            co_return outcome;
    }
    co_return Outcome::Denied;
}

Task<Authenticator::Outcome> Authenticator::tryAgentKey(AgentKey key)
{
    if (const Outcome asked = co_await askForKey(key.blob); asked != Outcome::Success)
        co_return asked;
    const auto call = std::make_shared<AgentCall>();
    Outcome outcome = outcomeOf(co_await signWithAgent(key, call));
    // What libssh calls an error when the agent, or its person, refuses to sign.
    if (outcome == Outcome::Broken && ssh_is_connected(m_session) != 0 && !m_owner.isOver())
        outcome = Outcome::Denied;
    if (call->isRefused())
        m_tried.last() = Text::tr("%1 (the agent refused to sign with it)").arg(m_tried.last());
    if (call->isAbandoned() && outcome != Outcome::Success)
        m_stop = Error{ErrorCode::Authentication,
                       Text::tr("Waiting for the SSH agent to sign for %1 on %2 was given up (key "
                                "%3).")
                           .arg(m_host.account(), m_host.name, key.comment),
                       {}};
    co_return accepted(outcome, key.blob);
}

Task<int> Authenticator::signWithAgent(AgentKey key, std::shared_ptr<AgentCall> call)
{
    // The agent may ask its person to confirm or to touch a token.
    m_owner.hold();
    AgentNotice notice(m_services,
                       {m_host.name, m_host.account(), key.comment,
                        QString::fromLatin1(PublicKey(key.blob).type())},
                       call);
    Later<int> done(m_services.loop);
    m_services.workers.run(
        [session = m_owner.lease(), path = m_host.agentSocket, key, call,
         receive = done.receiver()] { receive(SshAgent(path).logIn(session.get(), key, *call)); });
    const int status = co_await done;
    notice.settle();
    m_owner.endLease();
    m_owner.resume();
    co_return status;
}

Task<Authenticator::Outcome> Authenticator::tryKeyFile(QString path)
{
    const KeyFile file = KeyFile::inspect(path);
    m_offeredFiles << path;
    const auto inAgent = agentKey(file.publicBlob);
    if (file.state == KeyFile::State::Exposed && m_services.keys->isNewWarning(path))
        qCWarning(logKeys).noquote().nospace()
            << "The private key " << path << " is not used, because others may read it. Put that "
            << "right with: chmod 600 " << path;
    const QString useless = inAgent ? QString() : whyUseless(file);
    if (!useless.isEmpty()) {
        // The usual names are tried whether they exist or not; a named key is worth a word.
        if (file.state != KeyFile::State::Missing || path == m_host.identity)
            m_tried << useless;
        co_return Outcome::Denied;
    }
    if (!file.publicBlob.isEmpty() && m_offeredBlobs.contains(file.publicBlob))
        co_return Outcome::Denied;
    m_offeredBlobs << file.publicBlob;
    m_tried << Text::tr("the key %1").arg(shortPath(path));
    SshKeyPtr key = m_services.keys->find(path);
    if (!key && inAgent && file.state != KeyFile::State::Plain)
        co_return co_await tryAgentKey(*inAgent);
    if (!key && file.state == KeyFile::State::Encrypted) {
        // Nobody should type a passphrase for a key that the server does not want.
        if (!file.publicBlob.isEmpty() && file.certificatePath.isEmpty()) {
            const Outcome asked = co_await askForKey(file.publicBlob);
            if (asked != Outcome::Success)
                co_return asked;
        }
        key = co_await unlock(file);
    } else if (!key) {
        key = m_services.keys->load(path, nullptr);
    }
    if (!key) {
        m_tried.last() = (m_host.secretAttempts > 0
                              ? Text::tr("the key %1, which could not be unlocked")
                              : Text::tr("the key %1, whose passphrase is not asked for, as "
                                         "~/.ssh/config says BatchMode"))
                             .arg(shortPath(path));
        co_return Outcome::Denied;
    }
    co_return co_await offerWithCertificate(file, std::move(key));
}

Task<Authenticator::Outcome> Authenticator::offerWithCertificate(KeyFile file, SshKeyPtr key)
{
    QList<QByteArray> paths;
    for (const QString &path : m_host.certificateFiles)
        paths << QFile::encodeName(path);
    if (!file.certificatePath.isEmpty() && !paths.contains(file.certificatePath))
        paths << file.certificatePath;
    for (const QByteArray &path : std::as_const(paths)) {
        ssh_key imported = nullptr;
        if (m_offers >= m_maximumOffers
            || ssh_pki_import_cert_file(path.constData(), &imported) != SSH_OK)
            continue;
        const SshKeyPtr certificate(imported);
        SshKeyPtr certified(ssh_key_dup(key.get()));
        if (ssh_key_cmp(certificate.get(), key.get(), SSH_KEY_CMP_PUBLIC) == 0
            && ssh_pki_copy_cert_to_privkey(certificate.get(), certified.get()) == SSH_OK) {
            const Outcome outcome = co_await offer(std::move(certified));
            if (outcome != Outcome::Denied)
                co_return accepted(outcome, file.publicBlob);
            // Only now: a server's clock may be another.
            if (const QString problem = untimely(path); !problem.isEmpty())
                m_tried << Text::tr("the certificate %1 (%2)")
                               .arg(shortPath(QFile::decodeName(path)), problem);
        }
    }
    co_return accepted(co_await offer(std::move(key)), file.publicBlob);
}

/// Success: the server takes the key, once it is proven to be ours.
Task<Authenticator::Outcome> Authenticator::askForKey(QByteArray blob)
{
    ++m_offers;
    // The blob begins with its own type as a length-prefixed string.
    const QByteArray type = blob.mid(4, blob.size() > 4 ? quint8(blob.at(3)) : 0);
    ssh_key imported = nullptr;
    if (ssh_pki_import_pubkey_base64(blob.toBase64().constData(),
                                     ssh_key_type_from_name(type.constData()), &imported)
        != SSH_OK)
        co_return Outcome::Success;
    const SshKeyPtr key(imported);
    const Outcome outcome = outcomeOf(co_await repeat(
        [this, &key] { return ssh_userauth_try_publickey(m_session, nullptr, key.get()); }));
    // A key that libssh cannot ask for is one that is not taken, unless the server has hung up.
    const bool isOver = m_owner.isOver() || ssh_is_connected(m_session) == 0;
    co_return outcome == Outcome::Success     ? outcome
        : outcome == Outcome::Broken &&isOver ? Outcome::Broken
                                              : Outcome::Denied;
}

Task<SshKeyPtr> Authenticator::unlock(KeyFile file)
{
    int rejected = 0;
    for (int attempt = 1; attempt <= m_host.secretAttempts; ++attempt) {
        SshSecretPrompt prompt{
            SshSecretPrompt::Kind::Passphrase, m_host.name, file.path,
            Text::tr("Passphrase of the key %1 for %2").arg(shortPath(file.path), m_host.name),
            attempt};
        m_owner.hold();
        Later<PromptBroker::NumberedSecret> answer(m_services.loop);
        m_services.prompts.askSecret(prompt, rejected, answer.receiver());
        const PromptBroker::NumberedSecret numbered = co_await answer;
        m_owner.resume();
        if (!numbered.secret)
            break;
        using Shared = std::shared_ptr<SshKeyPtr>;
        Later<Shared> unlocked(m_services.loop);
        m_services.workers.run([keys = m_services.keys, path = file.path, secret = *numbered.secret,
                                receive = unlocked.receiver()] {
            receive(std::make_shared<SshKeyPtr>(keys->load(path, secret.get())));
        });
        const Shared key = co_await unlocked;
        if (*key)
            co_return std::move(*key);
        rejected = numbered.number;
    }
    co_return SshKeyPtr();
}

Task<Authenticator::Outcome> Authenticator::offer(SshKeyPtr key)
{
    ++m_offers;
    const int status = co_await repeat(
        [this, &key] { return ssh_userauth_publickey(m_session, nullptr, key.get()); });
    co_return outcomeOf(status);
}

} // namespace slipway
