// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/stepresolver.h"

#include "plan/expression.h"
#include "plan/plangraph.h"
#include "plan/suggestion.h"
#include "plan/template.h"
#include "run/actiontexts.h"
#include "run/envsettings.h"
#include "run/valuelookup.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanCheck)
};

/// Walks a whole plan and finds every value that would be undefined.
class PlanCheck
{
public:
    PlanCheck(const Plan &plan, const ResolveContext &context)
        : m_plan(plan)
        , m_context(context)
        , m_graph(plan)
    {
        for (const Phase &phase : plan.phases) {
            for (const Step &step : phase.steps)
                m_steps.insert(step.id, &step);
        }
    }

    QList<Diagnostic> run()
    {
        checkInputs();
        for (const Phase &phase : m_plan.phases) {
            for (const Step &step : phase.steps) {
                m_step = &step;
                checkAction(step.action);
                if (step.undo)
                    checkAction(*step.undo);
                checkWhen(step.when);
            }
        }
        return m_found;
    }

private:
    void report(const SourcePlace &place, const QString &message, const QString &code)
    {
        const Diagnostic found{Diagnostic::Severity::Error, place, message, code};
        if (!m_found.contains(found))
            m_found.append(found);
    }

    void reportInStep(const QString &message, const QString &code)
    {
        m_found.append({Diagnostic::Severity::Error, m_step->place,
                        Words::tr("Step “%1”: %2").arg(m_step->id.toString(), message), code});
    }

    void checkInputs()
    {
        for (const PlanInput &input : m_plan.inputs) {
            const bool given = m_context.inputs.contains(input.name)
                || m_context.secretInputs.contains(input.name);
            if (input.required && !given)
                report(input.place,
                       Words::tr("The input “%1” has no value; the plan cannot begin without it.")
                           .arg(input.name),
                       u"missing-input"_s);
        }
    }

    void checkAction(const Action &action)
    {
        const bool onHosts = std::holds_alternative<SshAction>(action)
            || std::holds_alternative<UploadAction>(action);
        QList<Server> servers;
        if (onHosts)
            servers = serversFor(hostsOf(action));
        if (const auto *env = std::get_if<EnvAction>(&action))
            checkEnv(*env);
        if (const auto *gate = std::get_if<GateAction>(&action); gate && m_context.metrics)
            checkGate(*gate);
        m_reported.clear();
        Action copy = action;
        visitTexts(copy, [this, onHosts, &servers](QString &text, TextPlace place) {
            if (text.contains("{{"_L1))
                checkText(text, place, onHosts ? &servers : nullptr);
        });
    }

    void checkGate(const GateAction &gate)
    {
        for (const QString &metric : gate.metrics) {
            if (!m_context.metrics->contains(metric))
                reportInStep(Words::tr("slipway.yaml has no metric “%1”.").arg(metric)
                                 + suggestion(metric, *m_context.metrics),
                             u"unknown-metric"_s);
        }
    }

    void checkEnv(const EnvAction &env)
    {
        const Result<EnvDialect> dialect = envDialectNamed(env.dialect, {});
        if (!dialect && !env.dialect.contains("{{"_L1))
            reportInStep(dialect.error().message, u"unknown-dialect"_s);
        const Result<EnvFileCheck::Rules> rules = envRulesNamed(env.rules, {});
        if (!rules && !env.rules.contains("{{"_L1))
            reportInStep(rules.error().message, u"unknown-rules"_s);
    }

    void checkWhen(const QString &when)
    {
        if (when.isEmpty())
            return;
        const auto expression = Expression::parse(when);
        if (!expression) {
            reportInStep(expression.error().message, u"expression"_s);
            return;
        }
        m_reported.clear();
        for (const TextTemplate::Reference &reference : expression->references()) {
            const QStringList parts = reference.name.split(u'.');
            const bool isState
                = parts.size() == 3 && parts.first() == "steps"_L1 && parts.last() == "state"_L1;
            if (!isState)
                checkReference(reference.name, TextPlace::Plain, nullptr);
            else if (!m_steps.contains(StepId(parts.at(1))))
                undefined(reference.name,
                          Words::tr("There is no step “%1” to have a state.").arg(parts.at(1)),
                          u"undefined-value"_s);
        }
    }

