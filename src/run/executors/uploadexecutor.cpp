// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/uploadexecutor.h"

#include "run/delivery/secretfilling.h"
#include "run/executors/hostsexecution.h"
#include "run/executors/localfile.h"

#include "base/wipe.h"
#include "base/worker.h"
#include "env/envfilename.h"

#include <QDir>
#include <QFuture>

#include <map>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using LocalFiles = QMap<QString, LocalFile>; ///< by the path in the plan

Result<LocalFiles> readAll(const QString &folder, const QStringList &paths)
{
    LocalFiles files;
    for (const QString &path : paths) {
        Result<LocalFile> file = readLocalFile(folder, path);
        if (!file)
            return std::unexpected(file.error());
        files.insert(path, *std::move(file));
    }
    return files;
}

class UploadExecution final : public HostsExecution
{
public:
    struct Sources
    {
        QString folder;
        std::optional<UploadExecutor::EnvFiles> envFiles;
    };

    UploadExecution(Ports ports, const ExecutionRequest &request,
                    UploadExecutor::UploaderFor uploaderFor, const Sources &sources)
        : HostsExecution(ports, request, {})
        , m_uploaderFor(std::move(uploaderFor))
        , m_folder(sources.folder)
        , m_envFiles(sources.envFiles)
    { }
    ~UploadExecution() override
    {
        for (const QString &path : std::as_const(m_withSecrets))
            wipe(m_files[path].content);
    }

private:
    static Result<int> modeOf(const UploadAction &action)
    {
        bool ok = false;
        const int mode = action.mode.toInt(&ok, 8);
        if (ok && mode >= 0 && mode <= 07777)
            return mode;
        return failure(
            ErrorCode::InvalidInput,
            tr("“%1” is no file mode; write four octal digits such as 0640.").arg(action.mode));
    }

    void prepare() override
    {
        QStringList paths;
        for (const ResolvedStep::Target &each : targets()) {
            const auto &action = std::get<UploadAction>(each.action);
            if (const Result<int> mode = modeOf(action); !mode) {
                prepared(std::unexpected(mode.error()));
                return;
            }
            if (!paths.contains(action.from))
                paths.append(action.from);
        }
        onWorker(readAll, m_folder, paths).then(this, [this](const Result<LocalFiles> &files) {
            filesRead(files);
        });
    }

    void filesRead(const Result<LocalFiles> &files)
    {
        if (!files) {
            prepared(std::unexpected(files.error()));
            return;
        }
        m_files = *files;
        for (const LocalFile &file : std::as_const(m_files)) {
            if (!file.remark.isEmpty())
                Q_EMIT outputReceived(ServerId(), OutputStream::Out,
                                      QString(u"slipway: " + file.remark + u'\n').toUtf8());
        }
        if (!m_envFiles) {
            prepared({});
            return;
        }
        m_filling = fillIn();
        m_filling.start();
    }

    bool isEnvFile(const QString &path) const
    {
        const QDir folder(m_folder);
        return m_envFiles
            && (isEnvFileName(path)
                || (!m_envFiles->path.isEmpty()
                    && QDir::cleanPath(folder.absoluteFilePath(path))
                        == QDir::cleanPath(folder.absoluteFilePath(m_envFiles->path))));
    }

    /// Puts secrets into the env files among them. Its last act is put off: what follows may end
    /// this object.
    Task<void> fillIn()
    {
        const QStringList paths = m_files.keys();
        std::optional<Error> refused;
        for (const QString &path : paths) {
            const QByteArray text = m_files.value(path).content;
            if (refused || !isEnvFile(path) || !mayHaveEnvSecrets(text))
                continue;
            const SharedFilling filling
                = co_await fillSecrets(m_envFiles->resolver, text, m_envFiles->dialect);
            refused = errorOf(*filling);
            if (!refused) {
                m_files[path].content = filling->text.revealForUse().toByteArray();
                m_withSecrets.append(path);
            }
        }
        QMetaObject::invokeMethod(
            this, [this, refused] { filledIn(refused); }, Qt::QueuedConnection);
    }

    void filledIn(const std::optional<Error> &refused)
    {
        if (isDone())
            return;
        for (const ResolvedStep::Target &each : targets()) {
            const auto &action = std::get<UploadAction>(each.action);
            if (m_withSecrets.contains(action.from) && (modeOf(action).value_or(0) & 0077) != 0) {
                const QString remark
                    = tr("slipway: the mode %1 lets others on %2 read the secrets in “%3”\n")
                          .arg(action.mode, each.host.toString(), action.from);
                Q_EMIT outputReceived(each.host, OutputStream::Err, remark.toUtf8());
            }
        }
        prepared(refused ? Result<void>(std::unexpected(*refused)) : Result<void>());
    }

    void startHost(const ResolvedStep::Target &target) override
    {
        const ServerId host = target.host;
        const auto &action = std::get<UploadAction>(target.action);
        Upload upload;
        upload.content = m_files.value(action.from).content;
        upload.remotePath = action.to;
        upload.mode = modeOf(action).value_or(0600);
        if (isEnvFile(action.from))
            upload.previous = Upload::Previous::Kept;
        std::unique_ptr<RunningUpload> running = m_uploaderFor(host).start(std::move(upload));
        connect(running.get(), &RunningUpload::finished, this,
                [this, host](const UploadResult &result) { uploaded(host, result); });
        m_running.insert_or_assign(host, std::move(running));
    }

    void uploaded(const ServerId &host, const UploadResult &result)
    {
        if (!result.error) {
            const QString line
                = result.changed ? tr("written, SHA-256 %1\n") : tr("unchanged, SHA-256 %1\n");
            Q_EMIT outputReceived(host, OutputStream::Out,
                                  line.arg(QString::fromLatin1(result.sha256)).toUtf8());
            QJsonObject evidence{{u"sha256"_s, QString::fromLatin1(result.sha256)},
                                 {u"changed"_s, result.changed}};
            if (!result.previous.isEmpty()) {
                evidence.insert(u"previous"_s, result.previous);
                const QString kept = tr("the version before is %1\n").arg(result.previous);
                Q_EMIT outputReceived(host, OutputStream::Out, kept.toUtf8());
            }
            m_evidence.insert(host.toString(), evidence);
        }
        hostEnded(host, result.error, -1);
    }

    void cancelHosts() override
    {
        for (const auto &[host, upload] : m_running)
            upload->cancel();
    }

    void complete(ExecutionResult &result) override
    {
        if (!m_evidence.isEmpty())
            result.evidence.insert(u"uploads"_s, m_evidence);
    }

    UploadExecutor::UploaderFor m_uploaderFor;
    QString m_folder;
    std::optional<UploadExecutor::EnvFiles> m_envFiles;
    LocalFiles m_files;
    QStringList m_withSecrets; ///< files that secrets were put into
    Task<void> m_filling;
    QJsonObject m_evidence;
    std::map<ServerId, std::unique_ptr<RunningUpload>> m_running; ///< also those that ended
};

} // namespace

UploadExecutor::UploadExecutor(UploaderFor uploaderFor, QString folder, Clock &clock,
                               HostSlots &hostSlots)
    : m_uploaderFor(std::move(uploaderFor))
    , m_folder(std::move(folder))
    , m_clock(clock)
    , m_hostSlots(hostSlots)
{ }

std::unique_ptr<StepExecution> UploadExecutor::start(const ExecutionRequest &request)
{
    return std::make_unique<UploadExecution>(HostsExecution::Ports{m_clock, m_hostSlots}, request,
                                             m_uploaderFor,
                                             UploadExecution::Sources{m_folder, m_envFiles});
}

} // namespace slipway
