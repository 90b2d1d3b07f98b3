// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/inputcheck.h"
#include "workspace/planfiles.h"
#include "workspace/workspace_p.h"

#include "plan/planreader.h"
#include "store/processidentity.h"

#include <QDir>
#include <QPromise>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using StartedRun = Result<RunSession *>;

void resolve(const std::shared_ptr<QPromise<StartedRun>> &promise, const StartedRun &result)
{
    promise->addResult(result);
    promise->finish();
}

QString operatorOf(const RunOptions &options)
{
    return options.operatorName.isEmpty() ? systemUserName() : options.operatorName;
}

Journal::LockOwner ownerOf(const QString &person, const RunId &run, const QDateTime &now)
{
    return {u"%1@%2"_s.arg(person, QSysInfo::machineHostName()), run, now};
}

Error underWayHere(const RunId &run)
{
    return {ErrorCode::Refused,
            Workspace::tr("The run %1 is under way here already.").arg(run.toString())};
}

QList<OverrideRecord> overridesOf(const RunOptions &options, const QString &environment)
{
    if (options.breakLock == Journal::BreakLock::No)
        return {};
    return {{Workspace::tr("The lock of “%1” was broken.").arg(environment), operatorOf(options),
             options.breakReason}};
}

} // namespace

Result<void> Workspace::Private::allowBreaking(const RunOptions &options) const
{
    if (options.breakLock == Journal::BreakLock::Yes && options.breakReason.trimmed().isEmpty()) {
        return failure(ErrorCode::InvalidInput,
                       tr("Breaking a lock needs a reason: it stands in the run's record."));
    }
    return {};
}

SshConnections &Workspace::Private::connectionsOf(const QString &environment)
{
    std::unique_ptr<SshConnections> &known = connections[environment];
    if (!known) {
        known = std::make_unique<SshConnections>(
            sshTargets(environmentOf(config, environment).servers, folder), SshSettings{},
            prompter);
    }
    return *known;
}

std::function<CommandRunner *(const QString &)>
Workspace::Private::serversOf(const QString &environment)
{
    return [this, environment](const QString &name) -> CommandRunner * {
        const QList<Server> known = environmentOf(config, environment).servers;
        const bool isKnown = std::ranges::any_of(
            known, [&name](const Server &server) { return server.name.toString() == name; });
        return isKnown ? &connectionsOf(environment).runner(name) : nullptr;
    };
}

WorkspaceMetrics &Workspace::Private::metricsOf(const QString &environment)
{
    std::unique_ptr<WorkspaceMetrics> &known = metrics[environment];
    if (known)
        return *known;
    known = std::make_unique<WorkspaceMetrics>(
        config.metrics, environmentOf(config, environment),
        WorkspaceMetrics::Ports{clock, journal->metrics(), local, secrets, *redactor,
                                serversOf(environment), folder});
    std::unique_ptr<MetricAlerts> &alert = alerts[environment];
    alert = std::make_unique<MetricAlerts>(
        MetricAlerts::Ports{*known, messenger, clock, config, alertMemory});
    QObject::connect(alert.get(), &MetricAlerts::alerted, q, &Workspace::metricAlerted);
    QObject::connect(
        alert.get(), &MetricAlerts::undelivered, q,
        [this](const QString &name, const Error &error) { tellUndelivered(name, error); });
    return *known;
}

std::unique_ptr<RunSession::Private> Workspace::Private::makeSession(const QString &environment)
{
    const ExecutorSet::Machines machines{
        local, connectionsOf(environment), hostSlots, http, mailer, clock, folder, deliverySecrets};
    return std::make_unique<RunSession::Private>(SessionPorts{
        *journal, clock, *redactor, secrets, config, machines, folder, metricsOf(environment)});
}

