// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/httprequest.h"

#include <QMetaEnum>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslConfiguration>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumRedirects = 10;

/// Qt counts an answer with a status of 400 and more among the errors; for a check it is an answer.
bool isAnswer(const QNetworkReply &reply)
{
    const int error = reply.error();
    const bool transport = error > 0 && error < 200;
    const bool protocol = error > 300 && error < 400;
    return !transport && !protocol
        && reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
}

QUrl redirectOf(const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status < 300 || status >= 400 || !reply.hasRawHeader("Location"))
        return {};
    return reply.url().resolved(QUrl::fromEncoded(reply.rawHeader("Location")));
}

bool isSameHost(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && a.port() == b.port();
}

} // namespace

HttpRequest::HttpRequest(QNetworkAccessManager &network, Clock &clock, const HttpCheck &check)
    : m_network(network)
    , m_clock(clock)
    , m_check(check)
    , m_method(check.method)
{ }

HttpRequest::~HttpRequest()
{
    m_clock.cancel(m_timer);
    dropReply();
}

void HttpRequest::start()
{
    m_startedAt = m_clock.monotonic();
    m_timer = m_clock.callAfter(m_check.requestTimeout, [this] {
        finish(
            {},
            Error{
                ErrorCode::Timeout,
                tr("There was no whole answer within %1 ms.").arg(m_check.requestTimeout.count())});
    });
    send(m_check.url);
}

QNetworkRequest HttpRequest::prepared(const QUrl &url) const
{
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Slipway/" SLIPWAY_VERSION ""_s);
    // What comes over the wire is what is compared, and nothing small can unpack into much.
    request.setRawHeader("Accept-Encoding", "identity");
    if (m_sendsHeaders) {
        for (const auto &[name, value] : m_check.headers.asKeyValueRange())
            request.setRawHeader(name.toUtf8(), value.toUtf8());
    }
    request.setRawHeader("Connection", "close");
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    for (const auto attribute :
         {QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::CookieSaveControlAttribute,
          QNetworkRequest::AuthenticationReuseAttribute})
        request.setAttribute(attribute, QNetworkRequest::Manual);
    return request;
}

void HttpRequest::send(const QUrl &url)
{
    m_body.clear();
    const QByteArray body = m_sendsHeaders ? m_check.body : QByteArray();
    const QNetworkRequest request = prepared(url);
    // Qt has to know a HEAD, whose answer has no body, and would give a GET a length of 0.
    if (m_method == "HEAD")
        m_reply = m_network.head(request);
    else if (m_method == "GET" && body.isEmpty())
        m_reply = m_network.get(request);
    else
        m_reply = m_network.sendCustomRequest(request, m_method, body);
    // Bounds what Qt holds for us; read() takes it away.
    m_reply->setReadBufferSize(128 * 1024);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpRequest::read);
    connect(m_reply, &QNetworkReply::finished, this, &HttpRequest::onReplyFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_tlsErrors.append(error.errorString());
    });
}

void HttpRequest::read()
{
    m_body += m_reply->read(maximumBody - m_body.size());
    if (m_body.size() >= maximumBody)
        onReplyFinished();
}

void HttpRequest::onReplyFinished()
{
    m_body += m_reply->read(maximumBody - m_body.size());
    if (!isAnswer(*m_reply)) {
        finish({}, transportError());
        return;
    }
    const QUrl target = redirectOf(*m_reply);
    if (m_check.followRedirects && !target.isEmpty()) {
        if (!followRedirect(target)) {
            finish({},
                   Error{ErrorCode::Refused,
                         tr("The redirect to “%1” was not followed: it leaves https, or there "
                            "were too many.")
                             .arg(target.toDisplayString())});
        }
        return;
    }
    finish(answer(), std::nullopt);
}

bool HttpRequest::followRedirect(const QUrl &target)
{
    const QUrl from = m_reply->url();
    const bool leavesTls = from.scheme() == "https"_L1 && target.scheme() != "https"_L1;
    const bool isHttp = target.scheme() == "http"_L1 || target.scheme() == "https"_L1;
    if (leavesTls || !isHttp || ++m_redirects > maximumRedirects)
        return false;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // RFC 9110 15.4: 303 turns into GET, 301 and 302 do so for POST by custom.
    if (m_method != "HEAD" && (status == 303 || (status < 303 && m_method == "POST"))) {
        m_method = "GET";
        m_check.body.clear();
    }
    m_sendsHeaders = m_sendsHeaders && isSameHost(from, target);
    dropReply();
    send(target);
    return true;
}

HttpAnswer HttpRequest::answer() const
{
    HttpAnswer result;
    result.connected = true;
    result.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    result.responseTime = elapsed();
    for (const QNetworkReply::RawHeaderPair &header : m_reply->rawHeaderPairs())
        result.headers.insert(QString::fromLatin1(header.first).toLower(),
                              QString::fromUtf8(header.second));
    result.redirect = redirectOf(*m_reply).toString();
    const QSslCertificate certificate = m_reply->sslConfiguration().peerCertificate();
    if (!certificate.isNull())
        result.certificateExpiresIn = milliseconds(m_clock.now().msecsTo(certificate.expiryDate()));
    result.setBody(m_body);
    return result;
}

Error HttpRequest::transportError() const
{
    // Not errorString(): it may repeat the URL, and with it a password.
    const auto code = m_reply->error();
    const QString detail
        = QString::fromLatin1(QMetaEnum::fromType<QNetworkReply::NetworkError>().valueToKey(code));
    const QString host = m_reply->url().host() + u':'
        + QString::number(m_reply->url().port(m_reply->url().scheme() == "https"_L1 ? 443 : 80));
    switch (code) {
    case QNetworkReply::SslHandshakeFailedError:
        return {ErrorCode::Unreachable,
                tr("No secure connection to %1: %2.")
                    .arg(host,
                         m_tlsErrors.isEmpty() ? tr("the TLS handshake failed")
                                               : m_tlsErrors.join(u"; "_s)),
                detail};
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorCode::Unreachable, tr("%1 refused the connection.").arg(host), detail};
    case QNetworkReply::HostNotFoundError:
        return {ErrorCode::Unreachable,
                tr("The name “%1” is not known.").arg(m_reply->url().host()), detail};
    case QNetworkReply::RemoteHostClosedError:
        return {ErrorCode::ConnectionLost,
                tr("%1 closed the connection before the answer was whole.").arg(host), detail};
    case QNetworkReply::TimeoutError:
        return {ErrorCode::Timeout, tr("%1 did not answer in time.").arg(host), detail};
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolUnknownError:
        return {ErrorCode::ConnectionLost, tr("What %1 answered is not HTTP.").arg(host), detail};
    default:
        return {ErrorCode::Unreachable, tr("%1 could not be reached.").arg(host), detail};
    }
}

void HttpRequest::dropReply()
{
    if (!m_reply)
        return;
    disconnect(m_reply, nullptr, this, nullptr);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply.clear();
}

void HttpRequest::finish(const HttpAnswer &answer, const std::optional<Error> &error)
{
    m_clock.cancel(m_timer);
    m_timer = 0;
    HttpAnswer given = answer;
    given.responseTime = elapsed();
    dropReply();
    Q_EMIT finished(given, error);
}

} // namespace slipway
