// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/keygroups.h"

#include "env/lint/characters.h"
#include "env/lint/keyorder.h"

#include <algorithm>

namespace slipway {

namespace {

class GroupFinder
{
public:
    explicit GroupFinder(const LintInput &input) : m_input(input) { }

    QList<KeyGroup> run()
    {
        auto point = m_input.controls.cbegin();
        bool isOn = m_input.options.checks.contains(EnvCheck::UnorderedKey);
        for (qsizetype i = 0; i < m_input.lines.size(); ++i) {
            const LintLine &line = m_input.lines.at(i);
            const bool isControl = point != m_input.controls.cend() && point->line == line.number;
            if (isControl)
                isOn = !(point++)->off.contains(EnvCheck::UnorderedKey);
            if (!isOn || isControl || endsGroup(line))
                end(i);
            else if (line.hasKey())
                add(i);
        }
        end(m_input.lines.size());
        return m_groups;
    }

private:
    bool endsGroup(const LintLine &line) const
    {
        if (line.isBlank())
            return true;
        const auto names = lintSubstitutionKeys(m_input.text, line);
        return std::ranges::any_of(names,
                                   [this](QByteArrayView name) { return m_keys.contains(name); });
    }

    void add(qsizetype line)
    {
        m_keys.add(textOf(m_input.text, lintKey(m_input.text, m_input.lines.at(line))));
        ++m_keyCount;
        m_end = line + 1;
    }

    /// A group reaches from behind the one before to its last key; comments before its first key
    /// belong to that.
    void end(qsizetype line)
    {
        if (m_keyCount > 1)
            m_groups.append({m_begin, m_end - m_begin});
        m_keys.clear();
        m_keyCount = 0;
        m_begin = line + 1;
    }

    const LintInput &m_input;
    QList<KeyGroup> m_groups;
    KeyOrder m_keys;
    qsizetype m_keyCount = 0;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
};

/// A key's lines with the comments above it; without its line end.
struct Block
{
    QByteArrayView key;
    EnvRange range;
    bool hasComment = false; ///< above it

    friend bool operator==(const Block &a, const Block &b) { return a.range == b.range; }
};

QList<Block> blocksOf(const LintInput &input, const KeyGroup &group)
{
    QList<Block> blocks;
    qsizetype from = input.lines.at(group.first).raw.at;
    for (qsizetype i = group.first; i < group.first + group.count; ++i) {
        const LintLine &line = input.lines.at(i);
        if (!line.hasKey())
            continue;
        blocks.append({textOf(input.text, lintKey(input.text, line)),
                       {from, line.raw.end() - from},
                       from < line.raw.at});
        if (i + 1 < input.lines.size())
            from = input.lines.at(i + 1).raw.at;
    }
    return blocks;
}

} // namespace

QList<KeyGroup> keyGroups(const LintInput &input)
{
    return GroupFinder(input).run();
}

std::optional<EnvTextChange> sortedGroup(const LintInput &input, const KeyGroup &group)
{
    // A byte order mark belongs to the first key, but not to its line: this never comes to order.
    if (textOf(input.text, input.lines.at(group.first).raw).startsWith(envByteOrderMark))
        return std::nullopt;
    const QList<Block> blocks = blocksOf(input, group);
    // Above the first key alone, a comment is the heading of them all, and has to stay there.
    if (blocks.constFirst().hasComment && !std::ranges::all_of(blocks, &Block::hasComment))
        return std::nullopt;
    QList<Block> sorted = blocks;
    std::ranges::stable_sort(sorted, {}, &Block::key);
    const auto [first, firstSorted] = std::ranges::mismatch(blocks, sorted);
    if (first == blocks.cend())
        return std::nullopt;
    qsizetype last = blocks.size() - 1;
    while (blocks.at(last) == sorted.at(last))
        --last;

    const qsizetype begin = first - blocks.cbegin();
    EnvTextChange change{{first->range.at, blocks.at(last).range.end() - first->range.at}, {}};
    change.inserted.reserve(change.range.size);
    for (qsizetype i = begin; i <= last; ++i) {
        change.inserted += textOf(input.text, sorted.at(i).range);
        // The line ends stay where they are.
        if (i < last) {
            const qsizetype end = blocks.at(i).range.end();
            change.inserted += input.text.sliced(end, blocks.at(i + 1).range.at - end);
        }
    }
    return change;
}

} // namespace slipway
