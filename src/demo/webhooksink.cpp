// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/webhooksink.h"

#include "demo/shopserver.h"

#include <QFile>
#include <QHttpServerRequest>
#include <QHttpServerResponder>

namespace slipway {

WebhookSink::WebhookSink(QString file, QObject *parent)
    : QAbstractHttpServer(parent)
    , m_file(std::move(file))
{ }

Result<quint16> WebhookSink::listen(const QHostAddress &address, quint16 port)
{
    return listenOnLoopback(*this, address, port);
}

bool WebhookSink::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    using Status = QHttpServerResponder::StatusCode;
    if (request.method() != QHttpServerRequest::Method::Post) {
        responder.write(Status::MethodNotAllowed);
        return true;
    }
    QFile file(m_file);
    const QByteArray line = request.body().simplified() + '\n';
    const bool kept = file.open(QIODevice::WriteOnly | QIODevice::Append)
        && file.write(line) == line.size() && file.flush();
    responder.write(kept ? Status::NoContent : Status::InternalServerError);
    return true;
}

void WebhookSink::missingHandler(const QHttpServerRequest &, QHttpServerResponder &responder)
{
    responder.write(QHttpServerResponder::StatusCode::NotFound);
}

} // namespace slipway
