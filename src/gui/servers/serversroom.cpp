// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/serversroom.h"

#include "exec/fanout.h"
#include "gui/common/theming.h"
#include "gui/fanout/fanoutpane.h"
#include "gui/files/filebrowser.h"
#include "gui/run/runcontroller.h"
#include "gui/servers/forwardspage.h"
#include "gui/servers/recordingspage.h"
#include "gui/servers/serversmodel.h"
#include "gui/servers/serverspanel.h"
#include "gui/servers/stepcommand.h"
#include "gui/window/noticebar.h"
#include "ssh/statusboard.h"
#include "ui_serversroom.h"
#include "workspace/workspaceservers.h"

#include <QButtonGroup>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int panelWidth = 264;
constexpr int narrowest = 360;
/// Where all buttons of the head have room for their words.
constexpr int wideEnough = 1'120;
constexpr qsizetype mostAtOnce = 12;

/// sftp://user@host:port, as file managers take it.
QUrl addressOf(const WorkspaceServers &servers, const ServerId &name)
{
    const auto found = servers.find({name.toString()});
    QUrl address;
    if (!found || found->isEmpty())
        return address;
    const Server &server = found->first();
    address.setScheme(u"sftp"_s);
    address.setHost(server.host);
    address.setUserName(server.user);
    if (server.port > 0)
        address.setPort(server.port);
    return address;
}
const QString historyKey = u"servers/commands"_s;

QString accountOf(const Server &server)
{
    QString account = server.host.isEmpty() ? server.name.toString() : server.host;
    if (!server.user.isEmpty())
        account.prepend(server.user + u'@');
    if (server.port > 0)
        account += u':' + QString::number(server.port);
    return account;
}

} // namespace

ServersRoom::ServersRoom(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_controller(parts.controller)
    , m_theming(parts.theming)
    , m_ui(std::make_unique<Ui::ServersRoom>())
    , m_model(new ServersModel(parts.theming, this))
    , m_broadcastMenu(new QMenu(this))
    , m_splitMenu(new QMenu(this))
{
    setObjectName(u"serversRoomPage"_s);
    m_ui->setupUi(this);
    m_ui->serversRoomHead->setAttribute(Qt::WA_StyledBackground);
    m_notice = new NoticeBar(u"serversNotice"_s, m_theming, this);
    m_ui->serversRoomLayout->insertWidget(1, m_notice);
    m_ui->serversRoomLayout->setStretchFactor(m_ui->serversSplitter, 1);
    makePages();
    makeActions();
    connectHead();
    connect(&m_controller, &RunController::workspaceChanged, this, &ServersRoom::takeWorkspace);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &ServersRoom::refreshServers);
    takeWorkspace();
}

ServersRoom::~ServersRoom()
{
    // They tell of their end; nobody must listen any more.
    const QList<QObject *> parts = findChildren<QObject *>();
    for (QObject *part : parts)
        part->disconnect(this);
    m_area->closeAll();
    // It uses the clock, which goes before the widgets do.
    delete m_command;
}

