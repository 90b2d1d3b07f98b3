// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretindex.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace slipway {

SecretIndex SecretIndex::fromBytes(QByteArrayView bytes)
{
    SecretIndex index;
    const QJsonArray names
        = QJsonDocument::fromJson(bytes.toByteArray()).object().value("names"_L1).toArray();
    for (const QJsonValue &value : names) {
        if (const Result<SecretName> name = SecretName::from(value.toString()))
            index.insert(*name);
    }
    return index;
}

QByteArray SecretIndex::toBytes() const
{
    const QJsonObject object{{u"names"_s, QJsonArray::fromStringList(names())}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QStringList SecretIndex::names() const
{
    QStringList names;
    for (const SecretName &name : m_names)
        names.append(name.toString());
    return names;
}

std::optional<SecretName> SecretIndex::lookAlike(const SecretName &name) const
{
    for (const SecretName &known : m_names) {
        if (known != name && known.toString().compare(name.toString(), Qt::CaseInsensitive) == 0)
            return known;
    }
    return std::nullopt;
}

} // namespace slipway
