// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shopclient.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {
constexpr auto requestTimeout = 10s;
constexpr auto healthInterval = 150ms;

void print(FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, size_t(text.size()), stream);
    std::fflush(stream);
}

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

QByteArray readCookies(const QString &path)
{
    QFile file(path);
    return !path.isEmpty() && file.open(QIODevice::ReadOnly) ? file.readAll().trimmed()
                                                             : QByteArray();
}

void keepCookies(const QString &path, const QNetworkReply &reply)
{
    const QByteArray header = reply.rawHeader("Set-Cookie");
    QFile file(path);
    if (path.isEmpty() || header.isEmpty() || !file.open(QIODevice::WriteOnly))
        return;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(header.left(header.indexOf(';')) + '\n');
}
} // namespace

ShopClient::ShopClient(QObject *parent) : QObject(parent)
{
    // The servers are on loopback: a proxy of the person's desktop has no business here.
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void ShopClient::send(const Request &request)
{
    m_request = request;
    sendNext();
}

void ShopClient::sendNext()
{
    QNetworkRequest request(m_request.url);
    request.setTransferTimeout(requestTimeout);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    const QByteArray cookies = readCookies(m_request.cookieFile);
    if (!cookies.isEmpty())
        request.setRawHeader("Cookie", cookies);
    if (m_request.method == "POST")
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          u"application/x-www-form-urlencoded"_s);
    QNetworkReply *reply = m_network.sendCustomRequest(request, m_request.method, m_request.form);
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        const int status = statusOf(*reply);
        if (status == 0) {
            print(stderr, reply->errorString().toUtf8() + '\n');
            Q_EMIT finished(1);
            return;
        }
        keepCookies(m_request.cookieFile, *reply);
        print(stdout, QByteArray::number(status) + '\n' + reply->readAll());
        if (--m_request.count > 0)
            sendNext();
        else
            Q_EMIT finished(0);
    });
}

void ShopClient::waitForHealth(const HealthCheck &check)
{
    m_health = check;
    m_deadline = std::chrono::steady_clock::now() + check.wait;
    askHealth();
}

void ShopClient::askHealth()
{
    QNetworkRequest request(m_health.url);
    request.setTransferTimeout(2s);
    QNetworkReply *reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        const QByteArray body = reply->readAll();
        const QString version
            = QJsonDocument::fromJson(body).object().value("version"_L1).toString();
        const bool well = statusOf(*reply) == 200
            && (m_health.version.isEmpty() || version == m_health.version);
        if (!well && std::chrono::steady_clock::now() < m_deadline) {
            QTimer::singleShot(healthInterval, this, &ShopClient::askHealth);
            return;
        }
        const QByteArray seen = statusOf(*reply) == 0
            ? reply->errorString().toUtf8()
            : QByteArray(QByteArray::number(statusOf(*reply)) + " " + body);
        print(well ? stdout : stderr, seen.trimmed() + '\n');
        Q_EMIT finished(well ? 0 : 1);
    });
}

} // namespace slipway
