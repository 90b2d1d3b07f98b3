// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/gauge.h"

#include <optional>

namespace slipway {

/// Keeps people from hearing of a state that flickers. Bad is told at once; anything else must be
/// seen three times in a row. The first state that is good is not worth a message.
class StateFilter
{
public:
    /// Goes on after people were told of that state.
    explicit StateFilter(std::optional<MetricState> told = std::nullopt) : m_told(told) { }

    /// One look at the metric. Gives the state when people are to be told of it: each change once.
    std::optional<MetricState> take(MetricState state);
    /// What people were told last; nothing before the first state is settled.
    std::optional<MetricState> told() const { return m_told; }

private:
    std::optional<MetricState> m_told;
    std::optional<MetricState> m_seen;
    int m_times = 0;
};

} // namespace slipway
