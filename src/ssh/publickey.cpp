// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/publickey.h"

#include "ssh/sftpwire.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <bit>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int artWidth = 17;
constexpr int artHeight = 9;

/// What OpenSSH calls the type where it speaks to people.
QString shortName(QByteArrayView type)
{
    if (type == "ssh-ed25519")
        return u"ED25519"_s;
    if (type == "sk-ssh-ed25519@openssh.com")
        return u"ED25519-SK"_s;
    if (type == "ssh-rsa")
        return u"RSA"_s;
    if (type == "ssh-dss")
        return u"DSA"_s;
    if (type.startsWith("sk-ecdsa-"))
        return u"ECDSA-SK"_s;
    return type.startsWith("ecdsa-") ? u"ECDSA"_s : QString::fromLatin1(type);
}

QString border(QString title)
{
    if (title.size() > artWidth)
        title.truncate(artWidth);
    const auto before = (artWidth - title.size()) / 2;
    return u'+' + QString(before, u'-') + title + QString(artWidth - before - title.size(), u'-')
        + u'+';
}

} // namespace

PublicKey::PublicKey(QByteArray blob) : m_blob(std::move(blob)), m_type(WireReader(m_blob).string())
{ }

QString PublicKey::fingerprint() const
{
    const QByteArray digest = QCryptographicHash::hash(m_blob, QCryptographicHash::Sha256);
    return u"SHA256:"_s + QString::fromLatin1(digest.toBase64(QByteArray::OmitTrailingEquals));
}

int PublicKey::bits() const
{
    WireReader reader(m_blob);
    reader.string();
    if (m_type == "ssh-rsa") {
        reader.string();
        QByteArray modulus = reader.string();
        while (modulus.startsWith('\0'))
            modulus.removeFirst();
        return modulus.isEmpty()
            ? 0
            : int(modulus.size()) * 8 - std::countl_zero(quint8(modulus.front()));
    }
    if (m_type.contains("nistp384"))
        return 384;
    if (m_type.contains("nistp521"))
        return 521;
    return m_type.contains("ed25519") || m_type.contains("nistp256") ? 256 : 0;
}

QString PublicKey::randomart() const
{
    // Dirk Loss, Tobias Limmer, Alexander von Gernler: "The drunken bishop", and OpenSSH's
    // fingerprint_randomart().
    static constexpr QLatin1StringView symbols(" .o+=*BOX@%&#/^SE");
    constexpr int end = int(symbols.size()) - 1;
    std::array<std::array<int, artWidth>, artHeight> visits{};
    int x = artWidth / 2;
    int y = artHeight / 2;
    const QByteArray digest = QCryptographicHash::hash(m_blob, QCryptographicHash::Sha256);
    for (const char byte : digest) {
        for (int shift = 0; shift < 8; shift += 2) {
            const unsigned step = quint8(byte) >> shift;
            x = std::clamp(x + ((step & 1U) != 0 ? 1 : -1), 0, artWidth - 1);
            y = std::clamp(y + ((step & 2U) != 0 ? 1 : -1), 0, artHeight - 1);
            int &cell = visits.at(size_t(y)).at(size_t(x));
            cell = std::min(cell + 1, end - 2);
        }
    }
    visits.at(artHeight / 2).at(artWidth / 2) = end - 1;
    visits.at(size_t(y)).at(size_t(x)) = end;

    const QString full = u"[%1 %2]"_s.arg(shortName(m_type)).arg(bits());
    QString art = border(full.size() < artWidth ? full : u"[%1]"_s.arg(shortName(m_type))) + u'\n';
    for (const auto &row : visits) {
        art += u'|';
        for (const int count : row)
            art += symbols.at(count);
        art += "|\n"_L1;
    }
    return art + border(u"[SHA256]"_s);
}

} // namespace slipway
