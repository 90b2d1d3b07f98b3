// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include <chrono>

namespace slipway {

/// The small HTTP client of the deployment's scripts: one request (or the same one several times),
/// or a health address asked until it is well. Ends with finished(exit status).
class ShopClient final : public QObject
{
    Q_OBJECT
public:
    explicit ShopClient(QObject *parent = nullptr);

    struct Request
    {
        QByteArray method = "GET";
        QUrl url;
        QByteArray form;
        QString cookieFile; ///< read and written; empty: none
        int count = 1;
    };
    /// Prints the status and the body of each answer. Exit status 1 when there was no answer.
    void send(const Request &request);

    struct HealthCheck
    {
        QUrl url;
        std::chrono::seconds wait{0};
        QString version; ///< empty: any
    };
    /// Exit status 0 once the address answers 200 (with that version), 1 when time is up.
    void waitForHealth(const HealthCheck &check);

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void sendNext();
    void askHealth();

    QNetworkAccessManager m_network;
    Request m_request;
    HealthCheck m_health;
    std::chrono::steady_clock::time_point m_deadline;
};

} // namespace slipway
