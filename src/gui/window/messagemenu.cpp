// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/messagemenu.h"

#include "workspace/workspace.h"

using namespace Qt::StringLiterals;

namespace slipway {

MessageMenu::MessageMenu(QWidget *parent) : QMenu(tr("Send a &test message to"), parent)
{
    setObjectName(u"testMessages"_s);
    setWorkspace(nullptr);
}

void MessageMenu::setWorkspace(Workspace *workspace)
{
    m_workspace = workspace;
    clear();
    const QStringList names = workspace ? workspace->messageTargets() : QStringList();
    for (const QString &name : names) {
        QAction *action = addAction(name);
        action->setObjectName(u"testMessage-"_s + name);
        connect(action, &QAction::triggered, this, [this, name] { send(name); });
    }
    menuAction()->setEnabled(!names.isEmpty());
    menuAction()->setToolTip(names.isEmpty() ? tr("No ‘notify’ entry of slipway.yaml has a name.")
                                             : QString());
}

void MessageMenu::send(const QString &name)
{
    if (!m_workspace)
        return;
    Q_EMIT told(tr("A test message to “%1” is on its way.").arg(name));
    m_workspace->sendTestMessage(name).then(this, [this, name](const Result<void> &sent) {
        if (sent)
            Q_EMIT told(tr("The test message to “%1” was delivered.").arg(name));
        else
            Q_EMIT failed({sent.error().code,
                           tr("The test message to “%1” was not delivered: %2")
                               .arg(name, sent.error().message),
                           sent.error().detail});
    });
}

} // namespace slipway
