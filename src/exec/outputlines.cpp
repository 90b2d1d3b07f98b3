// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputlines.h"

#include <algorithm>
#include <span>

namespace slipway {

namespace {

using Id = OutputLines::Id;

/// A few milliseconds' worth.
constexpr std::size_t mostPairs = 1'000'000;

void markByOrder(std::span<const Id> own, std::span<const Id> reference, std::vector<bool> &differs,
                 std::size_t offset)
{
    const std::size_t width = reference.size() + 1;
    std::vector<int> length((own.size() + 1) * width, 0);
    for (std::size_t row = own.size(); row-- > 0;) {
        for (std::size_t column = reference.size(); column-- > 0;) {
            length[row * width + column] = own[row] == reference[column]
                ? length[(row + 1) * width + column + 1] + 1
                : std::max(length[(row + 1) * width + column], length[row * width + column + 1]);
        }
    }
    std::size_t row = 0;
    for (std::size_t column = 0; row < own.size() && column < reference.size();) {
        if (own[row] == reference[column]) {
            ++row;
            ++column;
        } else if (length[(row + 1) * width + column] >= length[row * width + column + 1]) {
            differs[offset + row++] = true;
        } else {
            ++column;
        }
    }
    std::fill(differs.begin() + std::ptrdiff_t(offset + row),
              differs.begin() + std::ptrdiff_t(offset + own.size()), true);
}

void markByPresence(std::span<const Id> own, std::span<const Id> reference,
                    std::vector<bool> &differs, std::size_t offset)
{
    QHash<Id, int> there;
    for (const Id id : reference)
        ++there[id];
    for (std::size_t i = 0; i < own.size(); ++i) {
        int &left = there[own[i]];
        differs[offset + i] = left-- <= 0;
    }
}

} // namespace

OutputLines::Id OutputLines::idOf(const QByteArray &line)
{
    const auto known = m_ids.constFind(line);
    if (known != m_ids.cend())
        return *known;
    const Id id = Id(m_lines.size());
    m_ids.insert(line, id);
    m_lines.append(line);
    m_size += line.size();
    return id;
}

std::optional<OutputLines::Id> OutputLines::find(const QByteArray &line) const
{
    const auto known = m_ids.constFind(line);
    return known == m_ids.cend() ? std::nullopt : std::optional(*known);
}

std::vector<bool> OutputLines::differing(const std::vector<Id> &own,
                                         const std::vector<Id> &reference)
{
    std::vector<bool> differs(own.size(), false);
    const auto [ownHead, referenceHead] = std::ranges::mismatch(own, reference);
    const auto head = std::size_t(ownHead - own.begin());
    std::size_t tail = 0;
    while (tail < own.size() - head && tail < reference.size() - head
           && own[own.size() - 1 - tail] == reference[reference.size() - 1 - tail])
        ++tail;
    const auto middle = [head, tail](const std::vector<Id> &all) {
        return std::span(all).subspan(head, all.size() - head - tail);
    };
    const auto rows = middle(own);
    const auto columns = middle(reference);
    if (rows.empty())
        return differs;
    if (rows.size() * (columns.size() + 1) > mostPairs)
        markByPresence(rows, columns, differs, head);
    else
        markByOrder(rows, columns, differs, head);
    return differs;
}

} // namespace slipway
