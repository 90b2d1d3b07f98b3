// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolesession.h"

#include "gui/common/text.h"
#include "gui/console/consolerecorder.h"
#include "gui/console/screentext.h"

#include "terminal/pasteguard.h"

#include <QDateTime>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto longestWait = 30s;
constexpr auto promptSettles = 250ms;
constexpr auto watchInterval = 5s;
/// A timer of five seconds that comes this late: the machine slept.
constexpr auto sleptAfter = 20s;
/// Lines, for what the shell said last.
constexpr qint64 mostSearched = 10'000;
constexpr qsizetype longestLine = 2'000;
/// Fifty consoles that are full of it stay under 400 MiB.
constexpr qint64 mostScrollback = 6LL * 1024 * 1024;
constexpr QByteArrayView leaveAlternate = "\x1b[?1049l";
/// What a program that was cut off would have taken back: the mouse, the paste marks, the
/// keyboard's modes, a hidden cursor, other characters, margins.
constexpr QByteArrayView calm
    = "\x1b[?9;1000;1002;1003;1004;1006l\x1b[?2004l\x1b[?2026;2031;2048l\x1b[?1;67l"
      "\x1b[?6;45;69;1045l\x1b[?7h\x1b[4l\x1b>\x1b[=0u\x1b[>4m\x1b[?25h\x1b[0m\x0f\x1b(B\x1b[r";

/// 1, 2, 4 … 30 s, up to a quarter sooner, so that many consoles do not all come at once.
milliseconds waitBefore(int attempt)
{
    const milliseconds whole
        = std::min<milliseconds>(longestWait, 1s * (1 << std::min(attempt, 5)));
    return whole * (100 - QRandomGenerator::global()->bounded(25)) / 100;
}

bool isWorthAnother(const Error &error)
{
    switch (error.code) {
    case ErrorCode::ConnectionLost:
    case ErrorCode::Unreachable:
    case ErrorCode::Timeout:
    case ErrorCode::Io:
        return true;
    default:
        return false;
    }
}

} // namespace

ConsoleSession::ConsoleSession(ChannelOpener &opener, Start start, QObject *parent)
    : QObject(parent)
    , m_opener(opener)
    , m_start(std::move(start))
    // Writes to the clipboard come as questions; nothing of it is ever read.
    , m_screen(new ConsoleScreen(
          {.scrollbackBytes = mostScrollback, .clipboard = TerminalOptions::Clipboard::AllowWrite},
          this))
{
    m_retry.setSingleShot(true);
    m_settle.setSingleShot(true);
    m_settle.setInterval(promptSettles);
    m_watch.setInterval(watchInterval);
    connect(&m_retry, &QTimer::timeout, this, &ConsoleSession::open);
    connect(&m_settle, &QTimer::timeout, this, &ConsoleSession::insertPrepared);
    connect(&m_watch, &QTimer::timeout, this, &ConsoleSession::noticeSleep);
    connect(m_screen, &ConsoleScreen::changed, this, [this] {
        if (!m_start.prepared.isEmpty() && isOpen())
            m_settle.start();
    });
    connect(m_screen, &ConsoleScreen::told, this, [this](const QByteArray &bytes) {
        if (isOpen())
            m_channel->write(bytes);
    });
    connect(m_screen, &ConsoleScreen::titleChanged, this, [this](const QString &title) {
        m_title = title;
        Q_EMIT titleChanged();
    });
    m_lastWatch = QDateTime::currentMSecsSinceEpoch();
    m_watch.start();
    open();
}

ConsoleSession::~ConsoleSession()
{
    m_screen->setTap(nullptr);
    m_channel.reset();
}

QString ConsoleSession::title() const
{
    return m_title.isEmpty() ? server().toString() : m_title;
}

void ConsoleSession::open()
{
    m_retry.stop();
    ChannelRequest request;
    request.size = m_size;
    request.cwd = m_start.cwd;
    request.agent = m_agent;
    m_channel = m_opener.open(request, m_screen->sink());
    connect(m_channel.get(), &ByteChannel::opened, this, &ConsoleSession::onOpened);
    connect(m_channel.get(), &ByteChannel::closed, this, &ConsoleSession::onClosed);
    setState(State::Connecting);
}

