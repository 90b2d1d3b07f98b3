// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace slipway {

/// Which secret is shown for a moment: one at a time, in every view alike, hidden again by itself.
class EnvReveal : public QObject
{
    Q_OBJECT
public:
    explicit EnvReveal(std::chrono::milliseconds moment = std::chrono::seconds(10),
                       QObject *parent = nullptr);

    /// Shows the secret of a key, or hides it when it is shown.
    void toggle(const QByteArray &key);
    void hide();
    bool isRevealed(const QByteArray &key) const { return !key.isEmpty() && key == m_key; }

Q_SIGNALS:
    void changed();

private:
    QByteArray m_key;
    QTimer m_timer;
};

} // namespace slipway
