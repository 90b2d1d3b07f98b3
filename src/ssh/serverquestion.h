// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace slipway {

/// Text of a server for a person: its lines, in which nothing can command a terminal. The middle of
/// one that would fill the screen is left out.
QString serverText(const QByteArray &said);

/// A question of keyboard-interactive.
struct ServerQuestion
{
    QByteArray instruction; ///< of the whole round
    QByteArray text;
    enum class Echo { Off, On };
    Echo echo = Echo::Off;
    /// Of the round, and of the question in it.
    int round = 0;
    int index = 0;
    int count = 1;

    /// Whether it asks for the account's password and for nothing else: not for a new one, and not
    /// for one that is good only once.
    bool isPassword() const;
    /// As a person sees it: the instruction comes once a round.
    QString shown() const;
    /// What a password is asked with beside the question, as “Your password has expired.”
    QString remark() const;
};

} // namespace slipway
