// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/forwardspec.h"
#include "ssh/forwardstatus.h"

#include <QObject>

#include <memory>

namespace slipway {

class ForwardLink;

/// A port forward over the pooled connections to one server. Goes on after a lost connection:
/// listening here never stops, and the server is asked again. Lives on the caller's thread;
/// deleting it stops the forward and closes what goes through it.
class SshForward final : public QObject
{
    Q_OBJECT
public:
    SshForward(QString server, ForwardSpec spec, std::shared_ptr<ForwardLink> link);
    ~SshForward() override;

    const QString &server() const { return m_server; }
    const ForwardSpec &spec() const { return m_spec; }
    /// As it is now, bytes included.
    ForwardStatus status() const;
    /// Its state is Stopped soon, with changed().
    void stop();

Q_SIGNALS:
    /// State, number of connections or error changed, or bytes went; at most four times a second
    /// for bytes alone.
    void changed();

private:
    QString m_server;
    ForwardSpec m_spec;
    std::shared_ptr<ForwardLink> m_link;
};

} // namespace slipway
