// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"

#include <QElapsedTimer>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QObject>
#include <QTimer>

namespace slipway {

/// What came back for one request.
struct HttpFetched
{
    enum class Problem {
        None,
        Offline, ///< this machine has no network
        Refused, ///< nobody listens, or the host is unknown
        Secured, ///< no TLS with it: a certificate is not valid, or none is shown
        Late,    ///< no whole answer in time
        Large,   ///< more than was wanted
        Broken,  ///< cut off, or no HTTP
    };
    Problem problem = Problem::None;
    QString message; ///< a whole sentence, when there is a problem
    int status = 0;
    QByteArray contentType;
    QByteArray body;
    milliseconds duration{0}; ///< of the whole exchange
    /// Nothing said how long the body is: one that was cut off looks as if it were whole.
    bool isOpenEnded = false;

    /// Of a text whose lines all have an end.
    bool isCutInALine() const { return isOpenEnded && !body.isEmpty() && !body.endsWith('\n'); }
};

/// One request over a connection of its own, with a deadline for all of it and a limit for the
/// body, also where it is packed with gzip. Redirects are not followed, certificates always
/// verified. Deleting it ends it silently.
///
/// `network` is nobody else's: Qt gives six connections to a host, and ends whatever waits for the
/// host when one of them breaks.
class HttpFetch : public QObject
{
    Q_OBJECT
public:
    struct Limits
    {
        milliseconds timeout{10'000};
        qint64 body = qint64(16) * 1024 * 1024;
    };

    HttpFetch(QNetworkAccessManager &network, Limits limits, QObject *parent = nullptr);
    ~HttpFetch() override;

    void get(const QNetworkRequest &request);
    /// `body` is a form where the request does not say what it is.
    void post(const QNetworkRequest &request, const QByteArray &body);

Q_SIGNALS:
    /// Once, never from inside get() or post().
    void finished(const slipway::HttpFetched &fetched);

private:
    void follow(QNetworkReply *reply);
    void read();
    void end();
    bool isOffline() const;
    QString host() const;
    QString tlsMessage() const;
    void unpack();
    void tellTooLarge();
    void endWith(HttpFetched::Problem problem, const QString &message);
    static QNetworkRequest prepared(QNetworkRequest request);

    QNetworkAccessManager &m_network;
    Limits m_limits;
    QNetworkReply *m_reply = nullptr;
    QTimer m_deadline;
    QElapsedTimer m_clock;
    bool m_beganOffline = false;
    bool m_isEncrypted = false;
    QString m_distrust; ///< why the server's certificate is not valid
    HttpFetched m_fetched;
};

} // namespace slipway
