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

/// The patterns of Host, Match and SendEnv, where only * and ? are special.
namespace hostpattern {

/// Of hosts capitals are as good as other letters; of variables they are not.
enum class Capitals { Alike, Differ };
bool matches(QStringView pattern, QStringView text, Capitals capitals = Capitals::Alike);
/// One that begins with "!" and matches decides against all others.
bool matchesAny(const QStringList &patterns, const QString &text,
                Capitals capitals = Capitals::Alike);

} // namespace hostpattern

} // namespace slipway
