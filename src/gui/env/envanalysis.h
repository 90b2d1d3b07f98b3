// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"
#include "env/envreading.h"
#include "env/schema/envschema.h"

#include <QMap>
#include <QSet>
#include <QStringList>

#include <optional>

namespace slipway {

/// Which loaders read the file, and how loud checks of it are.
struct EnvProfile
{
    QList<EnvDialect> dialects{EnvDialect::Dotenv, EnvDialect::Compose, EnvDialect::Systemd};
    EnvDialect main = EnvDialect::Dotenv; ///< whose values are shown
    /// By the machine name of a check; nullopt: off.
    QMap<QString, std::optional<EnvSeverity>> severities = {};

    friend bool operator==(const EnvProfile &, const EnvProfile &) = default;
};

/// A key of the file, or one that it lacks.
struct EnvRow
{
    enum class Source { File, Keychain, Generated, Absent };

    QByteArray key;
    int occurrence = 0;              ///< which of the key's statements, from 0
    std::optional<QByteArray> value; ///< as the main loader reads it
    bool isSecret = false;
    Source source = Source::File;
    QString type; ///< one word
    int line = 0; ///< from 1; 0: absent
    QString description;
    std::optional<EnvSeverity> worst;
    QStringList messages; ///< of its findings, the worst first

    friend bool operator==(const EnvRow &, const EnvRow &) = default;
};

/// The rows below one comment heading.
struct EnvSection
{
    QString title; ///< empty before the first heading
    QList<EnvRow> rows;

    friend bool operator==(const EnvSection &, const EnvSection &) = default;
};

/// What an analysis is made of; a value, for a worker thread.
struct EnvQuestion
{
    EnvDocument document;
    EnvProfile profile;
    bool isProduction = false;
    std::optional<EnvDocument> example;
    std::optional<EnvSchema> schema;
    QList<EnvDocument> others;  ///< of other environments, which must not share secrets
    QSet<QByteArray> generated; ///< keys with values that Slipway made in this session
};

/// Everything that is known about a text of a file.
struct EnvAnalysis
{
    EnvDocument document; ///< what was looked at
    QList<EnvFinding> findings;
    QList<EnvSection> sections;
    QList<std::pair<EnvDialect, EnvReading>> readings; ///< of the enabled dialects

    int keys = 0;
    int secrets = 0;
    int missing = 0;
    int errors = 0;
    int warnings = 0;
    int hints = 0;

    /// Nothing is wrong that would keep it from production.
    bool isReady() const { return keys > 0 && errors == 0 && missing == 0; }
    const EnvReading *reading(EnvDialect dialect) const;
};

/// Looks at a text from every side. Pure; takes as long as the linter, the rules and each enabled
/// reader do. Findings are without fixes.
EnvAnalysis analyse(const EnvQuestion &question);
/// The same with fixes, each proven in every enabled dialect, which takes a while.
EnvAnalysis withFixes(EnvAnalysis analysis, const EnvProfile &profile);
/// The text with all fixes made that change no value.
EnvDocument fixedSafely(const EnvDocument &document, const EnvProfile &profile);

/// What a value is, in one translated word: "URL", "Number".
QString envTypeOf(QByteArrayView key, QByteArrayView value);

} // namespace slipway
