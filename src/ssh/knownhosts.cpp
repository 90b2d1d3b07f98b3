// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/knownhosts.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Lines = std::vector<KnownHostsLine>;
using Marker = KnownHostsLine::Marker;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::KnownHosts)
};

bool has(const Lines &lines, Marker marker, const PublicKey &key)
{
    return std::ranges::any_of(lines, [marker, &key](const KnownHostsLine &line) {
        return line.marker == marker && line.key == key;
    });
}

/// The content of a file without the keys of a host.
QByteArray without(const QByteArray &content, const QByteArray &name)
{
    QByteArray result;
    for (qsizetype at = 0; at < content.size();) {
        const qsizetype newline = content.indexOf('\n', at);
        const qsizetype end = newline < 0 ? content.size() : newline + 1;
        const QByteArray text = content.sliced(at, end - at);
        at = end;
        const auto line = KnownHostsLine::parse(text);
        if (!line || line->marker != Marker::None || !line->concerns(name)) {
            result += text;
            continue;
        }
        const QByteArray kept = line->hostsWithout(name);
        if (!kept.isEmpty())
            result += QByteArray(text).replace(text.indexOf(line->hosts), line->hosts.size(), kept);
    }
    return result;
}

} // namespace

HostKeyName HostKeyName::of(const QString &host, int port, const QString &alias)
{
    if (!alias.isEmpty())
        return {alias.toLower(), alias.toLower()};
    const QString plain = host.toLower();
    return {port == 22 ? plain : u"[%1]:%2"_s.arg(plain).arg(port), plain};
}

KnownHosts::KnownHosts(const QString &writable, const QStringList &files, Names names)
    : m_writable(writable)
    , m_names(names)
{
    m_files.reserve(size_t(files.size()) + 1);
    if (!files.contains(writable))
        m_files.emplace_back(writable);
    for (const QString &file : files)
        m_files.emplace_back(file);
}

QByteArray KnownHosts::entryLine(const HostKeyName &name, const PublicKey &key) const
{
    QByteArray hosts = name.entry.toUtf8();
    if (m_names == Names::Hashed)
        hosts = KnownHostsLine::hashed(hosts);
    return hosts + ' ' + key.type() + ' ' + key.blob().toBase64() + '\n';
}

KnownHostKeys KnownHosts::of(const HostKeyName &name) const
{
    KnownHostKeys known;
    known.m_name = name;
    const QByteArray entry = name.entry.toUtf8();
    QList<QByteArray> names{entry};
    if (name.plain != name.entry)
        names << name.plain.toUtf8();
    for (const KnownHostsFile &file : m_files) {
        file.find(names, [&known, &entry](const KnownHostsLine &line, const auto &concerned) {
            (concerned.contains(entry) ? known.m_own : known.m_plain).push_back(line);
        });
    }
    return known;
}

/// Why no authority vouches for the key; empty: one does, or none is expected to.
QString KnownHostKeys::certificateProblem(const PublicKey &key,
                                          const std::optional<HostCertificate> &certificate) const
{
    if (!certificate || certificate->key() != key)
        return hasAuthority() ? Text::tr("an authority is known for it, but it has no certificate")
                              : QString();
    if (!has(m_own, Marker::Authority, certificate->authority())
        && !has(m_plain, Marker::Authority, certificate->authority()))
        return Text::tr("its certificate is from an authority that is not known (%1)")
            .arg(certificate->authority().fingerprint());
    return certificate->problem(m_name.plain, QDateTime::currentDateTime());
}

KnownHostKeys::Answer KnownHostKeys::check(const PublicKey &key,
                                           const std::optional<HostCertificate> &certificate) const
{
    const bool isCertified = certificate && certificate->key() == key;
    for (const Lines *lines : {&m_own, &m_plain}) {
        for (const KnownHostsLine &line : *lines) {
            if (line.marker == Marker::Revoked
                && (line.key == key || (isCertified && line.key == certificate->authority())))
                return {Verdict::Revoked, {line}, {}};
        }
    }
    if (has(m_own, Marker::None, key))
        return {Verdict::Known, {}, {}};
    Answer answer;
    answer.certificateProblem = certificateProblem(key, certificate);
    if (isCertified && answer.certificateProblem.isEmpty())
        return {Verdict::Certified, {}, {}};
    std::ranges::copy_if(m_own, std::back_inserter(answer.lines),
                         [](const KnownHostsLine &line) { return line.marker == Marker::None; });
    if (answer.lines.empty() && has(m_plain, Marker::None, key))
        return {Verdict::Known, {}, {}};
    std::ranges::stable_partition(
        answer.lines, [&key](const KnownHostsLine &line) { return line.key.type() == key.type(); });
    // As in OpenSSH also where only other types are known: those were asked for first, so the
    // server has none of them any more, or it is another server.
    if (!answer.lines.empty())
        answer.verdict = Verdict::Changed;
    return answer;
}

QList<QByteArray> KnownHostKeys::types() const
{
    QList<QByteArray> types;
    for (const Lines *lines : {&m_own, &m_plain}) {
        for (const KnownHostsLine &line : *lines) {
            if (line.marker == Marker::None && !types.contains(line.key.type()))
                types.append(line.key.type());
        }
        if (!types.isEmpty())
            break;
    }
    return types;
}

bool KnownHostKeys::hasAuthority() const
{
    const auto isAuthority = [](const KnownHostsLine &line) {
        return line.marker == Marker::Authority;
    };
    return std::ranges::any_of(m_own, isAuthority) || std::ranges::any_of(m_plain, isAuthority);
}

QStringList KnownHosts::namesWith(const PublicKey &key, const HostKeyName &except) const
{
    QStringList names;
    for (const KnownHostsFile &file : m_files) {
        const Lines found = file.lines([&key, &except](const KnownHostsLine &line) {
            return line.marker == Marker::None && line.key == key
                && !line.concerns(except.entry.toUtf8());
        });
        for (const KnownHostsLine &line : found)
            names << line.names();
    }
    names.removeDuplicates();
    return names;
}

Result<void> KnownHosts::remember(const HostKeyName &name, const PublicKey &key) const
{
    return m_writable.append(entryLine(name, key));
}

Result<void> KnownHosts::replace(const HostKeyName &name, const PublicKey &key) const
{
    const QByteArray old = name.entry.toUtf8();
    if (!QFileInfo::exists(m_writable.path())) {
        if (Result<void> added = remember(name, key); !added)
            return added;
    } else {
        const Result<void> rewritten
            = m_writable.rewrite([&](const QByteArray &content) -> QByteArray {
                  QByteArray rest = without(content, old);
                  if (!rest.isEmpty() && !rest.endsWith('\n'))
                      rest += '\n';
                  return rest + entryLine(name, key);
              });
        if (!rewritten)
            return rewritten;
    }
    for (const KnownHostsFile &file : m_files) {
        const QFileInfo info(file.path());
        if (file.path() == m_writable.path() || !info.isWritable()
            || !QFileInfo(info.absolutePath()).isWritable())
            continue;
        const Result<void> cleaned
            = file.rewrite([&old](const QByteArray &content) { return without(content, old); });
        if (!cleaned)
            return cleaned;
    }
    return {};
}

} // namespace slipway
