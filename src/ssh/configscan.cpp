// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configscan.h"

#include "ssh/sshaccount.h"

#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumDepth = 16; // as in OpenSSH

} // namespace

bool ConfigScan::isUniform()
{
    const QString own = accountHome() + u"/.ssh"_s;
    const QString system = u"/etc/ssh"_s;
    return isUniform(own + u"/config"_s, own) && isUniform(system + u"/ssh_config"_s, system);
}

bool ConfigScan::isUniform(const QString &file, const QString &folder)
{
    return isUniform(file, folder, 0);
}

bool ConfigScan::isUniform(const QString &file, const QString &folder, int depth)
{
    static const QRegularExpression separator(u"[\\s=\"]+"_s);
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return !source.exists();
    if (depth > maximumDepth)
        return false;
    while (!source.atEnd()) {
        const QString line = QString::fromUtf8(source.readLine()).trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const QStringList words = line.split(separator, Qt::SkipEmptyParts);
        const QString keyword = words.value(0).toLower();
        if (line.contains(u'%') || keyword == "match"_L1 || keyword == "hostname"_L1
            || keyword.startsWith("canonical"_L1)
            || (keyword == "host"_L1 && words.sliced(1) != QStringList{u"*"_s}))
            return false;
        if (keyword != "include"_L1)
            continue;
        for (const QString &pattern : words.sliced(1)) {
            const QStringList files = includedFiles(pattern, folder);
            if (!std::ranges::all_of(files, [&folder, depth](const QString &included) {
                    return isUniform(included, folder, depth + 1);
                }))
                return false;
        }
    }
    return true;
}

} // namespace slipway
