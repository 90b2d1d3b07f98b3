// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/authenticator.h"

#include <QCoreApplication>

#include <limits>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// OpenSSH's MaxAuthTries is 6: one is left for a password, and one for a keyboard-interactive that
/// the server offers and then refuses.
constexpr int maximumOffers = 5;
/// Of the keys that were left out.
constexpr qsizetype mostNamed = 6;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Authenticator)
};

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

Authenticator::Outcome Authenticator::outcomeOf(int status) const
{
    switch (status) {
    case SSH_AUTH_SUCCESS:
        return Outcome::Success;
    case SSH_AUTH_PARTIAL:
        return Outcome::Partial;
    case SSH_AUTH_DENIED:
        // libssh says the same of a server that has hung up instead of an answer.
        return ssh_is_connected(m_session) == 0 ? Outcome::Broken : Outcome::Denied;
    default:
        return Outcome::Broken;
    }
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
    if (outcome == Outcome::Broken && ssh_is_connected(m_session) == 0 && m_offers == 0
        && m_passwordAttempts == 0)
        co_return Error{ErrorCode::Unreachable,
                        Text::tr("%1 broke off the login of %2. It may be overloaded; try again.")
                            .arg(m_host.name, m_host.account()),
                        QString::fromUtf8(ssh_get_error(m_session))};
    if (outcome == Outcome::Broken && ssh_is_connected(m_session) == 0)
        co_return brokenOff();
    co_return refusal();
}

/// What was tried, and what was not, as the middle of a text.
QString Authenticator::tried() const
{
    const QString all = m_tried.isEmpty() ? Text::tr("nothing that could be tried was found")
                                          : m_tried.join(u", "_s);
    if (m_leftOut.isEmpty())
        return Text::tr("Tried: %1.").arg(all);
    const QString left = m_leftOut.first(std::min(mostNamed, m_leftOut.size())).join(u", "_s)
        + (m_leftOut.size() > mostNamed ? u" …"_s : QString());
    return Text::tr("Tried: %1. Left out, as a server ends a login after a few keys: %2 (%3). Name "
                    "the right key: as identity of the server in slipway.yaml, or with "
                    "IdentityFile and IdentitiesOnly in ~/.ssh/config.")
        .arg(all)
        .arg(m_leftOut.size())
        .arg(left);
}

/// As with MaxAuthTries, which counts every key.
Error Authenticator::brokenOff() const
{
    const QString said = serverText(ssh_get_error(m_session));
    return {
        ErrorCode::Authentication,
        Text::tr("%1 ended the login of %2: %3. %4 Check the user name, and that what was tried "
                 "is what it accepts.")
            .arg(m_host.name, m_host.account(), said.section(u':', -1).trimmed(), tried()),
        said};
}

Error Authenticator::refusal() const
{
    const auto methods = unsigned(ssh_userauth_list(m_session, nullptr));
    return {
        ErrorCode::Authentication,
        (m_host.secretAttempts == 0 && offersFor(methods) <= maximumOffers
             ? Text::tr("%1 did not accept %2. %3 The server takes: %4. BatchMode in ~/.ssh/config "
                        "keeps Slipway from asking for a password.")
             : m_passwordAttempts > 0
             ? Text::tr("%1 did not accept %2. %3 The server takes: %4. Check the user name and "
                        "the password.")
             : Text::tr("%1 did not accept %2. %3 The server takes: %4. Check the user name and "
                        "that the key is among its authorised keys."))
            .arg(m_host.name, m_host.account(), tried(), methodNames(methods)),
        QString::fromUtf8(ssh_get_error(m_session))};
}

/// Where nothing comes after the keys, all are offered until the server has had enough of them.
int Authenticator::offersFor(unsigned methods) const
{
    const bool isPassword
        = (methods & SSH_AUTH_METHOD_PASSWORD) && m_host.authentication.contains("password"_L1);
    const bool isInteractive = (methods & SSH_AUTH_METHOD_INTERACTIVE)
        && m_host.authentication.contains("keyboard-interactive"_L1);
    return isInteractive ? maximumOffers - 1
        : isPassword     ? maximumOffers
                         : std::numeric_limits<int>::max();
}

