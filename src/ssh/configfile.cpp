// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configfile.h"

#include "ssh/configline.h"
#include "ssh/sshaccount.h"

#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumDepth = 16; // as in OpenSSH

/// "90", "1m30s" as seconds.
QString secondsOf(const QString &text)
{
    static const QRegularExpression part(u"([0-9]+)([smhdwSMHDW]?)"_s);
    qint64 seconds = 0;
    auto found = part.globalMatch(text);
    while (found.hasNext()) {
        const QRegularExpressionMatch match = found.next();
        const QString unit = match.captured(2).toLower();
        const qint64 factor = unit == "m"_L1 ? 60
            : unit == "h"_L1                 ? 3600
            : unit == "d"_L1                 ? 86400
            : unit == "w"_L1                 ? 604800
                                             : 1;
        seconds += match.captured(1).toLongLong() * factor;
    }
    return QString::number(seconds);
}

bool isList(const QString &keyword)
{
    return keyword == "identityfile"_L1 || keyword == "certificatefile"_L1;
}

bool isTime(const QString &keyword)
{
    return keyword == "connecttimeout"_L1 || keyword == "serveraliveinterval"_L1;
}

} // namespace

ConfigFile::ConfigFile(ConfigReader::Query query)
    : m_query(std::move(query))
    , m_localUser(accountName())
{
    if (!m_query.user.isEmpty())
        m_options[u"user"_s] = {m_query.user};
    if (m_query.port > 0)
        m_options[u"port"_s] = {QString::number(m_query.port)};
}

ConfigReader::Options ConfigFile::ofAccount(const ConfigReader::Query &query)
{
    ConfigFile config(query);
    const QString own = accountHome() + u"/.ssh"_s;
    config.read(own + u"/config"_s, own);
    config.read(u"/etc/ssh/ssh_config"_s, u"/etc/ssh"_s);
    return config.options();
}

void ConfigFile::read(const QString &file, const QString &folder)
{
    read(file, folder, 0, Active::Yes);
}

void ConfigFile::read(const QString &file, const QString &folder, int depth, Active outer)
{
    QFile source(file);
    if (depth > maximumDepth || !source.open(QIODevice::ReadOnly))
        return;
    Active active = outer;
    while (!source.atEnd()) {
        const std::optional<ConfigLine> line = ConfigLine::read(source.readLine());
        if (!line)
            continue;
        const auto &[keyword, rest, words] = *line;
        if (keyword == "host"_L1)
            active = outer == Active::Yes && matchesHost(words) ? Active::Yes : Active::No;
        else if (keyword == "match"_L1)
            active = outer == Active::Yes && matches(words) ? Active::Yes : Active::No;
        else if (active == Active::Yes && keyword == "include"_L1)
            include(words, folder, depth, active);
        else if (active == Active::Yes && !words.isEmpty())
            set(keyword, rest, words);
    }
}

void ConfigFile::include(const QStringList &patterns, const QString &folder, int depth,
                         Active active)
{
    for (const QString &pattern : patterns) {
        const QStringList files = includedFiles(pattern, folder);
        for (const QString &file : files)
            read(file, folder, depth + 1, active);
    }
}

void ConfigFile::set(const QString &keyword, const QString &rest, const QStringList &words)
{
    // The first of the two that is set decides how the server is reached.
    if ((keyword == "proxycommand"_L1 && m_options.contains(u"proxyjump"_s))
        || (keyword == "proxyjump"_L1 && m_options.contains(u"proxycommand"_s)))
        return;
    if (isList(keyword)) {
        QStringList &values = m_options[keyword];
        if (!values.contains(words.first()))
            values << words.first();
        return;
    }
    if (keyword == "sendenv"_L1) {
        sendVariables(words);
        return;
    }
    if (m_options.contains(keyword))
        return;
    if (keyword == "setenv"_L1) {
        m_options[keyword] = words;
        return;
    }
    const bool isWhole = keyword == "proxycommand"_L1;
    const bool isJoined = keyword.endsWith("knownhostsfile"_L1);
    m_options[keyword] = {isWhole               ? rest
                              : isJoined        ? words.join(u' ')
                              : isTime(keyword) ? secondsOf(words.first())
                                                : words.first()};
}

/// All lines count; "-NAME" takes back what was named before.
void ConfigFile::sendVariables(const QStringList &words)
{
    QStringList &names = m_options[u"sendenv"_s];
    for (const QString &word : words) {
        if (word.startsWith(u'-'))
            names.removeIf([&word](const QString &name) {
                return hostpattern::matches(word.sliced(1), name, hostpattern::Capitals::Differ);
            });
        else
            names << word;
    }
}

QString ConfigFile::hostName() const
{
    QString name = m_options.value(u"hostname"_s).value(0, m_query.host);
    name.replace(u"%%"_s, u"\x01"_s).replace(u"%h"_s, m_query.host).replace(u"\x01"_s, u"%"_s);
    return name;
}

bool ConfigFile::matchesHost(const QStringList &patterns) const
{
    return hostpattern::matchesAny(patterns, m_query.host);
}

bool ConfigFile::matches(const QStringList &criteria) const
{
    bool isMatch = !criteria.isEmpty();
    for (qsizetype i = 0; i < criteria.size(); ++i) {
        QString criterion = criteria.at(i).toLower();
        const bool isNegated = criterion.startsWith(u'!');
        if (isNegated)
            criterion.remove(0, 1);
        if (criterion == "all"_L1) {
            isMatch = isMatch && !isNegated;
            continue;
        }
        if (++i >= criteria.size())
            return false;
        isMatch = isMatch && meets(criterion, criteria.at(i)) != isNegated;
    }
    return isMatch;
}

bool ConfigFile::meets(const QString &criterion, const QString &value) const
{
    const QStringList patterns = value.split(u',', Qt::SkipEmptyParts);
    if (criterion == "host"_L1)
        return hostpattern::matchesAny(patterns, hostName());
    if (criterion == "originalhost"_L1)
        return hostpattern::matchesAny(patterns, m_query.host);
    if (criterion == "user"_L1)
        return hostpattern::matchesAny(patterns, m_options.value(u"user"_s).value(0, m_localUser));
    return criterion == "localuser"_L1 && hostpattern::matchesAny(patterns, m_localUser);
}

ConfigReader::Options ConfigFile::options() const
{
    ConfigReader::Options result = m_options;
    result[u"hostname"_s] = {hostName()};
    if (!result.contains(u"user"_s))
        result[u"user"_s] = {m_localUser};
    if (!result.contains(u"port"_s))
        result[u"port"_s] = {u"22"_s};
    if (!result.contains(u"identityfile"_s))
        result[u"identityfile"_s]
            = {u"~/.ssh/id_ed25519"_s, u"~/.ssh/id_ecdsa"_s, u"~/.ssh/id_rsa"_s};
    if (!result.contains(u"userknownhostsfile"_s))
        result[u"userknownhostsfile"_s] = {u"~/.ssh/known_hosts ~/.ssh/known_hosts2"_s};
    if (!result.contains(u"globalknownhostsfile"_s))
        result[u"globalknownhostsfile"_s] = {u"/etc/ssh/ssh_known_hosts"_s};
    return result;
}

} // namespace slipway
