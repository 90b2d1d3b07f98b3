// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envreading.h"

namespace slipway {

/// What one enabled loader reads.
struct DialectReading
{
    EnvDialect dialect = EnvDialect::Dotenv;
    EnvReading reading;

    /// It complained and read nothing.
    bool isRefused() const { return reading.values.isEmpty() && !reading.errors.isEmpty(); }
};

/// What the enabled loaders read, each key beside the others. All lines are the document's.
class LintReadings
{
public:
    LintReadings(QByteArrayView text, const QList<EnvDialect> &dialects,
                 const EnvVariables &process);

    const QList<DialectReading> &all() const { return m_readings; }
    /// For each of all(): what it has for the key, or nullptr. The first key is 0; the keys of all
    /// loaders, each once.
    qsizetype keyCount() const { return m_keys.size(); }
    QByteArrayView key(qsizetype place) const { return m_keys.at(place); }
    const EnvValue *value(qsizetype place, qsizetype dialect) const
    {
        return m_values.at(place * m_readings.size() + dialect);
    }
    /// -1 when no loader has the key.
    qsizetype find(QByteArrayView key) const;

private:
    void takeIn(qsizetype dialect);
    qsizetype placeOf(QByteArrayView key, qsizetype guess);

    QList<DialectReading> m_readings;
    QList<QByteArrayView> m_keys;
    QList<const EnvValue *> m_values; ///< by key, then by dialect
    QHash<QByteArrayView, qsizetype> m_places;
};

} // namespace slipway
