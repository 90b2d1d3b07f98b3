// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/goboard.h"

#include "metrics/metricmath.h"
#include "metrics/metrictext.h"

#include <QCoreApplication>

#include <limits>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// So many metrics the sentence names; of more it names all but two, and counts the others. Rows
/// of the board have each of them.
constexpr qsizetype mostMissed = 4;
constexpr qsizetype mostUnknown = 3;

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

/// "Error rate is 1.2 % (target < 0.1 %)", or that it is not known.
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

/// What stands against it: the worst first, and no more than one can read.
struct Objections
{
    QStringList missed;
    QStringList paused;
    QStringList unknown;
    QStringList names; ///< of what is not known

    void add(const BoardRow &row, const QString &text)
    {
        if (row.state == MetricState::Bad) {
            missed.append(text);
        } else if (row.state == MetricState::Maintenance) {
            paused.append(text);
        } else {
            unknown.append(text);
            names.append(row.name);
        }
    }

    QStringList told(const QStringList &approvalsMissing) const
    {
        QStringList told = missed;
        if (missed.size() > mostMissed) {
            told = missed.first(mostMissed - 1);
            told.append(Words::tr("%1 more miss their targets").arg(missed.size() - told.size()));
        }
        told += approvalsMissing + paused;
        if (unknown.size() <= mostUnknown)
            return told + unknown;
        constexpr qsizetype named = mostUnknown - 1;
        told.append(Words::tr("%1 and %2 more are not known")
                        .arg(names.first(named).join(u", "_s))
                        .arg(unknown.size() - named));
        return told;
    }
};

} // namespace

GoBoard judgeBoard(const QList<MetricSpec> &specs, const QHash<QString, GaugeState> &states,
                   const QStringList &approvalsMissing)
{
    GoBoard board;
    Objections objections;
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
            objections.add(row, objection(row, spec, states.value(spec.id)));
    }
    QStringList told = objections.told(approvalsMissing);
    if (required == 0)
        told.prepend(Words::tr("nothing that has a target is measured"));
    board.isGo = told.isEmpty();
    board.word = board.isGo ? Words::tr("GO") : Words::tr("NO-GO");
    board.why = board.isGo ? Words::tr("All %n required target(s) are met.", "", required)
                           : Words::tr("Because %1.").arg(told.join(u"; "_s));
    board.sentence = board.isGo ? Words::tr("GO: all %n required target(s) are met.", "", required)
                                : Words::tr("NO-GO because %1.").arg(told.join(u"; "_s));
    return board;
}

} // namespace slipway
