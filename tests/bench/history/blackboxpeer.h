// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

#include <optional>

class QNetworkAccessManager;
class QUrl;

namespace slipway {

/// A real prometheus-blackbox-exporter on loopback, to compare probes with.
class BlackboxPeer
{
public:
    BlackboxPeer() = default;
    ~BlackboxPeer();
    Q_DISABLE_COPY_MOVE(BlackboxPeer)

    /// What SLIPWAY_BLACKBOX_EXPORTER names, or Debian's; empty: there is none.
    static QString program();

    /// False when it does not come to answer.
    bool start(const QString &folder, QNetworkAccessManager &network);
    /// Milliseconds that it took for a GET of `target`, by its own account.
    std::optional<double> probe(const QUrl &target, QNetworkAccessManager &network) const;

private:
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace slipway
