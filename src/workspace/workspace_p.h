// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/deliverysecrets.h"
#include "workspace/metricalerts.h"
#include "workspace/passphrasekeeper.h"
#include "workspace/redactingprompter.h"
#include "workspace/runsession_p.h"
#include "workspace/workspace.h"
#include "workspace/workspaceenv.h"
#include "workspace/workspacemetrics.h"
#include "workspace/workspacesecrets.h"
#include "workspace/workspaceservers.h"

#include "base/systemclock.h"
#include "exec/healthcheck.h"
#include "exec/httpchecker.h"
#include "exec/localcommandrunner.h"
#include "mail/curlmailer.h"
#include "store/sqljournal.h"

#include <QTemporaryDir>

#include <map>
#include <vector>

namespace slipway {

class Workspace::Private
{
public:
    struct Record
    {
        std::unique_ptr<QTemporaryDir> passing; ///< of a journal that goes with the workspace
        std::unique_ptr<SqlJournal> journal;
    };
    /// In a folder for the time being: where nothing was recorded, or nothing is to be.
    static Result<Record> openPassing();
    static Result<Record> openRecord(const QString &path, Purpose purpose);

    Private(Ports given, QString workspaceFolder, WorkspaceConfig read, Record opened,
            Purpose purpose);
    ~Private();

    /// What startRun() and resumeRun() have in common, from the request on.
    struct Launch
    {
        std::unique_ptr<RunSession::Private> session;
        RunRequest request;
        QString runOperator; ///< of the run; who resumes it may be somebody else
        Journal::LockOwner owner;
        Journal::BreakLock breakLock = Journal::BreakLock::No;
        /// Starts or resumes the engine.
        std::function<Result<void>(RunEngine &, RunRequest)> begin;
    };
    using Promise = std::shared_ptr<QPromise<Result<RunSession *>>>;

    Result<Launch> prepareStart(const RunOptions &options);
    Result<Launch> prepareResume(const RunOptions &options, const QList<RunEvent> &events);
    void launch(std::shared_ptr<Launch> launch, const Promise &promise);
    Result<RunSession *> begin(Launch &launch);
    Result<void> allowBreaking(const RunOptions &options) const;
    std::unique_ptr<RunSession::Private> makeSession(const QString &environment);
    SshConnections &connectionsOf(const QString &environment);
    WorkspaceMetrics &metricsOf(const QString &environment);
    std::function<CommandRunner *(const QString &)> serversOf(const QString &environment);
    QByteArray planTextFor(const RunState &recorded) const;
    bool isUnderWay(const RunId &run) const;
    void startNow(const RunOptions &options, const Promise &promise);
    void resumeNow(const RunOptions &options, const QList<RunEvent> &events,
                   const Promise &promise);
    /// Calls `then` when the secrets that the plan needs are here; else ends with the error.
    void withSecrets(const SecretNeeds &needs, const Promise &promise, std::function<void()> then);
    void tellUndelivered(const QString &name, const Error &error);
    SecretNeeds needsOf(const Plan &plan, const QMap<QString, QString> &inputs) const;

    Workspace *q = nullptr;
    Ports ports;
    QString folder;
    WorkspaceConfig config;
    std::unique_ptr<QTemporaryDir> passing;
    std::unique_ptr<SqlJournal> journal;
    SystemClock clock;
    std::shared_ptr<Redactor> redactor = std::make_shared<Redactor>();
    std::unique_ptr<SecretStore> keychain;
    WorkspaceSecrets secrets;
    bool followsKeychain = false;
    PassphraseKeeper passphrases;
    RedactingPrompter prompter;
    LocalCommandRunner local;
    HttpChecker http;
    CurlMailer mailer;
    Messenger messenger;
    HealthChecker health;
    HostSlots hostSlots;
    std::map<QString, std::unique_ptr<SshConnections>> connections; ///< by environment
    DeliverySecrets deliverySecrets;
    WorkspaceEnv env;
    WorkspaceServers servers;
    std::map<QString, std::unique_ptr<WorkspaceMetrics>> metrics; ///< by environment
    AlertMemory alertMemory;
    std::map<QString, std::unique_ptr<MetricAlerts>> alerts; ///< likewise
    std::map<RunId, QString> locksAsked; ///< not answered yet: environment by run
    std::vector<std::unique_ptr<RunSession>> sessions;
};

} // namespace slipway
