// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configscan.h"

#include "ssh/configline.h"
#include "ssh/sshaccount.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumDepth = 16; // as in OpenSSH

/// Patterns of every host.
QStringList everyHost()
{
    return {u"*"_s};
}

QString withoutNot(const QString &pattern)
{
    return pattern.startsWith(u'!') ? pattern.sliced(1) : pattern;
}

/// Whether it makes something from the host's name.
bool isByName(const ConfigLine &line)
{
    return line.rest.contains(u'%') || line.keyword == "hostname"_L1
        || line.keyword.startsWith("canonical"_L1);
}

} // namespace

ConfigScan ConfigScan::ofAccount()
{
    const QString own = accountHome() + u"/.ssh"_s;
    const QString system = u"/etc/ssh"_s;
    ConfigScan scan;
    scan.read(own + u"/config"_s, own, 0, everyHost());
    scan.read(system + u"/ssh_config"_s, system, 0, everyHost());
    return scan;
}

ConfigScan ConfigScan::of(const QString &file, const QString &folder)
{
    ConfigScan scan;
    scan.read(file, folder, 0, everyHost());
    return scan;
}

/// Whether a block applies does not matter to which hosts are alike: all its patterns count.
void ConfigScan::read(const QString &file, const QString &folder, int depth,
                      const QStringList &block)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        if (source.exists())
            setApart(everyHost());
        return;
    }
    if (depth > maximumDepth) {
        setApart(everyHost());
        return;
    }
    QStringList patterns = block;
    while (!source.atEnd()) {
        const std::optional<ConfigLine> line = ConfigLine::read(source.readLine());
        if (!line)
            continue;
        if (line->keyword == "host"_L1) {
            patterns = line->words;
            m_patterns += patterns;
        } else if (line->keyword == "match"_L1) {
            setApart(everyHost());
        } else if (isByName(*line)) {
            setApart(patterns);
        } else if (line->keyword == "include"_L1) {
            for (const QString &pattern : line->words) {
                const QStringList files = includedFiles(pattern, folder);
                for (const QString &included : files)
                    read(included, folder, depth + 1, patterns);
            }
        }
    }
}

void ConfigScan::setApart(const QStringList &block)
{
    for (const QString &pattern : block) {
        if (!pattern.startsWith(u'!'))
            m_apart << pattern;
    }
}

std::optional<QBitArray> ConfigScan::kindOf(const QString &host) const
{
    // ssh tells capitals apart, in patterns too.
    const bool isApart
        = host != host.toLower() || std::ranges::any_of(m_apart, [&host](const QString &pattern) {
              return hostpattern::matches(pattern, host);
          });
    if (isApart)
        return std::nullopt;
    QBitArray kind(m_patterns.size());
    for (qsizetype i = 0; i < m_patterns.size(); ++i)
        kind.setBit(i, hostpattern::matches(withoutNot(m_patterns.at(i)), host));
    return kind;
}

} // namespace slipway
