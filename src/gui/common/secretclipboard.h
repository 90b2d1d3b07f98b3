// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMimeData>
#include <QTimer>

#include <chrono>

namespace slipway {

/// A text that clipboard managers are asked not to keep.
class SecretMimeData final : public QMimeData
{
    Q_OBJECT
public:
    explicit SecretMimeData(const QString &text);
};

/// Takes secrets off the clipboard again: whatever part of the program copied SecretMimeData. What
/// somebody else copied meanwhile is left alone. GUI thread.
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
    /// A secret is there, for `usualTime`.
    void copied();
    void cleared();

private:
    void look();
    void clear();

    QTimer m_timer;
};

} // namespace slipway
