// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configscan.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <glob.h>
#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumDepth = 16; // as in OpenSSH

/// Not $HOME: ssh itself goes by the account.
QString accountHome()
{
    const passwd *entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_dir) : QDir::homePath();
}

QStringList expand(QString pattern, const QString &folder)
{
    if (pattern.startsWith("~/"_L1))
        pattern = accountHome() + pattern.sliced(1);
    else if (!pattern.startsWith(u'/'))
        pattern = folder + u'/' + pattern;
    glob_t found{};
    QStringList files;
    if (::glob(QFile::encodeName(pattern).constData(), 0, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i)
            files << QFile::decodeName(found.gl_pathv[i]);
    }
    ::globfree(&found);
    return files;
}

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
            const QStringList files = expand(pattern, folder);
            if (!std::ranges::all_of(files, [&folder, depth](const QString &included) {
                    return isUniform(included, folder, depth + 1);
                }))
                return false;
        }
    }
    return true;
}

} // namespace slipway
