// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QMap>
#include <QObject>

namespace slipway {

class DemoProcess;

/// A real Prometheus that scrapes the demo's shops, and a real Redis that they cache in, where they
/// are installed; both on loopback, with their data in one folder. They end with this object.
class DemoMonitoring : public QObject
{
    Q_OBJECT
public:
    /// On loopback; 0: it is not installed.
    struct Ports
    {
        quint16 prometheus = 0;
        quint16 redis = 0;
    };

    /// Chooses ports; nothing runs yet.
    DemoMonitoring(QString folder, QObject *parent);

    /// What the workspace's slipway.yaml is filled with.
    QMap<QString, QString> placeholders() const { return placeholders(m_ports); }
    static QMap<QString, QString> placeholders(const Ports &ports);
    /// "host:port" of the cache; empty without one.
    QString cacheAddress() const;
    /// `targets` are "host:port" of shops. Does not wait for them to answer.
    Result<void> start(const QStringList &targets);

Q_SIGNALS:
    /// One of them ended by itself.
    void problem(const QString &what);

private:
    void run(const QString &program, const QStringList &arguments, const QString &log);

    QString m_folder;
    QString m_prometheus; ///< programs; empty: not installed
    QString m_redis;
    Ports m_ports;
};

} // namespace slipway
