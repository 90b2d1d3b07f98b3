// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace slipway {

/// A setting of an ssh_config file.
struct ConfigLine
{
    QString keyword;   ///< lower case
    QString rest;      ///< as it is written
    QStringList words; ///< without quotes, backslashes and the comment

    /// nullopt: the line sets nothing.
    static std::optional<ConfigLine> read(const QByteArray &line);
};

/// The patterns of Host and Match, where only * and ? are special; capitals are as good as others.
namespace hostpattern {

bool matches(const QString &pattern, const QString &text);
/// One that begins with "!" and matches decides against all others.
bool matchesAny(const QStringList &patterns, const QString &text);

} // namespace hostpattern

} // namespace slipway