    QList<Server> serversFor(const QStringList &on)
    {
        for (const QString &name : on) {
            // Names made of values are known only when the step runs.
            if (name.contains("{{"_L1))
                return m_context.servers;
        }
        auto servers = StepResolver::serversOf(on, m_context.servers);
        if (servers)
            return *servers;
        reportInStep(servers.error().message, u"unknown-server"_s);
        return {};
    }

    void checkText(const QString &text, TextPlace place, const QList<Server> *servers)
    {
        const ValueLookup general(m_context, StepResolver::Mode::Run, nullptr);
        const auto parsed = TextTemplate::parse(general.withSecretInputs(text));
        if (!parsed) {
            reportInStep(parsed.error().message, u"template"_s);
            return;
        }
        for (const TextTemplate::Reference &reference : parsed->references()) {
            if (!m_reported.contains(reference.name))
                checkReference(reference.name, place, servers);
        }
        if (place == TextPlace::Script) {
            for (const TextTemplate::Fault &fault : parsed->scriptFaults())
                reportInStep(fault.message, u"unsafe-value"_s);
        }
    }

    void checkReference(const QString &name, TextPlace place, const QList<Server> *servers)
    {
        if (name.startsWith("steps."_L1))
            checkOutput(name);
        else if (name.startsWith("secrets."_L1))
            checkSecret(name, place);
        else if (name.startsWith("server."_L1) && servers)
            checkOnServers(name, *servers);
        else if (!ValueLookup(m_context, StepResolver::Mode::Run, nullptr).value(name, place))
            undefined(name, Words::tr("‘%1’ is not defined.").arg(name), u"undefined-value"_s);
    }

    void undefined(const QString &name, const QString &message, const QString &code)
    {
        m_reported.insert(name);
        reportInStep(message, code);
    }

    void checkOnServers(const QString &name, const QList<Server> &servers)
    {
        for (const Server &server : servers) {
            const ValueLookup values(m_context, StepResolver::Mode::Run, &server);
            if (!values.value(name, TextPlace::Plain)) {
                undefined(name,
                          Words::tr("‘%1’ is not defined for the server %2.")
                              .arg(name, server.name.toString()),
                          u"undefined-value"_s);
                return;
            }
        }
    }

    void checkSecret(const QString &name, TextPlace place)
    {
        const QString secret = name.section(u'.', 1);
        if (place == TextPlace::Plain)
            undefined(name,
                      Words::tr("The secret “%1” may not stand in this text: it would be shown.")
                          .arg(secret),
                      u"secret-not-allowed"_s);
        else if (!m_context.secretNames.contains(secret))
            undefined(name, Words::tr("The secret “%1” is not known. Store it first.").arg(secret),
                      u"unknown-secret"_s);
    }

    void checkOutput(const QString &name)
    {
        const StepId id(name.section(u'.', 1, 1));
        const QString output = name.section(u'.', 3);
        const Step *source = m_steps.value(id);
        if (!source)
            undefined(name, Words::tr("There is no step “%1” to have outputs.").arg(id.toString()),
                      u"undefined-value"_s);
        else if (!source->outputs.contains(output))
            undefined(name,
                      Words::tr("The step “%1” does not declare the output “%2”.")
                          .arg(id.toString(), output),
                      u"undeclared-output"_s);
        else if (id != m_step->id && !m_graph.waitsFor(m_step->id, id))
            undefined(name,
                      Words::tr("‘%1’ may not be there yet: this step does not wait for “%2”.")
                          .arg(name, id.toString()),
                      u"output-not-ready"_s);
    }

    const Plan &m_plan;
    const ResolveContext &m_context;
    const PlanGraph m_graph;
    QHash<StepId, const Step *> m_steps;
    QList<Diagnostic> m_found;
    QSet<QString> m_reported;
    const Step *m_step = nullptr;
};

} // namespace

QList<Diagnostic> StepResolver::check(const Plan &plan, const ResolveContext &context)
{
    return PlanCheck(plan, context).run();
}

} // namespace slipway
