// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <QUrl>

namespace slipway {

/// A few visitors of the demo shop, so that its metrics have something to tell. What they are
/// answered is nobody's concern here.
class DemoTraffic final : public QObject
{
    Q_OBJECT
public:
    DemoTraffic(QList<QUrl> shops, QObject *parent);

    void start();
    void stop();

private:
    void visit();

    QList<QUrl> m_shops;
    QNetworkAccessManager m_network;
    QTimer m_timer;
    qsizetype m_visits = 0;
};

} // namespace slipway
