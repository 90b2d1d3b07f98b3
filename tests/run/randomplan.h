// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>
#include <QString>
#include <QStringList>

namespace slipway {

/// Plans of every kind of step in every kind of order, the same for the same seed.
class RandomPlan
{
public:
    explicit RandomPlan(QRandomGenerator &random) : m_random(random) { }

    QString steps()
    {
        using namespace Qt::StringLiterals;
        const int count = 2 + pick(8);
        QStringList lines;
        for (int index = 0; index < count; ++index) {
            m_ids.append(u"s%1"_s.arg(index));
            lines.append(u"- {"_s + step(index) + u'}');
        }
        return lines.join(u'\n');
    }

private:
    int pick(int count) { return m_random.bounded(count); }
    bool chance(int percent) { return pick(100) < percent; }

    QString step(int index)
    {
        using namespace Qt::StringLiterals;
        QStringList parts{u"id: "_s + m_ids.at(index), action(index)};
        const bool isApart = index > 0 && chance(35);
        if (isApart)
            parts.append(u"needs: ["_s + (chance(70) ? m_ids.at(pick(index)) : QString()) + u']');
        if (chance(15))
            parts.append(u"required: false"_s);
        if (chance(15))
            parts.append(u"always: true"_s);
        if (chance(40))
            parts.append(u"undo: {run: undo it}"_s);
        if (index > 0 && !isApart && chance(10))
            parts.append(u"when: steps.%1.state == succeeded"_s.arg(m_ids.at(index - 1)));
        parts.append(failurePolicy(index));
        parts.removeAll(QString());
        return parts.join(u", "_s);
    }

    QString action(int index)
    {
        using namespace Qt::StringLiterals;
        switch (pick(9)) {
        case 0:
            return u"manual: Do it"_s;
        case 1:
            return u"gate: {approvals: {from: [devops, product], need: 2, timeout: 60s}}"_s;
        case 2:
            return u"wait: 20s"_s;
        case 3:
            return u"run: x, idempotent: true, retry: {times: %1, delay: 5s}"_s.arg(1 + pick(3));
        case 4:
        case 5:
            return u"ssh: {on: web, script: x}"_s;
        case 6:
            if (index > 0)
                return u"decision: {question: Well?, options: {go: next, back: %1}}"_s.arg(
                    m_ids.at(pick(index)));
            return u"run: x"_s;
        default:
            return u"run: x"_s;
        }
    }

    QString failurePolicy(int index)
    {
        using namespace Qt::StringLiterals;
        switch (pick(10)) {
        case 0:
            return u"on_failure: stop"_s;
        case 1:
            return u"on_failure: continue"_s;
        case 2:
            return index > 0 ? u"on_failure: {goto: %1, label: Again}"_s.arg(m_ids.at(pick(index)))
                             : QString();
        default:
            return {};
        }
    }

    QRandomGenerator &m_random;
    QStringList m_ids;
};

} // namespace slipway