Result<Workspace::Private::Launch> Workspace::Private::prepareStart(const RunOptions &options)
{
    if (Result<void> allowed = allowBreaking(options); !allowed)
        return std::unexpected(allowed.error());
    Result<PlanFile> file = readPlanFile(folder, options.planPath);
    if (!file)
        return std::unexpected(file.error());
    if (Result<void> good = refuseFaulty(file->path, file->diagnostics); !good)
        return std::unexpected(good.error());
    if (Result<void> good = refuseFaulty(file->path, checkPlanInputs(file->plan, options.inputs));
        !good) {
        return std::unexpected(good.error());
    }
    const Environment environment = environmentOf(config, config.environment);
    const QString person = operatorOf(options);

    Launch launch;
    launch.session = makeSession(environment.name);
    RunRequest &request = launch.request;
    request.id = newRunId(clock.now());
    request.planText = file->text;
    request.planPath = file->path;
    request.plan = file->plan;
    request.environment = environment.name;
    request.workspaceName = config.name;
    request.roles = config.roles;
    request.startAt = options.startAt;
    request.overrides = overridesOf(options, environment.name);
    request.context
        = makeContext({file->plan, environment, options.inputs, person, request.id, config.metrics},
                      launch.session->secrets);
    launch.runOperator = person;
    launch.owner = ownerOf(person, request.id, clock.now());
    launch.breakLock = options.breakLock;
    launch.begin = [](RunEngine &engine, RunRequest given) {
        return engine.start(std::move(given));
    };
    return launch;
}

/// The record has the plan with every secret hidden; where the file still says the same, it is
/// the one to go on with.
QByteArray Workspace::Private::planTextFor(const RunState &recorded) const
{
    if (const Result<PlanFile> file = readPlanFile(folder, recorded.planPath);
        file && redactor->redact(file->text) == recorded.planText) {
        return file->text;
    }
    return recorded.planText;
}

Result<Workspace::Private::Launch> Workspace::Private::prepareResume(const RunOptions &options,
                                                                     const QList<RunEvent> &events)
{
    if (Result<void> allowed = allowBreaking(options); !allowed)
        return std::unexpected(allowed.error());
    const RunState recorded = RunState::fold(events);
    if (recorded.phase == RunPhase::Finished) {
        return failure(ErrorCode::Refused,
                       tr("The run %1 has ended: %2. Start a new one.")
                           .arg(recorded.id.toString(), toString(recorded.outcome)));
    }
    const Environment environment = environmentOf(config, recorded.environment);

    Launch launch;
    launch.session = makeSession(recorded.environment);
    RunRequest &request = launch.request;
    request.id = recorded.id;
    request.planText = planTextFor(recorded);
    request.planPath = recorded.planPath;
    request.plan = slipway::readPlan(request.planText).plan;
    request.environment = recorded.environment;
    request.workspaceName = config.name;
    request.roles = config.roles;
    request.overrides = overridesOf(options, recorded.environment);
    // Secrets that were typed in are not in the record: they are given again, or are missing.
    QMap<QString, QString> inputs = recorded.inputs;
    for (const auto &[name, value] : options.inputs.asKeyValueRange())
        inputs.insert(name, value);
    request.context = makeContext(
        {request.plan, environment, inputs, operatorOf(options), recorded.id, config.metrics},
        launch.session->secrets);
    launch.runOperator = recorded.operatorName;
    launch.owner = ownerOf(operatorOf(options), recorded.id, clock.now());
    launch.breakLock = options.breakLock;
    launch.begin = [events](RunEngine &engine, RunRequest given) {
        return engine.resume(std::move(given), events);
    };
    return launch;
}

void Workspace::Private::launch(std::shared_ptr<Launch> launch, const Promise &promise)
{
    const RunId run = launch->request.id;
    const QString environment = launch->request.environment;
    locksAsked.insert_or_assign(run, environment);
    journal->lock(environment, launch->owner, launch->breakLock)
        .then(q, [this, launch, promise, run, environment](const Result<void> &locked) {
            locksAsked.erase(run);
            if (!locked) {
                resolve(promise, std::unexpected(locked.error()));
                return;
            }
            if (isUnderWay(run)) {
                // Somebody else resumed it in the meantime: the lock is that session's.
                resolve(promise, std::unexpected(underWayHere(run)));
                return;
            }
            const StartedRun started = begin(*launch);
            if (!started)
                journal->unlock(environment, run);
            resolve(promise, started);
        });
}

