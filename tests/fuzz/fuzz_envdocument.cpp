// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target: whatever the bytes and the changes, a document is as if read anew, and setting
// a value does what it says.
#include "env/envreading.h"
#include "env/envwriter.h"

#include <cstddef>
#include <cstdint>

namespace {

using namespace slipway;

void check(bool isTrue)
{
    if (!isTrue)
        __builtin_trap();
}

bool reads(const QByteArray &text, EnvDialect dialect, const QByteArray &value)
{
    for (const EnvValue &read : readEnv(text, dialect).values) {
        if (read.key == "KEY")
            return read.value == value;
    }
    return false;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 6)
        return 0;
    const qsizetype textSize = (qsizetype(size) - 6) * data[0] / 255;
    const QByteArrayView rest = QByteArrayView(data, qsizetype(size)).sliced(6);
    const QByteArray text = rest.first(textSize).toByteArray();
    const QByteArray inserted = rest.sliced(textSize).toByteArray();
    EnvDocument document(text);

    const qsizetype at = (data[1] * 256 + data[2]) % (textSize + 1);
    const qsizetype removed = std::min<qsizetype>(data[3], textSize - at);
    document.apply({{{at, removed}, inserted}});
    const EnvDocument anew(document.bytes());
    check(document.statements() == anew.statements() && document.keys() == anew.keys());

    QList<EnvDialect> dialects;
    for (const EnvDialect dialect : allEnvDialects()) {
        if (((data[4] * 256 + data[5]) >> int(dialect) & 1) != 0)
            dialects.append(dialect);
    }
    const Result<EnvEdit> edit = EnvWriter(dialects).setValue(document, "KEY", inserted);
    if (!edit)
        return 0;
    document.apply(edit->changes);
    for (const EnvDialect dialect : std::as_const(dialects)) {
        if (!edit->unsatisfied.contains(dialect))
            check(reads(document.bytes(), dialect, inserted));
    }
    return 0;
}
