// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/statefilter.h"

namespace slipway {

namespace {
constexpr int timesInARow = 3;
}

std::optional<MetricState> StateFilter::take(MetricState state)
{
    m_times = m_seen == state ? m_times + 1 : 1;
    m_seen = state;
    const bool isSettled = state == MetricState::Bad || m_times >= timesInARow;
    if (!isSettled || state == m_told)
        return std::nullopt;
    const bool isFirst = !m_told;
    m_told = state;
    return isFirst && state == MetricState::Ok ? std::nullopt : std::optional(state);
}

} // namespace slipway
