// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/hostkeyguard.h"

#include "ssh/promptbroker.h"
#include "ssh/revokedkeys.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SshConnection)
};

const QList<QByteArray> &allAlgorithms()
{
    static const QList<QByteArray> list{"ssh-ed25519",         "ecdsa-sha2-nistp256",
                                        "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
                                        "rsa-sha2-512",        "rsa-sha2-256"};
    return list;
}

bool isGood(KnownHostKeys::Verdict verdict)
{
    return verdict == KnownHostKeys::Verdict::Known || verdict == KnownHostKeys::Verdict::Certified;
}

QString textOf(const QString &type, const QString &fingerprint)
{
    return u"%1 %2"_s.arg(type, fingerprint);
}

HostKeyQuestion::Kind kindOf(KnownHostKeys::Verdict verdict)
{
    return verdict == KnownHostKeys::Verdict::Changed ? HostKeyQuestion::Kind::Changed
                                                      : HostKeyQuestion::Kind::Unknown;
}

} // namespace

HostKeyGuard::HostKeyGuard(SshServices services, const SshHost &host)
    : m_services(services)
    , m_host(host)
    , m_name(HostKeyName::of(host.host, host.port, host.hostKeyAlias))
{ }

KnownHosts HostKeyGuard::files() const
{
    return {m_host.knownHosts, m_host.knownHostsFiles,
            m_host.hashKnownHosts ? KnownHosts::Names::Hashed : KnownHosts::Names::Plain};
}

/// Algorithms of the key types already known come first, as in OpenSSH: a host whose ed25519 key
/// is known must not look changed because another of its keys was negotiated.
QByteArray HostKeyGuard::algorithms() const
{
    QList<QByteArray> types = m_known.types();
    // Of a certificate that does not count the key is one like any other.
    if (m_certificate && isGood(ask(m_certificate->key()).verdict))
        types.prepend(m_certificate->key().type());
    if (m_accepted)
        types.prepend(m_accepted->type());
    QList<QByteArray> order;
    for (const QByteArray &type : std::as_const(types)) {
        for (const QByteArray &algorithm : allAlgorithms()) {
            if (!order.contains(algorithm)
                && (algorithm == type || (type == "ssh-rsa" && algorithm.startsWith("rsa-sha2"))))
                order << algorithm;
        }
    }
    for (const QByteArray &algorithm : allAlgorithms()) {
        if (!order.contains(algorithm))
            order << algorithm;
    }
    return order.join(',');
}

void HostKeyGuard::prepare()
{
    m_known = files().of(m_name);
}

bool HostKeyGuard::wantsCertificate() const
{
    return m_fetched == Fetched::NotYet && m_known.hasAuthority();
}

void HostKeyGuard::takeCertificate(const QByteArray &blob)
{
    m_fetched = Fetched::Now;
    m_certificate = HostCertificate::read(blob);
}

void HostKeyGuard::dropCertificate()
{
    m_fetched = Fetched::NotYet;
    m_certificate.reset();
}

bool HostKeyGuard::dropOldCertificate()
{
    if (m_fetched != Fetched::Before)
        return false;
    dropCertificate();
    return true;
}

KnownHostKeys::Answer HostKeyGuard::ask(const PublicKey &key) const
{
    return m_known.check(key, m_certificate);
}

HostKeyGuard::Verdict HostKeyGuard::check(const PublicKey &key)
{
    const KnownHostKeys::Verdict verdict = ask(key).verdict;
    if (key.type().isEmpty() || verdict == KnownHostKeys::Verdict::Revoked || revocation(key))
        return Verdict::Refused;
    if (!isGood(verdict) && m_accepted != key)
        return Verdict::InDoubt;
    if (m_fetched == Fetched::Now)
        m_fetched = Fetched::Before;
    return Verdict::Trusted;
}

std::optional<Error> HostKeyGuard::revocation(const PublicKey &key) const
{
    const QString &file = m_host.revokedHostKeys;
    if (file.isEmpty())
        return std::nullopt;
    const Result<RevokedKeys> list = RevokedKeys::read(file);
    if (!list)
        return list.error();
    if (const int line = list->lineOf(key); line > 0)
        return revoked(key, key, file, line);
    if (!m_certificate || m_certificate->key() != key)
        return std::nullopt;
    const int line = list->lineOf(m_certificate->authority());
    return line > 0 ? std::optional(revoked(key, m_certificate->authority(), file, line))
                    : std::nullopt;
}

/// `key` is the revoked one: `about`, or the authority that signed for it.
Error HostKeyGuard::revoked(const PublicKey &about, const PublicKey &key, const QString &file,
                            int line) const
{
    if (about == key)
        return {ErrorCode::HostKey,
                Text::tr("The host key of %1 (%2) is marked as revoked in %3, line %4. Do not "
                         "connect; give the server a new key.")
                    .arg(m_host.name, key.fingerprint(), file)
                    .arg(line),
                {}};
    return {ErrorCode::HostKey,
            Text::tr("The certificate of %1 is from an authority (%2) that is marked as revoked in "
                     "%3, line %4. Do not connect; give the server a new key and a certificate "
                     "from a good authority.")
                .arg(m_host.name, key.fingerprint(), file)
                .arg(line),
            {}};
}

