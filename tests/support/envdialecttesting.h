// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envreading.h"

#include <QTest>

namespace slipway {

/// A reading in one line: "A=1|B=" and, for each error, "!" and its line.
inline QByteArray shown(const EnvReading &reading)
{
    QByteArrayList parts;
    for (const EnvValue &value : reading.values)
        parts.append(value.value ? value.key + '=' + *value.value : value.key);
    for (const EnvReadError &error : reading.errors)
        parts.append('!' + QByteArray::number(error.line));
    return parts.join('|');
}

inline void addEnvDialectColumns()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // as shown() says it
    QTest::addColumn<EnvVariables>("process");
}

inline void addEnvDialectRow(const char *name, const QByteArray &text, const QByteArray &expected,
                             const EnvVariables &process = {})
{
    QTest::newRow(name) << text << expected << process;
}

inline void compareEnvDialectRow(EnvDialect dialect)
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QFETCH(EnvVariables, process);

    const EnvReading reading = readEnv(text, dialect, process);

    QCOMPARE(shown(reading), expected);
}

} // namespace slipway
