// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/gauge.h"

#include <QHash>
#include <QList>
#include <QStringList>

namespace slipway {

/// One criterion of go or no-go.
struct BoardRow
{
    QString id;
    QString name;
    bool isRequired = true;
    bool isMet = false;
    MetricState state = MetricState::Unknown;
    QString valueText;  ///< "99.98 %", "—"
    QString targetText; ///< "> 99.9 %"
    QString reason;
    friend bool operator==(const BoardRow &, const BoardRow &) = default;
};

struct GoBoard
{
    bool isGo = false;
    QString word;     ///< "NO-GO"
    QString why;      ///< "Because the error rate is 1.2 % (target < 0.1 %)."
    QString sentence; ///< both: "NO-GO because the error rate is 1.2 % (target < 0.1 %)."
    QList<BoardRow> rows;
    friend bool operator==(const GoBoard &, const GoBoard &) = default;
};

/// Go only when every required metric with a target is OK or WARN; unknown is no-go. No metric with
/// a target at all is no-go, too: nothing was measured. `approvalsMissing` are sentences about
/// people who have not approved yet; any makes it no-go.
GoBoard judgeBoard(const QList<MetricSpec> &specs, const QHash<QString, GaugeState> &states,
                   const QStringList &approvalsMissing = {});

} // namespace slipway
