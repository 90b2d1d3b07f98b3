// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/slipwayctl.h"
#include "support/sshdfixture.h"

namespace slipway {

using namespace Qt::StringLiterals;

/// A workspace with servers: two that are one real sshd, one that is down, one whose key is new and
/// one whose key has changed.
class SshWorkspace
{
protected:
    void startServer()
    {
        m_sshd.makeKey(u"old"_s, u"ed25519"_s);
        QVERIFY(m_sshd.start());
    }
    void makeWorkspace()
    {
        m_workspace = std::make_unique<CtlWorkspace>();
        m_workspace->write(u"known_hosts"_s,
                           m_sshd.knownHostsName() + ' ' + m_sshd.hostKey() + '\n');
        m_workspace->write(u"empty_hosts"_s, "");
        m_workspace->write(u"old_hosts"_s,
                           "mail " + m_sshd.publicKey(u"old"_s) + '\n' + m_sshd.knownHostsName()
                               + ' ' + m_sshd.publicKey(u"old"_s) + '\n');
        const QByteArray key = "identity: " + m_sshd.userKey().toUtf8();
        const QByteArray port = QByteArray::number(m_sshd.port());
        const QByteArray known
            = ", known_hosts: " + m_workspace->path(u"known_hosts"_s).toUtf8() + ", ";
        m_workspace->write(
            u"slipway.yaml"_s,
            "slipway: 1\nname: Shop\nplans: [plan.yaml]\nenvironment: production\n"
            "environments:\n  production:\n    servers:\n      web-1: {host: 127.0.0.1, port: "
                + port + ", groups: [web]" + known + key
                + "}\n      web-2: {host: 127.0.0.1, port: " + port + ", groups: [web]" + known
                + key + "}\n      down: {host: 127.0.0.1, port: "
                + QByteArray::number(SshdFixture::freePort()) + known + key
                + "}\n      new: {host: 127.0.0.1, port: " + port
                + ", known_hosts: " + m_workspace->path(u"empty_hosts"_s).toUtf8() + ", " + key
                + "}\n      changed: {host: 127.0.0.1, port: " + port + ", known_hosts: "
                + m_workspace->path(u"old_hosts"_s).toUtf8() + ", " + key + "}\n");
    }
    QString fingerprintOf(const char *file) const
    {
        QProcess keygen;
        keygen.start(u"/usr/bin/ssh-keygen"_s, {u"-lf"_s, m_sshd.path(file)});
        keygen.waitForFinished();
        return QString::fromUtf8(keygen.readAllStandardOutput()).section(u' ', 1, 1);
    }
    Ended run(const QStringList &words) const
    {
        return m_workspace->run(QStringList{u"ssh"_s} + words);
    }
    static QStringList sorted(const QString &text)
    {
        QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
        lines.sort();
        return lines;
    }

    SshdFixture m_sshd;
    std::unique_ptr<CtlWorkspace> m_workspace;
};

} // namespace slipway
