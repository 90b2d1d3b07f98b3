// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/suggestion.h"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>
#include <vector>

namespace slipway {

namespace {

/// Optimal string alignment: insertions, deletions, changes and swaps of neighbours count one.
int editDistance(const QString &a, const QString &b)
{
    const auto width = static_cast<size_t>(b.size()) + 1;
    std::vector<int> before(width);
    std::vector<int> last(width);
    std::vector<int> row(width);
    std::iota(last.begin(), last.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<int>(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = static_cast<size_t>(j);
            const int change = a.at(i - 1) == b.at(j - 1) ? 0 : 1;
            row[at] = std::min({row[at - 1] + 1, last[at] + 1, last[at - 1] + change});
            if (i > 1 && j > 1 && a.at(i - 1) == b.at(j - 2) && a.at(i - 2) == b.at(j - 1))
                row[at] = std::min(row[at], before[at - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[width - 1];
}

} // namespace

QString nearestName(const QString &name, const QStringList &known)
{
    constexpr qsizetype longestName = 64;
    if (name.isEmpty() || name.size() > longestName)
        return {};
    QString wanted = name.toLower();
    wanted.replace(u'-', u'_');
    QString best;
    int bestDistance = static_cast<int>(std::max<qsizetype>(1, name.size() / 3)) + 1;
    for (const QString &candidate : known) {
        QString plain = candidate.toLower();
        plain.replace(u'-', u'_');
        const int distance = editDistance(wanted, plain);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

QString suggestion(const QString &name, const QStringList &known)
{
    const QString nearest = nearestName(name, known);
    if (nearest.isEmpty())
        return {};
    return u' '
        + QCoreApplication::translate("slipway::PlanReader", "Did you mean ‘%1’?").arg(nearest);
}

} // namespace slipway
