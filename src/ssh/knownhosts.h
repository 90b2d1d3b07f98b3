// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "ssh/hostcertificate.h"
#include "ssh/knownhostsfile.h"

#include <QStringList>

namespace slipway {

/// What a host is called in known_hosts.
struct HostKeyName
{
    QString entry; ///< "host", "[host]:port" or a HostKeyAlias
    QString plain; ///< without a port; certificates name this

    /// An empty alias: none. As in OpenSSH an alias stands for itself, whatever the port.
    static HostKeyName of(const QString &host, int port, const QString &alias);
};

/// What is known about one host, judged in the way of OpenSSH.
class KnownHostKeys
{
public:
    enum class Verdict {
        Known,
        Certified, ///< by an authority that is known for the host
        Unknown,
        Changed, ///< other keys are known, of whatever type
        Revoked, ///< the key, or the authority that signed its certificate
    };
    struct Answer
    {
        Verdict verdict = Verdict::Unknown;
        /// Changed: what is known, keys of the same type first. Revoked: the line.
        std::vector<KnownHostsLine> lines;
        /// Why the certificate is not good, or that one was expected; the end of a sentence.
        QString certificateProblem;
    };

    Answer check(const PublicKey &key, const std::optional<HostCertificate> &certificate) const;
    /// Key types known, in the order of the files.
    QList<QByteArray> types() const;
    /// Whether an authority is known whose certificates speak for the host.
    bool hasAuthority() const;

private:
    friend class KnownHosts;
    QString certificateProblem(const PublicKey &key,
                               const std::optional<HostCertificate> &certificate) const;

    HostKeyName m_name;
    std::vector<KnownHostsLine> m_own; ///< of the entry's name
    /// OpenSSH also believes what is known of the host without its port.
    std::vector<KnownHostsLine> m_plain;
};

/// The known_hosts files of a host. Reads them each time it is asked: they are small and other
/// programs write them too. Any thread.
class KnownHosts
{
public:
    /// How names are written: HashKnownHosts.
    enum class Names { Plain, Hashed };

    /// `writable` is where new keys are remembered.
    KnownHosts(const QString &writable, const QStringList &files, Names names = Names::Plain);

    KnownHostKeys of(const HostKeyName &name) const;
    /// Other hosts that have this key.
    QStringList namesWith(const PublicKey &key, const HostKeyName &except) const;

    /// Whether what is remembered is there the next time; not with "UserKnownHostsFile none".
    bool canRemember() const { return m_writable.keeps(); }
    Result<void> remember(const HostKeyName &name, const PublicKey &key) const;
    /// Takes the host's other keys out and puts this one in, all in one step; a "FILE.old" keeps
    /// what was. Names that share a line, authorities and revoked keys stay. A file that may not be
    /// written (the system's) keeps its lines: the new key counts beside them.
    Result<void> replace(const HostKeyName &name, const PublicKey &key) const;

private:
    QByteArray entryLine(const HostKeyName &name, const PublicKey &key) const;

    KnownHostsFile m_writable;
    std::vector<KnownHostsFile> m_files;
    Names m_names;
};

} // namespace slipway
