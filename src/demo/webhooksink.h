// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QAbstractHttpServer>
#include <QHostAddress>

namespace slipway {

/// Stands for a team's chat: appends the body of every POST to a file, one line each.
class WebhookSink final : public QAbstractHttpServer
{
    Q_OBJECT
public:
    explicit WebhookSink(QString file, QObject *parent = nullptr);

    Result<quint16> listen(const QHostAddress &address, quint16 port);

protected:
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request,
                        QHttpServerResponder &responder) override;

private:
    QString m_file;
};

} // namespace slipway
