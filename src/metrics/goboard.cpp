// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/goboard.h"

#include "metrics/metricmath.h"
#include "metrics/metrictext.h"

#include <QCoreApplication>

#include <limits>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::GoBoard)
};

BoardRow rowOf(const MetricSpec &spec, const GaugeState &gauge)
{
    BoardRow row;
    row.id = spec.id;
    row.name = spec.name;
    row.isRequired = spec.isRequired;
    row.state = gauge.state;
    row.isMet = gauge.state == MetricState::Ok || gauge.state == MetricState::Warn;
    row.valueText = gauge.value ? metricText(spec, *gauge.value) : u"—"_s;
    row.targetText = targetText(spec);
    row.reason = gauge.reason;
    return row;
}

/// "Error rate is 1.2 % (target < 0.1 %)", or why it is not known.
QString objection(const BoardRow &row, const MetricSpec &spec, const GaugeState &gauge)
{
    const bool isDownNow = row.state == MetricState::Bad
        && meets(*spec.target, gauge.value.value_or(std::numeric_limits<double>::quiet_NaN()));
    if (isDownNow)
        return u"%1: %2"_s.arg(row.name, row.reason.chopped(row.reason.endsWith(u'.') ? 1 : 0));
    if (row.state == MetricState::Bad)
        return Words::tr("%1 is %2 (target %3)").arg(row.name, row.valueText, row.targetText);
    if (row.state == MetricState::Maintenance)
        return Words::tr("%1 is in maintenance").arg(row.name);
    return Words::tr("%1 is not known").arg(row.name);
}

} // namespace

GoBoard judgeBoard(const QList<MetricSpec> &specs, const QHash<QString, GaugeState> &states,
                   const QStringList &approvalsMissing)
{
    GoBoard board;
    QStringList objections;
    int required = 0;
    for (const MetricSpec &spec : specs) {
        if (!spec.target)
            continue;
        const BoardRow row = rowOf(spec, states.value(spec.id));
        board.rows.append(row);
        if (!row.isRequired)
            continue;
        ++required;
        if (!row.isMet)
            objections.append(objection(row, spec, states.value(spec.id)));
    }
    if (required == 0)
        objections.append(Words::tr("nothing that has a target is measured"));
    objections.append(approvalsMissing);
    board.isGo = objections.isEmpty();
    board.word = board.isGo ? Words::tr("GO") : Words::tr("NO-GO");
    board.why = board.isGo ? Words::tr("All %n required target(s) are met.", "", required)
                           : Words::tr("Because %1.").arg(objections.join(u"; "_s));
    board.sentence = board.isGo ? Words::tr("GO: all %n required target(s) are met.", "", required)
                                : Words::tr("NO-GO because %1.").arg(objections.join(u"; "_s));
    return board;
}

} // namespace slipway
