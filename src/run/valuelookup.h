// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/actiontexts.h"
#include "run/stepresolver.h"

namespace slipway {

/// What `{{ name }}` stands for on one target of a step. Refers to its arguments: short-lived.
class ValueLookup
{
public:
    /// `server` is nullptr for actions that know no hosts.
    ValueLookup(const ResolveContext &context, StepResolver::Mode mode, const Server *server)
        : m_context(context)
        , m_mode(mode)
        , m_server(server)
    { }

    const Server *server() const { return m_server; }
    /// nullopt: undefined, or a secret where none may stand.
    std::optional<QString> value(const QString &name, TextPlace place) const;
    /// `text` with references to inputs of type secret turned into references to secrets.
    QString withSecretInputs(const QString &text) const;

private:
    std::optional<QString> serverValue(const QString &name) const;
    std::optional<QString> outputValue(const QString &name) const;
    std::optional<QString> secretValue(const QString &name, TextPlace place) const;

    const ResolveContext &m_context;
    StepResolver::Mode m_mode;
    const Server *m_server;
};

} // namespace slipway
