// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"

#include <QByteArray>
#include <QObject>

#include <deque>
#include <functional>
#include <optional>

class QSocketNotifier;

namespace slipway {

/// Asks a person on the terminal for lines, one question at a time, without ever blocking the
/// event loop. Restores the terminal's echo whatever happens.
class TerminalInput final : public QObject
{
    Q_OBJECT
public:
    enum class Echo { On, Off };
    /// nullopt: the input ended, or the question was withdrawn.
    using Reply = std::function<void(std::optional<QByteArray>)>;

    explicit TerminalInput(const Console &console, QObject *parent = nullptr);
    ~TerminalInput() override;

    bool isAvailable() const { return m_console.canAsk(); }
    /// `text` is shown when its turn comes. The handle withdraws it.
    quint64 ask(const QString &text, Echo echo, Reply reply);
    /// The reply comes with nullopt; unknown handles are ignored.
    void withdraw(quint64 handle);

private:
    struct Request
    {
        quint64 handle = 0;
        QString text;
        Echo echo = Echo::On;
        Reply reply;
    };
    void showNext();
    void read();
    void deliver(std::optional<QByteArray> line);
    void setEcho(Echo echo) const;

    const Console &m_console;
    QSocketNotifier *m_notifier = nullptr;
    std::deque<Request> m_requests; ///< the first is on the screen
    quint64 m_lastHandle = 0;
    bool m_ended = false;
};

} // namespace slipway
