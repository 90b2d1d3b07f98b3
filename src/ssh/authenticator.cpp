// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/authenticator.h"

#include "ssh/agentnotice.h"
#include "ssh/publickey.h"
#include "ssh/workerpool.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// OpenSSH's MaxAuthTries is 6: one is left for a password, and one for a keyboard-interactive that
/// the server offers and then refuses.
constexpr int maximumOffers = 5;
constexpr int maximumQuestions = 3;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Authenticator)
};

QString shortPath(const QString &path)
{
    const QString home = QDir::homePath() + u'/';
    return path.startsWith(home) ? u"~/"_s + path.sliced(home.size()) : path;
}

QString methodNames(unsigned methods)
{
    QStringList names;
    if (methods & SSH_AUTH_METHOD_PUBLICKEY)
        names << u"publickey"_s;
    if (methods & SSH_AUTH_METHOD_INTERACTIVE)
        names << u"keyboard-interactive"_s;
    if (methods & SSH_AUTH_METHOD_PASSWORD)
        names << u"password"_s;
    if (methods & SSH_AUTH_METHOD_GSSAPI_MIC)
        names << u"gssapi-with-mic"_s;
    if (methods & SSH_AUTH_METHOD_HOSTBASED)
        names << u"hostbased"_s;
    return names.join(u", "_s);
}

} // namespace

Authenticator::Authenticator(SshServices services, const SshHost &host, ssh_session session,
                             Notifier &activity, Owner &owner)
    : m_services(services)
    , m_host(host)
    , m_session(session)
    , m_activity(activity)
    , m_owner(owner)
{ }

Authenticator::Outcome Authenticator::outcomeOf(int status)
{
    switch (status) {
    case SSH_AUTH_SUCCESS:
        return Outcome::Success;
    case SSH_AUTH_PARTIAL:
        return Outcome::Partial;
    case SSH_AUTH_DENIED:
        return Outcome::Denied;
    default:
        return Outcome::Broken;
    }
}

template<typename Call> Task<int> Authenticator::repeat(Call call)
{
    int status = call();
    while (status == SSH_AUTH_AGAIN) {
        co_await m_activity.next();
        status = m_owner.isOver() ? SSH_AUTH_ERROR : call();
    }
    co_return status;
}

Task<std::optional<Error>> Authenticator::run()
{
    const int status = co_await repeat([this] { return ssh_userauth_none(m_session, nullptr); });
    Outcome outcome = outcomeOf(status);
    // A server may ask for several methods one after the other; each success narrows the list.
    for (int stage = 0; stage < 4 && outcome != Outcome::Success; ++stage) {
        if (outcome == Outcome::Broken)
            break;
        outcome = co_await tryMethods();
        if (outcome == Outcome::Denied)
            break;
    }
    if (outcome == Outcome::Success)
        co_return std::nullopt;
    if (m_stop)
        co_return m_stop;
    if (outcome == Outcome::Broken && ssh_is_connected(m_session) == 0 && m_offers == 0)
        co_return Error{ErrorCode::Unreachable,
                        Text::tr("%1 broke off the login of %2. It may be overloaded; try again.")
                            .arg(m_host.name, m_host.account()),
                        QString::fromUtf8(ssh_get_error(m_session))};
    co_return refusal();
}

Error Authenticator::refusal() const
{
    const auto methods = unsigned(ssh_userauth_list(m_session, nullptr));
    const QString tried = m_tried.isEmpty() ? Text::tr("nothing that could be tried was found")
                                            : m_tried.join(u", "_s);
    return {ErrorCode::Authentication,
            (m_passwordAttempts > 0
                 ? Text::tr("%1 did not accept %2. Tried: %3. The server takes: %4. Check the user "
                            "name and the password.")
                 : Text::tr("%1 did not accept %2. Tried: %3. The server takes: %4. Check the user "
                            "name and that the key is among its authorised keys."))
                .arg(m_host.name, m_host.account(), tried, methodNames(methods)),
            QString::fromUtf8(ssh_get_error(m_session))};
}

