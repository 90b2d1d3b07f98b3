// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/httpfetch.h"

#include "metrics/ownnetwork.h"

#include <QNetworkAccessManager>

using namespace Qt::StringLiterals;

namespace slipway {

HttpFetch::HttpFetch(QNetworkAccessManager &network, Limits limits, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_limits(limits)
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (isOffline())
            return endWith(HttpFetched::Problem::Offline, cutOffReason());
        endWith(HttpFetched::Problem::Late,
                tr("%1 did not answer within %2 ms.")
                    .arg(m_reply->url().host())
                    .arg(m_limits.timeout.count()));
    });
}

HttpFetch::~HttpFetch()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

QNetworkRequest HttpFetch::prepared(QNetworkRequest request)
{
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // A kept connection hides that no new one could be made.
    request.setRawHeader("Connection", "close");
    return request;
}

void HttpFetch::get(const QNetworkRequest &request)
{
    follow(m_network.get(prepared(request)));
}

void HttpFetch::post(const QNetworkRequest &request, const QByteArray &body)
{
    QNetworkRequest asked = prepared(request);
    if (!asked.hasRawHeader("Content-Type"))
        asked.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    follow(m_network.post(asked, body));
}

void HttpFetch::follow(QNetworkReply *reply)
{
    m_reply = reply;
    m_beganOffline = isCutOff(reply->url().host());
    m_clock.start();
    m_deadline.start(m_limits.timeout);
    connect(reply, &QNetworkReply::readyRead, this, &HttpFetch::read);
    connect(reply, &QNetworkReply::finished, this, &HttpFetch::end);
}

bool HttpFetch::isOffline() const
{
    // What begins while there is no network may fail only after it is back.
    return m_beganOffline || isCutOff(m_reply->url().host());
}

void HttpFetch::read()
{
    m_fetched.body += m_reply->readAll();
    if (m_fetched.body.size() > m_limits.body)
        endWith(HttpFetched::Problem::Large,
                tr("%1 sends more than %2 bytes.").arg(m_reply->url().host()).arg(m_limits.body));
}

void HttpFetch::end()
{
    m_fetched.body += m_reply->readAll();
    m_fetched.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_fetched.contentType = m_reply->header(QNetworkRequest::ContentTypeHeader).toByteArray();
    const QString host = m_reply->url().host();
    const QNetworkReply::NetworkError error = m_reply->error();
    // Qt counts a status from 400 on as an error, too. Any other one means that the body is not
    // whole, whatever the status: cut off, or not to be unpacked.
    const bool isWhole = error == QNetworkReply::NoError
        || (m_fetched.status >= 400 && error != QNetworkReply::RemoteHostClosedError);
    if (m_fetched.status > 0 && isWhole)
        endWith(HttpFetched::Problem::None, {});
    else if (error == QNetworkReply::SslHandshakeFailedError)
        endWith(HttpFetched::Problem::Secured,
                tr("The certificate of %1 is not valid: %2.").arg(host, m_reply->errorString()));
    else if (error == QNetworkReply::ConnectionRefusedError) // an answer: there is a network
        endWith(HttpFetched::Problem::Refused,
                tr("%1 refused the connection: nobody listens there.").arg(host));
    else if (isOffline())
        endWith(HttpFetched::Problem::Offline, cutOffReason());
    else if (error == QNetworkReply::HostNotFoundError)
        endWith(HttpFetched::Problem::Refused, tr("The name %1 is not known.").arg(host));
    else
        endWith(HttpFetched::Problem::Broken,
                tr("%1 gave no whole answer: %2.").arg(host, m_reply->errorString()));
}

void HttpFetch::endWith(HttpFetched::Problem problem, const QString &message)
{
    m_deadline.stop();
    m_fetched.problem = problem;
    m_fetched.message = message;
    m_fetched.duration = milliseconds(m_clock.elapsed());
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
    Q_EMIT finished(m_fetched);
}

} // namespace slipway
