// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/environmentsecrets.h"

#include <QCoreApplication>
#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString prefix = u"SLIPWAY_SECRET_"_s;

} // namespace

EnvironmentSecrets::EnvironmentSecrets()
{
    const QStringList keys = QProcessEnvironment::systemEnvironment().keys();
    for (const QString &key : keys) {
        if (key.startsWith(prefix) && key.size() > prefix.size())
            m_names << key.mid(prefix.size());
    }
}

Result<Secret> EnvironmentSecrets::secret(const QString &name) const
{
    const QByteArray key = (prefix + name).toUtf8();
    if (!m_names.contains(name) || !qEnvironmentVariableIsSet(key.constData())) {
        return failure(
            ErrorCode::MissingSecret,
            QCoreApplication::translate(
                "slipway::EnvironmentSecrets",
                "The secret “%1” is not there. Start Slipway with %2 in its environment.")
                .arg(name, prefix + name));
    }
    return Secret(qgetenv(key.constData()));
}

} // namespace slipway
