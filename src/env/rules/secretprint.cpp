// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/secretprint.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <array>

namespace slipway {

SecretPrinter::SecretPrinter()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    m_salt = QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words);
}

QByteArray SecretPrinter::print(QByteArrayView secret) const
{
    return QMessageAuthenticationCode::hash(secret, m_salt, QCryptographicHash::Sha256);
}

} // namespace slipway
