// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/fanout.h"
#include "gui/common/theming.h"
#include "gui/console/castpage.h"
#include "gui/console/terminalview.h"
#include "gui/run/runcontroller.h"
#include "gui/servers/recordingsmodel.h"
#include "gui/servers/serverspanel.h"
#include "gui/servers/serversroom.h"
#include "gui/servers/snippetdialog.h"
#include "gui/window/noticebar.h"
#include "workspace/workspaceservers.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr int checkedAtOnce = 8;
} // namespace

QAction *ServersRoom::add(const QString &name, const QString &text, const QString &key)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(QKeySequence(key));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setProperty("needsConsole", true);
    addAction(action);
    m_actions << action;
    return action;
}

void ServersRoom::makeActions()
{
    using Where = ConsoleArea::Where;
    const auto on = [this](QAction *action, auto act) {
        connect(action, &QAction::triggered, this, act);
    };
    QAction *open
        = add(u"openConsole"_s, tr("Open a console on the chosen server"), u"Ctrl+Shift+T"_s);
    open->setProperty("needsConsole", false);
    on(open, [this] { openConsoles(m_panel->chosen()); });
    QAction *right = add(u"splitRight"_s, tr("Another console to the right"), u"Ctrl+Shift+E"_s);
    on(right, [this] { splitCurrent(Where::Right); });
    QAction *below = add(u"splitBelow"_s, tr("Another console below"), u"Ctrl+Shift+D"_s);
    on(below, [this] { splitCurrent(Where::Below); });
    m_splitMenu->addActions({right, below});
    on(add(u"nextConsole"_s, tr("Next console"), u"Ctrl+Shift+PgDown"_s),
       [this] { m_area->focusOther(ConsoleArea::Step::Next); });
    on(add(u"previousConsole"_s, tr("Previous console"), u"Ctrl+Shift+PgUp"_s),
       [this] { m_area->focusOther(ConsoleArea::Step::Previous); });
    on(add(u"closeConsole"_s, tr("Close the console"), u"Ctrl+Shift+W"_s), [this] {
        m_area->askToClose({m_area->current()});
        if (m_area->current() == nullptr)
            m_panel->setFocus();
    });
    on(add(u"broadcast"_s, tr("Broadcast to all consoles of the tab, or to none"),
           u"Ctrl+Shift+B"_s),
       [this] { toggleBroadcast(); });
    on(add(u"record"_s, tr("Record the console, or end the recording"), u"Ctrl+Shift+R"_s),
       [this] { toggleRecording(); });
    on(add(u"snippets"_s, tr("Snippets…"), u"Ctrl+Shift+S"_s), [this] { chooseSnippet(); });
    on(add(u"reconnect"_s, tr("Connect the console again"), u"Ctrl+Shift+K"_s),
       [this] { m_area->current()->session().reconnect(); });
    QAction *find = add(u"findServer"_s, tr("Find a server"), u"Ctrl+Shift+L"_s);
    find->setProperty("needsConsole", false);
    on(find, [this] { m_panel->focusFilter(); });
}

void ServersRoom::splitCurrent(ConsoleArea::Where where)
{
    // Of the chosen server, when it is another one; else of the same.
    const QList<ServerId> chosen = m_panel->chosen();
    ServerId server = m_area->current()->session().server();
    if (chosen.size() == 1 && m_panel->isAncestorOf(focusWidget()))
        server = chosen.constFirst();
    openOne({server, {}, {}, {}}, where);
}

void ServersRoom::fillConsoleMenu(ConsolePane *pane, QMenu *menu)
{
    menu->clear();
    for (QAction *action : std::as_const(m_actions)) {
        if (action->property("needsConsole").toBool())
            menu->addAction(action);
    }
    menu->addSeparator();
    const auto item = [&](const QString &text, auto act) {
        connect(menu->addAction(text), &QAction::triggered, pane, act);
    };
    const ServerId server = pane->session().server();
    QMenu *steps = menu->addMenu(tr("Insert a step's command"));
    for (const Phase &phase : m_controller.state().plan.phases) {
        for (const Step &step : phase.steps) {
            if (!hostsOf(step.id).contains(server))
                continue;
            connect(steps->addAction(step.name), &QAction::triggered, pane,
                    [this, pane, server, id = step.id] {
                        pane->insert(commandOf(id, server).trimmed());
                    });
        }
    }
    steps->setEnabled(!steps->isEmpty());
    QAction *agent = menu->addAction(tr("Let programs there use my SSH keys, each time asked"));
    agent->setCheckable(true);
    agent->setChecked(pane->session().agent() == ChannelRequest::Agent::Forward);
    agent->setToolTip(tr("Opens the console again"));
    connect(agent, &QAction::toggled, pane, [pane](bool forwards) {
        pane->session().setAgent(forwards ? ChannelRequest::Agent::Forward
                                          : ChannelRequest::Agent::None);
    });
    menu->addSeparator();
    TerminalView *view = pane->view();
    item(tr("Copy"), [view] { view->copy(); });
    item(tr("Copy the last output"), [view] { view->copyLastOutput(); });
    item(tr("Keep the selection as a snippet…"), [this, view] {
        const QString text = view->selectedText();
        chooseSnippet(text.isEmpty() ? u" "_s : text);
    });
    item(tr("Search…"), [view] { view->openSearch(); });
    item(tr("Jump to the prompt before"),
         [view] { view->jumpToPrompt(TerminalView::Prompt::Previous); });
    item(tr("Copy with the keyboard"), [view] { view->setCopyMode(TerminalView::CopyMode::On); });
    item(tr("Save the text…"), [this, view, server] {
        const QString path = QFileDialog::getSaveFileName(this, tr("Save the console's text"),
                                                          server.toString() + u".txt"_s,
                                                          tr("Texts (*.txt);;All files (*)"));
        if (!path.isEmpty())
            view->saveTo(path);
    });
}

