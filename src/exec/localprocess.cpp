// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/localprocess.h"

#include "exec/commandoutputs.h"

#include <QDir>
#include <QFileInfo>

#include <csignal>
#include <cstring>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

/// Linux takes 128 KiB in one argument.
constexpr qsizetype longestArgument = 100 * 1024;
/// Output is shown within this time, so that a stream of short lines makes few signals.
constexpr milliseconds showAfter = 20ms;
constexpr milliseconds groupPoll = 25ms;
constexpr milliseconds killedAfter = 1s;

std::unexpected<Error> fileFailure(const QTemporaryFile &file)
{
    return failure(
        ErrorCode::Io,
        LocalProcess::tr("A temporary file could not be written; make room in the folder for "
                         "temporary files."),
        file.errorString());
}

QString seconds(milliseconds time)
{
    return QString::number(double(time.count()) / 1000.0, 'g', 4);
}

} // namespace

LocalProcess::LocalProcess(Command command, QString folder, LocalCommandRunner::Graces graces)
    : m_command(std::move(command))
    , m_folder(std::move(folder))
    , m_graces(graces)
{
    for (QTimer *timer : {&m_showTimer, &m_timeoutTimer, &m_idleTimer, &m_killTimer,
                          &m_endOfOutputTimer, &m_groupTimer}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_showTimer, &QTimer::timeout, this, &LocalProcess::showBuffer);
    connect(&m_timeoutTimer, &QTimer::timeout, this, [this] {
        end({ErrorCode::Timeout,
             tr("The command did not end within %1 s and was stopped.")
                 .arg(seconds(*m_command.timeout))});
    });
    connect(&m_idleTimer, &QTimer::timeout, this, [this] {
        end({ErrorCode::Timeout,
             tr("The command printed nothing for %1 s and was stopped.")
                 .arg(seconds(*m_command.idleTimeout))});
    });
    connect(&m_killTimer, &QTimer::timeout, this, [this] {
        m_killed = true;
        signalGroup(SIGKILL);
        finishWhenDone();
    });
    connect(&m_endOfOutputTimer, &QTimer::timeout, this, &LocalProcess::onOutputLeftOpen);
    connect(&m_groupTimer, &QTimer::timeout, this, &LocalProcess::finishWhenDone);
    connect(&m_out, &OutputPipe::received, this,
            [this](const QByteArray &bytes) { onReceived(OutputStream::Out, bytes); });
    connect(&m_err, &OutputPipe::received, this,
            [this](const QByteArray &bytes) { onReceived(OutputStream::Err, bytes); });
    connect(&m_out, &OutputPipe::ended, this, &LocalProcess::finishWhenDone);
    connect(&m_err, &OutputPipe::ended, this, &LocalProcess::finishWhenDone);
}

LocalProcess::~LocalProcess()
{
    // Only when the program itself ends: there is no time left for a grace.
    disconnect(&m_process, nullptr, this, nullptr);
    const bool isRunning = m_process.state() != QProcess::NotRunning;
    if (isRunning || (m_ending && !m_done))
        signalGroup(SIGKILL);
    // What was killed is gone in a moment; QProcess complains of who does not wait for that.
    if (isRunning)
        m_process.waitForFinished(int(killedAfter.count()));
}

void LocalProcess::start()
{
    m_elapsed.start();
    if (const Result<void> prepared = prepare(); !prepared) {
        failToStart(prepared.error());
        return;
    }
    launch();
}

Result<void> LocalProcess::prepare()
{
    const QString folder = QDir(m_folder).filePath(m_command.cwd);
    if (!QFileInfo(folder).isDir()) {
        return failure(ErrorCode::NotFound,
                       tr("The folder “%1”, in which the command should run, does not exist.")
                           .arg(QDir::toNativeSeparators(QDir::cleanPath(folder))));
    }
    m_process.setWorkingDirectory(folder);
    if (const Result<void> script = prepareScript(); !script)
        return script;
    if (const Result<void> environment = prepareEnvironment(); !environment)
        return environment;
    if (!m_out.open() || !m_err.open()) {
        return failure(ErrorCode::Io,
                       tr("The command could not be started: this machine has no file descriptors "
                          "left. End other steps or programs."),
                       QString::fromLocal8Bit(::strerror(errno)));
    }
    return {};
}

