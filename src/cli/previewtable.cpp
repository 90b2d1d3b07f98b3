// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/previewtable.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PreviewTable)
};

QString indented(const QString &text)
{
    QString lines;
    const auto rows = text.trimmed().split(u'\n');
    for (const QString &line : rows)
        lines += u"      "_s + line + u'\n';
    return lines;
}
} // namespace

QString textTable(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths.at(i), row.at(i).size());
    }
    QString text;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += row.at(i).leftJustified(widths.at(i) + 2);
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

QString previewTable(const Plan &plan, const QList<PreviewRow> &rows)
{
    QString text;
    PhaseId phase;
    StepId step;
    for (const PreviewRow &row : rows) {
        if (row.phase != phase) {
            phase = row.phase;
            const Phase *found = plan.phaseOf(row.step);
            text += (text.isEmpty() ? QString() : u"\n"_s)
                + (found ? found->name : phase.toString()) + u'\n';
        }
        if (row.step != step) {
            step = row.step;
            text += u"  %1 (%2): %3\n"_s.arg(row.stepName, step.toString(), row.kind);
        }
        if (!row.host.isEmpty())
            text += u"    "_s + row.host.toString() + u":\n"_s;
        text += indented(row.problem.isEmpty() ? row.what
                                               : Words::tr("PROBLEM: %1").arg(row.problem));
    }
    return text;
}

} // namespace slipway
