// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/fileuploader.h"

#include <QCryptographicHash>
#include <QPointer>

#include <utility>

namespace slipway {

/// An upload that ends when, and as, a test says.
class FakeUpload final : public RunningUpload
{
public:
    explicit FakeUpload(Upload given) : upload(std::move(given)) { }

    void cancel() override
    {
        if (std::exchange(isCancelled, true))
            return;
        QMetaObject::invokeMethod(
            this, [this] { fail(ErrorCode::Cancelled); }, Qt::QueuedConnection);
    }
    void succeed()
    {
        UploadResult result;
        result.sha256
            = QCryptographicHash::hash(upload.content, QCryptographicHash::Sha256).toHex();
        end(result);
    }
    void fail(ErrorCode code)
    {
        UploadResult result;
        result.error = Error{code, QStringLiteral("It failed: %1.").arg(toString(code))};
        end(result);
    }
    void end(const UploadResult &result)
    {
        if (!std::exchange(m_ended, true))
            Q_EMIT finished(result);
    }

    const Upload upload;
    bool isCancelled = false;

private:
    bool m_ended = false;
};

/// Uploads nothing; keeps what it was asked to upload.
class FakeFileUploader final : public FileUploader
{
public:
    std::unique_ptr<RunningUpload> start(Upload upload) override
    {
        auto started = std::make_unique<FakeUpload>(std::move(upload));
        uploads.append(started.get());
        return started;
    }

    QList<QPointer<FakeUpload>> uploads; ///< null once deleted
};

} // namespace slipway
