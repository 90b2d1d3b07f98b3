// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspace.h"

#include "workspace/inputcheck.h"
#include "workspace/planfiles.h"
#include "workspace/preview.h"
#include "workspace/workspace_p.h"
#include "workspace/workspacelog.h"

#include "store/processidentity.h"
#include "store/schema.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString configFile = u"slipway.yaml"_s;
const QString stateFolder = u".slipway"_s;

Result<WorkspaceConfig> readConfig(const QString &folder)
{
    const QString path = QDir(folder).filePath(configFile);
    QFile file(path);
    if (!QFileInfo(path).isFile()) {
        return failure(ErrorCode::NotFound,
                       Workspace::tr("%1 is no workspace: it has no slipway.yaml.").arg(folder));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::Io,
                       Workspace::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    }
    WorkspaceReading reading = readWorkspaceConfig(file.readAll());
    if (Result<void> good = refuseFaulty(configFile, reading.diagnostics); !good)
        return std::unexpected(good.error());
    if (reading.config.store != "sqlite"_L1) {
        return failure(
            ErrorCode::Unavailable,
            Workspace::tr("This version keeps runs in SQLite only. Write “store: sqlite” in "
                          "slipway.yaml, or use a version that knows “%1”.")
                .arg(reading.config.store.section(u':', 0, 0)));
    }
    for (const Diagnostic &diagnostic : std::as_const(reading.diagnostics))
        qCWarning(workspaceLog).noquote() << formatDiagnostic(configFile, diagnostic);
    for (NotifyTarget &target : reading.config.notify) {
        if (target.channel.mail && !target.channel.mail->ca.isEmpty())
            target.channel.mail->ca = QDir(folder).absoluteFilePath(target.channel.mail->ca);
    }
    return std::move(reading.config);
}

SecretScope scopeOf(const QString &folder, const WorkspaceConfig &config)
{
    return SecretScope::named(config.keychain).value_or(SecretScope::ofFolder(folder));
}

/// What Slipway keeps in a workspace is this machine's own and never committed.
void keepOutOfGit(const QString &folder)
{
    QFile ignore(QDir(folder).filePath(stateFolder + u"/.gitignore"_s));
    if (ignore.exists())
        return;
    if (!ignore.open(QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner)
        || ignore.write("*\n") != 2) {
        qCWarning(workspaceLog) << "cannot write" << ignore.fileName() << ignore.errorString();
    }
}

} // namespace

Result<Workspace::Private::Record> Workspace::Private::openPassing()
{
    auto folder = std::make_unique<QTemporaryDir>();
    if (!folder->isValid())
        return failure(ErrorCode::Io,
                       tr("A folder for the time being cannot be made in %1: %2.")
                           .arg(QDir::tempPath(), folder->errorString()));
    auto journal
        = SqlJournal::open(folder->filePath(u"journal.sqlite"_s), SqlJournal::Access::ReadWrite);
    if (!journal)
        return std::unexpected(journal.error());
    return Record{std::move(folder), *std::move(journal)};
}

Result<Workspace::Private::Record> Workspace::Private::openRecord(const QString &path,
                                                                  Purpose purpose)
{
    if (purpose == Purpose::Measure)
        return openPassing();
    SqlJournal::Access access = SqlJournal::Access::ReadWrite;
    if (purpose == Purpose::Read) {
        const Result<JournalHeader> header = readJournalHeader(path);
        if (!header)
            return std::unexpected(header.error());
        if (header->kind == JournalHeader::Kind::Missing)
            return openPassing();
        // One of an older version is brought up to date first.
        if (header->version >= int(journalMigrations().size()))
            access = SqlJournal::Access::ReadOnly;
    }
    auto journal = SqlJournal::open(path, access);
    if (!journal)
        return std::unexpected(journal.error());
    return Record{nullptr, *std::move(journal)};
}

Workspace::Private::Private(Ports given, QString workspaceFolder, WorkspaceConfig read,
                            Record opened, Purpose purpose)
    : ports(given)
    , folder(std::move(workspaceFolder))
    , config(std::move(read))
    , passing(std::move(opened.passing))
    , journal(std::move(opened.journal))
    , keychain(given.openKeychain ? given.openKeychain(scopeOf(folder, config)) : nullptr)
    , secrets(given.secrets, keychain.get())
    , passphrases(given.prompter, keychain.get())
    , prompter(passphrases, redactor)
    , local(folder)
    , http(clock)
    , messenger({http, mailer, *redactor})
    , health(local, clock)
    , deliverySecrets(given.secrets, keychain.get(), *redactor)
    , env(
          config,
          [this](const QString &environment) -> SshConnections & {
              return connectionsOf(environment);
          },
          deliverySecrets)
    , servers(
          config,
          [this](const QString &environment) -> SshConnections & {
              return connectionsOf(environment);
          },
          health)
    // Who only reads, or reads beside another Slipway, writes nothing down.
    , alertMemory(purpose == Purpose::Work && journal->access() == SqlJournal::Access::ReadWrite
                      ? QDir(folder).filePath(stateFolder + u"/alerts.json"_s)
                      : QString())
{ }