Result<void> LocalProcess::prepareScript()
{
    const QByteArray script = m_command.script.toUtf8();
    QString argument = m_command.script;
    ScriptForm form = ScriptForm::Text;
    if (script.size() > longestArgument) {
        m_scriptFile = std::make_unique<QTemporaryFile>();
        if (!m_scriptFile->open() || m_scriptFile->write(script) != script.size()
            || !m_scriptFile->flush())
            return fileFailure(*m_scriptFile);
        argument = m_scriptFile->fileName();
        form = ScriptForm::File;
    }
    const Result<ShellInvocation> invocation = shellInvocation(m_command.shell, argument, form);
    if (!invocation)
        return std::unexpected(invocation.error());
    m_process.setProgram(invocation->program);
    m_process.setArguments(invocation->arguments);
    return {};
}

Result<void> LocalProcess::prepareEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList inherited = environment.keys();
    for (const QString &name : inherited) {
        if (name.startsWith("SLIPWAY_SECRET_"_L1) || name == "SLIPWAY_OUTPUT"_L1)
            environment.remove(name);
    }
    for (const auto &[name, value] : m_command.environment.asKeyValueRange())
        environment.insert(name, value);
    if (m_command.collectsOutputs) {
        m_outputsFile = std::make_unique<QTemporaryFile>();
        if (!m_outputsFile->open())
            return fileFailure(*m_outputsFile);
        environment.insert(u"SLIPWAY_OUTPUT"_s, m_outputsFile->fileName());
    }
    for (const auto &[name, secret] : m_command.secrets) {
        if (secret.revealForUse().contains('\0')) {
            return failure(ErrorCode::InvalidInput,
                           tr("The secret “%1” holds a zero byte, which no environment variable "
                              "can; give it in another form.")
                               .arg(name));
        }
        environment.insert("SLIPWAY_SECRET_"_L1 + name, QString::fromUtf8(secret.revealForUse()));
    }
    m_process.setProcessEnvironment(environment);
    return {};
}

void LocalProcess::launch()
{
    // The pipes are our own, not QProcess's: it closes those when the shell ends, though what the
    // shell started may still be writing.
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession
                                       | QProcess::UnixProcessFlag::UseVFork
                                       | QProcess::UnixProcessFlag::ResetSignalHandlers
                                       | QProcess::UnixProcessFlag::CloseFileDescriptors);
    m_process.setChildProcessModifier([out = m_out.writeEnd(), err = m_err.writeEnd()] {
        ::dup2(out, STDOUT_FILENO);
        ::dup2(err, STDERR_FILENO);
    });
    connect(&m_process, &QProcess::started, this, &LocalProcess::onStarted);
    connect(&m_process, &QProcess::finished, this, &LocalProcess::onExited);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            failToStart({ErrorCode::Io,
                         tr("The command could not be started: %1.").arg(m_process.errorString())});
        }
    });
    m_process.start();
    m_pid = m_process.processId();
    m_out.childStarted();
    m_err.childStarted();
    // The process has its copy; ours goes as early as it can.
    m_command.secrets.clear();
    m_process.setProcessEnvironment({});
    if (m_command.timeout)
        m_timeoutTimer.start(*m_command.timeout);
    if (m_command.idleTimeout)
        m_idleTimer.start(*m_command.idleTimeout);
}

void LocalProcess::failToStart(const Error &error)
{
    m_result.error = error;
    m_exited = true;
    m_out.close();
    m_err.close();
    QMetaObject::invokeMethod(this, &LocalProcess::finish, Qt::QueuedConnection);
}

void LocalProcess::onStarted()
{
    QMetaObject::invokeMethod(this, [this] { Q_EMIT started(); }, Qt::QueuedConnection);
}

void LocalProcess::onExited(int code, QProcess::ExitStatus status)
{
    m_exited = true;
    if (status == QProcess::NormalExit) {
        m_result.exitCode = code;
    } else {
        const char *name = ::sigabbrev_np(code);
        m_result.signalName = name ? QString::fromLatin1(name) : QString::number(code);
    }
    m_timeoutTimer.stop();
    m_idleTimer.stop();
    if (!m_ending)
        m_endOfOutputTimer.start(m_graces.endOfOutput);
    finishWhenDone();
}

