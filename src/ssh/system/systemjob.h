// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace slipway {

/// Work by the ssh program, on the caller's thread. Reports through a link, like the jobs on I/O
/// threads, and emits done() as its last act, maybe from inside start().
class SystemJob : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void start() = 0;
    /// After the link was cancelled or has news.
    virtual void wake() = 0;

Q_SIGNALS:
    void done();
};

} // namespace slipway
