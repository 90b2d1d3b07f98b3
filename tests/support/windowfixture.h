// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/prompt/windowprompter.h"
#include "gui/start/recentworkspaces.h"
#include "gui/start/workspaceopener.h"
#include "gui/window/mainwindow.h"
#include "support/fakesecretsource.h"

#include <QFile>
#include <QTemporaryDir>

namespace slipway {

/// The real window with everything it needs, on a workspace in a temporary folder.
class WindowFixture
{
public:
    explicit WindowFixture(const QString &environment = QStringLiteral("staging"))
    {
        write(QStringLiteral("slipway.yaml"),
              QStringLiteral("slipway: 1\n"
                             "name: Shop\n"
                             "plans: [plan.yaml]\n"
                             "environment: %1\n"
                             "environments: {%1: {vars: {domain: shop.example.com}}}\n"
                             "roles: {product: {name: Product, people: [tom, lena]}}\n")
                  .arg(environment));
    }

    void write(const QString &name, const QString &text) const
    {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            qFatal("cannot write %s", qPrintable(file.fileName()));
    }

    QTemporaryDir folder;
    FakeSecretSource secrets;
    WindowPrompter prompter;
    ThemeFollower follower{ThemeFollower::Preference::Light};
    Theming theming{follower};
    RecentWorkspaces recent;
    WorkspaceOpener opener{{prompter, secrets}, recent};
    MainWindow window{{opener, recent, prompter, theming}};
};

} // namespace slipway
