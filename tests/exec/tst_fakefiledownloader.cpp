// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakefiledownloader.h"
#include "support/filedownloadercontract.h"

using namespace slipway;
using namespace Qt::StringLiterals;

/// The fake that tests of deliveries use keeps the promises of the port.
class TestFakeFileDownloader : public FileDownloaderContract
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fake.emplace(); }

    void shouldFailAsItIsTold()
    {
        m_fake->error = Error{ErrorCode::Unreachable, u"It is down."_s};

        const DownloadResult result = fetch({u"/app.env"_s});

        QVERIFY(result.error);
        QCOMPARE(result.error->message, u"It is down."_s);
    }

protected:
    FileDownloader &downloader() override { return *m_fake; }
    QString put(const QString &name, const RemoteFile &file) override
    {
        m_fake->files.insert(pathOf(name), file);
        return pathOf(name);
    }
    QString pathOf(const QString &name) override { return u"/srv/"_s + name; }

private:
    std::optional<FakeFileDownloader> m_fake;
};

QTEST_GUILESS_MAIN(TestFakeFileDownloader)
#include "tst_fakefiledownloader.moc"
