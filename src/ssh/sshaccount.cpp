// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshaccount.h"

#include <QDir>
#include <QFile>

#include <glob.h>
#include <pwd.h>
#include <unistd.h>

namespace slipway {

QString accountHome()
{
    const passwd *entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_dir) : QDir::homePath();
}

QString accountName()
{
    const passwd *entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : qEnvironmentVariable("USER");
}

QStringList includedFiles(QString pattern, const QString &folder)
{
    if (pattern.startsWith(QLatin1StringView("~/")))
        pattern = accountHome() + pattern.sliced(1);
    else if (!pattern.startsWith(QLatin1Char('/')))
        pattern = folder + QLatin1Char('/') + pattern;
    glob_t found{};
    QStringList files;
    if (::glob(QFile::encodeName(pattern).constData(), 0, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i)
            files << QFile::decodeName(found.gl_pathv[i]);
    }
    ::globfree(&found);
    return files;
}

} // namespace slipway
