// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/lintreadings.h"

#include "env/lint/bytechecks.h"
#include "env/lint/dialecttraits.h"

#include <algorithm>

namespace slipway {

namespace {

/// The document's line for each line of a loader that also takes a lone CR for a line end.
QList<int> documentLines(QByteArrayView text)
{
    QList<int> lines{1};
    int line = 1;
    qsizetype lone = loneCarriageReturn(text, 0);
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == '\n')
            lines.append(++line);
        if (at != lone)
            continue;
        lines.append(line);
        lone = loneCarriageReturn(text, at + 1);
    }
    return lines;
}

void takeLines(EnvReading &reading, const QList<int> &lines)
{
    const auto documentLine = [&lines](int line) {
        return line < 1 ? line : lines.at(std::min<qsizetype>(line, lines.size()) - 1);
    };
    for (EnvValue &value : reading.values)
        value.line = documentLine(value.line);
    for (EnvReadError &error : reading.errors)
        error.line = documentLine(error.line);
}

} // namespace

LintReadings::LintReadings(QByteArrayView text, const QList<EnvDialect> &dialects,
                           const EnvVariables &process)
{
    m_readings.reserve(dialects.size());
    const QList<int> lines = loneCarriageReturn(text, 0) < 0 ? QList<int>() : documentLines(text);
    for (const EnvDialect dialect : dialects) {
        EnvReading reading = readEnv(text, dialect, process);
        if (!lines.isEmpty() && traitsOf(dialect).countsReturns)
            takeLines(reading, lines);
        m_readings.append({dialect, std::move(reading)});
    }
    for (qsizetype i = 0; i < m_readings.size(); ++i)
        takeIn(i);
}

void LintReadings::takeIn(qsizetype dialect)
{
    const QList<EnvValue> &values = std::as_const(m_readings)[dialect].reading.values;
    m_places.reserve(values.size());
    // Loaders mostly find the same keys in the same order.
    qsizetype guess = 0;
    for (const EnvValue &value : values) {
        const qsizetype place = placeOf(value.key, guess);
        m_values[place * m_readings.size() + dialect] = &value;
        guess = place + 1;
    }
}

qsizetype LintReadings::placeOf(QByteArrayView key, qsizetype guess)
{
    if (guess < m_keys.size() && m_keys.at(guess) == key)
        return guess;
    const qsizetype known = m_places.size();
    qsizetype &place = m_places[key];
    if (m_places.size() > known) {
        place = m_keys.size();
        m_keys.append(key);
        m_values.resize(m_keys.size() * m_readings.size());
    }
    return place;
}

qsizetype LintReadings::find(QByteArrayView key) const
{
    return m_places.value(key, -1);
}

} // namespace slipway
