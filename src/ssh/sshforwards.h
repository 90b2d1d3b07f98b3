// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshforward.h"

#include <QList>

#include <functional>

namespace slipway {

/// The port forwards that are alive, for a list in the window. Lives on the caller's thread;
/// belongs to SshConnections.
class SshForwards final : public QObject
{
    Q_OBJECT
public:
    using Make = std::function<std::unique_ptr<SshForward>(const QString &, const ForwardSpec &)>;
    explicit SshForwards(Make make, QObject *parent = nullptr);
    ~SshForwards() override;

    /// Begins one and keeps it, whatever becomes of it, until it is removed.
    SshForward &add(const QString &server, const ForwardSpec &spec);
    /// In the order they were added.
    QList<SshForward *> all() const;
    /// Stops it; the reference is gone after.
    void remove(SshForward &forward);

Q_SIGNALS:
    /// One more or one less.
    void changed();

private:
    Make m_make;
    std::vector<std::unique_ptr<SshForward>> m_forwards;
};

} // namespace slipway
