// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/machinestate.h"

#include <QMap>
#include <QStringList>

namespace slipway {

/// Machines that are left out, each with its reason, and a count of who could not be reached how
/// often. A value; whoever keeps it decides for how long.
class Quarantine
{
public:
    void add(const QString &machine, const QString &reason) { m_reasons.insert(machine, reason); }
    void release(const QString &machine);
    bool contains(const QString &machine) const { return m_reasons.contains(machine); }
    /// Machine -> reason.
    const QMap<QString, QString> &reasons() const { return m_reasons; }

    /// Takes note of how a machine ended in a fan-out. With `most` times unreachable in a row it is
    /// left out from now on; then true. 0: never.
    bool note(const QString &machine, MachineState state, int most);

    friend bool operator==(const Quarantine &, const Quarantine &) = default;

private:
    QMap<QString, QString> m_reasons;
    QMap<QString, int> m_missed; ///< times in a row
};

} // namespace slipway
