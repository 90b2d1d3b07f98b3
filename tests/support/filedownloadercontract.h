// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/filedownloader.h"

#include <QSignalSpy>
#include <QTest>

namespace slipway {

/// What every FileDownloader must do. A test derives from it and says how to make one, and how a
/// file gets on the machine that it reads from.
class FileDownloaderContract : public QObject
{
    Q_OBJECT
protected:
    virtual FileDownloader &downloader() = 0;
    /// Returns the path of the file on the machine.
    virtual QString put(const QString &name, const RemoteFile &file) = 0;
    /// Of a file that is not there.
    virtual QString pathOf(const QString &name) = 0;

    static DownloadResult waitFor(RunningDownload &running)
    {
        QSignalSpy ended(&running, &RunningDownload::finished);
        if (ended.isEmpty() && !ended.wait(20000))
            return {Error{ErrorCode::Timeout, QStringLiteral("The download did not end.")}, {}};
        return ended.first().first().value<DownloadResult>();
    }
    DownloadResult fetch(const Download &download)
    {
        return waitFor(*downloader().start(download));
    }
    static QByteArray sample(qsizetype size)
    {
        QByteArray content(size, Qt::Uninitialized);
        for (qsizetype i = 0; i < size; ++i)
            content[i] = char(i * 31 + i / 251);
        return content;
    }
    static RemoteFile fileOf(const QByteArray &content, int mode = 0640)
    {
        return {content, mode, QDateTime::fromSecsSinceEpoch(1'700'000'000, QTimeZone::UTC)};
    }

private Q_SLOTS:
    void contractShouldFetchAFileWithModeAndTime_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("mode");
        QTest::newRow("empty") << 0 << 0600;
        QTest::newRow("small") << 100 << 0644;
        QTest::newRow("one chunk") << 32 * 1024 << 0640;
        QTest::newRow("one byte more") << 32 * 1024 + 1 << 0640;
        QTest::newRow("many chunks") << 3'000'017 << 0755;
    }
    void contractShouldFetchAFileWithModeAndTime()
    {
        QFETCH(int, size);
        QFETCH(int, mode);
        const RemoteFile file = fileOf(sample(size), mode);

        const DownloadResult result = fetch({put(QStringLiteral("app.env"), file)});

        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QVERIFY(result.file);
        QVERIFY(result.file->content == file.content);
        QCOMPARE(result.file->mode, mode);
        QCOMPARE(result.file->modified, file.modified);
    }

    void contractShouldSayThatAFileIsNotThereWithoutAnError()
    {
        const DownloadResult result = fetch({pathOf(QStringLiteral("nothing.env"))});

        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QVERIFY(!result.file);
    }

    void contractShouldRefuseAFileThatIsTooLarge()
    {
        const QString path = put(QStringLiteral("app.env"), fileOf(sample(1001)));

        const DownloadResult larger = fetch({path, 1000});
        const DownloadResult fits = fetch({path, 1001});

        QVERIFY(larger.error);
        QCOMPARE(toString(larger.error->code), toString(ErrorCode::Refused));
        QVERIFY(!larger.file);
        QVERIFY(!fits.error);
        QCOMPARE(fits.file->content.size(), 1001);
    }

    void contractShouldRefuseWhatIsNoPath()
    {
        for (const QString &path : {QString(), pathOf(QStringLiteral("folder/"))}) {
            const DownloadResult result = fetch({path});
            QVERIFY(result.error);
            QCOMPARE(toString(result.error->code), toString(ErrorCode::InvalidInput));
        }
    }

    void contractShouldReportProgressUpToTheEnd()
    {
        const QString path = put(QStringLiteral("app.env"), fileOf(sample(100'000)));
        const auto running = downloader().start({path});
        QSignalSpy progress(running.get(), &RunningDownload::progressed);

        const DownloadResult result = waitFor(*running);

        QVERIFY(result.file);
        QVERIFY(!progress.isEmpty());
        QCOMPARE(progress.last().at(0).toLongLong(), 100'000);
        QCOMPARE(progress.last().at(1).toLongLong(), 100'000);
    }

    void contractShouldEndOnceWhenCancelled()
    {
        const QString path = put(QStringLiteral("app.env"), fileOf(sample(8'000'000)));
        const auto running = downloader().start({path});
        QSignalSpy ended(running.get(), &RunningDownload::finished);

        running->cancel();
        running->cancel();

        QVERIFY(ended.isEmpty());
        QVERIFY(ended.wait(20000));
        const auto result = ended.first().first().value<DownloadResult>();
        QVERIFY(result.error);
        QCOMPARE(toString(result.error->code), toString(ErrorCode::Cancelled));
        QVERIFY(!result.file);
        QTest::qWait(20);
        QCOMPARE(ended.size(), 1);
    }

    void contractShouldBeSilentOnceDeleted()
    {
        const QString path = put(QStringLiteral("app.env"), fileOf(sample(1000)));
        auto running = downloader().start({path});
        QSignalSpy ended(running.get(), &RunningDownload::finished);

        running.reset();
        QTest::qWait(20);

        QVERIFY(ended.isEmpty());
    }
};

} // namespace slipway
