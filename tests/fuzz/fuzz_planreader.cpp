// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target: whatever the bytes, reading a plan ends and crashes nowhere.
#include "plan/planjson.h"
#include "plan/planreader.h"
#include "plan/plantext.h"

#include <QJsonDocument>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(QByteArrayView(data, static_cast<qsizetype>(size)));
    const slipway::PlanReading reading = slipway::readPlan(bytes);
    if (slipway::planToText(reading.plan).isEmpty())
        return 1;
    if (!slipway::hasErrors(reading.diagnostics)) {
        // What is right must stay right when it is written and read again.
        const QByteArray json = QJsonDocument(slipway::planToJson(reading.plan)).toJson();
        if (slipway::hasErrors(slipway::readPlan(json).diagnostics))
            __builtin_trap();
    }
    return 0;
}
