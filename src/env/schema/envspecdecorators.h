// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/schema/envschema.h"

namespace slipway {

/// `@name`, `@name=value` or `@name(arguments)` in a comment of @env-spec.
struct EnvSpecDecorator
{
    QString name;
    QString value; ///< "true" for a bare name; "(…)" with its brackets for arguments; else unquoted

    bool isOn() const { return value != u"false"; }
    friend bool operator==(const EnvSpecDecorator &, const EnvSpecDecorator &) = default;
};

/// `name(a, key=b)`; a text without brackets is a name alone.
struct EnvSpecCall
{
    struct Argument
    {
        QString key; ///< empty for one by position
        QString value;

        friend bool operator==(const Argument &, const Argument &) = default;
    };

    QString name;
    QList<Argument> arguments;

    friend bool operator==(const EnvSpecCall &, const EnvSpecCall &) = default;
};

/// The decorators at the beginning of a comment; what follows them is a remark.
QList<EnvSpecDecorator> envSpecDecorators(const QString &comment);
EnvSpecCall envSpecCall(const QString &text);
/// `eq($KEY, value)` and `forEnv(…)`: nullopt for what is computed otherwise; no key where it
/// always holds in production.
std::optional<EnvCondition> envSpecCondition(const QString &text);

/// Makes a type, with what narrows it, of `@type=…`. Returns the parts that are not checked.
QStringList applyEnvSpecType(const EnvSpecCall &call, EnvSchemaKey &key);

} // namespace slipway
