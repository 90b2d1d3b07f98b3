// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/filetransfers.h"
#include "support/fakeremotefiles.h"

#include <QFile>
#include <QPointer>

#include <utility>

namespace slipway {

/// A transfer that ends by itself, or when and as a test says.
class FakeTransfer final : public RunningTransfer
{
public:
    FakeTransfer(Transfer given, std::function<TransferResult()> work)
        : transfer(std::move(given))
        , m_work(std::move(work))
    { }

    void cancel() override
    {
        TransferResult result;
        result.error = Error{ErrorCode::Cancelled, QStringLiteral("It was cancelled.")};
        QMetaObject::invokeMethod(this, [this, result] { end(result); }, Qt::QueuedConnection);
    }
    void endLater()
    {
        QMetaObject::invokeMethod(this, [this] { end(m_work()); }, Qt::QueuedConnection);
    }
    void progress(qint64 done, qint64 total) { Q_EMIT progressed(done, total); }
    void end(const TransferResult &result)
    {
        if (!std::exchange(m_ended, true))
            Q_EMIT finished(result);
    }

    const Transfer transfer;

private:
    std::function<TransferResult()> m_work;
    bool m_ended = false;
};

/// Copies between the disk and a FakeRemoteFiles.
class FakeFileTransfers final : public FileTransfers
{
public:
    explicit FakeFileTransfers(FakeRemoteFiles &files) : m_files(files) { }

    std::unique_ptr<RunningTransfer> start(Transfer transfer) override
    {
        auto started
            = std::make_unique<FakeTransfer>(transfer, [this, transfer] { return copy(transfer); });
        transfers.append(started.get());
        if (!isHolding)
            started->endLater();
        return started;
    }

    QList<QPointer<FakeTransfer>> transfers; ///< null once deleted
    std::optional<Error> error;              ///< what every transfer ends with
    bool isHolding = false;                  ///< transfers end when a test says so

private:
    TransferResult copy(const Transfer &transfer) const
    {
        TransferResult result;
        const auto fail = [&result](ErrorCode code, const char *text) {
            result.error = Error{code, QString::fromLatin1(text)};
            return result;
        };
        result.error = error;
        if (error)
            return result;
        QFile file(QFile::decodeName(transfer.localPath));
        if (transfer.direction == Transfer::Direction::Upload) {
            if (m_files.has(transfer.remotePath) && transfer.existing == Existing::Keep)
                return fail(ErrorCode::Refused, "It is there already.");
            if (!file.open(QIODevice::ReadOnly))
                return fail(ErrorCode::NotFound, "There is no such file here.");
            m_files.addFile(transfer.remotePath, file.readAll(), transfer.mode.value_or(0644));
        } else {
            if (!m_files.has(transfer.remotePath))
                return fail(ErrorCode::NotFound, "There is no such file there.");
            if (file.exists() && transfer.existing == Existing::Keep)
                return fail(ErrorCode::Refused, "It is here already.");
            if (!file.open(QIODevice::WriteOnly))
                return fail(ErrorCode::Io, "It cannot be written here.");
            file.write(m_files.contentOf(transfer.remotePath));
        }
        result.size = file.size();
        result.changed = true;
        result.check = TransferResult::Check::Hash;
        return result;
    }

    FakeRemoteFiles &m_files;
};

} // namespace slipway