void ConsoleSession::onOpened()
{
    if (m_wasOpen)
        say(tr("Connected again at %1. What was running before is not here any more.")
                .arg(Text::time(QDateTime::currentDateTime())));
    m_wasOpen = true;
    m_attempt = 0;
    m_reason.clear();
    setState(State::Open);
    if (!m_start.prepared.isEmpty())
        m_settle.start();
}

void ConsoleSession::onClosed(const ChannelEnd &end)
{
    // Not from inside its own signal.
    m_channel.release()->deleteLater();
    m_settle.stop();
    takeBackModes();
    if (end.error && isWorthAnother(*end.error) && m_wasOpen) {
        if (m_attempt == 0)
            say(tr("Connection lost at %1: %2")
                    .arg(Text::time(QDateTime::currentDateTime()), end.error->message));
        m_reason = end.error->message;
        waitForNext();
        return;
    }
    if (end.error)
        m_reason = end.error->message;
    else if (!end.signalName.isEmpty())
        m_reason = tr("Ended by the signal %1").arg(end.signalName);
    else if (end.exitCode)
        m_reason = tr("Ended with exit status %1").arg(*end.exitCode);
    else
        m_reason = tr("Ended");
    say(m_reason);
    setState(State::Ended);
}

void ConsoleSession::waitForNext()
{
    m_retry.start(waitBefore(m_attempt++));
    setState(State::Waiting);
}

void ConsoleSession::noticeSleep()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const milliseconds since{now - std::exchange(m_lastWatch, now)};
    if (since > sleptAfter && m_state == State::Waiting)
        reconnect();
}

QString ConsoleSession::stateText() const
{
    switch (m_state) {
    case State::Connecting:
        return m_wasOpen ? tr("Connecting again…") : tr("Connecting…");
    case State::Open:
        return tr("Connected");
    case State::Waiting: {
        const int seconds = int(
            std::chrono::ceil<std::chrono::seconds>(m_retry.remainingTimeAsDuration()).count());
        return tr("Connection lost. Next attempt in %n second(s).", "", std::max(seconds, 0));
    }
    case State::Ended:
        return m_reason;
    }
    Q_UNREACHABLE_RETURN({});
}

void ConsoleSession::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

/// Margins and some modes move the cursor. It goes on below all that is shown, as a program may
/// have been cut off anywhere.
void ConsoleSession::takeBackModes()
{
    if (m_screen->lock()->isAlternate())
        m_screen->feed(leaveAlternate);
    int last = 0;
    {
        const ConsoleScreen::Access screen = m_screen->lock();
        last = screen->size().rows - 1;
        while (last > 0 && screen->lineText(screen->screenTop() + last).trimmed().isEmpty())
            --last;
    }
    const QByteArray place = "\x1b[" + QByteArray::number(last + 1) + ";1H";
    m_screen->feed(calm);
    m_screen->feed(place);
}

/// A line of Slipway's own between those of the server; dim, so that nobody takes it for theirs.
void ConsoleSession::say(const QString &text)
{
    const QByteArray line
        = "\r\n\x1b[0;2m\xE2\x80\x94 " + text.toUtf8() + " \xE2\x80\x94\x1b[0m\r\n";
    m_screen->feed(line);
}

void ConsoleSession::send(const QByteArray &bytes)
{
    if (!isOpen() || bytes.isEmpty())
        return;
    noticeLine(bytes);
    m_channel->write(bytes);
}

void ConsoleSession::report(const QByteArray &bytes)
{
    if (isOpen())
        m_channel->write(bytes);
}

