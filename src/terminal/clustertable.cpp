// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/clustertable.h"

namespace slipway {

quint32 ClusterTable::contentOf(const quint32 *codePoints)
{
    std::u32string cluster;
    while (*codePoints != 0 && cluster.size() < longest)
        cluster.push_back(char32_t(*codePoints++));
    return contentOf(cluster);
}

quint32 ClusterTable::contentOf(std::u32string_view codePoints)
{
    if (codePoints.size() < 2)
        return codePoints.empty() ? 0 : quint32(codePoints.front());
    const std::u32string cluster(codePoints.substr(0, longest));
    if (const auto found = m_ids.find(cluster); found != m_ids.end())
        return found->second | TerminalCell::clusterBit;
    if (isFull())
        return quint32(cluster.front());
    quint32 id = quint32(m_clusters.size());
    if (m_free.empty()) {
        m_clusters.push_back(cluster);
    } else {
        id = m_free.back();
        m_free.pop_back();
        m_clusters[id] = cluster;
    }
    m_ids.emplace(cluster, id);
    return id | TerminalCell::clusterBit;
}

std::u32string ClusterTable::codePoints(quint32 content) const
{
    if ((content & TerminalCell::clusterBit) == 0)
        return std::u32string(1, char32_t(content));
    return m_clusters[content & ~TerminalCell::clusterBit];
}

void ClusterTable::appendText(quint32 content, QString &text) const
{
    if (content < 0x1'0000)
        text += QChar(char16_t(content));
    else
        text += QString::fromStdU32String(codePoints(content));
}

void ClusterTable::keepOnly(const std::vector<bool> &used)
{
    m_free.clear();
    m_ids.clear();
    for (std::size_t id = 0; id < m_clusters.size(); ++id) {
        if (id < used.size() && used[id])
            m_ids.emplace(m_clusters[id], quint32(id));
        else
            m_free.push_back(quint32(id));
    }
}

} // namespace slipway
