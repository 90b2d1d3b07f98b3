// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/broadcastgroup.h"

#include "gui/console/consolesession.h"

#include <algorithm>

namespace slipway {

void BroadcastGroup::add(ConsoleSession *session)
{
    if (has(session))
        return;
    m_members.append(session);
    connect(session, &QObject::destroyed, this, [this] {
        m_members.removeIf([](const QPointer<ConsoleSession> &member) { return !member; });
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void BroadcastGroup::remove(ConsoleSession *session)
{
    if (m_members.removeIf(
            [session](const QPointer<ConsoleSession> &member) { return member == session; })
        == 0)
        return;
    session->disconnect(this);
    Q_EMIT changed();
}

void BroadcastGroup::clear()
{
    const QList<ConsoleSession *> all = members();
    for (ConsoleSession *member : all)
        member->disconnect(this);
    m_members.clear();
    m_isAllowed = false;
    Q_EMIT changed();
}

bool BroadcastGroup::has(const ConsoleSession *session) const
{
    return std::ranges::any_of(
        m_members, [session](const QPointer<ConsoleSession> &member) { return member == session; });
}

QList<ConsoleSession *> BroadcastGroup::members() const
{
    QList<ConsoleSession *> list;
    for (const QPointer<ConsoleSession> &member : m_members) {
        if (member)
            list.append(member);
    }
    return list;
}

std::optional<BroadcastGroup::Hold> BroadcastGroup::holdFor(ConsoleSession *from) const
{
    const bool isFromAlternate = from->screen().lock()->isAlternate();
    Hold notConnected{Hindrance::NotConnected, {}};
    Hold password{Hindrance::Password, {}};
    Hold other{Hindrance::OtherProgram, {}};
    for (ConsoleSession *member : members()) {
        const QString name = member->server().toString();
        if (!member->isOpen())
            notConnected.consoles << name;
        else if (member->asksForPassword())
            password.consoles << name;
        else if (member->screen().lock()->isAlternate() != isFromAlternate)
            other.consoles << name;
    }
    for (const Hold &hold : {password, other, notConnected}) {
        if (!hold.consoles.isEmpty())
            return hold;
    }
    return std::nullopt;
}

std::optional<BroadcastGroup::Hold> BroadcastGroup::send(ConsoleSession *from,
                                                         const QByteArray &bytes)
{
    if (!m_isAllowed) {
        if (const std::optional<Hold> hold = holdFor(from))
            return hold;
    }
    if (bytes.contains('\r') || bytes.contains('\n'))
        m_isAllowed = false;
    const QList<ConsoleSession *> all = members();
    for (ConsoleSession *member : all)
        member->send(bytes);
    return std::nullopt;
}

} // namespace slipway