void ServersRoom::makePages()
{
    m_panel = new ServersPanel(*m_model, m_theming, m_ui->serversSplitter);
    m_ui->serversSplitter->insertWidget(0, m_panel);
    m_ui->serversSplitter->setStretchFactor(0, 0);
    m_ui->serversSplitter->setStretchFactor(1, 1);
    m_ui->serversSplitter->setSizes({panelWidth, 1'000});
    // Not as wide as the widest of them: each has its own way with a narrow window.
    m_ui->serversRoomPages->setMinimumWidth(narrowest);
    m_ui->broadcastLabel->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_area = new ConsoleArea(m_theming, m_ui->consolesPage);
    m_ui->consolesLayout->addWidget(m_area, 1);
    m_recordings = new RecordingsPage(m_theming, m_ui->serversRoomPages);
    m_filesPage = m_ui->noFilesPage;
    makeCommandPage();
    connect(m_panel, &ServersPanel::filesRequested, this, &ServersRoom::showFiles);
    connect(m_panel, &ServersPanel::commandRequested, this, &ServersRoom::showCommand);
    connect(m_panel, &ServersPanel::chosenChanged, this, [this] {
        const QList<ServerId> chosen = m_panel->chosen();
        if (chosen.size() != 1)
            return;
        m_forwards->choose(chosen.constFirst());
        if (m_mode == Mode::Files)
            showFiles(chosen.constFirst());
    });
    m_forwards = new ForwardsPage(m_theming, m_ui->serversRoomPages);
    m_ui->serversRoomPages->addWidget(m_forwards);
    m_ui->serversRoomPages->addWidget(m_recordings);
    connect(m_panel, &ServersPanel::forwardRequested, this, [this](const ServerId &server) {
        showMode(Mode::Forwards);
        m_forwards->startFor(server);
    });
    connect(m_panel, &ServersPanel::consolesRequested, this, &ServersRoom::openConsoles);
    connect(m_panel, &ServersPanel::checkRequested, this, &ServersRoom::check);
    connect(m_area, &ConsoleArea::panesChanged, this, [this] {
        refreshServers();
        refreshHead();
    });
    connect(m_area, &ConsoleArea::currentChanged, this, &ServersRoom::refreshHead);
    connect(m_area, &ConsoleArea::menuRequested, this, &ServersRoom::fillConsoleMenu);
    connect(m_area, &ConsoleArea::lineEntered, this,
            [this](ConsolePane *pane, const QString &line) {
                noteTyped({pane->session().server(), line, m_controller.operatorName(),
                           QFileInfo(pane->session().recordingName()).fileName()});
            });
    connect(&m_area->broadcast(), &BroadcastGroup::changed, this, &ServersRoom::refreshHead);
    connect(m_recordings, &RecordingsPage::playRequested, this, &ServersRoom::play);
    connect(m_recordings, &RecordingsPage::runRequested, this, &ServersRoom::runRequested);
    connect(m_recordings, &RecordingsPage::problem, this, &ServersRoom::problem);
}

void ServersRoom::makeCommandPage()
{
    m_command
        = new FanOutPane({[this](const QString &server) -> CommandRunner & {
                              return m_controller.workspace()->servers().runner(ServerId(server));
                          },
                          m_clock,
                          [this](const QString &what) {
                              return m_controller.workspace()->servers().startHealthCheck(what);
                          }},
                         m_theming, m_ui->serversRoomPages);
    m_ui->serversRoomPages->addWidget(m_command);
    connect(m_command, &FanOutPane::commandBegan, this,
            [this](const QString &server, const QString &command) {
                noteTyped({ServerId(server), command, m_controller.operatorName(), {}});
            });
    m_command->setHistory(QSettings().value(historyKey).toStringList());
    connect(m_command, &FanOutPane::historyChanged, this,
            [](const QStringList &history) { QSettings().setValue(historyKey, history); });
}

void ServersRoom::connectHead()
{
    m_theming.dress(m_ui->consolesMode, u"action-run"_s);
    m_theming.dress(m_ui->serverFilesMode, u"open"_s);
    m_theming.dress(m_ui->commandMode, u"action-ssh"_s);
    m_theming.dress(m_ui->forwardsMode, u"forward"_s);
    m_theming.dress(m_ui->recordingsMode, u"record"_s);
    m_theming.dress(m_ui->broadcastButton, u"broadcast"_s);
    m_theming.dress(m_ui->splitButton, u"split"_s);
    m_theming.dress(m_ui->snippetButton, u"snippet"_s);
    auto *modes = new QButtonGroup(this);
    const auto mode = [&](QToolButton *button, Mode chosen) {
        modes->addButton(button);
        connect(button, &QToolButton::clicked, this, [this, chosen] { showMode(chosen); });
    };
    mode(m_ui->consolesMode, Mode::Consoles);
    mode(m_ui->serverFilesMode, Mode::Files);
    mode(m_ui->commandMode, Mode::Command);
    mode(m_ui->forwardsMode, Mode::Forwards);
    mode(m_ui->recordingsMode, Mode::Recordings);
    m_ui->broadcastButton->setMenu(m_broadcastMenu);
    m_ui->splitButton->setMenu(m_splitMenu);
    connect(m_broadcastMenu, &QMenu::aboutToShow, this, &ServersRoom::fillBroadcastMenu);
    connect(m_ui->snippetButton, &QToolButton::clicked, this, [this] { chooseSnippet(); });
    connect(m_ui->openConsoleButton, &QPushButton::clicked, this,
            [this] { openConsoles(m_panel->chosen()); });
}

void ServersRoom::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isNarrow = width() < wideEnough;
    m_ui->serversRoomTitle->setVisible(!isNarrow);
    for (QToolButton *button : {m_ui->broadcastButton, m_ui->splitButton, m_ui->snippetButton})
        button->setToolButtonStyle(isNarrow ? Qt::ToolButtonIconOnly
                                            : Qt::ToolButtonTextBesideIcon);
}

void ServersRoom::takeWorkspace()
{
    m_check.reset();
    qDeleteAll(m_browsers);
    m_browsers.clear();
    m_filesPage = m_ui->noFilesPage;
    m_notice->hide();
    m_area->closeAll();
    const Workspace *workspace = m_controller.workspace();
    m_recordings->setFolder(workspace != nullptr ? recordingsFolder() : QString());
    QList<ServerRow> rows;
    if (workspace != nullptr) {
        const Result<QList<Server>> servers = workspace->servers().find({});
        for (const Server &server : servers.value_or(QList<Server>()))
            rows << rowOf(server);
        connect(&workspace->servers().statuses(), &StatusBoard::changed, this,
                &ServersRoom::refreshServers, Qt::UniqueConnection);
        m_second.start();
    } else {
        m_second.stop();
    }
    m_model->setServers(rows);
    FanOutPlace place;
    for (const ServerRow &row : std::as_const(rows))
        place.servers.append({row.name.toString(), row.groups});
    if (workspace != nullptr)
        place.environment = workspace->config().environment;
    m_command->setPlace(place);
    m_forwards->setForwards(workspace != nullptr ? &workspace->servers().forwards() : nullptr,
                            serverNames());
    refreshHead();
}

void ServersRoom::showFiles(const ServerId &server)
{
    FileBrowser *&browser = m_browsers[server];
    if (browser == nullptr) {
        const WorkspaceServers &servers = m_controller.workspace()->servers();
        browser = new FileBrowser(m_theming, m_ui->serversRoomPages);
        m_ui->serversRoomPages->addWidget(browser);
        browser->setAddress(addressOf(servers, server));
        browser->setFiles(&servers.files(server), &servers.transfers(server), server.toString());
        connect(browser, &FileBrowser::consoleRequested, this,
                [this, server](const QByteArray &folder) {
                    showMode(Mode::Consoles);
                    openOne({server, QString::fromUtf8(folder), {}, {}},
                            ConsoleArea::Where::NewTab);
                });
    }
    m_filesPage = browser;
    if (m_mode == Mode::Files)
        m_ui->serversRoomPages->setCurrentWidget(browser);
    else
        showMode(Mode::Files);
}

void ServersRoom::showCommand(const QList<ServerId> &servers)
{
    QStringList names;
    for (const ServerId &server : servers)
        names << server.toString();
    m_command->choose(names);
    showMode(Mode::Command);
}

bool ServersRoom::hasUnsavedTexts() const
{
    return std::ranges::any_of(
        m_browsers, [](const FileBrowser *browser) { return browser->hasUnsavedTexts(); });
}

QStringList ServersRoom::serverNames() const
{
    QStringList names;
    if (const Workspace *workspace = m_controller.workspace()) {
        const Result<QList<Server>> servers = workspace->servers().find({});
        for (const Server &server : servers.value_or(QList<Server>()))
            names << server.name.toString();
    }
    return names;
}

ServerRow ServersRoom::rowOf(const Server &server) const
{
    ServerRow row;
    row.name = server.name;
    row.account = accountOf(server);
    row.jump = server.jump;
    row.groups = server.groups;
    const ConnectionStatus status
        = m_controller.workspace()->servers().statuses().status(server.name.toString());
    row.state = status.state;
    row.roundTrip = status.roundTrip;
    row.lastHeard = status.lastHeard;
    row.error = status.error;
    const QList<ConsolePane *> panes = m_area->panes();
    row.consoles = int(std::ranges::count(
        panes, server.name, [](ConsolePane *pane) { return pane->session().server(); }));
    return row;
}

void ServersRoom::refreshServers()
{
    const Workspace *workspace = m_controller.workspace();
    if (workspace == nullptr || !isVisible())
        return;
    const Result<QList<Server>> servers = workspace->servers().find({});
    for (const Server &server : servers.value_or(QList<Server>()))
        m_model->updateServer(rowOf(server));
}

void ServersRoom::showMode(Mode mode)
{
    m_mode = mode;
    m_ui->consolesMode->setChecked(mode == Mode::Consoles);
    m_ui->serverFilesMode->setChecked(mode == Mode::Files);
    m_ui->commandMode->setChecked(mode == Mode::Command);
    m_ui->forwardsMode->setChecked(mode == Mode::Forwards);
    m_ui->recordingsMode->setChecked(mode == Mode::Recordings);
    QWidget *page = m_ui->consolesPage;
    if (mode == Mode::Files)
        page = m_filesPage;
    else if (mode == Mode::Command)
        page = m_command;
    else if (mode == Mode::Forwards)
        page = m_forwards;
    else if (mode == Mode::Recordings)
        page = m_recordings;
    m_ui->serversRoomPages->setCurrentWidget(page);
    // A command on many chooses its servers itself.
    m_panel->setVisible(mode != Mode::Command);
    refreshHead();
    if (mode == Mode::Files && m_filesPage == m_ui->noFilesPage) {
        if (m_panel->chosen().size() == 1)
            showFiles(m_panel->chosen().constFirst());
        else if (m_area->current() != nullptr)
            showFiles(m_area->current()->session().server());
    }
    if (mode == Mode::Consoles && m_area->current() != nullptr)
        m_area->current()->focusConsole();
}

void ServersRoom::refreshHead()
{
    const bool hasConsole = m_area->current() != nullptr;
    const bool showsConsoles = m_mode == Mode::Consoles;
    m_area->setVisible(!m_area->isEmpty());
    m_ui->noConsoles->setVisible(m_area->isEmpty());
    m_ui->openConsoleButton->setEnabled(m_model->rowCount() > 0);
    m_ui->broadcastButton->setVisible(showsConsoles && m_area->panes().size() > 1);
    m_ui->splitButton->setVisible(showsConsoles && hasConsole);
    m_ui->snippetButton->setVisible(showsConsoles && hasConsole);
    const qsizetype receivers = m_area->broadcast().members().size();
    m_ui->broadcastLabel->setVisible(m_area->broadcast().isActive());
    m_ui->broadcastLabel->setText(tr("What you type goes to %n console(s)", "", int(receivers)));
    for (QAction *action : std::as_const(m_actions)) {
        if (action->property("needsConsole").toBool())
            action->setEnabled(hasConsole && showsConsoles);
    }
}

ConsolePane *ServersRoom::openOne(ConsoleSession::Start start, ConsoleArea::Where where)
{
    const Workspace *workspace = m_controller.workspace();
    start.redactor = workspace->redactor();
    ChannelOpener &opener = workspace->servers().opener(start.server);
    return m_area->open(opener, std::move(start), where);
}

void ServersRoom::openConsoles(const QList<ServerId> &servers)
{
    if (m_controller.workspace() == nullptr || servers.isEmpty())
        return;
    showMode(Mode::Consoles);
    m_notice->hide();
    if (servers.size() > mostAtOnce)
        m_notice->say(tr("The first %1 of %2 servers are shown. For more, “Run on many” is the "
                         "better tool.")
                          .arg(mostAtOnce)
                          .arg(servers.size()),
                      {}, {});
    const QList<ServerId> shown = servers.first(std::min(servers.size(), mostAtOnce));
    // Two or three columns, filled row by row.
    const qsizetype columns = shown.size() <= 3 ? shown.size() : (shown.size() <= 6 ? 2 : 3);
    QList<ConsolePane *> heads;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const qsizetype column = i % std::max<qsizetype>(columns, 1);
        if (i >= columns)
            m_area->focus(heads.at(column));
        const auto where = i == 0 ? ConsoleArea::Where::NewTab
            : i < columns         ? ConsoleArea::Where::Right
                                  : ConsoleArea::Where::Below;
        ConsolePane *pane = openOne({shown.at(i), {}, {}, {}}, where);
        if (i < columns)
            heads << pane;
        else
            heads[column] = pane;
    }
    if (shown.size() > 1)
        m_area->focus(heads.constFirst());
}

