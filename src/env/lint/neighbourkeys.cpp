// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/neighbourkeys.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <vector>

namespace slipway {

namespace {

constexpr qsizetype longestKey = 64;
constexpr qsizetype shortestWord = 5;
constexpr qsizetype shortestChangedWord = 6; ///< TRACE and TRACK are two words

bool isSeparator(char c)
{
    return c == '_' || c == '-' || c == '.';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char plain(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : isSeparator(c) ? '_' : c;
}

/// Without separators and case.
QByteArray lettersOf(QByteArrayView key)
{
    QByteArray letters;
    letters.reserve(key.size());
    for (const char c : key) {
        if (!isSeparator(c))
            letters.append(plain(c));
    }
    return letters;
}

/// The length of the word around a place.
qsizetype wordSize(QByteArrayView key, qsizetype at)
{
    qsizetype from = std::min(at, key.size());
    while (from > 0 && isLetter(key[from - 1]))
        --from;
    qsizetype end = from;
    while (end < key.size() && isLetter(key[end]))
        ++end;
    return end - from;
}

/// One letter more: `longer` has it at the place where they begin to differ.
bool isInsertion(QByteArrayView shorter, QByteArrayView longer, qsizetype at)
{
    if (shorter.sliced(at) != longer.sliced(at + 1) || !isLetter(longer[at]))
        return false;
    const bool endsWord = at + 1 == longer.size() || isSeparator(longer[at + 1]);
    const bool isPlural
        = endsWord && plain(longer[at]) == 'S' && (at == 0 || longer[at - 1] != 'S');
    return !isPlural && wordSize(shorter, at) >= shortestWord;
}

bool isSwap(QByteArrayView a, QByteArrayView b, qsizetype at)
{
    return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && isLetter(a[at + 1])
        && a.sliced(at + 2) == b.sliced(at + 2);
}

bool isChange(QByteArrayView a, QByteArrayView b, qsizetype at)
{
    const qsizetype word = std::min(wordSize(a, at), wordSize(b, at));
    if (!isLetter(a[at]) || !isLetter(b[at]) || word < shortestWord)
        return false;
    return isSwap(a, b, at)
        || (word >= shortestChangedWord && a.sliced(at + 1) == b.sliced(at + 1));
}

/// Finds for each key an earlier one that differs by one letter: both leave the same text when one
/// letter is taken out of one or both. Hashes of those texts are compared, so the cost is the size
/// of the keys.
class SlipFinder
{
public:
    /// The size of all keys to come. What is beyond reason is not looked at.
    explicit SlipFinder(qsizetype bytes)
    {
        size_t size = 64;
        while (size < 2 * std::min(static_cast<size_t>(bytes), mostEntries))
            size *= 2;
        m_slots.resize(size);
    }

    /// An earlier key; empty when there is none.
    QByteArrayView findAndAdd(QByteArrayView key)
    {
        QByteArrayView found;
        if (m_entries + static_cast<size_t>(key.size()) + 1 > m_slots.size() / 2)
            return found;
        m_keys.push_back(key);
        hashPrefixes(key);
        visit(m_prefixes.back(), found);
        for (qsizetype at = 0; at < key.size(); at = wordEnd(key, at) + 1) {
            const qsizetype end = wordEnd(key, at);
            for (qsizetype place = at; end - at >= shortestWord && place < end; ++place)
                visit(hashWithout(key, place), found);
        }
        return found;
    }

private:
    struct Slot
    {
        quint32 hash = 0;
        quint32 key = 0; ///< from 1; 0: free
    };

    static constexpr quint64 factor = 0x9E3779B97F4A7C15;
    static constexpr size_t mostEntries = 4'000'000;

    static qsizetype wordEnd(QByteArrayView key, qsizetype at)
    {
        while (at < key.size() && isLetter(key[at]))
            ++at;
        return at;
    }

    void hashPrefixes(QByteArrayView key)
    {
        m_prefixes.assign(1, 0);
        m_powers.resize(1, 1);
        for (const char c : key) {
            m_prefixes.push_back(m_prefixes.back() * factor + static_cast<unsigned char>(c) + 1);
            if (m_powers.size() < m_prefixes.size())
                m_powers.push_back(m_powers.back() * factor);
        }
    }

    quint64 hashWithout(QByteArrayView key, qsizetype at) const
    {
        const auto before = static_cast<size_t>(at);
        const auto after = static_cast<size_t>(key.size() - at - 1);
        const quint64 rest = m_prefixes.back() - m_prefixes[before + 1] * m_powers[after];
        return m_prefixes[before] * m_powers[after] + rest;
    }

    /// Looks at the keys with this hash and adds the new one. Those beyond a few are not looked at:
    /// they are a series such as VAR_A, VAR_B, VAR_C.
    void visit(quint64 hash, QByteArrayView &found)
    {
        constexpr int most = 8;
        const auto mixed = static_cast<quint32>((hash ^ (hash >> 29)) * factor >> 32);
        const auto current = static_cast<quint32>(m_keys.size());
        size_t at = mixed & (m_slots.size() - 1);
        for (int seen = 0; seen < most; at = (at + 1) & (m_slots.size() - 1)) {
            Slot &slot = m_slots[at];
            if (slot.key == 0) {
                slot = {mixed, current};
                ++m_entries;
                return;
            }
            if (slot.hash != mixed)
                continue;
            if (slot.key == current)
                return;
            ++seen;
            const QByteArrayView other = m_keys[slot.key - 1];
            if (found.isEmpty() && isSlip(other, m_keys.back()))
                found = other;
        }
    }

    std::vector<Slot> m_slots;
    std::vector<QByteArrayView> m_keys;
    std::vector<quint64> m_prefixes;
    std::vector<quint64> m_powers{1};
    size_t m_entries = 0;
};

qsizetype bytesOfKeys(const QList<EnvStatement> &statements)
{
    qsizetype bytes = 0;
    for (const EnvStatement &statement : statements)
        bytes += statement.hasKey() ? std::min(statement.key.size, longestKey) + 1 : 0;
    return bytes;
}

} // namespace

bool isSlip(QByteArrayView a, QByteArrayView b)
{
    if (a.size() > b.size())
        std::swap(a, b);
    if (a == b || b.size() - a.size() > 1)
        return false;
    const auto differ = std::ranges::mismatch(a, b).in1;
    const qsizetype at = differ - a.begin();
    return a.size() == b.size() ? isChange(a, b, at) : isInsertion(a, b, at);
}

void runNeighbourCheck(const LintInput &input, FindingSink &sink)
{
    if (!sink.wants(EnvCheck::NearDuplicateKey))
        return;
    QSet<QByteArrayView> known;
    QHash<QByteArray, QByteArrayView> byLetters;
    const auto &statements = input.document.statements();
    SlipFinder slips(bytesOfKeys(statements));
    for (const EnvStatement &statement : statements) {
        const QByteArrayView key = input.document.keyOf(statement);
        if (!statement.hasKey() || key.size() > longestKey)
            continue;
        const qsizetype count = known.size();
        known.insert(key);
        if (known.size() == count)
            continue;
        QByteArrayView &same = byLetters[lettersOf(key)];
        if (same.isEmpty())
            same = key;
        const QByteArrayView slip = slips.findAndAdd(key);
        const QByteArrayView other = same != key ? same : slip;
        if (other.isEmpty())
            continue;
        sink.addIfOn(EnvCheck::NearDuplicateKey, statement.key, key,
                     QCoreApplication::translate("EnvLinter",
                                                 "%1 and %2 are two keys to every loader, though "
                                                 "they look like one written in two ways.")
                         .arg(QString::fromUtf8(key), QString::fromUtf8(other)));
    }
}

} // namespace slipway
