// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "exec/httpchecker.h"

#include <QNetworkRequest>
#include <QPointer>
#include <QSslError>

class QNetworkAccessManager;
class QNetworkReply;

namespace slipway {

/// One request of a check, with its redirects. finished() once, never from inside start();
/// deleting it drops the request silently.
class HttpRequest : public QObject
{
    Q_OBJECT
public:
    static constexpr qint64 maximumBody = 1024 * 1024;

    HttpRequest(QNetworkAccessManager &network, Clock &clock, const HttpCheck &check);
    ~HttpRequest() override;

    void start();
    milliseconds elapsed() const { return m_clock.monotonic() - m_startedAt; }

Q_SIGNALS:
    /// `error` set: there was no answer.
    void finished(const slipway::HttpAnswer &answer, const std::optional<slipway::Error> &error);

private:
    void send(const QUrl &url);
    QNetworkRequest prepared(const QUrl &url) const;
    void read();
    void onReplyFinished();
    bool followRedirect(const QUrl &target);
    HttpAnswer answer() const;
    Error transportError() const;
    void dropReply();
    void finish(const HttpAnswer &answer, const std::optional<Error> &error);

    QNetworkAccessManager &m_network;
    Clock &m_clock;
    HttpCheck m_check;
    QByteArray m_method;
    milliseconds m_startedAt{0};
    Clock::TimerHandle m_timer = 0;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_body;
    QStringList m_tlsErrors;
    int m_redirects = 0;
    bool m_sendsHeaders = true;
};

} // namespace slipway
