// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/hostcertificate.h"

#include "ssh/sftpwire.h"
#include "ssh/sshsignature.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr quint32 hostKind = 2;
constexpr QByteArrayView suffix("-cert-v01@openssh.com");

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::HostCertificate)
};

/// How many fields a key of this type has after its name; 0: not one a host shows.
int fieldsOf(QByteArrayView type)
{
    if (type == "ssh-ed25519")
        return 1;
    return type == "ssh-rsa" || type.startsWith("ecdsa-sha2-nistp") ? 2 : 0;
}

QString timeText(quint64 seconds)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(qint64(seconds)), QLocale::ShortFormat);
}

} // namespace

std::optional<HostCertificate> HostCertificate::read(const QByteArray &blob)
{
    WireReader reader(blob);
    const QByteArray fullType = reader.string();
    if (!fullType.endsWith(suffix))
        return std::nullopt;
    const QByteArray type = fullType.chopped(suffix.size());
    const int fields = fieldsOf(type);
    if (fields == 0)
        return std::nullopt;
    reader.string(); // a nonce
    WireWriter key;
    key.string(type);
    for (int i = 0; i < fields; ++i)
        key.string(reader.string());

    HostCertificate result;
    result.m_key = PublicKey(key.bytes());
    reader.longNumber(); // a serial number
    result.m_kind = reader.number();
    result.m_id = QString::fromUtf8(reader.string());
    const QByteArray names = reader.string();
    for (WireReader each(names); !each.isAtEnd();)
        result.m_names << QString::fromUtf8(each.string());
    result.m_validAfter = reader.longNumber();
    result.m_validBefore = reader.longNumber();
    result.m_hasCriticalOptions = !reader.string().isEmpty();
    reader.string(); // extensions, which a host has none of
    reader.string(); // reserved
    result.m_authority = PublicKey(reader.string());
    const QByteArray signature = reader.string();
    if (signature.isEmpty() || !reader.isAtEnd())
        return std::nullopt;
    const auto signedSize = blob.size() - signature.size() - qsizetype(sizeof(quint32));
    result.m_isSigned = isSshSignatureValid(result.m_authority,
                                            QByteArrayView(blob).first(signedSize), signature);
    return result;
}

bool HostCertificate::isTooEarly(const QDateTime &now) const
{
    return quint64(now.toSecsSinceEpoch()) < m_validAfter;
}

bool HostCertificate::isTooLate(const QDateTime &now) const
{
    return quint64(now.toSecsSinceEpoch()) >= m_validBefore;
}

QString HostCertificate::untimely(const QDateTime &now) const
{
    if (isTooEarly(now))
        return Text::tr("valid only from %1 on").arg(timeText(m_validAfter));
    return isTooLate(now) ? Text::tr("expired on %1").arg(timeText(m_validBefore)) : QString();
}

QString HostCertificate::problem(const QString &host, const QDateTime &now) const
{
    if (!m_isSigned)
        return Text::tr("its certificate is not signed by the authority it names");
    if (m_kind != hostKind)
        return Text::tr("its certificate is one for people, not for hosts");
    if (isTooEarly(now))
        return Text::tr("its certificate is valid only from %1 on").arg(timeText(m_validAfter));
    if (isTooLate(now))
        return Text::tr("its certificate has expired on %1").arg(timeText(m_validBefore));
    if (!m_names.isEmpty() && !m_names.contains(host, Qt::CaseInsensitive))
        return Text::tr("its certificate is for %1, not for %2").arg(m_names.join(u", "_s), host);
    if (m_hasCriticalOptions)
        return Text::tr("its certificate has conditions that Slipway does not know");
    return {};
}

} // namespace slipway
