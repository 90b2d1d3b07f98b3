// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target: whatever the bytes, every loader's reading, the linter and its fixes end and
// crash nowhere; the document gives its bytes back, and safe fixes change no value.
#include "env/envlinter.h"

#include <cstddef>
#include <cstdint>

using namespace slipway;

namespace {

void require(bool holds)
{
    if (!holds)
        __builtin_trap();
}

QList<EnvReading> readings(const QByteArray &bytes)
{
    QList<EnvReading> all;
    for (const EnvDialect dialect : allEnvDialects())
        all << readEnv(bytes, dialect, {{"HOME", "/root"}});
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(QByteArrayView(data, static_cast<qsizetype>(size)));
    EnvDocument document(bytes);
    require(document.bytes() == bytes);
    qsizetype covered = 0;
    for (const EnvStatement &statement : document.statements()) {
        require(statement.range.at == covered);
        covered = statement.range.end();
    }
    require(covered == bytes.size());

    const QList<EnvReading> before = readings(bytes);
    EnvLintOptions options;
    options.dialects = {EnvDialect::Dotenv, EnvDialect::Compose, EnvDialect::Sh};
    const EnvLinter linter(options);
    for (const EnvFinding &finding : linter.withFixes(document, linter.lint(document)))
        require(finding.line >= 1 && finding.column >= 1 && finding.range.end() <= bytes.size());
    const EnvDocument fixed = linter.fixedSafely(document);
    for (const EnvDialect dialect : options.dialects) {
        EnvReading after = readEnv(fixed.bytes(), dialect);
        EnvReading expected = readEnv(bytes, dialect);
        require(after.values.size() == expected.values.size());
        for (const EnvValue &value : std::as_const(expected.values)) {
            const auto same = std::ranges::find(after.values, value.key, &EnvValue::key);
            require(same != after.values.cend() && same->value == value.value);
        }
    }
    return 0;
}
