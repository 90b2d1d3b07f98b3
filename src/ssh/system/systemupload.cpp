// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemupload.h"

#include "ssh/shelltext.h"
#include "ssh/system/systemtransferprograms.h"

#include "base/wipe.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

SystemUpload::SystemUpload(SystemMasters &masters, SystemSsh ssh, Upload upload,
                           std::shared_ptr<SshUpload::Link> link)
    : SystemTransfer(masters, std::move(ssh), upload.remotePath, link)
    , m_upload(std::move(upload))
    , m_link(std::move(link))
    , m_hash(QCryptographicHash::hash(m_upload.content, QCryptographicHash::Sha256).toHex())
{
    m_result.changed = false;
    connect(&session(), &SystemSession::sent, this, &SystemUpload::showProgress);
}

QByteArray SystemUpload::program() const
{
    const QByteArray random = QByteArray::number(QRandomGenerator::system()->generate64(), 36);
    return "_z=" + QByteArray::number(m_upload.content.size())
        + " _m=" + QByteArray::number(m_upload.mode, 8) + " _h=" + m_hash + " _x=" + random
        + " _o=" + (m_upload.previous == Upload::Previous::Kept ? '1' : '0')
        + " _l=" + QByteArray::number(Download::sizeLimit) + '\n' + systemtransferprograms::upload;
}

bool SystemUpload::onWord(const QByteArray &word, const QByteArray &rest)
{
    if (word == "send") {
        m_written = rest;
        session().write(m_upload.content);
    } else if (word == "ready") {
        m_isOrdered = true;
        session().write("go\n"_ba);
        session().closeInput();
    } else if (word == "done" || word == "same") {
        m_result.changed = word == "done";
        m_result.sha256 = m_hash;
        m_result.previous = QString::fromUtf8(rest);
        m_link->reportProgress(m_upload.content.size(), m_upload.content.size());
        finish();
    } else {
        finish(errorOf(word, rest));
    }
    return true;
}

void SystemUpload::showProgress()
{
    if (m_written.isEmpty() || m_isOrdered)
        return;
    const qint64 total = m_upload.content.size();
    const qint64 sent = std::max<qint64>(0, total - session().unsent());
    if (std::exchange(m_shown, sent) != sent)
        m_link->reportProgress(sent, total);
}

void SystemUpload::onEnded()
{
    Error error = silence();
    if (m_isOrdered)
        error.message = tr("The connection to %1 was lost while %2 took its place: it may be the "
                           "old file or the new one. Upload it again.")
                            .arg(server(), written());
    finish(std::move(error));
}

QByteArray SystemUpload::tidyProgram() const
{
    if (m_written.isEmpty())
        return {};
    return "_t=" + shelltext::quoted(m_written) + '\n' + systemtransferprograms::tidying;
}

void SystemUpload::report(std::optional<Error> error)
{
    if (error) {
        m_result = {};
        m_result.error = std::move(error);
        m_result.changed = false;
    }
    wipe(m_upload.content);
    m_link->reportResult(m_result);
}

Error SystemUpload::cancelled() const
{
    return {ErrorCode::Cancelled,
            tr("The upload of %1 to %2 was cancelled.").arg(written(), server())};
}

Error SystemUpload::errorOf(const QByteArray &word, const QByteArray &rest) const
{
    const QString said = QString::fromUtf8(rest);
    if (word == "kind")
        return {ErrorCode::InvalidInput,
                tr("%1 on %2 is a folder; name the file in it.").arg(written(), server())};
    if (word == "folder")
        return {ErrorCode::NotFound,
                tr("There is no folder %1 on %2, so %3 cannot be written there. Make the folder "
                   "first.")
                    .arg(folder(), server(), written())};
    if (word == "denied")
        return {ErrorCode::Io,
                tr("The account may not write in %1 on %2. Change the permissions of the folder or "
                   "use another account.")
                    .arg(folder(), server())};
    if (word == "full")
        return {ErrorCode::Io,
                tr("The disk of %1 is full: %2 could not be written. Make room and try again; the "
                   "old file was left as it was.")
                    .arg(server(), written())};
    if (word == "hash" || word == "short")
        return {
            ErrorCode::Io,
            tr("What %1 has stored of %2 is not what was sent. Check its disk; the old file was "
               "left as it was.")
                .arg(server(), written())};
    if (word == "keep")
        return {ErrorCode::Refused,
                tr("%1 on %2 is too large, or no ordinary file, so it cannot be kept as the "
                   "previous version. It was left as it was.")
                    .arg(written(), server())};
    if (word == "tools")
        return {ErrorCode::Unavailable,
                tr("%1 has no program to check the file with. Install sha256sum, shasum or openssl "
                   "there.")
                    .arg(server())};
    const QString what = word == "mode" ? tr("setting its mode")
        : word == "place"               ? tr("putting it in its place")
                                        : tr("writing it");
    return {ErrorCode::Io,
            tr("%1 on %2 could not be written: %3 failed.").arg(written(), server(), what), said};
}

} // namespace slipway
