// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshcopycommand.h"

#include "cli/exitcode.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(file.exists() ? ErrorCode::Io : ErrorCode::NotFound,
                       SshCopyCommand::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    if (file.size() > Download::sizeLimit)
        return failure(ErrorCode::Refused,
                       SshCopyCommand::tr("%1 is larger than %2 MiB, the most that is copied.")
                           .arg(path)
                           .arg(Download::sizeLimit / (1024 * 1024)));
    return file.readAll();
}

int modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? int(status.st_mode & 0777)
                                                                     : 0644;
}

} // namespace

CommandSpec SshCopyCommand::spec()
{
    CommandSpec spec;
    spec.name = u"ssh copy"_s;
    spec.summary = tr("Copy a file to servers, or from one");
    spec.argument = u"SOURCE TARGET"_s;
    spec.least = 2;
    spec.most = 2;
    spec.options = {{u"mode"_s, u"MODE"_s,
                     tr("The permissions of the copy in octal digits (default: the source's).")},
                    environmentOption(),
                    workspaceOption()};
    spec.description
        = {tr("One of both is NAME:PATH, where NAME is a server or, for a target, a group too. A "
              "path that ends with “/” gets the source's name. The copy is written beside its "
              "place, checked by hash, then renamed."),
           tr("Files of up to 16 MiB.")};
    spec.exitCodes = {{exitcode::success, tr("It was copied everywhere.")},
                      {exitcode::failed, tr("It was not, at least in one place.")},
                      {exitcode::usage,
                       tr("Wrong usage, an unknown server, or a source that cannot "
                          "be read.")}};
    spec.examples = {{u"slipwayctl ssh copy nginx.conf web:/etc/nginx/conf.d/"_s, QString()},
                     {u"slipwayctl ssh copy web-1:/var/log/shop.log shop.log"_s, QString()}};
    return spec;
}

std::optional<SshCopyCommand::Place> SshCopyCommand::placeIn(const QString &word)
{
    const qsizetype colon = word.indexOf(u':');
    // "./a:b" is a file here.
    if (colon <= 0 || QStringView(word).first(colon).contains(u'/'))
        return std::nullopt;
    return Place{word.left(colon), word.mid(colon + 1)};
}

void SshCopyCommand::start(const Arguments &arguments)
{
    const auto from = placeIn(arguments.positional().at(0));
    const auto to = placeIn(arguments.positional().at(1));
    if (from.has_value() == to.has_value())
        return fail({ErrorCode::InvalidInput,
                     tr("Just one of source and target is on servers: NAME:PATH.")},
                    exitcode::usage);
    if (arguments.has(u"mode"_s)) {
        bool isOctal = false;
        m_mode = arguments.value(u"mode"_s).toInt(&isOctal, 8);
        if (!isOctal || *m_mode < 0 || *m_mode > 0777)
            return fail({ErrorCode::InvalidInput,
                         tr("--mode takes octal digits as 0644, not “%1”.")
                             .arg(arguments.value(u"mode"_s))},
                        exitcode::usage);
    }
    if (to)
        upload(arguments, *to);
    else
        download(arguments, *from);
}

void SshCopyCommand::upload(const Arguments &arguments, const Place &to)
{
    const QString source = arguments.positional().at(0);
    const Result<QByteArray> content = contentOf(source);
    if (!content)
        return fail(content.error(), exitcode::usage);
    Upload upload{*content, to.path, m_mode.value_or(modeOf(source))};
    if (upload.remotePath.isEmpty() || upload.remotePath.endsWith(u'/'))
        upload.remotePath += QFileInfo(source).fileName();
    const auto found = open(arguments, {to.name});
    if (!found)
        return;
    m_open = found->size();
    for (const Server &server : *found)
        startUpload(server, upload);
}

void SshCopyCommand::startUpload(const Server &server, const Upload &upload)
{
    const QString place = server.name.toString() + u':' + upload.remotePath;
    m_uploads.push_back(servers().uploader(server.name, environment()).start(upload));
    connect(m_uploads.back().get(), &RunningUpload::finished, this,
            [this, place](const UploadResult &result) {
                if (result.error) {
                    m_exitCode = exitcode::failed;
                    console().error(u"slipwayctl: %1: %2"_s.arg(place, result.error->message));
                } else {
                    console().out(result.changed ? tr("%1: copied").arg(place)
                                                 : tr("%1: unchanged").arg(place));
                }
                endOne();
            });
}

void SshCopyCommand::endOne()
{
    if (--m_open == 0)
        finishLater(m_exitCode);
}

void SshCopyCommand::download(const Arguments &arguments, const Place &from)
{
    const auto found = open(arguments, {from.name});
    if (!found)
        return;
    if (found->size() != 1)
        return fail(
            {ErrorCode::InvalidInput,
             tr("A file is copied from one server; %1 are %2.").arg(from.name).arg(found->size())},
            exitcode::usage);
    QString target = arguments.positional().at(1);
    if (target.endsWith(u'/') || QFileInfo(target).isDir())
        target = target + u'/' + QFileInfo(from.path).fileName();
    Download download;
    download.remotePath = from.path;
    m_download = servers().downloader(found->constFirst().name, environment()).start(download);
    connect(m_download.get(), &RunningDownload::finished, this,
            [this, from, target](const DownloadResult &result) {
                if (result.error)
                    fail(*result.error, exitcode::failed);
                else if (!result.file)
                    fail({ErrorCode::NotFound, tr("%1 has no file %2.").arg(from.name, from.path)},
                         exitcode::failed);
                else
                    store(target, *result.file);
            });
}

void SshCopyCommand::store(const QString &path, const RemoteFile &file)
{
    QSaveFile copy(path);
    const bool isWritten = copy.open(QIODevice::WriteOnly)
        && copy.write(file.content) == file.content.size()
        && ::fchmod(copy.handle(), mode_t(m_mode.value_or(file.mode & 0777))) == 0 && copy.commit();
    if (isWritten)
        finishLater(exitcode::success);
    else
        fail({ErrorCode::Io, tr("%1 cannot be written: %2.").arg(path, copy.errorString())},
             exitcode::failed);
}

void SshCopyCommand::interrupt()
{
    for (const std::unique_ptr<RunningUpload> &running : m_uploads)
        running->cancel();
    if (m_download)
        m_download->cancel();
    if (m_uploads.empty() && !m_download)
        ServersCommand::interrupt();
}

} // namespace slipway
