// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envfilesafety.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr std::chrono::seconds patience(3);
constexpr int notTracked = 1; ///< of `ls-files --error-unmatch`, and "not ignored" of check-ignore

} // namespace

EnvFileSafety::EnvFileSafety(QObject *parent) : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_git)
            m_git->kill();
    });
}

EnvFileSafety::~EnvFileSafety()
{
    if (!m_git)
        return;
    m_git->disconnect(this);
    m_git->kill();
    m_git->waitForFinished();
}

void EnvFileSafety::check(const QString &path)
{
    if (m_git) {
        m_git->disconnect(this);
        m_git.release()->deleteLater();
    }
    m_path = path;
    m_dangers = {};
    if (const Result<EnvFileMode> mode = envFileMode(path))
        m_dangers.mode = *mode;
    askGit(Question::Tracked);
}

void EnvFileSafety::askGit(Question question)
{
    m_question = question;
    const QString git = QStandardPaths::findExecutable(u"git"_s);
    if (git.isEmpty()) {
        QMetaObject::invokeMethod(this, &EnvFileSafety::finish, Qt::QueuedConnection);
        return;
    }
    const QFileInfo file(m_path);
    QStringList arguments{u"-c"_s, u"core.fsmonitor=false"_s, u"-C"_s, file.absolutePath()};
    if (question == Question::Tracked)
        arguments << u"ls-files"_s << u"--error-unmatch"_s;
    else
        arguments << u"check-ignore"_s << u"--quiet"_s;
    arguments << u"--"_s << file.fileName();
    m_git = std::make_unique<QProcess>();
    m_git->setStandardOutputFile(QProcess::nullDevice());
    m_git->setStandardErrorFile(QProcess::nullDevice());
    connect(m_git.get(), &QProcess::finished, this, &EnvFileSafety::takeAnswer);
    connect(m_git.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish();
    });
    m_patience.start();
    m_git->start(git, arguments);
}

void EnvFileSafety::takeAnswer(int exitCode, QProcess::ExitStatus status)
{
    m_patience.stop();
    if (status == QProcess::NormalExit && m_question == Question::Tracked) {
        m_dangers.isTracked = exitCode == 0;
        if (exitCode == notTracked) {
            m_git.release()->deleteLater();
            askGit(Question::Ignored);
            return;
        }
    } else if (status == QProcess::NormalExit) {
        m_dangers.isNotIgnored = exitCode == notTracked;
    }
    finish();
}

void EnvFileSafety::finish()
{
    m_patience.stop();
    if (m_git)
        m_git.release()->deleteLater();
    Q_EMIT checked(m_path, m_dangers);
}

Result<void> EnvFileSafety::makePrivate(const QString &path)
{
    if (QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return {};
    return failure(
        ErrorCode::Io,
        tr("%1 could not be made private. Is it yours?").arg(QFileInfo(path).fileName()));
}

} // namespace slipway
