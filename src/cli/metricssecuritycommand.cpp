// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/metricssecuritycommand.h"

#include "cli/exitcode.h"
#include "metrics/security/securityfetch.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The recorded answers of a file: one, one of a file of test vectors ({in, out}), or many.
struct Records
{
    QList<RecordedResponse> responses;
    bool isList = false;
};

Result<void> append(const QJsonValue &value, const QHash<QString, bool> &preloaded,
                    Records &records)
{
    const QJsonObject object = value.toObject();
    if (!value.isObject())
        return failure(ErrorCode::InvalidInput,
                       MetricsSecurityCommand::tr("Record %1 of the file is no object.")
                           .arg(records.responses.size() + 1));
    const QJsonObject record = object.contains("in"_L1) ? object.value("in"_L1).toObject() : object;
    if (object.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       MetricsSecurityCommand::tr("Record %1 of the file holds no answer.")
                           .arg(records.responses.size() + 1));
    const Result<RecordedResponse> response = readRecordedResponse(record, preloaded);
    if (!response)
        return std::unexpected(response.error());
    records.responses.append(*response);
    return {};
}

Result<Records> readRecords(const QByteArray &text)
{
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(text, &fault);
    if (document.isNull())
        return failure(ErrorCode::InvalidInput,
                       MetricsSecurityCommand::tr("The file is no JSON: %1 at byte %2.")
                           .arg(fault.errorString())
                           .arg(fault.offset));
    const QJsonObject object = document.object();
    const auto preloaded = readPreloaded(object.value("hstsPreload"_L1).toObject());
    Records records;
    records.isList = document.isArray() || object.value("vectors"_L1).isArray();
    const QJsonArray entries = document.isArray() ? document.array()
        : records.isList                          ? object.value("vectors"_L1).toArray()
                                                  : QJsonArray{object};
    for (const QJsonValue &entry : entries) {
        if (const Result<void> appended = append(entry, preloaded, records); !appended)
            return std::unexpected(appended.error());
    }
    if (records.responses.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       MetricsSecurityCommand::tr("The file holds no answers."));
    return records;
}

} // namespace

MetricsSecurityCommand::MetricsSecurityCommand(const Console &console) : CliCommand(console) { }

MetricsSecurityCommand::~MetricsSecurityCommand() = default;

CommandSpec MetricsSecurityCommand::spec()
{
    CommandSpec spec;
    spec.name = u"metrics security"_s;
    spec.summary = tr("Score how a web site protects its visitors");
    spec.argument = u"[URL]"_s;
    spec.least = 0;
    spec.most = 1;
    spec.options
        = {{u"response"_s, u"FILE"_s, tr("Score recorded answers instead of asking a site.")},
           {u"json"_s, QString(), tr("Print JSON.")}};
    spec.description
        = {tr("Scores a site by the rules of the HTTP Observatory (algorithm version 6): its "
              "security headers, cookies, redirects and scripts. 100 and more is the best grade, "
              "A+."),
           tr("A site is asked three to five times: its page by http and https, /robots.txt, and "
              "once as another origin. Ask your own sites only."),
           tr("Whether browsers know the host to be https only is not looked up; it is worth up to "
              "5 points.")};
    spec.exitCodes = {{exitcode::success, tr("Everything was scored.")},
                      {exitcode::failed, tr("A site did not answer, or not with a page.")},
                      {exitcode::usage, tr("Wrong usage, or a file that holds no answers.")}};
    spec.examples = {{u"slipwayctl metrics security https://shop.example.com"_s, QString()},
                     {u"slipwayctl metrics security --response answer.json --json"_s, QString()}};
    return spec;
}

void MetricsSecurityCommand::start(const Arguments &arguments)
{
    m_isJson = arguments.has(u"json"_s);
    const bool isFile = arguments.has(u"response"_s);
    if (isFile == !arguments.positional().isEmpty()) {
        fail({ErrorCode::InvalidInput, tr("Give either a URL or --response FILE.")},
             exitcode::usage);
        return;
    }
    if (isFile)
        scoreFile(arguments.value(u"response"_s));
    else
        fetch(arguments.positional().constFirst());
}

void MetricsSecurityCommand::scoreFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        fail({ErrorCode::Io, tr("“%1” cannot be read: %2.").arg(path, file.errorString())},
             exitcode::usage);
        return;
    }
    const Result<Records> records = readRecords(file.readAll());
    if (!records)
        fail(records.error(), exitcode::usage);
    else
        printAll(records->responses, records->isList);
}

void MetricsSecurityCommand::fetch(const QString &address)
{
    const QString full = address.contains("://"_L1) ? address : u"https://"_s + address;
    const QUrl url(full, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)) {
        fail({ErrorCode::InvalidInput, tr("“%1” is no web address.").arg(address)},
             exitcode::usage);
        return;
    }
    m_fetch = std::make_unique<SecurityFetch>(m_network, url);
    connect(m_fetch.get(), &SecurityFetch::finished, this,
            [this](const Result<RecordedResponse> &response) {
                if (!response)
                    fail(response.error(), exitcode::failed);
                else
                    printAll({*response}, false);
            });
    m_fetch->start();
}

void MetricsSecurityCommand::printAll(const QList<RecordedResponse> &responses, bool isList)
{
    QJsonArray all;
    bool isScored = true;
    for (const RecordedResponse &response : responses) {
        const Result<SecurityScore> score = securityScore(response);
        isScored = isScored && score;
        all.append(score ? toJson(*score) : QJsonObject{{u"error"_s, score.error().message}});
        if (!m_isJson)
            print(response, score);
    }
    if (m_isJson)
        console().rawOut(
            (isList ? QJsonDocument(all) : QJsonDocument(all.at(0).toObject())).toJson());
    finishLater(isScored ? exitcode::success : exitcode::failed);
}

void MetricsSecurityCommand::print(const RecordedResponse &response,
                                   const Result<SecurityScore> &score) const
{
    if (!response.name.isEmpty())
        console().out(response.name);
    if (!score) {
        console().out(score.error().message);
        return;
    }
    console().out(tr("Score %1, grade %2, %3 of %4 tests passed")
                      .arg(score->score)
                      .arg(score->grade)
                      .arg(score->passed)
                      .arg(score->tests.size()));
    for (const SecurityTest &test : score->tests)
        console().out(u"  %1 %2 %3  %4"_s.arg(test.isPassed ? u"✓"_s : u"✗"_s)
                          .arg(test.modifier, 4)
                          .arg(test.name, -30)
                          .arg(test.result));
}

} // namespace slipway
