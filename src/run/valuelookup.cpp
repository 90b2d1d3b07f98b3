// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/valuelookup.h"

#include "run/secretmarkers.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

std::optional<QString> valueIn(const QMap<QString, QString> &values, const QString &name)
{
    const auto found = values.constFind(name);
    if (found == values.constEnd())
        return std::nullopt;
    // A value comes from files, people and servers: it must not be able to name a secret.
    return withoutMarkers(*found);
}

std::optional<QString> nonEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

} // namespace

std::optional<QString> ValueLookup::value(const QString &name, TextPlace place) const
{
    const QString space = name.section(u'.', 0, 0);
    const QString rest = name.section(u'.', 1);
    if (space == "vars"_L1)
        return valueIn(m_context.vars, rest);
    if (space == "inputs"_L1)
        return valueIn(m_context.inputs, rest);
    if (space == "server"_L1)
        return serverValue(rest);
    if (space == "steps"_L1)
        return outputValue(name);
    if (space == "secrets"_L1)
        return secretValue(rest, place);
    if (name == "run.id"_L1)
        return m_context.run.toString();
    if (name == "run.operator"_L1)
        return m_context.operatorName;
    return std::nullopt;
}

QString ValueLookup::withSecretInputs(const QString &text) const
{
    QString changed = text;
    for (const QString &name : m_context.secretInputs) {
        const QRegularExpression reference(
            u"\\{\\{\\s*inputs\\.%1(?=[\\s|}])"_s.arg(QRegularExpression::escape(name)));
        changed.replace(reference, u"{{ secrets."_s + name);
    }
    return changed;
}

std::optional<QString> ValueLookup::serverValue(const QString &name) const
{
    if (!m_server)
        return std::nullopt;
    if (name == "name"_L1)
        return m_server->name.toString();
    if (name == "host"_L1)
        return nonEmpty(m_server->host);
    // What ssh's own configuration decides is not known here, and is not guessed.
    if (name == "user"_L1)
        return nonEmpty(m_server->user);
    if (name == "port"_L1)
        return m_server->port > 0 ? std::optional(QString::number(m_server->port)) : std::nullopt;
    return valueIn(m_server->vars, name);
}

std::optional<QString> ValueLookup::outputValue(const QString &name) const
{
    const StepId step(name.section(u'.', 1, 1));
    const auto outputs = m_context.outputs.constFind(step);
    if (outputs != m_context.outputs.constEnd()) {
        if (const auto value = valueIn(*outputs, name.section(u'.', 3)))
            return value;
    }
    if (m_mode == StepResolver::Mode::Preview)
        return QString(u'‹' + name + u'›');
    return std::nullopt;
}

std::optional<QString> ValueLookup::secretValue(const QString &name, TextPlace place) const
{
    if (place == TextPlace::Plain || !m_context.secretNames.contains(name))
        return std::nullopt;
    return secretMarker(name);
}

} // namespace slipway
