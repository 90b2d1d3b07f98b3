// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTypes>

namespace slipway {

/// Bounds what the variables in a file's values may grow to: a value that holds an earlier one
/// twice, thirty times over, would fill any memory. What stands in the file itself is free.
class ExpansionBudget
{
public:
    void beginValue() { m_value = 0; }
    /// False when this many bytes more are too many.
    [[nodiscard]] bool take(qsizetype bytes)
    {
        m_value += bytes;
        m_file += bytes;
        return m_value <= mostInValue && m_file <= mostInFile;
    }

private:
    static constexpr qsizetype mostInValue = 1 << 20;
    static constexpr qsizetype mostInFile = 64 << 20;
    qsizetype m_value = 0;
    qsizetype m_file = 0;
};

} // namespace slipway
