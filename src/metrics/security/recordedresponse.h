// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace slipway {

/// The origin that a site is asked from to see whom it shares with.
inline constexpr auto foreignOrigin
    = QLatin1StringView("https://http-observatory.security.mozilla.org");

/// Headers in the order in which they came; a name may come more than once.
using HeaderList = QList<std::pair<QString, QString>>;

/// Values of a header, whatever the case of its name.
QStringList headerValues(const HeaderList &headers, QLatin1StringView name);
/// The first one; null when there is none.
QString firstHeader(const HeaderList &headers, QLatin1StringView name);

/// What a site answered, all that its security score depends on.
struct RecordedResponse
{
    QString name;                   ///< of the record, for people
    QString host;                   ///< that was asked for
    int status = 200;               ///< of the final page
    HeaderList headers;             ///< of the final page
    QString html;                   ///< its body
    bool isHttps = true;            ///< the site answers by https
    bool isHttp = true;             ///< the site answers by http
    bool isHttpsVerified = true;    ///< its certificate is valid
    bool isHttpVerified = true;     ///< those met on the way from http are
    QStringList route;              ///< from http: each URL, the first one asked for first
    QStringList cookies;            ///< values of Set-Cookie from all answers
    std::optional<HeaderList> cors; ///< of the answer to OPTIONS with another origin
    /// Hosts that browsers know to be https only; the value is whether those below are, too.
    QHash<QString, bool> preloaded;

    friend bool operator==(const RecordedResponse &, const RecordedResponse &) = default;

    /// The final page was loaded by https.
    bool isSecure() const { return isHttps; }
    /// Whether browsers load that host by https alone.
    bool isPreloaded(const QString &hostName) const;
};

/// A record as written in a file: `headers` [[name, value]…], `status`, `html`, `https`, `http`,
/// `httpVerified`, `httpsVerified`, `host`, `route`, `cookies`, `cors` {headers}. What is left out
/// is as on a site that redirects to https and does nothing more. InvalidInput names the key.
Result<RecordedResponse> readRecordedResponse(const QJsonObject &object,
                                              const QHash<QString, bool> &preloaded = {});
/// `hstsPreload` of a file: {host: "includeSubDomains" or anything else}.
QHash<QString, bool> readPreloaded(const QJsonObject &object);

} // namespace slipway
