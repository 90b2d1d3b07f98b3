// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/documentsource.h"

#include "base/worker.h"
#include "metrics/sources/sourcesettings.h"

#include <QDir>
#include <QFile>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qint64 largest = qint64(16) * 1024 * 1024;
using Quality = MetricSample::Quality;

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       DocumentSource::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    if (file.size() > largest)
        return failure(ErrorCode::InvalidInput,
                       DocumentSource::tr("%1 is larger than 16 MiB.").arg(path));
    return file.readAll();
}

} // namespace

Result<std::unique_ptr<MetricSource>>
DocumentSource::make(const MetricSpec &spec, const SourceServices &services, const Reader &reader)
{
    const SourceSettings settings(spec, services);
    const QStringList places{u"url"_s, u"file"_s, u"run"_s};
    const auto given = std::ranges::count_if(
        places, [&settings](const QString &key) { return settings.has(key); });
    if (given != 1)
        return failure(
            ErrorCode::InvalidInput,
            tr("The metric “%1” needs one of ‘url’, ‘file’ and ‘run’ to read from.").arg(spec.id));
    std::unique_ptr<DocumentSource> source(
        new DocumentSource(services, reader, settings.timeout()));
    if (settings.has(u"url"_s)) {
        const Result<QUrl> url = settings.url(u"url"_s);
        if (!url)
            return std::unexpected(url.error());
        const Result<QNetworkRequest> request = settings.requestWithHeaders(*url);
        if (!request)
            return std::unexpected(request.error());
        source->m_asker = [request = *request](qint64) {
            return WebQuestion{request};
        };
        return source;
    }
    source->m_place = settings.has(u"file"_s) ? Place::File : Place::Command;
    const Result<QString> text
        = settings.text(source->m_place == Place::File ? u"file"_s : u"run"_s);
    if (!text)
        return std::unexpected(text.error());
    if (text->trimmed().isEmpty())
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” has an empty ‘file’ or ‘run’.").arg(spec.id));
    source->m_path = QDir(services.folder).absoluteFilePath(*text);
    source->m_script = *text;
    return source;
}

std::unique_ptr<MetricSource> DocumentSource::asking(const MetricSpec &spec,
                                                     const SourceServices &services, Asker asker,
                                                     Reader reader)
{
    std::unique_ptr<DocumentSource> source(
        new DocumentSource(services, std::move(reader), SourceSettings(spec, services).timeout()));
    source->m_asker = std::move(asker);
    return source;
}

DocumentSource::DocumentSource(const SourceServices &services, Reader reader, milliseconds timeout)
    : m_services(services)
    , m_reader(std::move(reader))
    , m_timeout(timeout)
{ }

void DocumentSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    switch (m_place) {
    case Place::Web:
        fetch();
        break;
    case Place::File:
        readFile();
        break;
    case Place::Command:
        runCommand();
        break;
    }
}

void DocumentSource::fetch()
{
    m_fetch
        = std::make_unique<HttpFetch>(m_services.network, HttpFetch::Limits{m_timeout, largest});
    connect(m_fetch.get(), &HttpFetch::finished, this, &DocumentSource::takeAnswer);
    const WebQuestion question = m_asker(m_begun);
    m_host = question.request.url().host();
    if (question.body.isEmpty())
        m_fetch->get(question.request);
    else
        m_fetch->post(question.request, question.body);
}

void DocumentSource::takeAnswer(const HttpFetched &fetched)
{
    m_fetch.release()->deleteLater();
    if (fetched.problem == HttpFetched::Problem::Offline) {
        MetricSample sample;
        sample.at = m_begun;
        sample.quality = Quality::Offline;
        sample.reason = fetched.message;
        Q_EMIT measured(sample);
    } else if (fetched.problem != HttpFetched::Problem::None) {
        takeDocument(failure(ErrorCode::Unreachable, fetched.message));
    } else if (fetched.status != 200) {
        takeDocument(
            failure(ErrorCode::Unreachable,
                    tr("%1 answered with the status %2.").arg(m_host).arg(fetched.status)));
    } else {
        takeDocument(fetched.body);
    }
}

void DocumentSource::readFile()
{
    onWorker(contentOf, m_path).then(this, [this](const Result<QByteArray> &content) {
        takeDocument(content);
    });
}

void DocumentSource::runCommand()
{
    m_command.start(m_services.local, m_script, m_timeout, largest, this,
                    [this](const CapturedCommand::Ended &ended) {
                        // Auditors end with another status when they find something: what they
                        // printed counts.
                        if (ended.result.error)
                            takeDocument(std::unexpected(*ended.result.error));
                        else if (ended.out.trimmed().isEmpty())
                            takeDocument(failure(ErrorCode::Assertion,
                                                 tr("The command ended with status %1 and printed "
                                                    "nothing.")
                                                     .arg(ended.result.exitCode)));
                        else
                            takeDocument(ended.out);
                    });
}

void DocumentSource::takeDocument(const Result<QByteArray> &document)
{
    MetricSample sample;
    if (document)
        sample = m_reader(*document, m_begun);
    else {
        sample.quality = Quality::SourceDown;
        sample.reason = document.error().message;
    }
    sample.at = m_begun;
    Q_EMIT measured(sample);
}

} // namespace slipway
