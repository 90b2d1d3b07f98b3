// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <optional>

namespace slipway {

class ConsoleSession;

/// The consoles that get what is typed into any one of them. Holds input back from all of them
/// while one waits for a password or shows a program that the console one types in does not. GUI
/// thread.
class BroadcastGroup : public QObject
{
    Q_OBJECT
public:
    enum class Hindrance {
        Password,     ///< it asks for a password; what is typed may not be meant for it
        OtherProgram, ///< one of the two is in an editor or a pager
        NotConnected,
    };
    struct Hold
    {
        Hindrance reason = Hindrance::Password;
        QStringList consoles; ///< by server
        friend bool operator==(const Hold &, const Hold &) = default;
    };

    using QObject::QObject;

    void add(ConsoleSession *session);
    void remove(ConsoleSession *session);
    void clear();
    bool has(const ConsoleSession *session) const;
    QList<ConsoleSession *> members() const;
    bool isActive() const { return members().size() > 1; }

    /// What was typed into a member, for all of them; or what holds it back, and nobody gets it.
    std::optional<Hold> send(ConsoleSession *from, const QByteArray &bytes);
    /// A person says that the next line is meant for all of them, passwords included.
    void allowOnce() { m_isAllowed = true; }

Q_SIGNALS:
    void changed();

private:
    std::optional<Hold> holdFor(ConsoleSession *from) const;

    QList<QPointer<ConsoleSession>> m_members;
    bool m_isAllowed = false;
};

} // namespace slipway
