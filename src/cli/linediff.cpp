// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/linediff.h"

#include <QByteArrayList>

#include <algorithm>
#include <vector>

namespace slipway {

namespace {

/// Past this many differing lines the rest counts as replaced: the search is quadratic in them.
constexpr int mostDifferences = 1500;

struct Step
{
    enum class Kind { Keep, Remove, Add } kind;
    qsizetype line; ///< of the first text, or of the second for Add
};

/// Lines with their ends, so that a missing last one counts.
QByteArrayList linesOf(const QByteArray &text)
{
    QByteArrayList lines;
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype end = text.indexOf('\n', from);
        const qsizetype next = end < 0 ? text.size() : end + 1;
        lines.append(text.sliced(from, next - from));
        from = next;
    }
    return lines;
}

/// The shortest way from one list of lines to the other (Myers 1986, "An O(ND) Difference
/// Algorithm and Its Variations"), found forwards and read backwards.
class ShortestEdit
{
public:
    ShortestEdit(const QByteArrayList &before, const QByteArrayList &after)
        : m_before(before)
        , m_after(after)
    { }

    std::vector<Step> steps()
    {
        const qsizetype most
            = std::min<qsizetype>(m_before.size() + m_after.size(), mostDifferences);
        std::vector<qsizetype> reach(size_t(2 * most + 3), 0);
        for (qsizetype round = 0; round <= most; ++round) {
            m_history.push_back(reach);
            if (advance(reach, round, most + 1))
                return readBack(round, most + 1);
        }
        return replaceAll();
    }

private:
    bool advance(std::vector<qsizetype> &reach, qsizetype round, qsizetype zero) const
    {
        for (qsizetype diagonal = -round; diagonal <= round; diagonal += 2) {
            qsizetype x = start(reach, diagonal, round, zero);
            qsizetype y = x - diagonal;
            while (x < m_before.size() && y < m_after.size() && m_before[x] == m_after[y]) {
                ++x;
                ++y;
            }
            reach[size_t(zero + diagonal)] = x;
            if (x >= m_before.size() && y >= m_after.size())
                return true;
        }
        return false;
    }

    static bool comesFromAbove(const std::vector<qsizetype> &reach, qsizetype diagonal,
                               qsizetype round, qsizetype zero)
    {
        return diagonal == -round
            || (diagonal != round
                && reach[size_t(zero + diagonal - 1)] < reach[size_t(zero + diagonal + 1)]);
    }

    static qsizetype start(const std::vector<qsizetype> &reach, qsizetype diagonal, qsizetype round,
                           qsizetype zero)
    {
        return comesFromAbove(reach, diagonal, round, zero)
            ? reach[size_t(zero + diagonal + 1)]
            : reach[size_t(zero + diagonal - 1)] + 1;
    }

    std::vector<Step> readBack(qsizetype rounds, qsizetype zero) const
    {
        std::vector<Step> steps;
        qsizetype x = m_before.size();
        qsizetype y = m_after.size();
        for (qsizetype round = rounds; round >= 0; --round) {
            const std::vector<qsizetype> &reach = m_history[size_t(round)];
            const qsizetype diagonal = x - y;
            const bool isAdded = comesFromAbove(reach, diagonal, round, zero);
            const qsizetype startX = round == 0 ? 0 : start(reach, diagonal, round, zero);
            while (x > startX && y > startX - diagonal) {
                --y;
                steps.push_back({Step::Kind::Keep, --x});
            }
            if (round == 0)
                break;
            if (isAdded)
                steps.push_back({Step::Kind::Add, --y});
            else
                steps.push_back({Step::Kind::Remove, --x});
        }
        std::ranges::reverse(steps);
        return steps;
    }

    std::vector<Step> replaceAll() const
    {
        std::vector<Step> steps;
        steps.reserve(std::size_t(m_before.size() + m_after.size()));
        for (qsizetype line = 0; line < m_before.size(); ++line)
            steps.push_back({Step::Kind::Remove, line});
        for (qsizetype line = 0; line < m_after.size(); ++line)
            steps.push_back({Step::Kind::Add, line});
        return steps;
    }

    const QByteArrayList &m_before;
    const QByteArrayList &m_after;
    std::vector<std::vector<qsizetype>> m_history;
};

QByteArray marked(char mark, const QByteArray &line)
{
    QByteArray text = mark + line;
    if (!line.endsWith('\n'))
        text += "\n\\ No newline at end of file\n";
    return text;
}

} // namespace

QByteArray lineDiff(const QString &path, const QByteArray &before, const QByteArray &after)
{
    if (before == after)
        return {};
    QByteArrayList first = linesOf(before);
    QByteArrayList second = linesOf(after);
    qsizetype same = 0;
    while (same < first.size() && same < second.size() && first[same] == second[same])
        ++same;
    first = first.sliced(same);
    second = second.sliced(same);
    while (!first.isEmpty() && !second.isEmpty() && first.constLast() == second.constLast()) {
        first.removeLast();
        second.removeLast();
    }
    const std::vector<Step> steps = ShortestEdit(first, second).steps();

    QByteArray diff = "--- " + path.toLocal8Bit() + "\n+++ " + path.toLocal8Bit() + '\n';
    qsizetype oldLine = same;
    qsizetype newLine = same;
    for (size_t at = 0; at < steps.size();) {
        if (steps[at].kind == Step::Kind::Keep) {
            ++oldLine;
            ++newLine;
            ++at;
            continue;
        }
        QByteArray body;
        qsizetype removed = 0;
        qsizetype added = 0;
        for (; at < steps.size() && steps[at].kind != Step::Kind::Keep; ++at) {
            const bool isAdded = steps[at].kind == Step::Kind::Add;
            body += isAdded ? marked('+', second[steps[at].line])
                            : marked('-', first[steps[at].line]);
            isAdded ? ++added : ++removed;
        }
        // An empty range is named by the line before it.
        diff += "@@ -" + QByteArray::number(oldLine + (removed > 0 ? 1 : 0)) + ','
            + QByteArray::number(removed) + " +" + QByteArray::number(newLine + (added > 0 ? 1 : 0))
            + ',' + QByteArray::number(added) + " @@\n" + body;
        oldLine += removed;
        newLine += added;
    }
    return diff;
}

} // namespace slipway