void ServersRoom::openForStep(const StepId &step, const ServerId &host)
{
    if (m_controller.workspace() == nullptr)
        return;
    showMode(Mode::Consoles);
    const StepCommand command = StepCommand::of(commandOf(step, host));
    ConsolePane *pane
        = openOne({host, command.folder, command.text, {}}, ConsoleArea::Where::NewTab);
    pane->say(tr("The command of “%1” stands behind the prompt. Change it and press Enter to run "
                 "it. What you type here is noted in the run.")
                  .arg(m_controller.state().plan.step(step)->name));
}

QList<ServerId> ServersRoom::hostsOf(const StepId &step) const
{
    QList<ServerId> hosts;
    for (const PreviewRow &row : m_controller.preview()) {
        if (row.step == step && row.kind == "ssh"_L1 && !row.host.isEmpty()
            && !hosts.contains(row.host))
            hosts << row.host;
    }
    return hosts;
}

/// As the run did it; as it would do it, before.
QString ServersRoom::commandOf(const StepId &step, const ServerId &host) const
{
    const QString ran
        = m_controller.state().status(step).commands.value(host.toString()).toString();
    if (!ran.isEmpty())
        return ran;
    for (const PreviewRow &row : m_controller.preview()) {
        if (row.step == step && row.host == host)
            return row.what;
    }
    return {};
}

