// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shopserver.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QHttpHeaders>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
QByteArray methodName(QHttpServerRequest::Method method)
{
    switch (method) {
    case QHttpServerRequest::Method::Get:
        return "GET";
    case QHttpServerRequest::Method::Head:
        return "HEAD";
    case QHttpServerRequest::Method::Post:
        return "POST";
    case QHttpServerRequest::Method::Put:
        return "PUT";
    case QHttpServerRequest::Method::Delete:
        return "DELETE";
    case QHttpServerRequest::Method::Patch:
        return "PATCH";
    case QHttpServerRequest::Method::Options:
        return "OPTIONS";
    default:
        return "OTHER";
    }
}

/// `+` means a space in forms, which QUrlQuery leaves as it is.
QUrlQuery formOf(const QByteArray &body)
{
    return QUrlQuery(QString::fromUtf8(QByteArray(body).replace('+', "%20")));
}

QString text(const char *source)
{
    return QCoreApplication::translate("ShopServer", source);
}
} // namespace

Result<quint16> listenOnLoopback(QAbstractHttpServer &server, const QHostAddress &address,
                                 quint16 port)
{
    if (!address.isLoopback())
        return failure(ErrorCode::Refused,
                       text("The demo shop listens on loopback addresses only, not on %1.")
                           .arg(address.toString()));
    auto socket = std::make_unique<QTcpServer>();
    if (!socket->listen(address, port))
        return failure(ErrorCode::Io,
                       text("%1 port %2 cannot be listened on: %3.")
                           .arg(address.toString())
                           .arg(port)
                           .arg(socket->errorString()));
    const quint16 bound = socket->serverPort();
    if (!server.bind(socket.get()))
        return failure(ErrorCode::Io, text("The web server could not be started."));
    static_cast<void>(socket.release()); // bind() made `server` its parent
    return bound;
}

ShopServer::ShopServer(Shop &shop, QFile *accessLog, QObject *parent)
    : QAbstractHttpServer(parent)
    , m_shop(shop)
    , m_accessLog(accessLog)
{ }

Result<quint16> ShopServer::listen(const QHostAddress &address, quint16 port)
{
    return listenOnLoopback(*this, address, port);
}

bool ShopServer::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    QElapsedTimer elapsed;
    elapsed.start();
    ShopRequest asked;
    asked.method = methodName(request.method());
    asked.path = request.url().path();
    asked.query = QUrlQuery(request.url().query());
    asked.form = formOf(request.body());
    asked.cookies = request.headers().combinedValue(QHttpHeaders::WellKnownHeader::Cookie);
    asked.peer = request.remoteAddress().toString();
    const ShopResponse answer = m_shop.answer(asked);

    const auto kept = std::make_shared<QHttpServerResponder>(std::move(responder));
    const auto finish = [this, kept, asked, answer, elapsed] {
        QHttpHeaders headers;
        for (const auto &[name, value] : answer.headers)
            headers.append(name, value);
        kept->write(asked.method == "HEAD" ? QByteArray() : answer.body, headers,
                    QHttpServerResponder::StatusCode(answer.status));
        const std::chrono::nanoseconds duration(elapsed.nsecsElapsed());
        m_shop.metrics().count(answer.status, duration);
        log(asked, answer.status, duration);
    };
    if (const auto delay = m_shop.delayOf(asked); delay.count() > 0)
        QTimer::singleShot(delay, this, finish);
    else
        finish();
    return true;
}

void ShopServer::missingHandler(const QHttpServerRequest &, QHttpServerResponder &responder)
{
    responder.write(QHttpServerResponder::StatusCode::NotFound);
}

void ShopServer::log(const ShopRequest &request, int status, std::chrono::nanoseconds duration)
{
    if (!m_accessLog)
        return;
    // The path alone: a query may hold a token.
    const QJsonObject line{
        {u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {u"method"_s, QString::fromLatin1(request.method)},
        {u"path"_s, request.path},
        {u"status"_s, status},
        {u"ms"_s, double(duration.count()) / 1e6},
        {u"peer"_s, request.peer},
    };
    m_accessLog->write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    m_accessLog->flush();
}

} // namespace slipway
