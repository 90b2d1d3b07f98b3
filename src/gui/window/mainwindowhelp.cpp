// SPDX-License-Identifier: GPL-3.0-or-later
// What the window offers by name and by key.
#include "gui/window/mainwindow.h"

#include "gui/common/theming.h"
#include "gui/env/envroom.h"
#include "gui/roadmap/roadmapview.h"
#include "gui/run/roadmaproom.h"
#include "gui/run/steppanel.h"
#include "gui/servers/serversroom.h"
#include "gui/window/commandpalette.h"
#include "gui/window/keysoverview.h"
#include "gui/window/workbench.h"

#include <QDir>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace slipway {

void MainWindow::makeRoadmapActions()
{
    RoadmapRoom *room = m_workbench->roadmap();
    RoadmapView *view = room->view();
    QAction *find = add(m_viewMenu, u"findStep"_s, tr("&Find a step…"), QKeySequence::Find);
    m_theming.dress(find, u"search"_s);
    connect(find, &QAction::triggered, this, [this, room] {
        if (m_workbench->room() == Workbench::Room::Env) {
            m_workbench->env()->openSearch();
            return;
        }
        m_workbench->showRoom(Workbench::Room::Roadmap);
        room->startSearch();
    });
    QAction *in = add(m_viewMenu, u"zoomIn"_s, tr("Zoom &in"), QKeySequence::ZoomIn);
    connect(in, &QAction::triggered, view, &RoadmapView::zoomIn);
    QAction *out = add(m_viewMenu, u"zoomOut"_s, tr("Zoom &out"), QKeySequence::ZoomOut);
    connect(out, &QAction::triggered, view, &RoadmapView::zoomOut);
    QAction *fit
        = add(m_viewMenu, u"fit"_s, tr("Fit the &whole roadmap"), QKeySequence(u"Ctrl+0"_s));
    connect(fit, &QAction::triggered, view, &RoadmapView::fitAll);
    QAction *follow = add(m_viewMenu, u"follow"_s, tr("F&ollow the running step"), {});
    follow->setCheckable(true);
    follow->setChecked(view->following() == Following::On);
    connect(follow, &QAction::toggled, view,
            [view](bool on) { view->setFollowing(on ? Following::On : Following::Off); });
    connect(view, &RoadmapView::followingChanged, follow,
            [follow](Following now) { follow->setChecked(now == Following::On); });
}

std::vector<PaletteEntry> MainWindow::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    const QList<QAction *> actions = findChildren<QAction *>();
    for (QAction *action : actions) {
        const QString name = action->text().remove(u'&');
        if (name.isEmpty() || action->menu() != nullptr || !action->isEnabled()
            || !action->isVisible() || action->objectName() == u"palette"_s
            || action->objectName().startsWith(u"qt_"_s))
            continue;
        entries.push_back({name, tr("action"), action->icon(),
                           action->shortcut().toString(QKeySequence::NativeText),
                           [action = QPointer<QAction>(action)] {
                               if (action)
                                   action->trigger();
                           }});
    }
    if (m_controller->workspace() == nullptr)
        return entries;
    for (const Phase &phase : m_controller->state().plan.phases) {
        for (const Step &step : phase.steps)
            entries.push_back({step.name,
                               tr("step of %1").arg(phase.name),
                               m_theming.stateIcon(m_controller->state().status(step.id).state),
                               {},
                               [this, id = step.id] {
                                   m_workbench->chooseStep(id);
                               }});
    }
    addEnvEntries(entries);
    addServerEntries(entries);
    return entries;
}

void MainWindow::addEnvEntries(std::vector<PaletteEntry> &entries)
{
    const QList<QByteArray> keys = m_workbench->env()->keys();
    for (const QByteArray &key : keys) {
        entries.push_back({QString::fromUtf8(key),
                           tr("environment key"),
                           m_theming.icon(u"action-env"_s),
                           {},
                           [this, key] {
                               m_workbench->showRoom(Workbench::Room::Env);
                               m_workbench->env()->chooseKey(key);
                           }});
    }
}

void MainWindow::addServerEntries(std::vector<PaletteEntry> &entries)
{
    const QStringList servers = m_workbench->servers()->serverNames();
    for (const QString &server : servers) {
        entries.push_back({server,
                           tr("server: open a console"),
                           m_theming.icon(u"servers"_s),
                           {},
                           [this, server] {
                               m_workbench->showRoom(Workbench::Room::Servers);
                               m_workbench->servers()->openConsoles({ServerId(server)});
                           }});
    }
}

void MainWindow::makeEnvActions()
{
    EnvRoom *room = m_workbench->env();
    QAction *save = add(m_viewMenu, u"saveText"_s, tr("&Save the text"), QKeySequence::Save);
    m_theming.dress(save, u"save"_s);
    connect(save, &QAction::triggered, room, [this, room] {
        if (m_workbench->room() == Workbench::Room::Env)
            room->save();
    });
    QAction *edit = add(m_viewMenu, u"editPlan"_s, tr("Edit the pla&n"), {});
    m_theming.dress(edit, u"edit"_s);
    connect(edit, &QAction::triggered, this, &MainWindow::editPlan);
    // What was corrected is what the roadmap shows.
    connect(room, &EnvRoom::textSaved, this, [this](const QString &path) {
        const QDir folder(m_controller->workspace()->folder());
        const bool isShown = m_controller->showing() == RunController::Showing::Plan
            && folder.absoluteFilePath(m_controller->planFile().path) == path;
        if (isShown)
            openPlan(m_controller->planFile().path);
    });
}

void MainWindow::editPlan()
{
    if (m_controller->workspace() == nullptr)
        return;
    QString path = m_controller->planFile().path;
    if (path.isEmpty())
        path = m_controller->workspace()->config().plans.value(0);
    if (path.isEmpty())
        return;
    m_workbench->showRoom(Workbench::Room::Env);
    m_workbench->env()->editText(path);
}

void MainWindow::showPalette()
{
    auto *palette = new CommandPalette(paletteEntries(), this);
    palette->show();
}

void MainWindow::showKeys()
{
    QList<QAction *> actions;
    const QList<QAction *> all = findChildren<QAction *>();
    for (QAction *action : all) {
        if (!action->shortcut().isEmpty() && action->isVisible())
            actions << action;
    }
    auto *keys = new KeysOverview(actions,
                                  {{u"1 – 9"_s, tr("Answer the question")},
                                   {tr("Arrows"), tr("Walk along the roadmap")},
                                   {tr("Esc"), tr("Back")},
                                   {tr("Tab"), tr("Next control")}},
                                  this);
    keys->open();
}

void MainWindow::showAbout()
{
    auto *about = new QMessageBox(
        QMessageBox::NoIcon, tr("About Slipway"),
        tr("<h3>Slipway %1</h3><p>Drives a deployment from its flow diagram.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later.</p>")
            .arg(QString::fromLatin1(SLIPWAY_VERSION)),
        QMessageBox::Close, this);
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->open();
}

} // namespace slipway