RunId ServersRoom::activeRun() const
{
    const Workspace *workspace = m_controller.workspace();
    const QList<RunSession *> sessions
        = workspace != nullptr ? workspace->sessions() : QList<RunSession *>();
    for (RunSession *session : sessions) {
        if (session->engine().isActive())
            return session->state().id;
    }
    return {};
}

void ServersRoom::noteTyped(const TypedCommand &command)
{
    const Workspace *workspace = m_controller.workspace();
    if (workspace == nullptr)
        return;
    const QList<RunSession *> sessions = workspace->sessions();
    for (RunSession *session : sessions)
        session->engine().noteTyped(command);
}

QString ServersRoom::recordingsFolder() const
{
    return QDir(m_controller.workspace()->folder()).filePath(u".slipway/recordings"_s);
}

ResolveContext ServersRoom::context() const
{
    ResolveContext context;
    const Workspace *workspace = m_controller.workspace();
    if (const Environment *environment = workspace->config().inUse()) {
        context.vars = environment->vars;
        context.servers = environment->servers;
    }
    const RunState &state = m_controller.state();
    context.inputs = state.inputs;
    context.run = state.id;
    context.operatorName = m_controller.operatorName();
    for (const auto &[step, status] : state.steps.asKeyValueRange())
        context.outputs.insert(step, status.outputs);
    return context;
}

} // namespace slipway