void ServersRoom::fillBroadcastMenu()
{
    m_broadcastMenu->clear();
    BroadcastGroup &group = m_area->broadcast();
    const QList<ConsolePane *> panes = m_area->panes();
    QAction *all = m_broadcastMenu->addAction(tr("All open consoles"));
    connect(all, &QAction::triggered, this, [this, panes] {
        for (ConsolePane *pane : panes)
            m_area->broadcast().add(&pane->session());
        m_area->current()->focusConsole();
    });
    QAction *none = m_broadcastMenu->addAction(tr("None: end the broadcast"));
    none->setEnabled(!group.members().isEmpty());
    connect(none, &QAction::triggered, &group, &BroadcastGroup::clear);
    m_broadcastMenu->addSeparator();
    for (ConsolePane *pane : panes) {
        QAction *action = m_broadcastMenu->addAction(pane->session().server().toString());
        action->setCheckable(true);
        action->setChecked(group.has(&pane->session()));
        connect(action, &QAction::toggled, pane, [this, pane](bool receives) {
            if (receives)
                m_area->broadcast().add(&pane->session());
            else
                m_area->broadcast().remove(&pane->session());
        });
    }
}

void ServersRoom::toggleBroadcast()
{
    BroadcastGroup &group = m_area->broadcast();
    if (!group.members().isEmpty()) {
        group.clear();
        return;
    }
    const QList<ConsolePane *> panes = m_area->panes();
    for (ConsolePane *pane : panes) {
        if (pane->isVisible())
            group.add(&pane->session());
    }
}

void ServersRoom::toggleRecording()
{
    ConsoleSession &session = m_area->current()->session();
    const bool begins = !session.isRecording();
    const Result<void> done
        = session.record(begins ? recordingsFolder() : QString(),
                         recordingTitle(session.server().toString(), activeRun()));
    if (!done)
        Q_EMIT problem(done.error());
}

void ServersRoom::chooseSnippet(const QString &newText)
{
    ConsolePane *pane = m_area->current();
    const QString path = QDir(m_controller.workspace()->folder()).filePath(u"snippets.yaml"_s);
    auto *dialog = new SnippetDialog({path, context(), pane->session().server()}, this);
    connect(dialog, &SnippetDialog::chosen, pane, [pane](const QString &text) {
        pane->insert(text);
        pane->focusConsole();
    });
    connect(dialog, &SnippetDialog::editRequested, this,
            [this, path] { Q_EMIT editRequested(path); });
    dialog->open();
    if (!newText.isEmpty())
        dialog->startNew(newText.trimmed());
}

void ServersRoom::check(const QList<ServerId> &servers)
{
    const WorkspaceServers &reach = m_controller.workspace()->servers();
    FanOut::Work work;
    for (const ServerId &server : servers)
        work.machines << server.toString();
    work.runnerFor = [&reach](const QString &machine) -> CommandRunner & {
        return reach.runner(ServerId(machine));
    };
    work.commandFor = [](const QString &) {
        Command command;
        command.script = u"true"_s;
        return command;
    };
    work.parallel = checkedAtOnce;
    m_check = std::make_unique<FanOut>(std::move(work), m_clock);
    auto problems = std::make_shared<QStringList>();
    connect(m_check.get(), &FanOut::ended, this,
            [problems](const QString &machine, const CommandResult &result) {
                Q_UNUSED(machine)
                if (result.error)
                    *problems << result.error->message;
            });
    connect(m_check.get(), &FanOut::finished, this, [this, problems, count = servers.size()] {
        const int good = int(count - problems->size());
        m_notice->say(problems->isEmpty() ? tr("%n server(s) let Slipway in.", "", good)
                                          : tr("%1 of %2 servers let Slipway in. %3")
                                                .arg(good)
                                                .arg(count)
                                                .arg(problems->join(u' ')),
                      {}, {});
        refreshServers();
    });
    m_notice->say(tr("Looking whether %n server(s) let Slipway in…", "", int(servers.size())), {},
                  {});
    m_check->start();
}

void ServersRoom::play(const Cast &cast, const QString &path)
{
    auto *page = new CastPage(cast, path, m_theming);
    connect(page, &CastPage::problem, this, &ServersRoom::problem);
    m_area->openTab(page, cast.title.isEmpty() ? QFileInfo(path).completeBaseName() : cast.title);
    showMode(Mode::Consoles);
    page->setFocus();
}

} // namespace slipway
