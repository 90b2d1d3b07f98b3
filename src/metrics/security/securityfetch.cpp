// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/securityfetch.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto timeout = 10s;
constexpr qsizetype mostRedirects = 10;
constexpr qint64 mostBody = 4 * 1024 * 1024;

HeaderList headersOf(const QNetworkReply &reply)
{
    HeaderList headers;
    const auto &pairs = reply.rawHeaderPairs();
    for (const auto &[name, value] : pairs) {
        // Several of a name come as one value with line ends between.
        const QList<QByteArray> values = value.split('\n');
        for (const QByteArray &single : values)
            headers.append({QString::fromLatin1(name), QString::fromUtf8(single)});
    }
    return headers;
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

SecurityFetch::SecurityFetch(QNetworkAccessManager &network, QUrl url,
                             std::optional<QSslConfiguration> tls, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_url(std::move(url))
    , m_tls(std::move(tls))
{
    m_response.host = m_url.host();
}

SecurityFetch::~SecurityFetch()
{
    for (const QPointer<QNetworkReply> &reply : std::as_const(m_replies)) {
        if (reply) {
            reply->disconnect(this);
            reply->abort();
            reply->deleteLater();
        }
    }
}

void SecurityFetch::start()
{
    m_open = 2;
    const auto done = [this] {
        if (--m_open == 0)
            askRobots();
    };
    QUrl http = m_url;
    QUrl https = m_url;
    // The port of an address belongs to its own scheme.
    if (m_url.scheme() == "https"_L1)
        http.setPort(-1);
    else
        https.setPort(-1);
    http.setScheme(u"http"_s);
    https.setScheme(u"https"_s);
    visit(http, m_http, done);
    visit(https, m_https, done);
}

QNetworkRequest SecurityFetch::requestFor(const QUrl &url) const
{
    QNetworkRequest request(url);
    request.setTransferTimeout(timeout);
    if (m_tls && url.scheme() == "https"_L1)
        request.setSslConfiguration(*m_tls);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setRawHeader("User-Agent", "Slipway security score");
    request.setRawHeader("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5");
    return request;
}

void SecurityFetch::visit(const QUrl &url, Visit &visit, const Then &then)
{
    visit.route.append(url);
    QNetworkReply *reply = m_network.get(requestFor(url));
    keep(reply);
    visit.body.clear();
    connect(reply, &QNetworkReply::readyRead, this, [reply, &visit] {
        visit.body += reply->read(mostBody - visit.body.size());
        // What is behind that has no say in the score. Not from inside its own signal.
        if (visit.body.size() >= mostBody)
            QMetaObject::invokeMethod(reply, &QNetworkReply::abort, Qt::QueuedConnection);
    });
    connect(reply, &QNetworkReply::sslErrors, this, [reply, &visit](const QList<QSslError> &) {
        visit.isVerified = false;
        reply->ignoreSslErrors();
    });
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, &visit, then] { answered(reply, visit, then); });
}

void SecurityFetch::answered(QNetworkReply *reply, Visit &visit, const Then &then)
{
    m_replies.removeOne(reply);
    reply->deleteLater();
    visit.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (visit.status == 0) {
        visit.problem = reply->errorString();
        then();
        return;
    }
    visit.headers = headersOf(*reply);
    collectCookies(visit.headers);
    const bool isCutOff = reply->error() == QNetworkReply::OperationCanceledError
        || reply->error() == QNetworkReply::RemoteHostClosedError;
    if (isCutOff && visit.body.size() < mostBody) {
        visit.status = 0;
        visit.problem
            = tr("its page did not come within %1 seconds, or broke off").arg(timeout.count());
        then();
        return;
    }
    const QUrl next
        = visit.route.constLast().resolved(QUrl(firstHeader(visit.headers, "location"_L1)));
    const bool goesOn = isRedirect(visit.status) && visit.route.size() <= mostRedirects
        && next.isValid() && (next.scheme() == "http"_L1 || next.scheme() == "https"_L1);
    if (goesOn) {
        this->visit(next, visit, then);
        return;
    }
    const bool isEndless = isRedirect(visit.status) && visit.route.size() > mostRedirects;
    if (isEndless) {
        visit.status = 0;
        visit.problem = tr("it redirects more than %1 times").arg(mostRedirects);
    }
    then();
}

void SecurityFetch::keep(QNetworkReply *reply)
{
    m_replies.append(reply);
    QTimer::singleShot(timeout, reply, &QNetworkReply::abort);
}

void SecurityFetch::collectCookies(const HeaderList &headers)
{
    m_response.cookies.append(headerValues(headers, "set-cookie"_L1));
}

void SecurityFetch::askRobots()
{
    if (m_http.status == 0 && m_https.status == 0) {
        Q_EMIT finished(
            failure(ErrorCode::Unreachable,
                    tr("%1 answers neither by https nor by http: %2.")
                        .arg(m_url.host(),
                             m_url.scheme() == "http"_L1 ? m_http.problem : m_https.problem)));
        return;
    }
    QNetworkReply *reply
        = m_network.get(requestFor(page().route.constFirst().resolved(QUrl(u"/robots.txt"_s))));
    keep(reply);
    reply->ignoreSslErrors();
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        m_replies.removeOne(reply);
        reply->deleteLater();
        collectCookies(headersOf(*reply));
        askAsOther();
    });
}

void SecurityFetch::askAsOther()
{
    QNetworkRequest request = requestFor(page().route.constLast());
    request.setRawHeader("Origin", foreignOrigin.latin1());
    request.setRawHeader("Access-Control-Request-Method", "GET");
    QNetworkReply *reply = m_network.sendCustomRequest(request, "OPTIONS");
    keep(reply);
    reply->ignoreSslErrors();
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        m_replies.removeOne(reply);
        reply->deleteLater();
        if (reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() > 0)
            m_response.cors = headersOf(*reply);
        finish();
    });
}

void SecurityFetch::finish()
{
    const Visit &last = page();
    m_response.status = last.status;
    m_response.headers = last.headers;
    // Cookies are counted once, with those of the other answers.
    m_response.headers.removeIf([](const auto &header) {
        return header.first.compare("set-cookie"_L1, Qt::CaseInsensitive) == 0;
    });
    m_response.html = QString::fromUtf8(last.body);
    m_response.isHttps = m_https.status > 0;
    m_response.isHttp = m_http.status > 0;
    m_response.isHttpsVerified = m_https.isVerified;
    m_response.isHttpVerified = m_http.isVerified;
    m_response.route.clear();
    for (const QUrl &url : std::as_const(m_http.route))
        m_response.route.append(url.toString());
    Q_EMIT finished(m_response);
}

} // namespace slipway
