// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/httpfetch.h"

#include "metrics/gunzip.h"
#include "metrics/ownnetwork.h"
#include "metrics/safetext.h"

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
                tr("%1 did not answer within %2 ms.").arg(host()).arg(m_limits.timeout.count()));
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
    // Qt, which would unpack it by itself, takes a body that is cut off for whole.
    request.setRawHeader("Accept-Encoding", "gzip");
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
    connect(reply, &QNetworkReply::encrypted, this, [this] { m_isEncrypted = true; });
    connect(reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_distrust = errors.constFirst().errorString();
    });
}

/// With the port where the address has one.
QString HttpFetch::host() const
{
    const QUrl url = m_reply->url();
    return url.port() > 0 ? u"%1:%2"_s.arg(url.host()).arg(url.port()) : url.host();
}

/// Why nothing came by TLS, and who is to do something about it: the server's certificate is not
/// trusted, ours may be missing or not welcome, or both sides have nothing in common.
QString HttpFetch::tlsMessage() const
{
    if (!m_distrust.isEmpty())
        return tr("The certificate of %1 is not valid: %2.").arg(host(), m_distrust);
    const QString problem = m_reply->errorString();
    // In TLS 1.3 a server looks at our certificate after we believe to be connected.
    const bool isOurs = m_isEncrypted || problem.contains("alert certificate"_L1)
        || problem.contains("alert bad certificate"_L1);
    if (!isOurs)
        return tr("No encrypted connection with %1 came about: %2.").arg(host(), problem);
    return m_reply->request().sslConfiguration().localCertificate().isNull()
        ? tr("%1 let us in and broke off without an answer: %2. Where it wants a certificate of "
             "who "
             "asks, name files with ‘cert’ and ‘key’.")
              .arg(host(), problem)
        : tr("%1 broke off when it had our certificate, ‘cert’: %2.").arg(host(), problem);
}

bool HttpFetch::isOffline() const
{
    // What begins while there is no network may fail only after it is back.
    return m_beganOffline || isCutOff(m_reply->url().host());
}

void HttpFetch::read()
{
    m_fetched.body += m_reply->readAll();
    m_fetched.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_fetched.body.size() > m_limits.body)
        tellTooLarge();
}

void HttpFetch::tellTooLarge()
{
    endWith(HttpFetched::Problem::Large,
            tr("%1 sends more than %2 bytes.").arg(host()).arg(m_limits.body));
}

void HttpFetch::unpack()
{
    const QByteArray packing = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
    if (packing.isEmpty() || packing == "identity" || m_fetched.body.isEmpty())
        return endWith(HttpFetched::Problem::None, {});
    if (packing != "gzip" && packing != "x-gzip")
        return endWith(HttpFetched::Problem::Broken,
                       tr("%1 packed its answer as “%2”, which nobody asked for.")
                           .arg(host(), safeText(QString::fromLatin1(packing))));
    const Result<QByteArray> unpacked = gunzipped(m_fetched.body, m_limits.body);
    if (!unpacked && unpacked.error().code == ErrorCode::Refused) {
        tellTooLarge();
    } else if (!unpacked) {
        endWith(HttpFetched::Problem::Broken,
                tr("%1 gave no whole answer: %2.").arg(host(), unpacked.error().message));
    } else {
        m_fetched.body = *unpacked;
        endWith(HttpFetched::Problem::None, {});
    }
}

void HttpFetch::end()
{
    m_fetched.body += m_reply->readAll();
    m_fetched.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_fetched.contentType = m_reply->header(QNetworkRequest::ContentTypeHeader).toByteArray();
    m_fetched.isOpenEnded = !m_reply->hasRawHeader("Content-Length")
        && !m_reply->rawHeader("Transfer-Encoding").toLower().contains("chunked");
    const QNetworkReply::NetworkError error = m_reply->error();
    // Qt counts a status from 400 on as an error, too. Any other one means that the body is not
    // whole, whatever the status: cut off, or not to be unpacked.
    const bool isWhole = error == QNetworkReply::NoError
        || (m_fetched.status >= 400 && error != QNetworkReply::RemoteHostClosedError);
    if (m_fetched.status > 0 && isWhole)
        unpack();
    else if (error == QNetworkReply::SslHandshakeFailedError)
        endWith(HttpFetched::Problem::Secured, tlsMessage());
    else if (error == QNetworkReply::ConnectionRefusedError) // an answer: there is a network
        endWith(HttpFetched::Problem::Refused,
                tr("%1 refused the connection: nobody listens there.").arg(host()));
    else if (isOffline())
        endWith(HttpFetched::Problem::Offline, cutOffReason());
    else if (error == QNetworkReply::HostNotFoundError)
        endWith(HttpFetched::Problem::Refused,
                tr("The name %1 is not known.").arg(m_reply->url().host()));
    else if (m_reply->url().scheme() == "https"_L1 && m_fetched.status == 0
             && m_fetched.body.isEmpty())
        endWith(HttpFetched::Problem::Secured, tlsMessage());
    else
        endWith(HttpFetched::Problem::Broken,
                tr("%1 gave no whole answer: %2.").arg(host(), m_reply->errorString()));
}

void HttpFetch::endWith(HttpFetched::Problem problem, const QString &message)
{
    m_deadline.stop();
    m_fetched.problem = problem;
    m_fetched.message = message;
    m_fetched.duration = milliseconds(m_clock.elapsed());
    m_reply->disconnect(this);
    // Not from inside its own signal: it would go on reading.
    QMetaObject::invokeMethod(
        m_reply,
        [reply = m_reply] {
            reply->abort();
            reply->deleteLater();
        },
        Qt::QueuedConnection);
    m_reply = nullptr;
    Q_EMIT finished(m_fetched);
}

} // namespace slipway
