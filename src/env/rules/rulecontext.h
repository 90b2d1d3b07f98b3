// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "env/envplaces.h"
#include "env/envreading.h"
#include "env/placeholders.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulesettings.h"

#include <functional>
#include <vector>

namespace slipway {

/// Gives the value behind `slipway://secret/NAME`; nullopt where it cannot.
using EnvSecretResolver = std::function<std::optional<Secret>(const QString &name)>;

/// What rules are run on.
struct RuleInput
{
    const EnvReading &reading;       ///< as the program's loader reads the file
    const EnvKeyPlaces &places;      ///< where the findings point to
    EnvSecretResolver resolver = {}; ///< without one, values in the keychain are not looked into
};

/// A key and the value that the program gets.
struct RuleValue
{
    QByteArray key;
    QByteArray name; ///< the key in upper case, by which rules know it
    QByteArrayView value;
    KeyRole role = KeyRole::None;
    bool hasSecretName = false; ///< isSecretKey()
    /// False where the value is in the keychain and nobody may look: it is there, that is all.
    bool isReadable = true;
    PlaceholderKind placeholder = PlaceholderKind::None;

    QByteArrayView trimmed() const { return value.trimmed(); }
    bool isEmpty() const { return isReadable && trimmed().isEmpty(); }
};

/// The values of a file for one run of the rules, and what the rules find.
class RuleContext
{
public:
    RuleContext(const RuleInput &input, const RuleSettings &settings);
    Q_DISABLE_COPY_MOVE(RuleContext)

    const RuleSettings &settings() const { return m_settings; }
    /// All that have a value, empty ones too.
    const QList<RuleValue> &values() const { return m_values; }
    /// By the name in upper case; nullptr when the file has no such key.
    const RuleValue *find(QByteArrayView name) const;
    /// The first of several names that has a value which is not empty.
    const RuleValue *findFilled(const QList<QByteArrayView> &names) const;

    /// Readable, filled in, and no placeholder: worth a closer look.
    bool isWorthChecking(const RuleValue &value) const;

    /// Reports a finding about a key; the severity is that of the check in productionChecks().
    void report(const QString &check, const RuleValue &about, const QString &message);
    /// About a key that the file does not have.
    void reportMissing(const QString &check, const QByteArray &key, const QString &message);

    QList<EnvFinding> takeFindings();

private:
    void add(const EnvValue &value, const RuleInput &input);
    void append(const QString &check, EnvFinding finding);

    const EnvKeyPlaces &m_places;
    const RuleSettings &m_settings;
    std::vector<Secret> m_resolved;
    QList<RuleValue> m_values;
    QHash<QByteArray, qsizetype> m_names;
    QHash<QByteArray, int> m_lines;
    QList<EnvFinding> m_findings;
};

} // namespace slipway
