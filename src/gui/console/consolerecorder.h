// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/outputtap.h"

#include "base/error.h"
#include "base/ids.h"
#include "base/redactor.h"

#include <QByteArray>
#include <QPointer>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

class QFile;

namespace slipway {

/// Writes what a console prints into a recording (asciicast v2), with the time of each piece. What
/// is typed is not recorded, and secrets that Slipway knows are hidden. A thread of its own writes:
/// neither the window nor the channel waits for the disk.
class ConsoleRecorder final : public OutputTap
{
public:
    struct Take
    {
        QString folder; ///< made when it is not there
        ServerId server;
        QString title; ///< of the recording
        TerminalSize size;
        std::shared_ptr<const Redactor> redactor; ///< none: nothing is hidden
    };

    /// `failed` comes once at most, on the context's thread: nothing more is written then.
    static Result<std::shared_ptr<ConsoleRecorder>>
    begin(const Take &take, QObject *context, std::function<void(const Error &)> failed);
    /// As finish(), and waits until all is written.
    ~ConsoleRecorder() override;

    QString fileName() const { return m_fileName; }
    void output(QByteArrayView bytes) override;
    void resized(TerminalSize size) override;
    /// Nothing more comes.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    struct Piece
    {
        std::chrono::nanoseconds at{0};
        QByteArray bytes; ///< empty: a change of size
        TerminalSize size = {};
    };

    ConsoleRecorder(const Take &take, std::unique_ptr<QFile> file, QObject *context,
                    std::function<void(const Error &)> failed);
    void add(Piece piece);
    void work();
    Result<void> write(const std::vector<Piece> &pieces);
    void fail(const Error &error);

    Take m_take;
    QString m_fileName;
    std::unique_ptr<QFile> m_file;
    std::unique_ptr<RedactingStream> m_redacting;
    std::unique_ptr<class CastWriter> m_writer;
    QPointer<QObject> m_context;
    std::function<void(const Error &)> m_failed;
    Clock::time_point m_begin = Clock::now();
    std::mutex m_mutex;
    std::condition_variable m_more;
    std::vector<Piece> m_pieces;
    qsizetype m_held = 0; ///< bytes of the pieces
    bool m_isOver = false;
    std::thread m_thread;
};

} // namespace slipway
