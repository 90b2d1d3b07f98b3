// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/lockholder.h"

#include <QFile>
#include <QTest>

/// The last sign of life of the one that writes a journal, as it would be when it stood still for
/// so long.
inline void silenceHolder(const QString &journal, slipway::milliseconds time,
                          const QString &boot = {})
{
    using slipway::LockHolder;
    const QString path = journal + QStringLiteral(".lock");
    std::optional<LockHolder> holder = LockHolder::of(path);
    QVERIFY(holder.has_value());
    holder->beatAt = LockHolder::sinceBoot() - time;
    if (!boot.isEmpty())
        holder->boot = boot;
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray note = holder->toNote();
    QCOMPARE(file.write(note), note.size());
}
