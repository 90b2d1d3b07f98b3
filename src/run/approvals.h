// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runengine.h"

namespace slipway {

/// Who may approve a gate and whether enough of them did.
class ApprovalRules
{
public:
    ApprovalRules(const Approvals &approvals, const QList<Role> &roles, const QString &operatorName)
        : m_approvals(approvals)
        , m_roles(roles)
        , m_operator(operatorName)
    { }

    /// Fails with InvalidInput when the approvals can never come together.
    Result<void> check() const;
    /// Empty: anyone (but the operator, with not_self).
    QStringList mayApprove() const;
    bool mayApprove(const QString &person) const;
    /// The role in which a person approves; empty when no role is asked for.
    QString roleOf(const QString &person) const;
    bool areEnough(const QStringList &approvedBy) const;

private:
    QList<const Role *> askedRoles() const;
    QStringList peopleOf(const Role &role) const;

    const Approvals &m_approvals;
    const QList<Role> &m_roles;
    const QString m_operator;
};

} // namespace slipway
