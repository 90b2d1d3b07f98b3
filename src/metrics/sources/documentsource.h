// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/httpfetch.h"
#include "metrics/metricsource.h"
#include "metrics/sources/capturedcommand.h"

#include <QNetworkAccessManager>

namespace slipway {

/// What is asked of a web server: a POST where there is a body, a GET where there is none.
struct WebQuestion
{
    QNetworkRequest request;
    QByteArray body = {};
};

/// A figure out of a document that comes from the web (`url`), a file (`file`, relative to the
/// workspace's folder) or what a command prints (`run`). What the figure is, a reader says.
class DocumentSource final : public MetricSource
{
    Q_OBJECT
public:
    /// Pure: value, or quality and reason. `now` is UTC milliseconds.
    using Reader = std::function<MetricSample(const QByteArray &document, qint64 now)>;
    /// Pure: questions that name a period are another one each time. `now` is UTC milliseconds.
    using Asker = std::function<WebQuestion(qint64 now)>;

    /// Whether a command that failed has said nothing. Auditors fail when they find something.
    enum class ExitStatus { Counts, IsFinding };

    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services,
                                                      const Reader &reader,
                                                      ExitStatus status = ExitStatus::Counts);
    /// The document is the answer to what `asker` asks, whatever the settings say.
    static std::unique_ptr<MetricSource>
    asking(const MetricSpec &spec, const SourceServices &services, Asker asker, Reader reader);
    void measure() override;

private:
    enum class Place { Web, File, Command };

    DocumentSource(const SourceServices &services, Reader reader, milliseconds timeout);
    void fetch();
    void readFile();
    void runCommand();
    void takeOutput(const CapturedCommand::Ended &ended);
    void takeAnswer(const HttpFetched &fetched);
    void takeDocument(const Result<QByteArray> &document);

    SourceServices m_services;
    Reader m_reader;
    milliseconds m_timeout;
    Place m_place = Place::Web;
    Asker m_asker;
    QString m_host;
    QString m_path;
    MetricScript m_script;
    ExitStatus m_exitStatus = ExitStatus::Counts;
    QNetworkAccessManager m_network;
    std::unique_ptr<HttpFetch> m_fetch;
    CapturedCommand m_command;
    qint64 m_begun = 0;
};

} // namespace slipway
