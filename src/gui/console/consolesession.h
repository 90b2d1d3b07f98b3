// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/consolescreen.h"

#include "base/clock.h"
#include "base/ids.h"
#include "exec/bytechannel.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSize>
#include <QTimer>

#include <memory>

namespace slipway {

class ConsoleRecorder;
class Redactor;

/// One console of a server: its screen, its channel, and what happens when the channel ends. The
/// screen and its scrollback stay through any number of connections; what was typed is never sent
/// again. GUI thread.
class ConsoleSession : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Connecting,
        Open,
        Waiting, ///< lost; the next attempt comes by itself
        Ended,   ///< the program ended, or it could not be opened
    };
    struct Start
    {
        ServerId server;
        QString cwd;
        QString prepared; ///< put behind the prompt, for a person to run or to change
        std::shared_ptr<const Redactor> redactor; ///< what recordings hide; none: nothing
    };

    /// The opener outlives the session.
    ConsoleSession(ChannelOpener &opener, Start start, QObject *parent = nullptr);
    ~ConsoleSession() override;

    const ServerId &server() const { return m_start.server; }
    ConsoleScreen &screen() { return *m_screen; }
    State state() const { return m_state; }
    /// "Connected", "Connection lost: next attempt in 4 s", "Ended with exit status 1".
    QString stateText() const;
    /// What the program calls itself; the server's name until it does.
    QString title() const;
    bool isOpen() const { return m_state == State::Open; }
    /// Whether the line with the cursor reads like a question for a password, a passphrase, a PIN.
    bool asksForPassword();
    /// Whether a program is seen to run that closing would end: one that has the whole screen, or a
    /// command of which the shell said that it began (OSC 133). A shell that says nothing hides it.
    bool isBusy() const;

    /// What a person typed. Lost while there is no connection: it may have been meant for what is
    /// not there any more.
    void send(const QByteArray &bytes);
    /// What the mouse and the focus do: no person's words.
    void report(const QByteArray &bytes);
    /// Puts a text behind the prompt without running it, once there is a prompt.
    void prepare(const QString &text);
    /// Of the screen, which has it already.
    void resize(TerminalSize size, QSize cell);
    /// Now, without waiting for the next attempt.
    void reconnect();
    void hangUp();
    /// Whether programs over there may use this machine's SSH agent, each use asked about. Opens
    /// the console again where it was open.
    void setAgent(ChannelRequest::Agent agent);
    ChannelRequest::Agent agent() const { return m_agent; }

    /// Begins to record into a new file of the folder; stops with an empty one.
    Result<void> record(const QString &folder, const QString &title);
    bool isRecording() const { return m_recorder != nullptr; }
    /// Of the recording, while there is one.
    QString recordingName() const;

Q_SIGNALS:
    void stateChanged();
    void titleChanged();
    void recordingChanged();
    /// A person sent a line that is not empty; the line as the screen had it, with its prompt.
    void lineEntered(const QString &line);
    /// The recording ended by itself: the disk is full.
    void problem(const slipway::Error &error);

private:
    void open();
    void onOpened();
    void onClosed(const ChannelEnd &end);
    void waitForNext();
    void setState(State state);
    void takeBackModes();
    void say(const QString &text);
    QString currentLine();
    void noticeLine(const QByteArray &bytes);
    void insertPrepared();
    void noticeSleep();

    ChannelOpener &m_opener;
    Start m_start;
    ConsoleScreen *m_screen;
    std::unique_ptr<ByteChannel> m_channel;
    std::shared_ptr<ConsoleRecorder> m_recorder;
    State m_state = State::Connecting;
    ChannelSize m_size;
    ChannelRequest::Agent m_agent = ChannelRequest::Agent::None;
    QString m_title;
    QString m_reason;
    QTimer m_retry;
    QTimer m_settle; ///< nothing has been printed for a moment: a prompt stands there
    QTimer m_watch;  ///< notices that the machine slept
    qint64 m_lastWatch = 0;
    int m_attempt = 0;
    bool m_wasOpen = false;
    bool m_hasTyped = false; ///< since the last line was sent
};

} // namespace slipway
