// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/metricalerts.h"
#include "workspace/workspaceconfig.h"

#include "base/secretsource.h"
#include "run/journal.h"
#include "secrets/secretscope.h"
#include "secrets/secretstore.h"
#include "ssh/sshprompter.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace slipway {

class Redactor;
class RunSession;
class SecretStore;
class WorkspaceEnv;
class WorkspaceMetrics;
class WorkspaceServers;

/// A plan file of the workspace and what its reader said.
struct PlanFile
{
    QString path; ///< relative to the workspace folder where inside it
    QByteArray text;
    Plan plan;
    QList<Diagnostic> diagnostics;
};

/// One row of the preview: what a step would do on one host.
struct PreviewRow
{
    PhaseId phase;
    StepId step;
    QString stepName;
    QString kind;    ///< actionKey()
    ServerId host;   ///< empty: this machine
    QString what;    ///< the resolved command, request, file, question …
    QString problem; ///< why it cannot be resolved; empty: fine
    friend bool operator==(const PreviewRow &, const PreviewRow &) = default;
};

struct RunOptions
{
    QString planPath;
    QMap<QString, QString> inputs;
    StepId startAt;
    QString operatorName; ///< empty: the system's user name
    Journal::BreakLock breakLock = Journal::BreakLock::No;
    QString breakReason; ///< required with BreakLock::Yes
};

/// A run that was recorded, as it was.
struct RecordedRun
{
    QList<RunEvent> events;
    RunState state;
};

/// An opened workspace folder: its configuration, its journal, its servers. The one place where
/// adapters meet ports. Lives on the GUI thread; nothing here blocks it.
class Workspace : public QObject
{
    Q_OBJECT
public:
    struct Ports
    {
        SshPrompter &prompter;
        /// Secrets that the program was started with; they come before those of the keychain.
        const SecretSource &secrets;
        /// Opens the keychain that further secrets come from; empty: there is none.
        std::function<std::unique_ptr<SecretStore>(const SecretScope &)> openKeychain = {};
    };

    /// What it is opened for. Only Work changes anything in the folder; the others do without its
    /// permission, and without room on the disk.
    enum class Purpose {
        Work,
        Read,    ///< what was recorded; nothing where there is no journal yet
        Measure, ///< now; the journal is neither needed nor read
    };

    /// Fails with the diagnostics in Error::detail when slipway.yaml cannot be used.
    static Result<std::unique_ptr<Workspace>> open(const QString &folder, Ports ports,
                                                   Purpose purpose = Purpose::Work);
    ~Workspace() override;

    QString folder() const;
    const WorkspaceConfig &config() const;
    Journal &journal();
    /// False when another process has this workspace’s journal and lives: then it can be looked at
    /// only.
    bool canRun() const;
    /// Another one has taken this one's place: its runs go on there, if anywhere.
    bool isReplaced() const;

    /// The env file on the servers.
    const WorkspaceEnv &env() const;
    /// Commands and files by hand.
    const WorkspaceServers &servers() const;
    /// Those of the environment in use, or of another one. As long as the workspace; not measured
    /// before somebody starts them, or a run begins there.
    WorkspaceMetrics &metrics(const QString &environment = {});
    /// Hides the secrets that are known so far, and those that come to be known.
    std::shared_ptr<const Redactor> redactor() const;

    /// `path` relative to the folder, or absolute.
    Result<PlanFile> readPlan(const QString &path) const;
    /// Made by the run's own resolver. Rows with problems included.
    QList<PreviewRow> preview(const PlanFile &file, const QMap<QString, QString> &inputs) const;
    /// Missing, malformed and unknown inputs; empty when the plan can start with them.
    QList<Diagnostic> checkInputs(const Plan &plan, const QMap<QString, QString> &inputs) const;

    /// Takes the environment's lock, writes RunStarted, begins. The session belongs to the
    /// workspace and lives until it is closed. Resolves on this object's thread.
    QFuture<Result<RunSession *>> startRun(const RunOptions &options);
    QFuture<Result<RunSession *>> resumeRun(const RunId &run, const RunOptions &options);
    QList<RunSession *> sessions() const;

    /// Whose secrets in the keychain a workspace uses: its folder's, or those that its slipway.yaml
    /// names. Fails as open() does.
    static Result<SecretScope> secretScopeOf(const QString &folder);
    /// nullptr when there is no keychain. Belongs to the workspace.
    SecretStore *keychain() const;
    /// Looks whether the keychain is open, and brings its secrets if it is: now and whenever it
    /// is opened later. Never makes the system ask for a password.
    void findSecrets();
    /// Brings the secrets that the plan needs, as startRun() and resumeRun() do by themselves. The
    /// system may ask for the keychain's password. Resolves on this object's thread.
    QFuture<Result<void>> loadSecrets(const Plan &plan, const QMap<QString, QString> &inputs);
    QFuture<Result<RecordedRun>> recordedRun(const RunId &run);

    /// Names of the `notify` entries that have one.
    QStringList messageTargets() const;
    /// One message to a `notify` entry, to see whether it arrives; with the variables and secrets
    /// of that environment (empty: the one in use). NotFound for a name that there is not.
    /// Resolves on this object's thread.
    QFuture<Result<void>> sendTestMessage(const QString &name, const QString &environment = {});

Q_SIGNALS:
    void sessionStarted(slipway::RunSession *session);
    /// A metric of an environment that is measured crossed its target, or came back.
    void metricAlerted(const slipway::MetricAlert &alert);
    /// A message of a run or of a metric did not arrive: a sentence that names its receiver.
    void messageFailed(const slipway::Error &error);
    /// Secrets were brought: preview() may know more.
    void secretsChanged();
    /// isReplaced() from now on. Sessions have told before.
    void replaced(const slipway::Error &error);

private:
    void bringSecrets();

    class Private;
    explicit Workspace(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace slipway
