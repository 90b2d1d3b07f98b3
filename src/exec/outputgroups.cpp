// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputgroups.h"

#include <QCryptographicHash>
#include <QHash>

#include <algorithm>
#include <vector>

namespace slipway {

namespace {

/// Above this many pairs of lines only equal beginnings and ends are taken for equal.
constexpr qsizetype mostPairs = 4'000'000;

QList<QByteArray> linesOf(const QByteArray &output)
{
    QList<QByteArray> lines = output.split('\n');
    if (!lines.isEmpty() && lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

/// Which lines of `own` are in the longest common subsequence with `reference`.
std::vector<bool> commonLines(const QList<QByteArray> &own, const QList<QByteArray> &reference)
{
    std::vector<bool> isCommon(std::size_t(own.size()), false);
    qsizetype head = 0;
    while (head < own.size() && head < reference.size() && own[head] == reference[head])
        isCommon[std::size_t(head++)] = true;
    qsizetype tail = 0;
    while (tail < own.size() - head && tail < reference.size() - head
           && own[own.size() - 1 - tail] == reference[reference.size() - 1 - tail]) {
        isCommon[std::size_t(own.size() - 1 - tail)] = true;
        ++tail;
    }
    const qsizetype rows = own.size() - head - tail;
    const qsizetype columns = reference.size() - head - tail;
    if (rows <= 0 || columns <= 0 || rows * columns > mostPairs)
        return isCommon;
    const auto width = std::size_t(columns + 1);
    std::vector<int> length(std::size_t(rows + 1) * width, 0);
    for (auto row = std::size_t(rows); row-- > 0;) {
        for (auto column = std::size_t(columns); column-- > 0;) {
            const bool isSame = own[head + qsizetype(row)] == reference[head + qsizetype(column)];
            length[row * width + column] = isSame
                ? length[(row + 1) * width + column + 1] + 1
                : std::max(length[(row + 1) * width + column], length[row * width + column + 1]);
        }
    }
    for (std::size_t row = 0, column = 0;
         row < std::size_t(rows) && column < std::size_t(columns);) {
        if (own[head + qsizetype(row)] == reference[head + qsizetype(column)]) {
            isCommon[std::size_t(head) + row] = true;
            ++row;
            ++column;
        } else if (length[(row + 1) * width + column] >= length[row * width + column + 1]) {
            ++row;
        } else {
            ++column;
        }
    }
    return isCommon;
}

} // namespace

void OutputGroups::add(const QString &machine)
{
    if (m_outputs.contains(machine))
        return;
    m_machines.append(machine);
    m_outputs.insert(machine, {});
}

void OutputGroups::append(const QString &machine, QByteArrayView bytes)
{
    add(machine);
    m_outputs[machine].append(bytes);
}

QList<OutputGroups::Group> OutputGroups::groups() const
{
    QList<Group> groups;
    QHash<QByteArray, qsizetype> byHash;
    for (const QString &machine : m_machines) {
        const QByteArray output = m_outputs.value(machine);
        const QByteArray hash = QCryptographicHash::hash(output, QCryptographicHash::Sha256);
        const auto known = byHash.constFind(hash);
        if (known != byHash.cend()) {
            groups[*known].machines.append(machine);
            continue;
        }
        byHash.insert(hash, groups.size());
        groups.append({{machine}, output, {}});
    }
    std::ranges::stable_sort(groups, std::ranges::greater(),
                             [](const Group &group) { return group.machines.size(); });
    const QList<QByteArray> reference
        = groups.isEmpty() ? QList<QByteArray>() : linesOf(groups.constFirst().output);
    for (Group &group : groups) {
        const QList<QByteArray> lines = linesOf(group.output);
        const std::vector<bool> isCommon = commonLines(lines, reference);
        for (qsizetype i = 0; i < lines.size(); ++i)
            group.lines.append({lines.at(i), !isCommon[std::size_t(i)]});
    }
    return groups;
}

} // namespace slipway
