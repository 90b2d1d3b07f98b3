// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace slipway {

/// How many hosts may be worked on at once, over all steps that share it.
class HostSlots : public QObject
{
    Q_OBJECT
public:
    static constexpr int standard = 64;

    explicit HostSlots(int count = standard) : m_free(count) { }

    bool isFree() const { return m_free > 0; }
    void take() { --m_free; }
    void give()
    {
        ++m_free;
        Q_EMIT freed();
    }

Q_SIGNALS:
    void freed();

private:
    int m_free;
};

} // namespace slipway
