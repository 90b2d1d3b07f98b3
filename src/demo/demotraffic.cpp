// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demotraffic.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {
constexpr auto interval = 400ms;
/// Every so many visits somebody mistypes a password.
constexpr qsizetype visitsALogin = 12;
} // namespace

DemoTraffic::DemoTraffic(QList<QUrl> shops, QObject *parent)
    : QObject(parent)
    , m_shops(std::move(shops))
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &DemoTraffic::visit);
}

void DemoTraffic::start()
{
    m_timer.start();
}

void DemoTraffic::stop()
{
    m_timer.stop();
}

void DemoTraffic::visit()
{
    QUrl url = m_shops.at(m_visits % m_shops.size());
    const bool login = ++m_visits % visitsALogin == 0;
    url.setPath(login ? u"/login"_s : u"/"_s);
    QNetworkRequest request(url);
    request.setTransferTimeout(2s);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    QNetworkReply *reply = login ? m_network.post(request, "user=visitor&password=mistyped"_ba)
                                 : m_network.get(request);
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
}

} // namespace slipway
