// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <optional>

class QSocketNotifier;

namespace slipway {

/// Asks a person on the terminal for lines, one question at a time, without ever blocking the
/// event loop. Restores the terminal's echo whatever happens. A question that other output breaks
/// into is shown again.
class TerminalInput final : public QObject
{
    Q_OBJECT
public:
    enum class Echo { On, Off };
    /// nullopt: the input ended, or the question was withdrawn.
    using Reply = std::function<void(std::optional<QByteArray>)>;

    explicit TerminalInput(const Console &console, QObject *parent = nullptr);
    ~TerminalInput() override;

    /// The standard streams lead to a person.
    bool isAvailable() const { return m_console.canAsk(); }
    /// A person sits at the terminal that the program was started from, whatever the standard
    /// streams lead to: as ssh asks for passwords.
    bool hasTerminal() const { return m_input >= 0; }
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
    void showAgain();
    void read();
    void deliver(std::optional<QByteArray> line);
    void endLine() const;
    void write(const QByteArray &bytes) const;

    const Console &m_console;
    int m_input = -1;
    int m_output = -1;
    bool m_isOwn = false; ///< the terminal was opened here
    QTimer m_again;       ///< shows the question again
    QSocketNotifier *m_notifier = nullptr;
    std::deque<Request> m_requests; ///< the first is on the screen
    quint64 m_lastHandle = 0;
    bool m_ended = false;
};

} // namespace slipway
