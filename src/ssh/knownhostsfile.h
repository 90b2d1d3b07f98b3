// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "ssh/knownhostsline.h"

#include <functional>
#include <vector>

namespace slipway {

/// One known_hosts file, which ssh and other programs write too. Nothing is kept in memory. Any
/// thread; blocks for as long as the disk takes.
class KnownHostsFile
{
public:
    explicit KnownHostsFile(QString path) : m_path(std::move(path)) { }

    const QString &path() const { return m_path; }
    /// Those for whom `wanted` is true; none when the file cannot be read.
    std::vector<KnownHostsLine>
    lines(const std::function<bool(const KnownHostsLine &)> &wanted) const;
    /// Reads those that concern a host, found fast, and hands each on with the names it concerns.
    using Receive = std::function<void(const KnownHostsLine &, const QList<QByteArray> &)>;
    void find(const QList<QByteArray> &names, const Receive &receive) const;
    /// False for what keeps nothing, such as /dev/null.
    bool keeps() const;
    /// Makes folder and file for the owner alone where missing.
    Result<void> append(QByteArray line) const;
    /// Replaces the content in one step and keeps the old one as "FILE.old", as ssh-keygen does.
    /// `change` may be called again when another program wrote meanwhile; content that it returns
    /// unchanged is not written. Mode, owner and a link that the path may be stay.
    Result<void> rewrite(const std::function<QByteArray(const QByteArray &)> &change) const;

private:
    QString m_path;
};

} // namespace slipway