Result<RunSession *> Workspace::Private::begin(Launch &launch)
{
    launch.session->prepare(launch.request, launch.runOperator);
    // Gates look at what was measured from now on.
    metricsOf(launch.request.environment).start();
    std::unique_ptr<RunSession> session(new RunSession(std::move(launch.session)));
    if (Result<void> begun = launch.begin(session->engine(), launch.request); !begun)
        return std::unexpected(begun.error());
    session->d->holdLock(launch.owner);
    RunSession *started = session.get();
    QObject::connect(
        started, &RunSession::messageFailed, q,
        [this](const QString &name, const Error &error) { tellUndelivered(name, error); });
    sessions.push_back(std::move(session));
    Q_EMIT q->sessionStarted(started);
    return started;
}

bool Workspace::Private::isUnderWay(const RunId &run) const
{
    return std::ranges::any_of(sessions, [&run](const auto &session) {
        return session->d->run == run && session->engine().isActive();
    });
}

SecretNeeds Workspace::Private::needsOf(const Plan &plan,
                                        const QMap<QString, QString> &inputs) const
{
    return secretNeedsOf({plan, inputs, config, folder});
}

void Workspace::Private::withSecrets(const SecretNeeds &needs, const Promise &promise,
                                     std::function<void()> then)
{
    if (!keychain) {
        then();
        return;
    }
    secrets.load(needs).then(q, [this, promise, then](const Result<void> &loaded) {
        if (!loaded) {
            resolve(promise, std::unexpected(loaded.error()));
            return;
        }
        Q_EMIT q->secretsChanged();
        then();
    });
}

void Workspace::Private::startNow(const RunOptions &options, const Promise &promise)
{
    if (Result<Launch> prepared = prepareStart(options))
        launch(std::make_shared<Launch>(std::move(*prepared)), promise);
    else
        resolve(promise, std::unexpected(prepared.error()));
}

QFuture<Result<RunSession *>> Workspace::startRun(const RunOptions &options)
{
    const auto promise = std::make_shared<QPromise<StartedRun>>();
    promise->start();
    // A plan that cannot be read needs no secrets; why it cannot is said below.
    const Result<PlanFile> file = readPlan(options.planPath);
    const SecretNeeds needs = file ? d->needsOf(file->plan, options.inputs) : SecretNeeds();
    d->withSecrets(needs, promise, [this, options, promise] { d->startNow(options, promise); });
    return promise->future();
}

void Workspace::Private::resumeNow(const RunOptions &options, const QList<RunEvent> &events,
                                   const Promise &promise)
{
    if (Result<Launch> prepared = prepareResume(options, events))
        launch(std::make_shared<Launch>(std::move(*prepared)), promise);
    else
        resolve(promise, std::unexpected(prepared.error()));
}

QFuture<Result<RunSession *>> Workspace::resumeRun(const RunId &run, const RunOptions &options)
{
    const auto promise = std::make_shared<QPromise<StartedRun>>();
    promise->start();
    if (const qsizetype dot = run.toString().indexOf(u'.'); dot > 0) {
        resolve(promise,
                failure(ErrorCode::Refused,
                        tr("The run %1 is a step of run %2. Resume that one.")
                            .arg(run.toString(), run.toString().first(dot))));
        return promise->future();
    }
    if (d->isUnderWay(run)) {
        resolve(promise, std::unexpected(underWayHere(run)));
        return promise->future();
    }
    d->journal->events(run).then(
        this, [this, options, promise](const Result<QList<RunEvent>> &events) {
            if (!events) {
                resolve(promise, std::unexpected(events.error()));
                return;
            }
            const RunState recorded = RunState::fold(*events);
            d->withSecrets(d->needsOf(recorded.plan, options.inputs), promise,
                           [this, options, events = *events, promise] {
                               d->resumeNow(options, events, promise);
                           });
        });
    return promise->future();
}

} // namespace slipway
