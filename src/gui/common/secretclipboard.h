// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMimeData>
#include <QPointer>
#include <QTimer>

#include <chrono>

namespace slipway {

/// Puts secrets on the clipboard for a short time, marked so that clipboard managers do not keep
/// them. What somebody else copied meanwhile is left alone. GUI thread.
class SecretClipboard : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds usualTime{20};

    explicit SecretClipboard(std::chrono::milliseconds time = usualTime, QObject *parent = nullptr);
    /// Clears at once.
    ~SecretClipboard() override;

    void copy(QByteArrayView text);

Q_SIGNALS:
    void cleared();

private:
    void clear();

    QPointer<QMimeData> m_data;
    QTimer m_timer;
};

} // namespace slipway
