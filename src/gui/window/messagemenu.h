// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QMenu>
#include <QPointer>

namespace slipway {

class Workspace;

/// The `notify` entries of a workspace: choosing one sends it a test message.
class MessageMenu : public QMenu
{
    Q_OBJECT
public:
    explicit MessageMenu(QWidget *parent = nullptr);

    /// nullptr: none. The workspace may go at any time.
    void setWorkspace(Workspace *workspace);

Q_SIGNALS:
    /// What became of a message: a sentence for the person.
    void told(const QString &text);
    void failed(const slipway::Error &error);

private:
    void send(const QString &name);

    QPointer<Workspace> m_workspace;
};

} // namespace slipway
