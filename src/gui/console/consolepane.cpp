// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolepane.h"

#include "gui/common/theming.h"
#include "gui/window/noticebar.h"
#include "theme/terminalcolours.h"
#include "ui_consolepane.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QResizeEvent>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int stateIconSize = 16;
constexpr qsizetype shownOfClipboard = 60;
constexpr int leastTitle = 72;
constexpr int roomForWords = 420;
constexpr int roomForBroadcast = 320;
constexpr int roomForState = 245;
constexpr int roomForClose = 215;

} // namespace

ConsolePane::ConsolePane(std::unique_ptr<ConsoleSession> session, BroadcastGroup &broadcast,
                         Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_session(std::move(session))
    , m_broadcast(broadcast)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::ConsolePane>())
    , m_view(new TerminalView(theming, this))
    , m_notice(new NoticeBar(u"paneNotice"_s, theming, this))
    , m_menu(new QMenu(this))
{
    m_ui->setupUi(this);
    setObjectName(u"consolePane"_s);
    const QString name = m_session->server().toString();
    setAccessibleName(tr("Console of %1").arg(name));
    m_ui->paneTitle->setLeastWidth(leastTitle);
    m_ui->paneHead->setAttribute(Qt::WA_StyledBackground);
    m_ui->paneLayout->addWidget(m_notice);
    m_ui->paneLayout->addWidget(m_view, 1);
    m_view->setObjectName(u"terminalView"_s);
    m_view->setAccessibleName(tr("Terminal of %1").arg(name));
    m_view->setScreen(&m_session->screen());
    setFocusProxy(m_view);
    theming.dress(m_ui->paneReconnect, u"retry"_s);
    theming.dress(m_ui->paneMenu, u"more"_s);
    theming.dress(m_ui->paneClose, u"close"_s);
    m_ui->paneMenu->setMenu(m_menu);
    m_second.setInterval(1000);
    connect(m_menu, &QMenu::aboutToShow, this, [this] { Q_EMIT menuRequested(m_menu); });
    connect(m_ui->paneClose, &QToolButton::clicked, this, &ConsolePane::closeRequested);
    connect(m_ui->paneReconnect, &QToolButton::clicked, m_session.get(),
            &ConsoleSession::reconnect);
    connect(&m_second, &QTimer::timeout, this, &ConsolePane::refreshHead);
    connect(&m_broadcast, &BroadcastGroup::changed, this, &ConsolePane::refreshFrame);
    connect(&theming, &Theming::changed, this, [this] {
        refreshHead();
        refreshFrame();
    });
    connectSession();
    connectView();
    refreshHead();
    refreshFrame();
}

ConsolePane::~ConsolePane()
{
    m_broadcast.remove(m_session.get());
    m_view->setScreen(nullptr);
}

void ConsolePane::connectSession()
{
    connect(m_session.get(), &ConsoleSession::stateChanged, this, &ConsolePane::refreshHead);
    connect(m_session.get(), &ConsoleSession::titleChanged, this, &ConsolePane::refreshHead);
    connect(m_session.get(), &ConsoleSession::recordingChanged, this, &ConsolePane::refreshHead);
    connect(m_session.get(), &ConsoleSession::problem, this,
            [this](const Error &error) { say(error.message); });
    connect(&m_session->screen(), &ConsoleScreen::clipboardWriteRequested, this,
            &ConsolePane::askClipboard);
}

void ConsolePane::connectView()
{
    m_view->installEventFilter(this);
    connect(m_view, &TerminalView::written, this, &ConsolePane::write);
    connect(m_view, &TerminalView::saved, this,
            [this](const QString &path) { say(tr("The text was written to %1.").arg(path)); });
    connect(m_view, &TerminalView::saveFailed, this,
            [this](const Error &error) { say(error.message); });
    connect(m_view, &TerminalView::resized, m_session.get(), &ConsoleSession::resize);
}