Task<Authenticator::Outcome> Authenticator::tryMethods()
{
    const auto methods = unsigned(ssh_userauth_list(m_session, nullptr));
    m_maximumOffers = (methods & SSH_AUTH_METHOD_INTERACTIVE) ? maximumOffers - 1 : maximumOffers;
    Outcome outcome = Outcome::Denied;
    for (const QString &method : m_host.authentication) {
        if (method == "publickey"_L1 && (methods & SSH_AUTH_METHOD_PUBLICKEY))
            outcome = co_await tryKeys();
        else if (method == "keyboard-interactive"_L1 && (methods & SSH_AUTH_METHOD_INTERACTIVE))
            outcome = co_await tryInteractive();
        else if (method == "password"_L1 && (methods & SSH_AUTH_METHOD_PASSWORD))
            outcome = co_await tryPassword();
        if (outcome != Outcome::Denied || m_stop)
            break;
    }
    co_return outcome;
}

Task<Authenticator::Outcome> Authenticator::tryKeys()
{
    co_await listAgent();
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
    co_return outcome;
}

Task<void> Authenticator::listAgent()
{
    if (m_host.agentSocket.isEmpty() || std::exchange(m_isAgentListed, true))
        co_return;
    Later<QList<AgentKey>> listed(m_services.loop);
    m_services.workers.run([path = m_host.agentSocket, receive = listed.receiver()] {
        receive(SshAgent(path).keys());
    });
    m_agentKeys = co_await listed;
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
    const QList<AgentKey> keys = m_agentKeys;
    for (const AgentKey &key : keys) {
        if (m_offers >= m_maximumOffers)
            break;
        if (!mayOffer(key))
            continue;
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
    if (!co_await isWelcome(key.blob))
        co_return Outcome::Denied;
    const auto call = std::make_shared<AgentCall>();
    Outcome outcome = outcomeOf(co_await signWithAgent(key, call));
    // What libssh calls an error when the agent, or its person, refuses to sign.
    if (outcome == Outcome::Broken && ssh_is_connected(m_session) != 0 && !m_owner.isOver())
        outcome = Outcome::Denied;
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
    const bool isMissing = file.state == KeyFile::State::Missing;
    if (!inAgent && (isMissing || file.state == KeyFile::State::Unreadable)) {
        // The usual names are tried whether they exist or not; a named key is worth a word.
        if (path == m_host.identity)
            m_tried << (isMissing ? Text::tr("the key file %1, which does not exist")
                                  : Text::tr("the key file %1, which cannot be read"))
                           .arg(shortPath(path));
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
        if (!file.publicBlob.isEmpty() && file.certificatePath.isEmpty()
            && !co_await isWelcome(file.publicBlob))
            co_return Outcome::Denied;
        key = co_await unlock(file);
    } else if (!key) {
        key = m_services.keys->load(path, nullptr);
    }
    if (!key) {
        m_tried.last() = Text::tr("the key %1, which could not be unlocked").arg(shortPath(path));
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
        }
    }
    co_return accepted(co_await offer(std::move(key)), file.publicBlob);
}

Task<bool> Authenticator::isWelcome(QByteArray blob)
{
    ++m_offers;
    // The blob begins with its own type as a length-prefixed string.
    const QByteArray type = blob.mid(4, blob.size() > 4 ? quint8(blob.at(3)) : 0);
    ssh_key imported = nullptr;
    if (ssh_pki_import_pubkey_base64(blob.toBase64().constData(),
                                     ssh_key_type_from_name(type.constData()), &imported)
        != SSH_OK)
        co_return true;
    const SshKeyPtr key(imported);
    const int status = co_await repeat(
        [this, &key] { return ssh_userauth_try_publickey(m_session, nullptr, key.get()); });
    co_return status == SSH_AUTH_SUCCESS;
}

