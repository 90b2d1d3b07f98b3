// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/knownhosts.h"
#include "ssh/sshhost.h"
#include "ssh/sshprompter.h"
#include "ssh/sshservices.h"
#include "ssh/task.h"

#include <optional>

namespace slipway {

/// Decides whether the key that a server shows is the host's. One for all connections to a host,
/// on the loop's thread.
class HostKeyGuard
{
public:
    HostKeyGuard(SshServices services, const SshHost &host);

    /// Before each connection: reads known_hosts.
    void prepare();
    /// Host key algorithms to ask for, the best first.
    QByteArray algorithms() const;
    /// An authority is known for the host, and its certificate is not here yet. libssh cannot ask
    /// for one: see fetchHostCertificate().
    bool wantsCertificate() const;
    /// Empty: the server has none.
    void takeCertificate(const QByteArray &blob);
    /// The certificate here was fetched for an earlier connection: it is dropped, and another may
    /// settle what is in doubt.
    bool dropOldCertificate();

    enum class Verdict { Trusted, Refused, InDoubt };
    Verdict check(const PublicKey &key);
    /// Asks the person about a key in doubt, and writes known_hosts as they say. Nothing: the key
    /// is trusted from now on; else why not. No connection need be open meanwhile.
    Task<std::optional<Error>> settle(PublicKey key);
    /// Why a refused key is.
    Error refusal(const PublicKey &key) const;

private:
    KnownHosts files() const;
    /// What RevokedHostKeys has against the key, or against the authority that signed for it.
    std::optional<Error> revocation(const PublicKey &key) const;
    Error revoked(const PublicKey &about, const PublicKey &key, const QString &file,
                  int line) const;
    KnownHostKeys::Answer ask(const PublicKey &key) const;
    HostKeyQuestion questionAbout(const PublicKey &key, const KnownHostKeys::Answer &answer) const;
    void dropCertificate();
    std::optional<HostKeyAnswer> settingFor(const HostKeyQuestion &question) const;
    Error notAccepted(const HostKeyQuestion &question) const;

    SshServices m_services;
    SshHost m_host;
    HostKeyName m_name;
    KnownHostKeys m_known;
    std::optional<PublicKey> m_accepted; ///< by a person, for now
    std::optional<HostCertificate> m_certificate;
    enum class Fetched { NotYet, Now, Before };
    Fetched m_fetched = Fetched::NotYet;
};

} // namespace slipway
