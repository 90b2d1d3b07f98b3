// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "run/runstate.h"

#include <QRandomGenerator>

namespace slipway::test {

using namespace Qt::StringLiterals;

inline Action runAction()
{
    RunAction action;
    action.script = u"true"_s;
    return action;
}

inline Action manualAction(const QString &text)
{
    ManualAction action;
    action.text = text;
    return action;
}

inline Action sshAction(const QString &on)
{
    SshAction action;
    action.on = {on};
    action.script = u"true"_s;
    return action;
}

inline Action httpAction(const QString &url)
{
    HttpAction action;
    action.url = url;
    return action;
}

inline Action envAction(const QString &file)
{
    EnvAction action;
    action.file = file;
    return action;
}

inline Action uploadAction(const QString &on)
{
    UploadAction action;
    action.on = {on};
    action.from = u".env.production"_s;
    action.to = u"/srv/.env"_s;
    return action;
}

inline Phase phaseOf(const QString &id, const QString &name, const QString &schedule = {})
{
    Phase phase;
    phase.id = PhaseId(id);
    phase.name = name;
    phase.schedule = schedule;
    return phase;
}

/// A step in few words, for plans made in tests.
inline Step step(const QString &id, const QString &name, Action action = runAction())
{
    Step made;
    made.id = StepId(id);
    made.name = name;
    made.action = std::move(action);
    return made;
}

inline QList<StepId> ids(const QStringList &names)
{
    QList<StepId> list;
    for (const QString &name : names)
        list.append(StepId(name));
    return list;
}

inline std::optional<Estimate> minutes(int low, int high)
{
    using namespace std::chrono_literals;
    return Estimate{low * 60'000ms, high * 60'000ms};
}

inline Step owned(Step made, const QString &role, std::optional<Estimate> estimate = {})
{
    made.owner = RoleId(role);
    made.estimate = estimate;
    return made;
}

inline Phase preparePhase()
{
    Phase phase = phaseOf(u"prepare"_s, u"Local preparation"_s, u"Week 1, day 1-2"_s);
    phase.estimate = minutes(15, 30);
    phase.deliverables = {u"Environment file checked"_s, u"Release tagged"_s};
    Step key = owned(step(u"secret-key"_s, u"Generate SECRET_KEY"_s), u"devops"_s, minutes(2, 2));
    key.needs = ids({u"script"_s});
    Step file = owned(step(u"env-file"_s, u"Create .env.production"_s, manualAction(u"Fill"_s)),
                      u"devops"_s, minutes(5, 10));
    file.needs = ids({u"script"_s});
    Step edit = owned(step(u"edit-env"_s, u"Edit .env.production with the actual values"_s,
                           manualAction(u"Edit"_s)),
                      u"devops"_s, minutes(5, 10));
    edit.needs = ids({u"secret-key"_s, u"env-file"_s});
    DecisionAction valid{u"All valid?"_s, {{u"yes"_s, StepId()}, {u"no"_s, StepId(u"edit-env"_s)}}};
    phase.steps = {
        owned(step(u"script"_s, u"Run prepare-deployment.sh"_s), u"devops"_s, minutes(1, 2)),
        key,
        file,
        edit,
        owned(step(u"validate"_s, u"Validate .env.production"_s, envAction(u".env.production"_s)),
              u"devops"_s, minutes(1, 1)),
        step(u"all-valid"_s, u"All valid?"_s, valid)};
    return phase;
}

inline Phase stagingPhase()
{
    Phase phase = phaseOf(u"staging"_s, u"Staging deployment"_s, u"Week 1, day 3"_s);
    phase.estimate = minutes(60, 120);
    phase.optional = true;
    const Action onStaging = sshAction(u"staging"_s);
    DecisionAction pass{u"Tests pass?"_s,
                        {{u"yes"_s, StepId()}, {u"no"_s, StepId(u"staging-deploy"_s)}}};
    phase.steps
        = {owned(step(u"staging-droplet"_s, u"Create the staging droplet"_s,
                      manualAction(u"Create"_s)),
                 u"devops"_s, minutes(10, 15)),
           owned(step(u"staging-docker"_s, u"Install Docker and dependencies"_s, onStaging),
                 u"devops"_s, minutes(10, 15)),
           owned(step(u"staging-deploy"_s, u"Deploy the application"_s, onStaging), u"backend"_s,
                 minutes(15, 30)),
           owned(step(u"staging-tests"_s, u"Run tests and validation"_s,
                      httpAction(u"https://staging"_s)),
                 u"qa"_s, minutes(20, 40)),
           step(u"tests-pass"_s, u"Tests pass?"_s, pass),
           owned(step(u"sign-off"_s, u"Sign off for production"_s, GateAction{}), u"product"_s)};
    return phase;
}

inline Phase productionPhase()
{
    Phase phase = phaseOf(u"production"_s, u"Production deployment"_s, u"Week 2, day 1"_s);
    phase.estimate = minutes(30, 60);
    phase.deliverables = {u"Application serves on crm.example.com"_s, u"Certificate valid"_s,
                          u"Firewall closed but for 22, 80 and 443"_s, u"Monitoring on"_s};
    const Action web = sshAction(u"web"_s);
    const QList<std::pair<QString, QString>> steps{
        {u"droplet"_s, u"Create the production droplet (4 GB RAM or more)"_s},
        {u"reach"_s, u"Reach the production server"_s},
        {u"update"_s, u"System update and security"_s},
        {u"docker"_s, u"Install Docker and Docker Compose"_s},
        {u"clone"_s, u"Clone the repository"_s},
        {u"env"_s, u"Upload .env.production"_s},
        {u"containers"_s, u"Build and start the containers"_s},
        {u"migrate"_s, u"Run migrations, collect static files"_s},
        {u"superuser"_s, u"Create the superuser"_s},
        {u"firewall"_s, u"Configure the firewall (UFW)"_s},
        {u"tls"_s, u"Set up TLS (Let's Encrypt)"_s}};
    for (const auto &[id, name] : steps)
        phase.steps.append(owned(step(id, name, web), u"devops"_s, minutes(2, 5)));
    phase.steps[0].action = manualAction(u"Create"_s);
    phase.steps[5].action = uploadAction(u"web"_s);
    return phase;
}

inline Phase validationPhase()
{
    Phase phase = phaseOf(u"validation"_s, u"Validation"_s, u"Week 2, day 1"_s);
    phase.estimate = minutes(30, 45);
    const Action health = httpAction(u"https://crm.example.com/health/"_s);
    const QStringList names{u"Test the health endpoint"_s, u"Test admin login"_s,
                            u"Test user registration"_s,   u"Test email verification"_s,
                            u"Test 2FA login"_s,           u"Test rate limiting"_s,
                            u"Review logs for errors"_s};
    QStringList checks;
    for (int i = 0; i < names.size(); ++i) {
        Step check = owned(step(u"check-%1"_s.arg(i), names.at(i), health), u"qa"_s, minutes(3, 5));
        check.needs = ids({i == 0 ? u"tls"_s : u"check-0"_s});
        checks.append(check.id.toString());
        phase.steps.append(check);
    }
    DecisionAction pass{u"All tests pass?"_s,
                        {{u"yes"_s, StepId()}, {u"no"_s, StepId(u"containers"_s)}}};
    Step decide = step(u"healthy"_s, u"All tests pass?"_s, pass);
    decide.needs = ids(checks.mid(1));
    phase.steps.append(decide);
    return phase;
}

inline Phase monitoringPhase()
{
    Phase phase = phaseOf(u"monitoring"_s, u"Monitoring and maintenance"_s, u"Ongoing"_s);
    phase.deliverables = {u"Alerts reach the person on duty"_s};
    for (const QString &name : {u"Monitor the logs"_s, u"Monitor the resources"_s,
                                u"Schedule backups"_s, u"Set up alerts"_s}) {
        Step made = owned(step(u"m%1"_s.arg(phase.steps.size()), name), u"devops"_s);
        made.needs = ids({u"healthy"_s});
        phase.steps.append(made);
    }
    Step regular = step(u"updates"_s, u"Regular updates"_s, NotifyAction{u"team"_s, u"Done"_s});
    regular.needs = ids({u"m0"_s, u"m1"_s, u"m2"_s, u"m3"_s});
    phase.steps.append(regular);
    return phase;
}

/// A plan of the shape of the deployment workflow: five phases, forks, decisions, loops.
inline Plan deploymentPlan()
{
    Plan plan;
    plan.name = u"Deployment workflow"_s;
    plan.phases
        = {preparePhase(), stagingPhase(), productionPhase(), validationPhase(), monitoringPhase()};
    return plan;
}

/// Steps with random needs, decisions and jumps back; the same seed gives the same plan.
inline Plan randomPlan(quint32 seed, int steps, int phases)
{
    QRandomGenerator random(seed);
    Plan plan;
    plan.name = u"Random %1"_s.arg(seed);
    for (int p = 0; p < phases; ++p)
        plan.phases.append(phaseOf(u"p%1"_s.arg(p), u"Phase %1"_s.arg(p)));
    for (int i = 0; i < steps; ++i) {
        Step made = step(u"s%1"_s.arg(i), u"Step number %1 of the plan"_s.arg(i));
        if (random.bounded(4) == 0) {
            made.needs = QList<StepId>{};
            for (int k = random.bounded(4); k > 0 && i > 0; --k) {
                const int far = random.bounded(5) == 0 ? i : std::min(i, 8);
                made.needs->append(StepId(u"s%1"_s.arg(i - 1 - random.bounded(far))));
            }
        }
        if (i > 3 && random.bounded(12) == 0) {
            const int target = i - 1 - random.bounded(std::min(i - 1, 10));
            made.action = DecisionAction{
                u"Good?"_s, {{u"yes"_s, StepId()}, {u"no"_s, StepId(u"s%1"_s.arg(target))}}};
        } else if (i > 3 && random.bounded(20) == 0) {
            made.onFailure = {FailurePolicy::Kind::Goto, StepId(u"s%1"_s.arg(i - 2)),
                              u"Fix issues and retry"_s};
        }
        plan.phases[qsizetype(i) * phases / steps].steps.append(made);
    }
    return plan;
}

/// A run of `plan` in which the steps have the given states; the others are pending.
inline RunState runWith(const Plan &plan, const QMap<StepId, StepState> &states,
                        const QDateTime &now)
{
    RunState run;
    run.plan = plan;
    run.phase = RunPhase::Running;
    run.startedAt = now.addSecs(-3600);
    int order = 0;
    for (const Phase &phase : plan.phases) {
        for (const Step &each : phase.steps) {
            StepStatus status;
            status.state = states.value(each.id, StepState::Pending);
            status.attempt = status.state == StepState::Pending ? 0 : 1;
            if (isTerminal(status.state) && status.state != StepState::Skipped) {
                status.startedAt = now.addSecs(-3000 + 60 * order);
                status.endedAt = status.startedAt.addSecs(47 + 13 * order);
            } else if (status.state == StepState::Running || status.state == StepState::Waiting) {
                status.startedAt = now.addSecs(-247);
                status.waitingSince
                    = status.state == StepState::Waiting ? now.addSecs(-130) : QDateTime();
            }
            run.steps.insert(each.id, status);
            ++order;
        }
    }
    return run;
}

} // namespace slipway::test
