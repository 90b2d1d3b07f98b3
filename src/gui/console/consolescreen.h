// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/bytechannel.h"
#include "terminal/terminalscreen.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace slipway {

class OutputTap;

/// A terminal's screen between the thread that feeds it and the window that paints it. GUI thread,
/// but for sink()'s take(). It may go before its sink: what is fed then changes nothing that is
/// seen.
class ConsoleScreen : public QObject
{
    Q_OBJECT
    struct Core;

public:
    explicit ConsoleScreen(const TerminalOptions &options, QObject *parent = nullptr);
    ~ConsoleScreen() override;

    /// For the channel. Parses on the channel's thread, in slices so short that the window never
    /// waits long; the same one each time.
    std::shared_ptr<ByteSink> sink() const;

    /// The screen, kept from changing as long as this lives: for the length of a statement or two.
    class Access
    {
    public:
        /// Of a screen that is locked already.
        explicit Access(std::shared_ptr<Core> core) : m_core(std::move(core)) { }
        Access(Access &&other) noexcept = default;
        Access &operator=(Access &&other) = delete;
        ~Access();

        TerminalScreen *operator->() const;
        TerminalScreen &operator*() const;

    private:
        std::shared_ptr<Core> m_core;
    };
    Access lock() const;
    /// Nothing when the screen could not be had in that time, as happens on a busy machine: for who
    /// can come again.
    std::optional<Access> lockWithin(std::chrono::milliseconds patience) const;
    /// The same for work on other threads; what it gives may outlive this object.
    std::function<Access()> locker() const;

    /// Positions in `kept` are moved to where their text is after it; a line of -1 where that is
    /// nowhere.
    void resize(TerminalSize size, std::span<TerminalPosition> kept = {});
    /// For programs that ask for them.
    void setColours(const TerminalColourValues &colours);
    /// Text of Slipway's own, such as a banner: not seen by the tap, asks nothing of anybody.
    void feed(QByteArrayView bytes);
    /// It gets what draws the present screen. All that the channel writes goes there too, before it
    /// is parsed, until null takes its place.
    /// The one before is not called any more when this returns.
    void setTap(std::shared_ptr<OutputTap> tap);

    const QString &title() const { return m_title; }
    const QByteArray &directory() const { return m_directory; }

Q_SIGNALS:
    /// Something to paint. Once a frame (16 ms) at most, however much arrives; the signals below
    /// come after it.
    void changed();
    void bell(); ///< once, however often it rang since the last frame
    void titleChanged(const QString &title);
    void directoryChanged(const QByteArray &directory);
    /// A program wants this in the clipboard (OSC 52). The owner asks the person.
    void clipboardWriteRequested(const QByteArray &bytes);
    void commandEnded(qint64 line, int status); ///< -1 when it was not told
    void scrollbackCleared();
    void coloursChanged(); ///< TerminalState::colours
    /// To be written to the channel: what a program wanted to be told of by itself.
    void told(const QByteArray &bytes);

private:
    class Sink;
    void tellProgram(const QByteArray &bytes);
    void deliver();
    void tell(const QList<TerminalEvent> &events);

    std::shared_ptr<Core> m_core;
    std::shared_ptr<Sink> m_sink;
    QTimer m_frame;
    QElapsedTimer m_sinceFrame;
    QString m_title;
    QByteArray m_directory;
};

} // namespace slipway
