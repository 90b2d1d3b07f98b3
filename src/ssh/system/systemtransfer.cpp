// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemtransfer.h"

#include "ssh/shelltext.h"
#include "ssh/system/systemerror.h"
#include "ssh/system/systemtransferprograms.h"

#include <algorithm>
#include <utility>

namespace slipway {

namespace {

constexpr qsizetype maximumHeld = qsizetype(64) * 1024;

QByteArray execLine(const QByteArray &mark)
{
    return "exec /bin/sh -c '" + QByteArray(shelltext::reader).replace("%2", mark) + '\'';
}

} // namespace

SystemTransfer::SystemTransfer(SystemMasters &masters, SystemSsh ssh, QString remotePath,
                               std::shared_ptr<JobControl> link)
    : m_masters(masters)
    , m_ssh(std::move(ssh))
    , m_remotePath(std::move(remotePath))
    , m_link(std::move(link))
    , m_mark(shelltext::randomMark())
    , m_session(std::make_unique<SystemSession>(masters, m_ssh, SystemSsh::Terminal::None,
                                                execLine(m_mark)))
{
    connect(m_session.get(), &SystemSession::received, this, &SystemTransfer::onReceived);
    connect(m_session.get(), &SystemSession::ended, this, &SystemTransfer::onSessionEnded);
}

SystemTransfer::~SystemTransfer() = default;

bool SystemTransfer::isPath() const
{
    return !m_remotePath.isEmpty() && !m_remotePath.endsWith(u'/') && !m_remotePath.contains(u'\0');
}

QString SystemTransfer::folder() const
{
    const qsizetype slash = m_remotePath.lastIndexOf(u'/');
    return slash < 0 ? tr("the login folder") : m_remotePath.first(std::max<qsizetype>(slash, 1));
}

QByteArray SystemTransfer::settings() const
{
    QByteArray path = m_remotePath.toUtf8();
    if (!path.startsWith('/'))
        path.prepend("./");
    return "_k=" + m_mark + " _p=" + shelltext::quoted(path) + '\n';
}

void SystemTransfer::start()
{
    if (!isPath()) {
        finish(Error{ErrorCode::InvalidInput,
                     tr("“%1” is not the path of a file.").arg(m_remotePath)});
        return;
    }
    m_session->write(settings() + systemtransferprograms::common + program() + m_mark + '\n');
    m_session->start();
}

void SystemTransfer::wake()
{
    // The program over there sees the end of its input and tidies up.
    if (m_link->isCancelled() && !m_isFinished && canStop())
        m_session->hangUp();
}

void SystemTransfer::onSessionEnded(const SystemSessionEnd &end)
{
    m_status = end.status;
    if (m_isFinished)
        return;
    if (m_link->isCancelled() && canStop())
        tidy();
    else if (end.error)
        finish(end.error);
    else
        onEnded();
}

void SystemTransfer::tidy()
{
    const QByteArray tidying = tidyProgram();
    if (tidying.isEmpty()) {
        finish(cancelled());
        return;
    }
    m_tidying = std::make_unique<SystemSession>(m_masters, m_ssh, SystemSsh::Terminal::None,
                                                execLine(m_mark));
    connect(m_tidying.get(), &SystemSession::ended, this, [this] { finish(cancelled()); });
    m_tidying->write(tidying + m_mark + '\n');
    m_tidying->closeInput();
    m_tidying->start();
}

void SystemTransfer::onReceived(OutputStream stream, const QByteArray &bytes)
{
    if (m_isFinished)
        return;
    if (stream == OutputStream::Err) {
        if (m_errors.size() < maximumHeld)
            m_errors += bytes;
    } else if (m_hasLines) {
        m_lines += bytes;
        readLines();
    } else {
        onContent(bytes);
    }
}

void SystemTransfer::readLines()
{
    while (m_hasLines && !m_isFinished) {
        const qsizetype lineEnd = m_lines.indexOf('\n');
        if (lineEnd < 0)
            break;
        const QByteArray line = m_lines.first(lineEnd);
        m_lines.remove(0, lineEnd + 1);
        // A login shell may say something before.
        const qsizetype start = line.indexOf(QByteArray(m_mark + ' '));
        if (start < 0)
            continue;
        const QByteArray words = line.sliced(start + m_mark.size() + 1);
        const qsizetype space = words.indexOf(' ');
        m_hasLines = onWord(space < 0 ? words : words.first(space),
                            space < 0 ? QByteArray() : words.sliced(space + 1));
    }
    if (!m_hasLines && !m_lines.isEmpty() && !m_isFinished)
        onContent(std::exchange(m_lines, {}));
    if (m_lines.size() > maximumHeld)
        m_lines = m_lines.last(m_mark.size());
}

void SystemTransfer::onContent(const QByteArray &bytes)
{
    Q_UNUSED(bytes);
}

Error SystemTransfer::silence() const
{
    if (m_status == SystemSessionEnd::broken)
        return systemerror::ofLoss(m_ssh.server, m_errors);
    const QString said = QString::fromUtf8(m_errors + m_lines).trimmed();
    return {ErrorCode::Io,
            said.isEmpty()
                ? tr("The shell on %1 ended without an answer about %2.").arg(server(), written())
                : tr("The shell on %1 ended without an answer about %2. It said: %3")
                      .arg(server(), written(), said),
            said};
}

void SystemTransfer::finish(std::optional<Error> error)
{
    if (std::exchange(m_isFinished, true))
        return;
    report(std::move(error));
    Q_EMIT done();
}

} // namespace slipway
