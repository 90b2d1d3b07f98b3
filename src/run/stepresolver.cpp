// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/stepresolver.h"

#include "plan/template.h"
#include "run/actiontexts.h"
#include "run/secretmarkers.h"
#include "run/valuelookup.h"

#include <QCoreApplication>
#include <QSet>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::StepResolver)
};

/// Renders the texts of one target's action, keeping the first error.
class TargetRenderer
{
public:
    TargetRenderer(const ValueLookup &values, ResolvedStep::Target &target)
        : m_values(values)
        , m_target(target)
    { }

    std::optional<Error> render()
    {
        visitTexts(m_target.action, [this](QString &text, TextPlace place) {
            if (!m_error && text.contains("{{"_L1))
                renderText(text, place);
        });
        return m_error;
    }

private:
    void renderText(QString &text, TextPlace place)
    {
        const auto parsed = TextTemplate::parse(m_values.withSecretInputs(text));
        if (!parsed) {
            m_error = parsed.error();
            return;
        }
        const auto lookup = [this, place](const QString &name) {
            return m_values.value(name, place);
        };
        if (place == TextPlace::Script) {
            const auto script = parsed->renderScript(lookup);
            if (!script) {
                m_error = script.error();
                return;
            }
            text = script->text;
            needSecrets(script->secrets);
            return;
        }
        const auto rendered = parsed->render(lookup, TextTemplate::Quoting::None);
        if (!rendered) {
            m_error = rendered.error();
            return;
        }
        text = *rendered;
        needSecrets(secretsIn(text));
    }

    void needSecrets(const QStringList &names)
    {
        for (const QString &name : names) {
            if (!m_target.secrets.contains(name))
                m_target.secrets.append(name);
        }
    }

    const ValueLookup &m_values;
    ResolvedStep::Target &m_target;
    std::optional<Error> m_error;
};

std::unexpected<Error> inStep(const Step &step, const Error &error)
{
    return failure(error.code, Words::tr("“%1”: %2").arg(step.name, error.message), error.detail);
}

/// The names in `on` with their own templates filled in: they choose the hosts, so no server.*.
Result<QStringList> renderedHosts(const QStringList &on, const ValueLookup &values)
{
    QStringList names;
    for (const QString &text : on) {
        const auto parsed = TextTemplate::parse(text);
        if (!parsed)
            return std::unexpected(parsed.error());
        const auto name = parsed->render(
            [&values](const QString &reference) {
                return values.value(reference, TextPlace::Plain);
            },
            TextTemplate::Quoting::None);
        if (!name)
            return std::unexpected(name.error());
        names.append(*name);
    }
    return names;
}

Result<ResolvedStep::Target> renderTarget(const Step &step, const Action &action,
                                          const ValueLookup &values)
{
    ResolvedStep::Target target;
    target.host = values.server() ? values.server()->name : ServerId();
    target.action = action;
    if (const auto error = TargetRenderer(values, target).render())
        return inStep(step, *error);
    return target;
}

} // namespace

Result<ResolvedStep> StepResolver::resolve(const Step &step, const Action &action,
                                           const ResolveContext &context, Mode mode)
{
    ResolvedStep resolved;
    resolved.id = step.id;
    const QStringList on = hostsOf(action);
    const bool isOnHosts
        = std::holds_alternative<SshAction>(action) || std::holds_alternative<UploadAction>(action);
    if (!isOnHosts) {
        auto target = renderTarget(step, action, ValueLookup(context, mode, nullptr));
        if (!target)
            return std::unexpected(target.error());
        resolved.targets.append(*std::move(target));
        return resolved;
    }
    const auto names = renderedHosts(on, ValueLookup(context, mode, nullptr));
    if (!names)
        return inStep(step, names.error());
    const auto servers = serversOf(*names, context.servers);
    if (!servers)
        return inStep(step, servers.error());
    for (const Server &server : *servers) {
        auto target = renderTarget(step, action, ValueLookup(context, mode, &server));
        if (!target)
            return std::unexpected(target.error());
        resolved.targets.append(*std::move(target));
    }
    return resolved;
}

Result<QList<Server>> StepResolver::serversOf(const QStringList &on, const QList<Server> &servers)
{
    QSet<qsizetype> chosen;
    for (const QString &name : on) {
        bool known = false;
        for (qsizetype index = 0; index < servers.size(); ++index) {
            const Server &server = servers.at(index);
            if (server.name.toString() == name || server.groups.contains(name)) {
                known = true;
                chosen.insert(index);
            }
        }
        if (!known)
            return failure(
                ErrorCode::InvalidInput,
                Words::tr("No server and no group is called “%1” in this environment.").arg(name));
    }
    if (chosen.isEmpty())
        return failure(ErrorCode::InvalidInput, Words::tr("No server is named to work on."));
    QList<Server> ordered;
    for (qsizetype index = 0; index < servers.size(); ++index) {
        if (chosen.contains(index))
            ordered.append(servers.at(index));
    }
    return ordered;
}

} // namespace slipway