void LocalProcess::onReceived(OutputStream stream, const QByteArray &bytes)
{
    if (m_idleTimer.isActive())
        m_idleTimer.start();
    // What was printed in one order is shown in that order.
    if (stream != m_bufferStream || m_buffer.size() + bytes.size() > OutputPipe::maximumChunk)
        showBuffer();
    m_bufferStream = stream;
    m_buffer += bytes;
    if (m_buffer.size() >= OutputPipe::maximumChunk / 2)
        showBuffer();
    else if (!m_showTimer.isActive())
        m_showTimer.start(showAfter);
}

void LocalProcess::showBuffer()
{
    m_showTimer.stop();
    if (!m_buffer.isEmpty())
        Q_EMIT outputReceived(m_bufferStream, std::exchange(m_buffer, {}));
}

void LocalProcess::onOutputLeftOpen()
{
    if (m_out.atEnd() && m_err.atEnd())
        return;
    m_out.close();
    m_err.close();
    onReceived(OutputStream::Err,
               tr("slipway: the script ended, but a process it left in the background keeps its "
                  "output open; what that prints from now on is not read.\n")
                   .toUtf8());
    finishWhenDone();
}

void LocalProcess::end(const Error &reason)
{
    if (m_ending || m_done || (m_exited && m_result.error))
        return;
    m_ending = true;
    m_result.error = reason;
    m_timeoutTimer.stop();
    m_idleTimer.stop();
    m_endOfOutputTimer.stop();
    signalGroup(SIGTERM);
    // A stopped process does not see TERM until it goes on.
    signalGroup(SIGCONT);
    m_killTimer.start(m_graces.kill);
    m_groupTimer.start(groupPoll);
}

void LocalProcess::abandon()
{
    disconnect(this, &LocalProcess::outputReceived, nullptr, nullptr);
    disconnect(this, &LocalProcess::finished, nullptr, nullptr);
    disconnect(this, &LocalProcess::started, nullptr, nullptr);
    if (m_done || m_pid == 0) {
        deleteLater();
        return;
    }
    connect(this, &LocalProcess::finished, this, &QObject::deleteLater);
    end({ErrorCode::Cancelled, {}});
}

void LocalProcess::signalGroup(int signal) const
{
    if (m_pid > 0)
        ::kill(-pid_t(m_pid), signal);
}

bool LocalProcess::groupIsAlive() const
{
    return m_pid > 0 && ::kill(-pid_t(m_pid), 0) == 0;
}

void LocalProcess::finishWhenDone()
{
    if (m_done || !m_exited)
        return;
    const bool outputEnded = m_out.atEnd() && m_err.atEnd();
    if (!m_ending) {
        if (outputEnded)
            finish();
    } else if (m_killed) {
        // Who still holds the output now has left the group and is not ours to end.
        if (!outputEnded)
            m_endOfOutputTimer.start(groupPoll);
        else
            finish();
    } else if (outputEnded && !groupIsAlive()) {
        finish();
    } else {
        // Children that ignore TERM, or that write elsewhere: nothing tells when they end.
        m_groupTimer.start(groupPoll);
    }
}

void LocalProcess::finish()
{
    if (std::exchange(m_done, true))
        return;
    for (QTimer *timer :
         {&m_timeoutTimer, &m_idleTimer, &m_killTimer, &m_endOfOutputTimer, &m_groupTimer})
        timer->stop();
    showBuffer();
    m_result.duration = milliseconds(m_elapsed.elapsed());
    if (m_result.error) {
        m_result.exitCode = -1;
        m_result.signalName.clear();
    }
    if (m_outputsFile && !m_result.error) {
        QFile file(m_outputsFile->fileName());
        const bool readable = file.open(QIODevice::ReadOnly);
        const QByteArray text = readable ? file.read(maximumOutputsSize + 1) : QByteArray();
        auto outputs = parseCommandOutputs(text);
        if (!readable || text.size() > maximumOutputsSize)
            m_result.error
                = Error{ErrorCode::Io,
                        tr("$SLIPWAY_OUTPUT could not be read back, or is larger than 1 MiB."),
                        file.errorString()};
        else if (outputs)
            m_result.outputs = *outputs;
        else if (m_result.exitCode == 0)
            m_result.error = outputs.error();
    }
    Q_EMIT finished(m_result);
}

} // namespace slipway
