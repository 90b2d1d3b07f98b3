// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/findingsreport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// SARIF's words for severities.
QString levelOf(EnvSeverity severity)
{
    return severity == EnvSeverity::Info ? u"note"_s : toString(severity);
}

QJsonObject jsonOf(const EnvFinding &finding)
{
    QJsonObject object{{u"line"_s, finding.line},
                       {u"column"_s, finding.column},
                       {u"severity"_s, toString(finding.severity)},
                       {u"check"_s, finding.check},
                       {u"message"_s, finding.message}};
    if (!finding.key.isEmpty())
        object.insert(u"key"_s, QString::fromUtf8(finding.key));
    if (finding.fix) {
        QJsonArray changed;
        for (const EnvDialect dialect : finding.fix->changesValuesIn)
            changed.append(toString(dialect));
        object.insert(u"fix"_s,
                      QJsonObject{{u"title"_s, finding.fix->title},
                                  {u"safe"_s, finding.fix->isSafe()},
                                  {u"changesValuesIn"_s, changed}});
    }
    return object;
}

QJsonObject sarifResult(const QString &path, const EnvFinding &finding)
{
    const QJsonObject region{{u"startLine"_s, finding.line}, {u"startColumn"_s, finding.column}};
    const QJsonObject artifact{{u"uri"_s, QString::fromLatin1(QUrl::toPercentEncoding(path, "/"))}};
    const QJsonObject location{
        {u"physicalLocation"_s,
         QJsonObject{{u"artifactLocation"_s, artifact}, {u"region"_s, region}}}};
    return {{u"ruleId"_s, finding.check},
            {u"level"_s, levelOf(finding.severity)},
            {u"message"_s, QJsonObject{{u"text"_s, finding.message}}},
            {u"locations"_s, QJsonArray{location}}};
}

} // namespace

QString findingLine(const QString &path, const EnvFinding &finding)
{
    return u"%1:%2:%3: %4: "_s.arg(path)
               .arg(finding.line)
               .arg(finding.column)
               .arg(toString(finding.severity))
        + finding.message + u" ["_s + finding.check + u']';
}

QByteArray findingsJson(const QList<FileFindings> &files)
{
    QJsonArray list;
    for (const FileFindings &file : files) {
        QJsonArray findings;
        for (const EnvFinding &finding : file.findings)
            findings.append(jsonOf(finding));
        list.append(QJsonObject{{u"file"_s, file.path}, {u"findings"_s, findings}});
    }
    return QJsonDocument(QJsonObject{{u"files"_s, list}}).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray findingsSarif(const QList<FileFindings> &files)
{
    QJsonArray results;
    QMap<QString, QJsonObject> rules;
    for (const FileFindings &file : files) {
        for (const EnvFinding &finding : file.findings) {
            results.append(sarifResult(file.path, finding));
            rules.insert(finding.check, {{u"id"_s, finding.check}, {u"name"_s, finding.check}});
        }
    }
    QJsonArray ruleList;
    for (const QJsonObject &rule : std::as_const(rules))
        ruleList.append(rule);
    const QJsonObject driver{{u"name"_s, u"slipwayctl env check"_s},
                             {u"version"_s, QStringLiteral(SLIPWAY_VERSION)},
                             {u"rules"_s, ruleList}};
    // Columns count characters, not UTF-16 units.
    const QJsonObject run{{u"tool"_s, QJsonObject{{u"driver"_s, driver}}},
                          {u"columnKind"_s, u"unicodeCodePoints"_s},
                          {u"results"_s, results}};
    const QJsonObject log{{u"$schema"_s, u"https://json.schemastore.org/sarif-2.1.0.json"_s},
                          {u"version"_s, u"2.1.0"_s},
                          {u"runs"_s, QJsonArray{run}}};
    return QJsonDocument(log).toJson(QJsonDocument::Indented);
}

} // namespace slipway
