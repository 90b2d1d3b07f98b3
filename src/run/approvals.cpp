// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/approvals.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ApprovalRules)
};
} // namespace

Result<void> ApprovalRules::check() const
{
    for (const RoleId &id : m_approvals.from) {
        const auto role = std::ranges::find(m_roles, id, &Role::id);
        if (role == m_roles.end())
            return failure(ErrorCode::InvalidInput,
                           Words::tr("The role “%1” that must approve is not in the workspace.")
                               .arg(id.toString()));
        if (peopleOf(*role).isEmpty())
            return failure(ErrorCode::InvalidInput,
                           Words::tr("Nobody may approve as “%1”. Add a person to the role.")
                               .arg(role->name.isEmpty() ? id.toString() : role->name));
    }
    const QStringList people = mayApprove();
    if (!m_approvals.from.isEmpty() && m_approvals.need > people.size())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("%1 approvals are needed, but only %n person(s) may give one.",
                                 nullptr, int(people.size()))
                           .arg(m_approvals.need));
    return {};
}

QStringList ApprovalRules::mayApprove() const
{
    QStringList people;
    for (const Role *role : askedRoles())
        people.append(peopleOf(*role));
    people.removeDuplicates();
    return people;
}

bool ApprovalRules::mayApprove(const QString &person) const
{
    if (person.isEmpty() || (m_approvals.notSelf && person == m_operator))
        return false;
    return m_approvals.from.isEmpty() || mayApprove().contains(person);
}

QString ApprovalRules::roleOf(const QString &person) const
{
    for (const Role *role : askedRoles()) {
        if (role->people.contains(person))
            return role->id.toString();
    }
    return {};
}

bool ApprovalRules::areEnough(const QStringList &approvedBy) const
{
    if (m_approvals.need > 0 || m_approvals.from.isEmpty())
        return approvedBy.size() >= std::max(m_approvals.need, 1);
    return std::ranges::all_of(askedRoles(), [&approvedBy](const Role *role) {
        return std::ranges::any_of(role->people, [&approvedBy](const QString &person) {
            return approvedBy.contains(person);
        });
    });
}

QList<const Role *> ApprovalRules::askedRoles() const
{
    QList<const Role *> asked;
    for (const Role &role : m_roles) {
        if (m_approvals.from.contains(role.id))
            asked.append(&role);
    }
    return asked;
}

QStringList ApprovalRules::peopleOf(const Role &role) const
{
    QStringList people = role.people;
    if (m_approvals.notSelf)
        people.removeAll(m_operator);
    return people;
}

} // namespace slipway
