// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/ratelimiter.h"
#include "demo/shopcache.h"
#include "demo/shopconfig.h"
#include "demo/shopdatabase.h"
#include "demo/shopmetrics.h"
#include "demo/shoprelease.h"

#include <QElapsedTimer>
#include <QUrlQuery>

#include <memory>

namespace slipway {

struct ShopRequest
{
    QByteArray method = "GET";
    QString path;
    QUrlQuery query;
    QUrlQuery form;
    QByteArray cookies; ///< the Cookie header
    QString peer;       ///< address of the client
};

struct ShopResponse
{
    int status = 200;
    QByteArray type = "text/html; charset=utf-8";
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
};

/// What the demo shop answers: pages, accounts, health and metrics. Knows nothing of sockets.
class Shop
{
public:
    /// Starts also with a database that is missing or too old: its health then says so.
    Shop(ShopConfig config, ShopRelease release, QString outbox);

    ShopResponse answer(const ShopRequest &request);
    ShopMetrics &metrics() { return m_metrics; }
    /// How long the answer to a request is to be kept back.
    std::chrono::milliseconds delayOf(const ShopRequest &request) const;

private:
    ShopResponse route(const ShopRequest &request);
    ShopResponse health();
    ShopResponse productPage();
    ShopResponse registerUser(const ShopRequest &request);
    ShopResponse verify(const ShopRequest &request);
    ShopResponse login(const ShopRequest &request);
    ShopResponse loginCode(const ShopRequest &request);
    ShopResponse secondFactor(const ShopRequest &request);
    ShopResponse admin(const ShopRequest &request);

    ShopResponse signedIn(const QString &user);
    QString userOf(const ShopRequest &request) const;
    QByteArray signature(const QByteArray &text) const;
    Result<void> sendMail(const QString &to, const QString &subject, const QString &text);
    /// Opens the database when it was not there before.
    Result<ShopDatabase *> database();

    ShopConfig m_config;
    ShopRelease m_release;
    QString m_outbox;
    ShopMetrics m_metrics;
    qint64 m_pages = 0; ///< product pages asked for
    ShopCache m_cache;
    RateLimiter m_logins;
    QElapsedTimer m_clock;
    std::unique_ptr<ShopDatabase> m_database;
};

} // namespace slipway
