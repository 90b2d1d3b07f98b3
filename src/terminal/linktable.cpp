// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/linktable.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

bool LinkTable::isAllowed(const QByteArray &target)
{
    const QByteArray scheme = target.first(std::max(qsizetype(0), target.indexOf(':'))).toLower();
    return target.size() <= longest
        && (scheme == "http"_ba || scheme == "https"_ba || scheme == "file"_ba)
        && std::ranges::all_of(target,
                               [](char byte) { return uchar(byte) > 0x20 && byte != 0x7f; });
}

quint16 LinkTable::intern(const QByteArray &target, const QByteArray &id)
{
    if (!isAllowed(target))
        return 0;
    const QByteArray key = id.first(std::min(id.size(), qsizetype(250))) + ' ' + target;
    if (const auto found = m_ids.constFind(key); found != m_ids.constEnd())
        return *found;
    if (isFull())
        return 0;
    quint16 link = quint16(m_entries.size() + 1);
    if (m_free.empty()) {
        m_entries.push_back({target, key});
    } else {
        link = m_free.back();
        m_free.pop_back();
        m_entries[std::size_t(link) - 1] = {target, key};
    }
    m_ids.insert(key, link);
    return link;
}

QByteArray LinkTable::target(quint16 link) const
{
    return link == 0 || link > m_entries.size() ? QByteArray()
                                                : m_entries[std::size_t(link) - 1].target;
}

void LinkTable::keepOnly(const std::vector<bool> &used)
{
    m_free.clear();
    for (std::size_t index = 0; index < m_entries.size(); ++index) {
        if (index + 1 < used.size() && used[index + 1])
            continue;
        m_ids.remove(m_entries[index].key);
        m_entries[index] = {};
        m_free.push_back(quint16(index + 1));
    }
}

} // namespace slipway
