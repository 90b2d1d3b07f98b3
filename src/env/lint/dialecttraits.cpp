// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/dialecttraits.h"

#include "env/envreading.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The line on which the reader finds "probe" in B; 0 when it does not.
int lineOfProbe(EnvDialect dialect, QByteArrayView text, const EnvVariables &process = {})
{
    const EnvReading reading = readEnv(text, dialect, process);
    const auto probe = std::ranges::find_if(reading.values, [](const EnvValue &value) {
        return value.key == "B" && value.value == "probe";
    });
    return probe == reading.values.cend() ? 0 : probe->line;
}

bool finds(EnvDialect dialect, QByteArrayView text, const EnvVariables &process = {})
{
    return lineOfProbe(dialect, text, process) > 0;
}

DialectTraits probed(EnvDialect dialect)
{
    DialectTraits traits;
    traits.expandsBraces = finds(dialect, "A=probe\nB=${A}\n");
    traits.expandsLowercase = finds(dialect, "a=probe\nB=${a}\n");
    traits.expandsBare = finds(dialect, "A=probe\nB=$A\n");
    traits.expandsInSingleQuotes = finds(dialect, "A=probe\nB='${A}'\n");
    traits.seesLaterKeys = finds(dialect, "B=${A}\nA=probe\n");
    traits.usesProcess = finds(dialect, "B=${A}\n", {{"A", "probe"}});
    traits.misreadsByteOrderMark = !finds(dialect,
                                          "\xef\xbb\xbf"
                                          "B=probe\n");
    traits.countsReturns = lineOfProbe(dialect, "A=1\rB=probe\n") == 2;
    return traits;
}

} // namespace

const DialectTraits &traitsOf(EnvDialect dialect)
{
    static const std::vector<DialectTraits> all = [] {
        std::vector<DialectTraits> list;
        for (const EnvDialect each : allEnvDialects())
            list.push_back(probed(each));
        return list;
    }();
    return all[static_cast<size_t>(dialect)];
}

QString listed(const QList<EnvDialect> &dialects)
{
    QStringList names;
    for (const EnvDialect dialect : dialects)
        names.append(toString(dialect));
    if (names.size() < 2)
        return names.value(0);
    const QString last = names.takeLast();
    return QCoreApplication::translate("EnvLinter", "%1 and %2", "names of programs")
        .arg(names.join(u", "_s), last);
}

} // namespace slipway