Task<SshKeyPtr> Authenticator::unlock(KeyFile file)
{
    int rejected = 0;
    for (int attempt = 1; attempt <= maximumQuestions; ++attempt) {
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

Task<PromptBroker::NumberedSecret> Authenticator::ask(SshSecretPrompt prompt)
{
    m_owner.hold();
    Later<PromptBroker::NumberedSecret> answer(m_services.loop);
    m_services.prompts.askSecret(prompt, m_rejectedPassword, answer.receiver());
    PromptBroker::NumberedSecret numbered = co_await answer;
    m_owner.resume();
    if (!numbered.secret) {
        m_stop = Error{ErrorCode::Authentication,
                       Text::tr("No password or answer was given for %1 on %2. Tried before: %3.")
                           .arg(m_host.account(), m_host.name,
                                m_tried.isEmpty() ? Text::tr("nothing") : m_tried.join(u", "_s)),
                       numbered.secret.error().message};
    }
    co_return numbered;
}

Task<Authenticator::Outcome> Authenticator::tryPassword()
{
    while (m_passwordAttempts < maximumQuestions) {
        ++m_passwordAttempts;
        SshSecretPrompt prompt{SshSecretPrompt::Kind::Password, m_host.name, m_host.account(),
                               Text::tr("Password of %1 on %2").arg(m_host.user, m_host.name),
                               m_passwordAttempts};
        const PromptBroker::NumberedSecret numbered = co_await ask(std::move(prompt));
        if (!numbered.secret)
            co_return Outcome::Denied;
        QByteArray password = (*numbered.secret)->revealForUse().toByteArray();
        const int status = co_await repeat([this, &password] {
            return ssh_userauth_password(m_session, nullptr, password.constData());
        });
        ::explicit_bzero(password.data(), size_t(password.size()));
        const Outcome outcome = outcomeOf(status);
        if (outcome != Outcome::Denied)
            co_return outcome;
        m_rejectedPassword = numbered.number;
        if (m_passwordAttempts == 1)
            m_tried << Text::tr("a password, which was wrong");
    }
    co_return Outcome::Denied;
}

Task<Authenticator::Outcome> Authenticator::tryInteractive()
{
    while (m_passwordAttempts < maximumQuestions) {
        m_wasPasswordUsed = false;
        const Outcome outcome = co_await answerRounds();
        if (outcome != Outcome::Denied || m_stop)
            co_return outcome;
        if (!m_wasPasswordUsed)
            co_return outcome;
        if (m_passwordAttempts == 1)
            m_tried << Text::tr("keyboard-interactive answers, which were wrong");
    }
    co_return Outcome::Denied;
}

Task<Authenticator::Outcome> Authenticator::answerRounds()
{
    bool isFirst = true;
    for (;;) {
        const int status
            = co_await repeat([this] { return ssh_userauth_kbdint(m_session, nullptr, nullptr); });
        if (status != SSH_AUTH_INFO)
            co_return outcomeOf(status);
        const QString instruction
            = QString::fromUtf8(ssh_userauth_kbdint_getinstruction(m_session));
        const int prompts = ssh_userauth_kbdint_getnprompts(m_session);
        if (prompts > 0 && std::exchange(isFirst, false)) {
            ++m_passwordAttempts;
            m_wasPasswordUsed = true;
        }
        for (int i = 0; i < prompts; ++i) {
            const auto answer = co_await answerFor(instruction, unsigned(i));
            if (!answer)
                co_return Outcome::Denied;
            QByteArray text = (*answer)->revealForUse().toByteArray();
            ssh_userauth_kbdint_setanswer(m_session, unsigned(i), text.constData());
            ::explicit_bzero(text.data(), size_t(text.size()));
        }
    }
}

Task<Result<std::shared_ptr<Secret>>> Authenticator::answerFor(QString instruction, unsigned index)
{
    char echo = 0;
    const QString question
        = QString::fromUtf8(ssh_userauth_kbdint_getprompt(m_session, index, &echo)).trimmed();
    const bool isPassword = !echo && question.contains("assword"_L1);
    SshSecretPrompt prompt{
        isPassword ? SshSecretPrompt::Kind::Password : SshSecretPrompt::Kind::Answer,
        m_host.name,
        m_host.account(),
        isPassword ? Text::tr("Password of %1 on %2").arg(m_host.user, m_host.name)
                   : QString(instruction + u' ' + question).trimmed(),
        m_passwordAttempts,
        echo != 0};
    PromptBroker::NumberedSecret numbered = co_await ask(std::move(prompt));
    if (isPassword)
        m_rejectedPassword = numbered.number;
    co_return std::move(numbered.secret);
}

} // namespace slipway
