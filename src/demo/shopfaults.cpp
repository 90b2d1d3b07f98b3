// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shopfaults.h"

#include <QFile>

namespace slipway {

ShopFaults ShopFaults::read(const QString &file)
{
    constexpr int most = 10'000;
    ShopFaults faults;
    QFile source(file);
    if (file.isEmpty() || !source.open(QIODevice::ReadOnly))
        return faults;
    const QList<QByteArray> lines = source.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.simplified().split(' ');
        const int number = std::clamp(words.value(1).toInt(), 0, most);
        if (words.constFirst() == "errors")
            faults.errors = std::min(number, 100);
        else if (words.constFirst() == "delay")
            faults.delay = std::chrono::milliseconds(number);
    }
    return faults;
}

} // namespace slipway
