// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"
#include "workspace/workspace.h"

#include <QCoreApplication>

namespace slipway {

/// What the side panel says about a step, in words. Pure: from the state and the resolver's rows.
struct StepDetails
{
    Q_DECLARE_TR_FUNCTIONS(slipway::StepDetails)
public:
    struct Host
    {
        ServerId id;
        StepState state = StepState::Pending;
        QString note; ///< "exit 1 · 4m 07s"
        friend bool operator==(const Host &, const Host &) = default;
    };

    QString title;
    QString kind; ///< "Command on servers · DevOps Engineer · 2 hosts"
    QString actionKey;
    StepState state = StepState::Pending;
    QString duration; ///< "4m 07s of 15-30 min"
    QString reason;   ///< why it failed, waits, was skipped
    QString what;     ///< every value filled in, secrets dotted
    QList<Host> hosts;
    QString answers;   ///< a line each
    QString approvals; ///< who may, who has
    QString evidence;
    QString notes; ///< Markdown, links included

    struct Input
    {
        const RunState &state;
        const QList<PreviewRow> &preview;
        const QList<Role> &roles;
        QDateTime now;
    };
    /// Empty title: the plan has no such step.
    static StepDetails of(const StepId &step, const Input &input);
};

} // namespace slipway