Workspace::Private::~Private()
{
    sessions.clear();
    // What was asked for comes before this in the journal's queue.
    for (const auto &[run, environment] : locksAsked)
        journal->unlock(environment, run);
}

Result<std::unique_ptr<Workspace>> Workspace::open(const QString &folder, Ports ports,
                                                   Purpose purpose)
{
    const QString absolute = QFileInfo(folder).absoluteFilePath();
    Result<WorkspaceConfig> config = readConfig(QDir::cleanPath(absolute));
    if (!config)
        return std::unexpected(config.error());
    const QString root = QFileInfo(absolute).canonicalFilePath();
    auto record
        = Private::openRecord(QDir(root).filePath(stateFolder + u"/journal.sqlite"_s), purpose);
    if (!record)
        return std::unexpected(record.error());
    if (purpose == Purpose::Work && record->journal->access() == SqlJournal::Access::ReadWrite)
        keepOutOfGit(root);
    auto d
        = std::make_unique<Private>(ports, root, std::move(*config), std::move(*record), purpose);
    return std::unique_ptr<Workspace>(new Workspace(std::move(d)));
}

Workspace::Workspace(std::unique_ptr<Private> p) : d(std::move(p))
{
    d->q = this;
    d->journal->lost().then(this, [this](const Error &error) {
        for (const auto &session : d->sessions)
            Q_EMIT session->recordingFailed(error);
        Q_EMIT replaced(error);
    });
    connect(this, &Workspace::secretsChanged, this, [this] {
        for (const auto &[environment, metrics] : d->metrics)
            metrics->secretsChanged();
    });
}

Workspace::~Workspace() = default;

QString Workspace::folder() const
{
    return d->folder;
}

Result<SecretScope> Workspace::secretScopeOf(const QString &folder)
{
    const QString absolute = QFileInfo(folder).absoluteFilePath();
    const Result<WorkspaceConfig> config = readConfig(QDir::cleanPath(absolute));
    if (!config)
        return std::unexpected(config.error());
    return scopeOf(absolute, *config);
}

const WorkspaceConfig &Workspace::config() const
{
    return d->config;
}

Journal &Workspace::journal()
{
    return *d->journal;
}

const WorkspaceEnv &Workspace::env() const
{
    return d->env;
}

const WorkspaceServers &Workspace::servers() const
{
    return d->servers;
}

WorkspaceMetrics &Workspace::metrics(const QString &environment)
{
    return d->metricsOf(environment.isEmpty() ? d->config.environment : environment);
}

std::shared_ptr<const Redactor> Workspace::redactor() const
{
    return d->redactor;
}

bool Workspace::canRun() const
{
    return d->journal->access() == SqlJournal::Access::ReadWrite || d->journal->isAbandoned();
}

bool Workspace::isReplaced() const
{
    return d->journal->lost().isFinished();
}

Result<PlanFile> Workspace::readPlan(const QString &path) const
{
    return readPlanFile(d->folder, path);
}

QList<PreviewRow> Workspace::preview(const PlanFile &file,
                                     const QMap<QString, QString> &inputs) const
{
    SessionSecrets secrets(d->secrets, *d->redactor);
    const Environment environment = environmentOf(d->config, d->config.environment);
    const ResolveContext context = makeContext(
        {file.plan, environment, inputs, systemUserName(), RunId(tr("‹run›")), d->config.metrics},
        secrets);
    return makePreview(file.plan, context);
}

QList<Diagnostic> Workspace::checkInputs(const Plan &plan,
                                         const QMap<QString, QString> &inputs) const
{
    return checkPlanInputs(plan, inputs);
}

QList<RunSession *> Workspace::sessions() const
{
    QList<RunSession *> sessions;
    for (const auto &session : d->sessions)
        sessions.append(session.get());
    return sessions;
}

QFuture<Result<RecordedRun>> Workspace::recordedRun(const RunId &run)
{
    return d->journal->events(run).then(
        QtFuture::Launch::Async, [](const Result<QList<RunEvent>> &events) -> Result<RecordedRun> {
            if (!events)
                return std::unexpected(events.error());
            return RecordedRun{*events, RunState::fold(*events)};
        });
}

} // namespace slipway
