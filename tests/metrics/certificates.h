// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QProcess>
#include <QStringList>

namespace slipway::testing {

/// PEM files in a folder, made by openssl: NAME.pem and NAME.key.
class Certificates
{
public:
    explicit Certificates(const QString &folder) : m_folder(folder) { }

    QString path(const QString &file) const { return m_folder.filePath(file); }
    static void openssl(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral("openssl"), arguments);
        if (!process.waitForFinished() || process.exitCode() != 0)
            qFatal("openssl: %s", process.readAllStandardError().constData());
    }
    void makeAuthority(const QString &name) const
    {
        openssl(begin(name, {QStringLiteral("rsa:2048")}));
    }
    /// For 127.0.0.1; `kind` is what -newkey takes.
    void makeSigned(const QString &name, const QString &authority,
                    const QStringList &kind = {QStringLiteral("rsa:2048")}) const
    {
        openssl(begin(name, kind)
                + QStringList{QStringLiteral("-CA"), path(authority + QStringLiteral(".pem")),
                              QStringLiteral("-CAkey"), path(authority + QStringLiteral(".key")),
                              QStringLiteral("-addext"),
                              QStringLiteral("subjectAltName=IP:127.0.0.1"),
                              QStringLiteral("-addext"),
                              QStringLiteral("basicConstraints=critical,CA:FALSE")});
    }

private:
    QStringList begin(const QString &name, const QStringList &kind) const
    {
        return QStringList{QStringLiteral("req"), QStringLiteral("-x509"),
                           QStringLiteral("-newkey")}
        + kind
            + QStringList{QStringLiteral("-nodes"),
                          QStringLiteral("-keyout"),
                          path(name + QStringLiteral(".key")),
                          QStringLiteral("-out"),
                          path(name + QStringLiteral(".pem")),
                          QStringLiteral("-subj"),
                          QStringLiteral("/CN=") + name};
    }

    QDir m_folder;
};

} // namespace slipway::testing
