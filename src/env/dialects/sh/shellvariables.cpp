// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/sh/shellvariables.h"

#include "env/dialects/sh/shellsyntax.h"

#include <utility>

namespace slipway {

namespace {

/// What dash sets itself, if only for its own use.
const std::pair<QByteArray, QByteArray> own[]{
    {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
    {"PS1", "$ "},
    {"PS2", "> "},
    {"PS4", "+ "},
};
const std::pair<QByteArray, QByteArray> notInherited[]{
    {"IFS", " \t\n"},
    {"OPTIND", "1"},
};

} // namespace

ShellVariables::ShellVariables(const EnvVariables &process)
{
    m_variables.reserve(process.size() + 8);
    for (const auto &[name, value] : own)
        m_variables[name].value = value;
    for (const auto &[name, value] : process.asKeyValueRange()) {
        if (!name.isEmpty() && shellNameSize(name) == name.size())
            m_variables[name] = {.value = value, .isExported = true};
    }
    for (const auto &[name, value] : notInherited)
        m_variables[name].value = value;
}

std::optional<QByteArray> ShellVariables::value(const QByteArray &name) const
{
    const auto found = m_variables.constFind(name);
    return found == m_variables.cend() ? std::nullopt : found->value;
}

bool ShellVariables::set(const QByteArray &name, const QByteArray &value, int line)
{
    Variable &variable = m_variables[name];
    if (variable.isReadOnly)
        return false;
    variable.value = value;
    variable.isExported = variable.isExported || m_exportsAll;
    variable.line = line;
    if (variable.order == 0)
        variable.order = ++m_count;
    return true;
}

bool ShellVariables::unset(const QByteArray &name)
{
    const auto found = m_variables.constFind(name);
    if (found == m_variables.cend())
        return true;
    if (found->isReadOnly)
        return false;
    m_variables.erase(found);
    return true;
}

void ShellVariables::exportName(const QByteArray &name)
{
    m_variables[name].isExported = true;
}

void ShellVariables::makeReadOnly(const QByteArray &name)
{
    m_variables[name].isReadOnly = true;
}

void ShellVariables::restore(const QByteArray &name, const Variable &variable)
{
    if (variable.value || variable.isExported || variable.isReadOnly)
        m_variables[name] = variable;
    else
        m_variables.remove(name);
}

QList<EnvValue> ShellVariables::exported() const
{
    QList<EnvValue> values(m_count);
    for (const auto &[name, variable] : m_variables.asKeyValueRange()) {
        if (variable.value && variable.isExported && variable.order > 0)
            values[variable.order - 1] = {name, variable.value, variable.line};
    }
    values.removeIf([](const EnvValue &value) { return value.key.isEmpty(); });
    return values;
}

} // namespace slipway
