// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/revokedkeys.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RevokedKeys)
};

} // namespace

Result<RevokedKeys> RevokedKeys::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::HostKey,
                       Text::tr("No host key can be trusted, because the revoked ones in %1 "
                                "(RevokedHostKeys in ~/.ssh/config) cannot be read: %2.")
                           .arg(path, file.errorString()));
    if (file.peek(6) == "SSHKRL")
        return failure(ErrorCode::HostKey,
                       Text::tr("No host key can be trusted, because %1 (RevokedHostKeys in "
                                "~/.ssh/config) is a list that only OpenSSH can read. Write its "
                                "keys into a text file, one a line.")
                           .arg(path));
    RevokedKeys revoked;
    for (int number = 1; !file.atEnd(); ++number) {
        const QList<QByteArray> fields = file.readLine().simplified().split(' ');
        const PublicKey key(QByteArray::fromBase64(fields.value(1)));
        if (!key.type().isEmpty() && key.type() == fields.first())
            revoked.m_keys.append({number, key});
    }
    return revoked;
}

int RevokedKeys::lineOf(const PublicKey &key) const
{
    const auto found = std::ranges::find(m_keys, key, &std::pair<int, PublicKey>::second);
    return found == m_keys.cend() ? 0 : found->first;
}

} // namespace slipway