bool ConsolePane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::FocusIn)
        Q_EMIT focused();
    return QWidget::eventFilter(watched, event);
}

void ConsolePane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHead();
}

void ConsolePane::write(const QByteArray &bytes, TerminalView::Source source)
{
    using Source = TerminalView::Source;
    if (m_session->state() == ConsoleSession::State::Ended) {
        // Nothing else can be meant by it.
        if (bytes == "\r" && source == Source::Key)
            m_session->reconnect();
        return;
    }
    if (source == Source::Mouse || source == Source::Report) {
        m_session->report(bytes);
        return;
    }
    if (!isBroadcasting()) {
        m_session->send(bytes);
        return;
    }
    if (const std::optional<BroadcastGroup::Hold> hold = m_broadcast.send(m_session.get(), bytes))
        showHold(*hold);
    else
        m_notice->hide();
}

void ConsolePane::showHold(const BroadcastGroup::Hold &hold)
{
    const QString who = hold.consoles.join(u", "_s);
    const auto leaveOut = [this, names = hold.consoles] {
        const QList<ConsoleSession *> members = m_broadcast.members();
        for (ConsoleSession *member : members) {
            if (names.contains(member->server().toString()))
                m_broadcast.remove(member);
        }
        m_notice->hide();
        focusConsole();
    };
    const auto toAll = [this] {
        m_broadcast.allowOnce();
        m_notice->hide();
        focusConsole();
    };
    QString text;
    switch (hold.reason) {
    case BroadcastGroup::Hindrance::Password:
        text = tr("A password is asked for on %1. Nothing was sent to anybody.").arg(who);
        break;
    case BroadcastGroup::Hindrance::OtherProgram:
        text
            = tr("Another program than here is shown on %1. Nothing was sent to anybody.").arg(who);
        break;
    case BroadcastGroup::Hindrance::NotConnected:
        text = tr("Not connected: %1. Nothing was sent to anybody.").arg(who);
        break;
    }
    const int count = int(m_broadcast.members().size());
    m_notice->say(
        text, {},
        {{hold.consoles.size() == 1 ? tr("Leave it out") : tr("Leave them out"), leaveOut},
         {tr("Send the next line to all %n", "", count), toAll}});
    m_isHeld = true;
}

StepState ConsolePane::stateLook() const
{
    switch (m_session->state()) {
    case ConsoleSession::State::Connecting:
        return StepState::Running;
    case ConsoleSession::State::Open:
        return StepState::Succeeded;
    case ConsoleSession::State::Waiting:
        return StepState::Unknown;
    case ConsoleSession::State::Ended:
        return StepState::Cancelled;
    }
    Q_UNREACHABLE_RETURN(StepState::Pending);
}

bool ConsolePane::isBroadcasting() const
{
    return m_broadcast.isActive() && m_broadcast.has(m_session.get());
}

void ConsolePane::focusConsole()
{
    m_view->setFocus(Qt::OtherFocusReason);
}

void ConsolePane::setCurrent(bool current)
{
    m_isCurrent = current;
    m_ui->paneHead->setProperty("current", current);
    m_ui->paneHead->style()->unpolish(m_ui->paneHead);
    m_ui->paneHead->style()->polish(m_ui->paneHead);
    refreshFrame();
}

void ConsolePane::say(const QString &text)
{
    m_isHeld = false;
    m_notice->say(text, {}, {});
}

void ConsolePane::insert(const QString &text)
{
    m_view->paste(text);
}

