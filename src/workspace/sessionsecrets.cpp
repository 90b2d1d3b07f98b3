// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/sessionsecrets.h"

#include "workspace/workspacelog.h"

namespace slipway {

SessionSecrets::SessionSecrets(const SecretSource &base, Redactor &redactor)
    : m_base(base)
    , m_redactor(redactor)
{
    // All of them at once: a script can print one that the plan never names.
    const QStringList names = m_base.names();
    for (const QString &name : names) {
        if (const Result<Secret> known = m_base.secret(name))
            hide(name, *known);
    }
}

void SessionSecrets::hide(const QString &name, const Secret &secret) const
{
    if (secret.isEmpty() || m_redactor.add(secret) == Redactor::Registered::Hidden)
        return;
    qCWarning(workspaceLog) << "the secret" << name << "has fewer than" << Redactor::minimumLength
                            << "bytes: it cannot be hidden where it is printed";
}

void SessionSecrets::add(const QString &name, Secret secret)
{
    hide(name, secret);
    m_own.insert_or_assign(name, std::move(secret));
}

QStringList SessionSecrets::names() const
{
    QStringList names = m_base.names();
    for (const auto &[name, secret] : m_own) {
        if (!names.contains(name))
            names.append(name);
    }
    return names;
}

Result<Secret> SessionSecrets::secret(const QString &name) const
{
    if (const auto own = m_own.find(name); own != m_own.end())
        return own->second.clone();
    Result<Secret> found = m_base.secret(name);
    if (found)
        hide(name, *found);
    return found;
}

} // namespace slipway
