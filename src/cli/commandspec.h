// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>
#include <QMultiMap>
#include <QStringList>

namespace slipway {

struct OptionSpec
{
    QString name;  ///< "workspace", or "o" for a one-letter option
    QString value; ///< "DIR"; empty: a flag
    QString help;
    enum class Many { No, Yes } many = Many::No;
    QStringList choices = {}; ///< allowed values; empty: any
};

struct ExampleSpec
{
    QString command;
    QString what;
};

/// Everything about a command that can be said without running it: how it is parsed, its help and
/// its completion all come from here.
struct CommandSpec
{
    QString name; ///< "plan check"
    QString summary;
    QString argument; ///< "FILE", or empty when there are none
    int least = 0;    ///< arguments
    int most = 0;     ///< -1: any number
    QList<OptionSpec> options;
    QStringList description; ///< paragraphs
    QList<std::pair<int, QString>> exitCodes;
    QList<ExampleSpec> examples;
};

class Arguments
{
public:
    /// Fails with InvalidInput on anything that the command does not know, with a hint.
    static Result<Arguments> parse(const CommandSpec &spec, const QStringList &words);

    const QStringList &positional() const { return m_positional; }
    bool has(const QString &option) const { return m_options.contains(option); }
    QString value(const QString &option, const QString &fallback = {}) const
    {
        return m_options.value(option, fallback);
    }
    /// In the order given.
    QStringList values(const QString &option) const;

private:
    QStringList m_positional;
    QMultiMap<QString, QString> m_options;
};

} // namespace slipway