/// The screen knows what a line became with completion and history; the keys do not. What is not
/// echoed, a password, is not on it.
void ConsoleSession::noticeLine(const QByteArray &bytes)
{
    const QByteArray typed = bytes.first(std::max(bytes.indexOf('\r'), qsizetype(0)));
    m_hasTyped |= !typed.isEmpty() || !bytes.contains('\r');
    if (!bytes.contains('\r') || !std::exchange(m_hasTyped, false) || asksForPassword())
        return;
    // What came in one piece with its line end is not on the screen yet.
    const QString line = QString(currentLine() + QString::fromUtf8(typed)).trimmed();
    if (!line.isEmpty())
        Q_EMIT lineEntered(line.first(std::min(line.size(), longestLine)));
}

/// Of the cursor, with the rows it was wrapped to; empty where a program has the whole screen.
QString ConsoleSession::currentLine()
{
    const ConsoleScreen::Access screen = m_screen->lock();
    if (screen->isAlternate())
        return {};
    qint64 number = screen->screenTop() + screen->cursor().row;
    QString line = screen->lineText(number);
    while (line.size() < longestLine && number > screen->firstLine() && screen->continues(number))
        line.prepend(screen->lineText(--number));
    return line;
}

bool ConsoleSession::asksForPassword()
{
    return screentext::isQuestionForSecret(currentLine());
}

bool ConsoleSession::isBusy() const
{
    if (!isOpen())
        return false;
    const ConsoleScreen::Access screen = m_screen->lock();
    if (screen->isAlternate())
        return true;
    const qint64 last = screen->screenTop() + screen->cursor().row;
    const qint64 first = std::max(screen->firstLine(), last - mostSearched);
    for (qint64 number = last; number >= first; --number) {
        const quint8 marks = screen->line(number).marks;
        if ((marks & (TerminalRow::Prompt | TerminalRow::End)) != 0)
            return false;
        if ((marks & TerminalRow::Output) != 0)
            return true;
    }
    return false;
}

void ConsoleSession::prepare(const QString &text)
{
    m_start.prepared = text;
    if (isOpen())
        m_settle.start();
}

void ConsoleSession::insertPrepared()
{
    if (!isOpen() || m_start.prepared.isEmpty())
        return;
    QString text = std::exchange(m_start.prepared, {});
    while (text.endsWith(u'\n'))
        text.chop(1);
    QByteArray bytes;
    {
        const ConsoleScreen::Access screen = m_screen->lock();
        // Without brackets a line end would run the first line.
        if (!screen->bracketsPaste() && text.contains(u'\n'))
            text.replace(u'\n', "; "_L1);
        bytes = encodePaste(*screen, text);
    }
    m_channel->write(bytes);
}

void ConsoleSession::resize(TerminalSize size, QSize cell)
{
    m_size = {size.columns, size.rows, size.columns * cell.width(), size.rows * cell.height()};
    if (m_channel)
        m_channel->resize(m_size);
}

void ConsoleSession::reconnect()
{
    if (m_channel)
        return;
    open();
}

void ConsoleSession::setAgent(ChannelRequest::Agent agent)
{
    if (std::exchange(m_agent, agent) == agent || !m_channel)
        return;
    // Silently: nobody is to be told that it was closed.
    m_channel.reset();
    open();
}

void ConsoleSession::hangUp()
{
    m_retry.stop();
    if (m_channel)
        m_channel->close();
}

Result<void> ConsoleSession::record(const QString &folder, const QString &title)
{
    if (m_recorder) {
        m_screen->setTap(nullptr);
        m_recorder->finish();
        m_recorder.reset();
    }
    if (!folder.isEmpty()) {
        auto recorder = ConsoleRecorder::begin(
            {folder, server(), title, {m_size.rows, m_size.columns}, m_start.redactor}, this,
            [this](const Error &error) {
                Q_EMIT problem(error);
                record({}, {}).value();
            });
        if (!recorder)
            return std::unexpected(recorder.error());
        m_recorder = *recorder;
        m_screen->setTap(m_recorder);
    }
    Q_EMIT recordingChanged();
    return {};
}

QString ConsoleSession::recordingName() const
{
    return m_recorder ? m_recorder->fileName() : QString();
}

} // namespace slipway
