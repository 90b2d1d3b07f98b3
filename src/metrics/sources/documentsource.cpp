// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/documentsource.h"

#include "base/worker.h"
#include "metrics/sources/sourcesettings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qint64 largest = qint64(16) * 1024 * 1024;
using Quality = MetricSample::Quality;

Result<QByteArray> contentOf(const QString &path)
{
    // A pipe would be waited for, a device has no end.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return failure(ErrorCode::InvalidInput, DocumentSource::tr("%1 is no file.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       DocumentSource::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    QByteArray content = file.read(largest + 1);
    if (content.size() > largest)
        return failure(ErrorCode::InvalidInput,
                       DocumentSource::tr("%1 is larger than 16 MiB.").arg(path));
    return content;
}

} // namespace

Result<std::unique_ptr<MetricSource>> DocumentSource::make(const MetricSpec &spec,
                                                           const SourceServices &services,
                                                           const Reader &reader, ExitStatus status)
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
    source->m_exitStatus = status;
    const Result<QString> file = settings.text(u"file"_s);
    Result<MetricScript> script = scriptOf(spec, services);
    if (!file || !script)
        return std::unexpected(file ? script.error() : file.error());
    if (file->trimmed().isEmpty() && script->text.trimmed().isEmpty())
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” has an empty ‘file’ or ‘run’.").arg(spec.id));
    source->m_path = QDir(services.folder).absoluteFilePath(*file);
    source->m_script = *std::move(script);
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
    m_fetch = std::make_unique<HttpFetch>(m_network, HttpFetch::Limits{m_timeout, largest});
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
    m_command.start(m_services.local, m_script.command(), m_timeout, largest, this,
                    [this](const CapturedCommand::Ended &ended) { takeOutput(ended); });
}

void DocumentSource::takeOutput(const CapturedCommand::Ended &ended)
{
    const CommandResult &result = ended.result;
    const QString said = CapturedCommand::Ended::lastLine(ended.err);
    const bool isEmpty = ended.out.trimmed().isEmpty();
    const bool hasFailed = m_exitStatus == ExitStatus::Counts ? result.exitCode != 0
                                                              : result.exitCode != 0 && isEmpty;
    if (result.error)
        takeDocument(std::unexpected(*result.error));
    else if (!result.signalName.isEmpty())
        takeDocument(failure(ErrorCode::Assertion,
                             tr("The command was ended by the signal %1.").arg(result.signalName)));
    else if (hasFailed && said.isEmpty())
        takeDocument(failure(ErrorCode::Assertion,
                             tr("The command ended with status %1 and printed nothing that counts.")
                                 .arg(result.exitCode)));
    else if (hasFailed)
        takeDocument(
            failure(ErrorCode::Assertion,
                    tr("The command ended with status %1: %2").arg(result.exitCode).arg(said)));
    else if (isEmpty)
        takeDocument(failure(ErrorCode::Assertion, tr("The command printed nothing.")));
    else
        takeDocument(ended.out);
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
