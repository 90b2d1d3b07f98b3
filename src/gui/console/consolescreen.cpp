// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolescreen.h"

#include "gui/console/outputtap.h"
#include "gui/console/turntaking.h"
#include "terminal/screenbytes.h"
#include "terminal/terminalanchor.h"

#include <QPointer>

#include <chrono>
#include <tuple>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto frame = 16ms;
/// The window may want the screen after each piece.
constexpr qsizetype piece = 4L * 1024;
constexpr auto longestTurn = 2ms;
constexpr qsizetype mostEvents = 1'000;

/// Events that are told only as they were last, or once.
bool isOnce(TerminalEvent::Kind kind)
{
    using Kind = TerminalEvent::Kind;
    return kind == Kind::Bell || kind == Kind::TitleChanged || kind == Kind::DirectoryChanged
        || kind == Kind::ClipboardWrite || kind == Kind::ScrollbackCleared
        || kind == Kind::ColoursChanged;
}

bool isTold(TerminalEvent::Kind kind)
{
    return kind != TerminalEvent::Kind::Mark && kind != TerminalEvent::Kind::ScreenSwitched;
}

} // namespace

/// What the two threads share.
struct ConsoleScreen::Core
{
    explicit Core(const TerminalOptions &options) : screen({}, options) { }

    /// Who has the screen.
    void collect()
    {
        const QMutexLocker locker(&eventsMutex);
        for (TerminalEvent &event : screen.takeEvents()) {
            if (!isTold(event.kind))
                continue;
            if (isOnce(event.kind))
                events.removeIf(
                    [&event](const TerminalEvent &each) { return each.kind == event.kind; });
            if (events.size() < mostEvents)
                events.append(std::move(event));
        }
    }
    /// Any thread. One event waits in the window's queue at most.
    void notify()
    {
        if (isNotified.exchange(true))
            return;
        const QMutexLocker locker(&ownerMutex);
        if (owner)
            QMetaObject::invokeMethod(owner, &ConsoleScreen::deliver, Qt::QueuedConnection);
    }

    TurnTaking turns;
    TerminalScreen screen; ///< under turns

    QMutex eventsMutex; ///< held for a moment only, so that the window need not wait for its turn
    QList<TerminalEvent> events;

    QMutex tapMutex;
    std::shared_ptr<OutputTap> tap;

    QMutex ownerMutex;
    ConsoleScreen *owner = nullptr;
    std::atomic<bool> isNotified = false;
};

class ConsoleScreen::Sink final : public ByteSink
{
public:
    explicit Sink(std::shared_ptr<Core> core) : m_core(std::move(core)) { }

    QByteArray take(QByteArrayView bytes) override
    {
        {
            const QMutexLocker locker(&m_core->tapMutex);
            if (m_core->tap)
                m_core->tap->output(bytes);
        }
        QByteArray replies;
        for (qsizetype at = 0; at < bytes.size();) {
            m_core->turns.lockAfterOthers();
            const auto begun = std::chrono::steady_clock::now();
            do {
                const QByteArrayView part = bytes.sliced(at, std::min(piece, bytes.size() - at));
                m_core->screen.feed(part);
                at += part.size();
            } while (at < bytes.size() && std::chrono::steady_clock::now() - begun < longestTurn);
            replies += m_core->screen.takeReplies();
            m_core->collect();
            m_core->turns.unlock();
            m_core->notify();
        }
        return replies;
    }

private:
    std::shared_ptr<Core> m_core;
};

ConsoleScreen::Access::~Access()
{
    if (m_core)
        m_core->turns.unlock();
}

TerminalScreen *ConsoleScreen::Access::operator->() const
{
    return &m_core->screen;
}

TerminalScreen &ConsoleScreen::Access::operator*() const
{
    return m_core->screen;
}

ConsoleScreen::ConsoleScreen(const TerminalOptions &options, QObject *parent)
    : QObject(parent)
    , m_core(std::make_shared<Core>(options))
    , m_sink(std::make_shared<Sink>(m_core))
{
    m_core->owner = this;
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &ConsoleScreen::deliver);
}

ConsoleScreen::~ConsoleScreen()
{
    const QMutexLocker locker(&m_core->ownerMutex);
    m_core->owner = nullptr;
}

std::shared_ptr<ByteSink> ConsoleScreen::sink() const
{
    return m_sink;
}

