// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/uploadexecutor.h"

#include "run/executors/hostsexecution.h"
#include "run/executors/localfile.h"

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
    UploadExecution(Ports ports, const ExecutionRequest &request,
                    UploadExecutor::UploaderFor uploaderFor, QString folder)
        : HostsExecution(ports, request, {})
        , m_uploaderFor(std::move(uploaderFor))
        , m_folder(std::move(folder))
    { }

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
        QtFuture::makeReadyVoidFuture()
            .then(QtFuture::Launch::Async,
                  [folder = m_folder, paths] { return readAll(folder, paths); })
            .then(this, [this](const Result<LocalFiles> &files) { filesRead(files); });
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
        prepared({});
    }

    void startHost(const ResolvedStep::Target &target) override
    {
        const ServerId host = target.host;
        const auto &action = std::get<UploadAction>(target.action);
        Upload upload;
        upload.content = m_files.value(action.from).content;
        upload.remotePath = action.to;
        upload.mode = modeOf(action).value_or(0600);
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
            m_evidence.insert(host.toString(),
                              QJsonObject{{u"sha256"_s, QString::fromLatin1(result.sha256)},
                                          {u"changed"_s, result.changed}});
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
    LocalFiles m_files;
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
                                             m_uploaderFor, m_folder);
}

} // namespace slipway
