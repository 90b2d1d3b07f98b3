// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/hostargument.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::HostArgument)
};

constexpr int largestPort = 65'535;

Result<QJsonObject> serverOf(const QString &text)
{
    // A name or an address; of IPv6 in brackets, or without a port behind it.
    static const QRegularExpression form(
        uR"(\A(?:([^@\s]+)@)?(?:\[([0-9A-Fa-f:.%a-z]+)\]|([^@:\s\[\]-][^@:\s\[\]]*)|)"
        uR"(([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))(?::(\d{1,5}))?\z)"_s);
    const auto match = form.match(text);
    const int port = match.captured(5).toInt();
    if (!match.hasMatch() || port > largestPort || (!match.captured(5).isEmpty() && port == 0))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("“%1” is no host. Write it as [USER@]HOST[:PORT], for example "
                                 "deploy@web-1.example.com:2222.")
                           .arg(text));
    QJsonObject server{
        {u"host"_s, QString(match.captured(2) + match.captured(3) + match.captured(4))}};
    if (!match.captured(1).isEmpty())
        server.insert(u"user"_s, match.captured(1));
    if (port > 0)
        server.insert(u"port"_s, port);
    return server;
}

/// As a server in a slipway.yaml may be called; of equal hosts the port tells, or a number.
QString nameOf(const QJsonObject &server, const QStringList &others)
{
    static const QRegularExpression strange(u"[^A-Za-z0-9._-]"_s);
    QString base = server[u"host"_s].toString();
    base.replace(strange, u"-"_s);
    while (!base.isEmpty() && !base.front().isLetterOrNumber())
        base.removeFirst();
    if (base.isEmpty())
        base = u"host"_s;
    QString name = base;
    if (const int port = server[u"port"_s].toInt(); others.contains(name) && port > 0)
        name = u"%1-%2"_s.arg(base).arg(port);
    for (int number = 2; others.contains(name); ++number)
        name = u"%1-%2"_s.arg(base).arg(number);
    return name;
}

} // namespace

Result<QByteArray> workspaceOfHosts(const QStringList &hosts)
{
    // Mappings in JSON, which is YAML, too; not as one object, which would lose their order.
    QByteArray config = "slipway: 1\nname: Hosts\nenvironment: hosts\nenvironments:\n"
                        "  hosts:\n    servers:\n";
    QStringList names;
    for (const QString &text : hosts) {
        const Result<QJsonObject> server = serverOf(text);
        if (!server)
            return std::unexpected(server.error());
        names.append(nameOf(*server, names));
        config += "      \"" + names.constLast().toUtf8()
            + "\": " + QJsonDocument(*server).toJson(QJsonDocument::Compact) + '\n';
    }
    return config;
}

} // namespace slipway