ConsoleScreen::Access ConsoleScreen::lock() const
{
    m_core->turns.lockFirst();
    return Access(m_core);
}

std::optional<ConsoleScreen::Access>
ConsoleScreen::lockWithin(std::chrono::milliseconds patience) const
{
    if (!m_core->turns.tryLockFirst(patience))
        return std::nullopt;
    return Access(m_core);
}

std::function<ConsoleScreen::Access()> ConsoleScreen::locker() const
{
    return [core = m_core] {
        core->turns.lockFirst();
        return Access(core);
    };
}

void ConsoleScreen::setColours(const TerminalColourValues &colours)
{
    QByteArray news;
    {
        const Access screen = lock();
        screen->setColours(colours);
        news = screen->takeReplies();
    }
    tellProgram(news);
}

void ConsoleScreen::tellProgram(const QByteArray &bytes)
{
    if (!bytes.isEmpty())
        Q_EMIT told(bytes);
}

void ConsoleScreen::resize(TerminalSize size, std::span<TerminalPosition> kept)
{
    QByteArray news;
    {
        const Access screen = lock();
        if (size == screen->size())
            return;
        std::vector<std::optional<TerminalAnchor>> anchors;
        anchors.reserve(kept.size());
        for (const TerminalPosition &position : kept)
            anchors.push_back(TerminalAnchor::of(*screen, position));
        screen->resize(size);
        news = screen->takeReplies();
        for (std::size_t index = 0; index < kept.size(); ++index) {
            kept[index] = anchors[index]
                              .and_then([&screen](const TerminalAnchor &anchor) {
                                  return anchor.position(*screen);
                              })
                              .value_or(TerminalPosition{-1, 0});
        }
        m_core->collect();
    }
    {
        const QMutexLocker locker(&m_core->tapMutex);
        if (m_core->tap)
            m_core->tap->resized(size);
    }
    m_core->notify();
    tellProgram(news);
}

void ConsoleScreen::feed(QByteArrayView bytes)
{
    {
        const Access screen = lock();
        screen->feed(bytes);
        std::ignore = screen->takeReplies();
        m_core->collect();
    }
    m_core->notify();
}

void ConsoleScreen::setTap(std::shared_ptr<OutputTap> tap)
{
    {
        // Nothing is parsed meanwhile.
        const Access screen = lock();
        if (tap)
            tap->output(screenBytes(*screen));
        const QMutexLocker locker(&m_core->tapMutex);
        std::swap(m_core->tap, tap);
    }
    // The one before may end here, and take its time.
}

void ConsoleScreen::deliver()
{
    if (m_frame.isActive())
        return;
    if (m_sinceFrame.isValid() && m_sinceFrame.durationElapsed() < frame) {
        m_frame.start(
            std::chrono::ceil<std::chrono::milliseconds>(frame - m_sinceFrame.durationElapsed()));
        return;
    }
    m_sinceFrame.start();
    m_core->isNotified = false;
    QList<TerminalEvent> events;
    {
        const QMutexLocker locker(&m_core->eventsMutex);
        events.swap(m_core->events);
    }
    Q_EMIT changed();
    tell(events);
}

void ConsoleScreen::tell(const QList<TerminalEvent> &events)
{
    const QPointer<ConsoleScreen> alive(this);
    for (const TerminalEvent &event : events) {
        // Who listens may have closed the console.
        if (!alive)
            return;
        switch (event.kind) {
        case TerminalEvent::Kind::Bell:
            Q_EMIT bell();
            break;
        case TerminalEvent::Kind::TitleChanged:
            m_title = QString::fromUtf8(event.data);
            Q_EMIT titleChanged(m_title);
            break;
        case TerminalEvent::Kind::DirectoryChanged:
            m_directory = event.data;
            Q_EMIT directoryChanged(m_directory);
            break;
        case TerminalEvent::Kind::ClipboardWrite:
            Q_EMIT clipboardWriteRequested(event.data);
            break;
        case TerminalEvent::Kind::CommandEnded:
            Q_EMIT commandEnded(event.line, event.value);
            break;
        case TerminalEvent::Kind::ScrollbackCleared:
            Q_EMIT scrollbackCleared();
            break;
        case TerminalEvent::Kind::ColoursChanged:
            Q_EMIT coloursChanged();
            break;
        case TerminalEvent::Kind::Mark:
        case TerminalEvent::Kind::ScreenSwitched:
            break;
        }
    }
}

} // namespace slipway
