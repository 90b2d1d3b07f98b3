// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/security/recordedresponse.h"

#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QUrl>

#include <functional>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;
class QNetworkRequest;

namespace slipway {

/// Asks a site what its security score depends on: GET by http and by https with up to ten
/// redirects each, GET /robots.txt for its cookies, and OPTIONS with another origin. A certificate
/// that is not valid is noted, and the page asked for nevertheless. Each answer has ten seconds; of
/// a page that is larger than 4 MiB the beginning counts. Deleting it ends it silently.
class SecurityFetch : public QObject
{
    Q_OBJECT
public:
    /// The path of `url` is asked for; its port is used for its own scheme alone. `tls` says whom
    /// to trust and who we are; the system's authorities and nobody without it.
    SecurityFetch(QNetworkAccessManager &network, QUrl url,
                  std::optional<QSslConfiguration> tls = std::nullopt, QObject *parent = nullptr);
    ~SecurityFetch() override;

    void start();

Q_SIGNALS:
    /// Once, never from inside start(). Unreachable when the site answers neither way.
    void finished(const slipway::Result<slipway::RecordedResponse> &response);

private:
    /// A page with the redirects that led to it.
    struct Visit
    {
        QList<QUrl> route;
        HeaderList headers;
        QByteArray body;
        int status = 0; ///< 0: no answer
        bool isVerified = true;
        QString problem;
    };
    using Then = std::function<void()>;

    void visit(const QUrl &url, Visit &visit, const Then &then);
    void answered(QNetworkReply *reply, Visit &visit, const Then &then);
    /// Ends it when its time is over.
    void keep(QNetworkReply *reply);
    void askRobots();
    void askAsOther();
    void finish();
    QNetworkRequest requestFor(const QUrl &url) const;
    void collectCookies(const HeaderList &headers);
    const Visit &page() const { return m_https.status > 0 ? m_https : m_http; }

    QNetworkAccessManager &m_network;
    QUrl m_url;
    std::optional<QSslConfiguration> m_tls;
    Visit m_http;
    Visit m_https;
    RecordedResponse m_response;
    int m_open = 0;
    QList<QPointer<QNetworkReply>> m_replies;
};

} // namespace slipway
