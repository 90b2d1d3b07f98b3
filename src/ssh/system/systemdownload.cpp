// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemdownload.h"

#include "ssh/system/systemtransferprograms.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <utility>

namespace slipway {

SystemDownload::SystemDownload(SystemMasters &masters, SystemSsh ssh, const Download &download,
                               std::shared_ptr<SshDownload::Link> link)
    : SystemTransfer(masters, std::move(ssh), download.remotePath, link)
    , m_maximum(std::clamp<qint64>(download.maximum, 0, Download::sizeLimit))
    , m_link(std::move(link))
{ }

QByteArray SystemDownload::program() const
{
    return "_m=" + QByteArray::number(m_maximum) + '\n' + systemtransferprograms::download;
}

bool SystemDownload::onWord(const QByteArray &word, const QByteArray &rest)
{
    if (word == "file") {
        const QList<QByteArray> fields = rest.split(' ');
        m_expected = fields.value(0).toLongLong();
        RemoteFile file;
        file.mode = fields.value(1).toInt(nullptr, 8);
        if (const qint64 modified = fields.value(2).toLongLong(); modified != 0)
            file.modified = QDateTime::fromSecsSinceEpoch(modified, QTimeZone::UTC);
        file.content.reserve(m_expected);
        m_result.file = std::move(file);
        m_link->reportProgress(0, m_expected);
        return false;
    }
    if (word == "none")
        finish();
    else if (word == "large")
        finish(tooLarge());
    else if (word == "denied")
        finish(Error{ErrorCode::Io,
                     tr("%1 on %2 could not be read: the account may not do so. Change the "
                        "permissions of the file or use another account.")
                         .arg(written(), server())});
    else
        finish(Error{ErrorCode::InvalidInput,
                     tr("%1 on %2 is no file that can be read: name an ordinary file.")
                         .arg(written(), server())});
    return true;
}

void SystemDownload::onContent(const QByteArray &bytes)
{
    QByteArray &content = m_result.file->content;
    content += bytes;
    if (content.size() > m_maximum) {
        finish(tooLarge());
        return;
    }
    m_link->reportProgress(content.size(), std::max<qint64>(m_expected, content.size()));
}

void SystemDownload::onEnded()
{
    if (m_result.file && status() == 0)
        finish();
    else
        finish(silence());
}

void SystemDownload::report(std::optional<Error> error)
{
    if (error) {
        m_result.error = std::move(error);
        m_result.file.reset();
    }
    m_link->reportResult(std::move(m_result));
}

Error SystemDownload::cancelled() const
{
    return {ErrorCode::Cancelled,
            tr("The download of %1 from %2 was cancelled.").arg(written(), server())};
}

Error SystemDownload::tooLarge() const
{
    return {ErrorCode::Refused,
            tr("%1 on %2 is larger than %3, so it was not fetched.")
                .arg(written(), server(), QLocale().formattedDataSize(m_maximum))};
}

} // namespace slipway
