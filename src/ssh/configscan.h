// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBitArray>
#include <QStringList>

#include <optional>

namespace slipway {

/// Which hosts SSH configuration files say the same about: those that the same patterns of Host
/// match, as long as nothing is made from a host's name and there is no Match. One `ssh -G` then
/// answers for all of them, which a fan-out to a hundred servers notices.
class ConfigScan
{
public:
    /// The files ssh itself reads for this account.
    static ConfigScan ofAccount();
    /// `folder` is what a relative Include is relative to. A missing file says nothing.
    static ConfigScan of(const QString &file, const QString &folder);

    /// Equal for hosts about which the files say the same. nullopt: the host is one by itself.
    std::optional<QBitArray> kindOf(const QString &host) const;

private:
    void read(const QString &file, const QString &folder, int depth, const QStringList &block);
    void setApart(const QStringList &block);

    QStringList m_patterns;
    QStringList m_apart; ///< patterns of hosts that are each one by itself
};

} // namespace slipway