void ConsolePane::refreshHead()
{
    const ConsoleSession::State state = m_session->state();
    const QString title = m_session->title();
    const QString server = m_session->server().toString();
    // What connects can take no text yet: the keys may go to what it asks.
    m_view->setAttribute(Qt::WA_InputMethodEnabled, state == ConsoleSession::State::Open);
    m_ui->paneTitle->setText(server);
    m_ui->paneProgram->setText(title == server ? QString() : title);
    m_ui->paneProgram->setToolTip(title);
    m_ui->paneState->setText(m_session->stateText());
    m_ui->paneStateIcon->setToolTip(m_session->stateText());
    m_ui->paneStateIcon->setAccessibleName(m_session->stateText());
    m_ui->paneStateIcon->setPixmap(
        m_theming.stateIcon(stateLook())
            .pixmap(QSize(stateIconSize, stateIconSize), devicePixelRatioF()));
    m_ui->paneReconnect->setText(state == ConsoleSession::State::Waiting ? tr("Try now")
                                                                         : tr("Connect again"));
    if (state == ConsoleSession::State::Waiting)
        m_second.start();
    else
        m_second.stop();
    fitHead();
    Q_EMIT headChanged();
}

void ConsolePane::refreshFrame()
{
    const bool receives = isBroadcasting();
    const int count = int(m_broadcast.members().size());
    if (m_isHeld && !receives)
        m_notice->hide();
    const QString receivers = tr("Broadcast to %n console(s)", "", count);
    fitHead();
    m_ui->paneBroadcast->setToolTip(receivers);
    m_ui->paneBroadcast->setAccessibleName(receivers);
    m_view->setPasteNote(receives ? tr("%n console(s) get it.", "", count) : QString());
    const TerminalColours &colours = m_view->colours();
    m_ui->paneBroadcast->setColours(colours.broadcast, colours.onBroadcast);
    m_view->setFrame(receives ? std::optional(colours.broadcast) : std::nullopt);
}

/// Where there is little room, icons stand for words; the server's name stays.
void ConsolePane::fitHead()
{
    const bool hasRoom = width() >= roomForWords;
    const int receivers = int(m_broadcast.members().size());
    m_ui->paneBroadcast->setText(width() >= roomForBroadcast ? tr("Broadcast → %1").arg(receivers)
                                                             : u"→ %1"_s.arg(receivers));
    m_ui->paneReconnect->setToolButtonStyle(hasRoom ? Qt::ToolButtonTextBesideIcon
                                                    : Qt::ToolButtonIconOnly);
    const ConsoleSession::State state = m_session->state();
    const bool receives = isBroadcasting();
    const bool canReconnect
        = state == ConsoleSession::State::Waiting || state == ConsoleSession::State::Ended;
    const auto taken = [](bool isShown, const QWidget *widget) {
        return isShown ? widget->sizeHint().width() + measure::inside : 0;
    };
    const int room
        = width() - taken(receives, m_ui->paneBroadcast) - taken(canReconnect, m_ui->paneReconnect);
    const bool isNarrow = room < roomForState;
    m_ui->paneRecording->setText(isNarrow ? u"●"_s : tr("● Recording"));
    const std::initializer_list<std::pair<QWidget *, bool>> shown{
        {m_ui->paneProgram, hasRoom},
        {m_ui->paneState, !isNarrow && (hasRoom || !receives)},
        {m_ui->paneClose, room >= roomForClose}, // it is in the menu, too
        {m_ui->paneBroadcast, receives},
        {m_ui->paneReconnect, canReconnect},
        {m_ui->paneRecording, m_session->isRecording()}};
    // What is shown asks for its room at once, so the others make it first.
    for (const bool turn : {false, true}) {
        for (const auto &[widget, isShown] : shown) {
            if (isShown == turn)
                widget->setVisible(isShown);
        }
    }
}

void ConsolePane::askClipboard(const QByteArray &text)
{
    const QString shown = QString::fromUtf8(text).simplified();
    m_isHeld = false;
    m_notice->say(
        tr("A program on %1 wants to put a text into your clipboard: “%2”")
            .arg(m_session->server().toString(),
                 shown.size() > shownOfClipboard ? shown.first(shownOfClipboard) + u'…' : shown),
        {}, {{tr("Allow it this time"), [this, text] {
                  QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
                  m_notice->hide();
                  focusConsole();
              }}});
}

} // namespace slipway
