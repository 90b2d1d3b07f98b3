// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/configreader.h"

namespace slipway {

/// Reads ssh_config files by itself, for machines without an ssh program. Knows Host, Match (all,
/// host, originalhost, user, localuser), Include and the settings that Slipway heeds; a block that
/// asks for anything else (Match exec) does not apply. Gives what `ssh -G` would.
class ConfigFile
{
public:
    /// What is asked, and as whom.
    explicit ConfigFile(ConfigReader::Query query);

    /// The files ssh itself reads for this account.
    static ConfigReader::Options ofAccount(const ConfigReader::Query &query);

    /// `folder` is what a relative Include is relative to. What an earlier file set stays.
    void read(const QString &file, const QString &folder);
    /// With the defaults of what was not set.
    ConfigReader::Options options() const;

private:
    enum class Active { No, Yes };

    void read(const QString &file, const QString &folder, int depth, Active active);
    void include(const QStringList &patterns, const QString &folder, int depth, Active active);
    void set(const QString &keyword, const QString &rest, const QStringList &words);
    void sendVariables(const QStringList &words);
    bool matchesHost(const QStringList &patterns) const;
    bool matches(const QStringList &criteria) const;
    bool meets(const QString &criterion, const QString &value) const;
    QString hostName() const;

    ConfigReader::Query m_query;
    QString m_localUser;
    ConfigReader::Options m_options;
};

} // namespace slipway