Task<Authenticator::Outcome> Authenticator::tryMethods()
{
    const auto methods = unsigned(ssh_userauth_list(m_session, nullptr));
    m_maximumOffers = offersFor(methods);
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

Task<PromptBroker::NumberedSecret> Authenticator::ask(SshSecretPrompt prompt)
{
    m_owner.hold();
    Later<PromptBroker::NumberedSecret> answer(m_services.loop);
    m_services.prompts.askSecret(prompt, m_rejectedPassword, answer.receiver());
    PromptBroker::NumberedSecret numbered = co_await answer;
    m_owner.resume();
    if (!numbered.secret) {
        m_stop = Error{ErrorCode::Authentication,
                       Text::tr("No password or answer was given for %1 on %2. %3")
                           .arg(m_host.account(), m_host.name, tried()),
                       numbered.secret.error().message};
    }
    co_return numbered;
}

Task<Authenticator::Outcome> Authenticator::tryPassword()
{
    while (m_passwordAttempts < m_host.secretAttempts) {
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
        if (outcome == Outcome::Broken)
            m_tried << Text::tr("a password");
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
    while (m_passwordAttempts < m_host.secretAttempts) {
        m_wasPasswordUsed = false;
        const Outcome outcome = co_await answerRounds();
        if (outcome == Outcome::Broken && m_wasPasswordUsed)
            m_tried << Text::tr("keyboard-interactive answers");
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
    ServerQuestion question;
    for (;;) {
        const int status
            = co_await repeat([this] { return ssh_userauth_kbdint(m_session, nullptr, nullptr); });
        if (status != SSH_AUTH_INFO)
            co_return outcomeOf(status);
        // What comes without a question (“Approve it on your phone”) is told with the next one.
        if (question.count > 0)
            question.instruction.clear();
        question.instruction += QByteArray(ssh_userauth_kbdint_getinstruction(m_session)) + '\n';
        question.count = ssh_userauth_kbdint_getnprompts(m_session);
        if (question.count > 0 && question.round == 0) {
            ++m_passwordAttempts;
            m_wasPasswordUsed = true;
        }
        for (question.index = 0; question.index < question.count; ++question.index) {
            const auto index = unsigned(question.index);
            char echo = 0;
            question.text = ssh_userauth_kbdint_getprompt(m_session, index, &echo);
            question.echo = echo == 0 ? ServerQuestion::Echo::Off : ServerQuestion::Echo::On;
            const auto answer = co_await answerFor(question);
            if (!answer)
                co_return Outcome::Denied;
            QByteArray text = (*answer)->revealForUse().toByteArray();
            ssh_userauth_kbdint_setanswer(m_session, index, text.constData());
            ::explicit_bzero(text.data(), size_t(text.size()));
        }
        if (question.count > 0)
            ++question.round;
    }
}

Task<Result<std::shared_ptr<Secret>>> Authenticator::answerFor(ServerQuestion question)
{
    const bool isFirst = question.round == 0 && question.index == 0;
    SshSecretPrompt prompt{SshSecretPrompt::Kind::Answer,
                           m_host.name,
                           m_host.account(),
                           question.shown(),
                           isFirst ? m_passwordAttempts : 1,
                           question.echo == ServerQuestion::Echo::On};
    if (question.isPassword()) {
        prompt.kind = SshSecretPrompt::Kind::Password;
        const QString ours = Text::tr("Password of %1 on %2").arg(m_host.user, m_host.name);
        const QString remark = question.remark();
        prompt.text = remark.isEmpty() ? ours : remark + u'\n' + ours;
    }
    PromptBroker::NumberedSecret numbered = co_await ask(prompt);
    if (prompt.kind == SshSecretPrompt::Kind::Password)
        m_rejectedPassword = numbered.number;
    co_return std::move(numbered.secret);
}

} // namespace slipway