Error HostKeyGuard::refusal(const PublicKey &key) const
{
    const KnownHostKeys::Answer answer = ask(key);
    if (answer.verdict == KnownHostKeys::Verdict::Revoked) {
        const KnownHostsLine &line = answer.lines.front();
        return revoked(key, line.key, line.file, line.number);
    }
    if (const auto error = revocation(key))
        return *error;
    return {ErrorCode::HostKey,
            Text::tr("%1 showed no host key that can be read.").arg(m_host.name),
            QString::fromLatin1(key.blob().toBase64())};
}

HostKeyQuestion HostKeyGuard::questionAbout(const PublicKey &key,
                                            const KnownHostKeys::Answer &answer) const
{
    HostKeyQuestion question;
    question.server = m_host.name;
    question.address = m_name.entry;
    question.keyType = QString::fromLatin1(key.type());
    question.fingerprint = key.fingerprint();
    question.kind = kindOf(answer.verdict);
    question.randomart = key.randomart();
    for (const KnownHostsLine &line : answer.lines)
        question.known.append(
            {QString::fromLatin1(line.key.type()), line.key.fingerprint(), line.file, line.number});
    question.otherNames = files().namesWith(key, m_name);
    question.certificateProblem = answer.certificateProblem;
    question.servers = {m_host.name};
    question.isKept = files().canRemember();
    return question;
}

Error HostKeyGuard::notAccepted(const HostKeyQuestion &question) const
{
    if (question.kind == HostKeyQuestion::Kind::Changed) {
        const KnownHostKey &old = question.known.first();
        return {ErrorCode::HostKey,
                Text::tr("The host key of %1 (%2) has changed. It is %3 now; %4 line %5 has %6. If "
                         "the server was not set up anew, somebody may be listening in. When the "
                         "new key is right, replace the old one with “%7 --replace %1” and connect "
                         "again.")
                    .arg(m_host.name, question.address,
                         textOf(question.keyType, question.fingerprint), old.file)
                    .arg(old.line)
                    .arg(textOf(old.keyType, old.fingerprint), m_services.prompts.trustCommand()),
                {}};
    }
    if (!question.certificateProblem.isEmpty())
        return {ErrorCode::HostKey,
                Text::tr("The host key of %1 (%2) was not accepted: %3.")
                    .arg(m_host.name, question.fingerprint, question.certificateProblem),
                {}};
    return {ErrorCode::HostKey,
            Text::tr("The unknown host key of %1 (%2) was not accepted. Compare it with the "
                     "server's own, then accept it with “%3 %1”.")
                .arg(m_host.name, question.fingerprint, m_services.prompts.trustCommand()),
            {}};
}

/// What ~/.ssh/config decides; nothing: a person does.
std::optional<HostKeyAnswer> HostKeyGuard::settingFor(const HostKeyQuestion &question) const
{
    // Where a certificate was expected or another key is known a person had better look.
    if (question.kind != HostKeyQuestion::Kind::Unknown || !question.certificateProblem.isEmpty())
        return std::nullopt;
    switch (m_host.newHostKeys) {
    case SshHost::NewHostKeys::Refuse:
        return HostKeyAnswer::Refuse;
    case SshHost::NewHostKeys::Remember:
        return HostKeyAnswer::AcceptAndRemember;
    case SshHost::NewHostKeys::Ask:
        break;
    }
    return std::nullopt;
}

Task<std::optional<Error>> HostKeyGuard::settle(PublicKey key)
{
    prepare();
    const KnownHostKeys::Answer found = ask(key);
    if (isGood(found.verdict))
        co_return std::nullopt;
    const HostKeyQuestion question = questionAbout(key, found);
    std::optional<HostKeyAnswer> given = settingFor(question);
    if (given == HostKeyAnswer::Refuse)
        co_return Error{ErrorCode::HostKey,
                        Text::tr("The host key of %1 (%2) is unknown, and StrictHostKeyChecking of "
                                 "~/.ssh/config refuses unknown keys. Add it to %3 first.")
                            .arg(m_host.name, question.fingerprint, m_host.knownHosts),
                        {}};
    if (!given) {
        Later<HostKeyAnswer> answer(m_services.loop);
        m_services.prompts.askHostKey(question, answer.receiver());
        given = co_await answer;
    }

    const bool isChanged = question.kind == HostKeyQuestion::Kind::Changed;
    Result<void> written;
    switch (*given) {
    case HostKeyAnswer::AcceptOnce:
        break;
    case HostKeyAnswer::AcceptAndRemember:
        if (isChanged)
            co_return notAccepted(question);
        written = files().remember(m_name, key);
        break;
    case HostKeyAnswer::Replace:
        written = files().replace(m_name, key);
        break;
    case HostKeyAnswer::Refuse:
        dropCertificate();
        co_return notAccepted(question);
    }
    if (!written)
        co_return written.error();
    m_accepted = std::move(key);
    co_return std::nullopt;
}

} // namespace slipway
