// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshforwards.h"

namespace slipway {

SshForwards::SshForwards(Make make, QObject *parent) : QObject(parent), m_make(std::move(make)) { }

SshForwards::~SshForwards() = default;

SshForward &SshForwards::add(const QString &server, const ForwardSpec &spec)
{
    SshForward &forward = *m_forwards.emplace_back(m_make(server, spec));
    Q_EMIT changed();
    return forward;
}

QList<SshForward *> SshForwards::all() const
{
    QList<SshForward *> result;
    result.reserve(qsizetype(m_forwards.size()));
    for (const auto &forward : m_forwards)
        result << forward.get();
    return result;
}

void SshForwards::remove(SshForward &forward)
{
    std::erase_if(m_forwards, [&forward](const auto &known) { return known.get() == &forward; });
    Q_EMIT changed();
}

} // namespace slipway
