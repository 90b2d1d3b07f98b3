// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/quarantine.h"

#include <QCoreApplication>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Quarantine)
};

} // namespace

void Quarantine::release(const QString &machine)
{
    m_reasons.remove(machine);
    m_missed.remove(machine);
}

bool Quarantine::note(const QString &machine, MachineState state, int most)
{
    switch (state) {
    case MachineState::Succeeded:
    case MachineState::Failed:
    case MachineState::TimedOut:
        m_missed.remove(machine);
        return false;
    case MachineState::Unreachable:
        break;
    default:
        return false; // it was not tried
    }
    const int missed = ++m_missed[machine];
    if (most <= 0 || missed < most || contains(machine))
        return false;
    add(machine, Text::tr("It could not be reached %n time(s) in a row.", nullptr, missed));
    return true;
}

} // namespace slipway
