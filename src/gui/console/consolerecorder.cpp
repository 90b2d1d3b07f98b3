// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolerecorder.h"

#include "terminal/castwriter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ConsoleRecorder)
};

/// A disk that is this far behind does not catch up.
constexpr qsizetype mostHeld = 64LL * 1024 * 1024;

Error notWritten(const QString &path, const QString &why)
{
    return {ErrorCode::Io,
            Words::tr("The recording %1 could not be written: %2. What was recorded so far stays.")
                .arg(QDir::toNativeSeparators(path), why)};
}

/// "20261126-121005-web-1.cast", with a number when there is one already.
std::unique_ptr<QFile> newFile(const QString &folder, const ServerId &server)
{
    QString name = server.toString();
    for (QChar &letter : name) {
        if (!letter.isLetterOrNumber() && letter != u'.' && letter != u'_')
            letter = u'-';
    }
    const QString stem = QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss-"_s) + name;
    auto file = std::make_unique<QFile>();
    for (int number = 1; number <= 100; ++number) {
        const QString suffix = number == 1 ? QString() : u"-%1"_s.arg(number);
        file->setFileName(QDir(folder).filePath(stem + suffix + u".cast"_s));
        if (file->open(QIODevice::WriteOnly | QIODevice::NewOnly,
                       QFile::ReadOwner | QFile::WriteOwner))
            break;
        if (!file->exists())
            break;
    }
    return file;
}

} // namespace

Result<std::shared_ptr<ConsoleRecorder>>
ConsoleRecorder::begin(const Take &take, QObject *context,
                       std::function<void(const Error &)> failed)
{
    if (!QDir().mkpath(take.folder))
        return std::unexpected(notWritten(take.folder, Words::tr("its folder cannot be made")));
    std::unique_ptr<QFile> file = newFile(take.folder, take.server);
    if (!file->isOpen())
        return std::unexpected(notWritten(file->fileName(), file->errorString()));
    const std::shared_ptr<ConsoleRecorder> recorder(
        new ConsoleRecorder(take, std::move(file), context, std::move(failed)));
    Result<void> begun
        = recorder->m_writer->begin({take.size, QDateTime::currentSecsSinceEpoch(), take.title});
    if (!begun)
        return std::unexpected(begun.error());
    recorder->m_thread = std::thread([self = recorder.get()] { self->work(); });
    return recorder;
}

ConsoleRecorder::ConsoleRecorder(const Take &take, std::unique_ptr<QFile> file, QObject *context,
                                 std::function<void(const Error &)> failed)
    : m_take(take)
    , m_fileName(file->fileName())
    , m_file(std::move(file))
    , m_redacting(take.redactor ? std::make_unique<RedactingStream>(*take.redactor) : nullptr)
    , m_writer(std::make_unique<CastWriter>(*m_file))
    , m_context(context)
    , m_failed(std::move(failed))
{ }

ConsoleRecorder::~ConsoleRecorder()
{
    finish();
    if (m_thread.joinable())
        m_thread.join();
}

void ConsoleRecorder::output(QByteArrayView bytes)
{
    if (!bytes.isEmpty())
        add({Clock::now() - m_begin, bytes.toByteArray()});
}

void ConsoleRecorder::resized(TerminalSize size)
{
    add({Clock::now() - m_begin, {}, size});
}

void ConsoleRecorder::add(Piece piece)
{
    const std::lock_guard lock(m_mutex);
    if (m_isOver)
        return;
    m_held += piece.bytes.size();
    if (m_held > mostHeld) {
        fail(notWritten(m_fileName, Words::tr("the disk is too slow for the output")));
        return;
    }
    m_pieces.push_back(std::move(piece));
    m_more.notify_one();
}

void ConsoleRecorder::finish()
{
    const std::lock_guard lock(m_mutex);
    m_isOver = true;
    m_more.notify_one();
}

void ConsoleRecorder::work()
{
    for (;;) {
        std::vector<Piece> pieces;
        bool isLast = false;
        {
            std::unique_lock lock(m_mutex);
            m_more.wait(lock, [this] { return m_isOver || !m_pieces.empty(); });
            pieces.swap(m_pieces);
            m_held = 0;
            isLast = m_isOver;
        }
        Result<void> written = write(pieces);
        if (written && isLast) {
            if (m_redacting)
                written = m_writer->output(Clock::now() - m_begin, m_redacting->finish());
            if (written)
                written = m_writer->end();
        }
        if (written && !m_file->flush())
            written = failure(ErrorCode::Io, m_file->errorString());
        if (!written) {
            const std::lock_guard lock(m_mutex);
            fail(notWritten(m_fileName, written.error().message));
            return;
        }
        if (isLast)
            return;
    }
}

Result<void> ConsoleRecorder::write(const std::vector<Piece> &pieces)
{
    for (const Piece &piece : pieces) {
        Result<void> written;
        if (piece.bytes.isEmpty())
            written = m_writer->resize(piece.at, piece.size);
        else if (m_redacting)
            written = m_writer->output(piece.at, m_redacting->feed(piece.bytes));
        else
            written = m_writer->output(piece.at, piece.bytes);
        if (!written)
            return written;
    }
    if (!m_redacting || pieces.empty())
        return {};
    return m_writer->output(pieces.back().at, m_redacting->flush());
}

/// The mutex is held.
void ConsoleRecorder::fail(const Error &error)
{
    if (std::exchange(m_isOver, true) && m_pieces.empty())
        return;
    m_pieces.clear();
    m_more.notify_one();
    if (m_context)
        QMetaObject::invokeMethod(
            m_context, [failed = m_failed, error] { failed(error); }, Qt::QueuedConnection);
}

} // namespace slipway
