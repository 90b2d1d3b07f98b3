// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demoserver.h"

#include "demo/demoprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr qsizetype keptLog = 64 * 1024;

QString shellWord(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

/// A word of sshd_config; it knows double quotes alone.
QString configWord(const QString &text)
{
    return u'"' + text + u'"';
}

Result<void> write(const QString &path, const QString &text, QFile::Permissions permissions)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.flush()
        || !file.setPermissions(permissions))
        return failure(
            ErrorCode::Io,
            QCoreApplication::translate("DemoServer", "The file %1 cannot be written: %2.")
                .arg(path, file.errorString()));
    return {};
}

QString sshdConfig(const DemoServer::Settings &settings)
{
    const QString folder = settings.controlFolder;
    return u"ListenAddress %1\n"_s.arg(settings.host) + u"Port %1\n"_s.arg(settings.port)
        + u"HostKey %1\n"_s.arg(configWord(folder + "/host_key"_L1))
        + u"AuthorizedKeysFile %1\n"_s.arg(
            configWord(QString(settings.authorizedKeys).replace(u'%', "%%"_L1)))
        + u"PidFile %1\n"_s.arg(configWord(folder + "/sshd.pid"_L1))
        + u"ForceCommand /bin/sh %1\n"_s.arg(shellWord(folder + "/login.sh"_L1))
        // bash reads $HOME/.bashrc for a command that sshd runs: the person's own must not count.
        + u"SetEnv %1\n"_s.arg(configWord("HOME="_L1 + settings.home))
        + u"Subsystem sftp internal-sftp\n"
          "AllowUsers %1\n"_s.arg(settings.user)
        + u"PubkeyAuthentication yes\n"
          "PasswordAuthentication no\n"
          "KbdInteractiveAuthentication no\n"
          "PermitRootLogin prohibit-password\n"
          "UsePAM no\n"
          "StrictModes no\n"
          "PermitUserRC no\n"
          "PermitUserEnvironment no\n"
          "UseDNS no\n"
          "X11Forwarding no\n"
          "AllowTcpForwarding yes\n"
          "PrintMotd no\n"
          "MaxStartups 100\n"
          "MaxSessions 50\n"
          "PerSourcePenalties no\n"
          "LogLevel INFO\n"_s;
}
} // namespace

DemoServer::DemoServer(Settings settings, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
{ }

DemoServer::~DemoServer()
{
    stop();
}

Result<void> DemoServer::configure()
{
    QFile resource(u":/demo/fleet/login.sh"_s);
    if (!resource.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Internal, resource.errorString());
    const QString quotedHome = QString(m_settings.home).replace(u'\'', u"'\\''"_s);
    const QString login
        = QString::fromUtf8(resource.readAll())
              .replace("@HOME@"_L1, quotedHome)
              .replace("@NAME@"_L1, m_settings.name)
              .replace("@SFTP_SERVER@"_L1, m_settings.sftpServer)
              .replace("@OWNER_PID@"_L1, QString::number(QCoreApplication::applicationPid()));
    const auto secret = QFile::ReadOwner | QFile::WriteOwner;
    if (Result<void> done
        = write(m_settings.controlFolder + "/login.sh"_L1, login, secret | QFile::ExeOwner);
        !done)
        return done;
    return write(m_settings.controlFolder + "/sshd_config"_L1, sshdConfig(m_settings), secret);
}

void DemoServer::start()
{
    m_announced = false;
    m_log.clear();
    m_process = new DemoProcess(this);
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardInputFile(QProcess::nullDevice());
    connect(m_process, &QProcess::readyRead, this, &DemoServer::readLog);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart && !m_announced)
            Q_EMIT failed({ErrorCode::NotFound,
                           tr("The SSH server %1 could not be started. Install openssh-server.")
                               .arg(m_settings.sshd),
                           m_process->errorString()});
    });
    connect(m_process, &QProcess::finished, this, [this] {
        readLog();
        if (!m_announced)
            Q_EMIT failed({ErrorCode::Unavailable,
                           tr("The SSH server of %1 ended: %2")
                               .arg(m_settings.name, QString::fromUtf8(m_log).trimmed())});
    });
    m_process->start(m_settings.sshd,
                     {u"-D"_s, u"-e"_s, u"-f"_s, m_settings.controlFolder + "/sshd_config"_L1});
}

void DemoServer::readLog()
{
    const QByteArray news = m_process->readAll();
    QFile file(m_settings.controlFolder + "/sshd.log"_L1);
    if (file.open(QIODevice::WriteOnly | QIODevice::Append))
        file.write(news);
    m_log = QByteArray(m_log + news).right(keptLog);
    if (!m_announced && m_log.contains("Server listening on")) {
        m_announced = true;
        Q_EMIT listening();
    }
}

void DemoServer::stop()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    if (m_process->processId() > 0) {
        // The daemon first, so that it starts no further session.
        const qint64 daemon = m_process->processId();
        DemoProcess::kill(QList<qint64>{daemon} + DemoProcess::descendants(daemon));
    }
    DemoProcess *ending = std::exchange(m_process, nullptr);
    connect(ending, &QProcess::finished, ending, &QObject::deleteLater);
    if (ending->state() == QProcess::NotRunning)
        ending->deleteLater();
}

bool DemoServer::isRunning() const
{
    return m_process && m_process->state() == QProcess::Running && m_announced;
}

} // namespace slipway
