// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTest>

#include <sched.h>
#include <unistd.h>

namespace slipway {

/// Two networks with a cable between them that can be pulled: one is this process's own from
/// start() on, the other one is where the servers of a test run.
class JoinedNetwork
{
public:
    static constexpr const char *hereAddress = "10.231.77.1";
    static constexpr const char *thereAddress = "10.231.77.2";
    /// The ends of the cable.
    enum class End { Here, There };

    ~JoinedNetwork()
    {
        m_there.kill();
        m_there.waitForFinished();
    }
    JoinedNetwork() = default;
    Q_DISABLE_COPY_MOVE(JoinedNetwork)

    /// Before any other thread is started: those of before stay in the old network. Empty, or why
    /// it cannot be done here.
    QString start()
    {
        if (::unshare(CLONE_NEWNET) != 0)
            return QStringLiteral("A network of its own is not permitted here (needs "
                                  "CAP_SYS_ADMIN).");
        m_there.start(QStringLiteral("unshare"),
                      {QStringLiteral("-n"), QStringLiteral("sleep"), QStringLiteral("1000")});
        if (!m_there.waitForStarted())
            return QStringLiteral("There is no program ‘unshare’.");
        const QString other = QString::number(m_there.processId());
        if (!QTest::qWaitFor(
                [&other] { return namespaceOf(other) != namespaceOf(QStringLiteral("self")); }))
            return QStringLiteral("The other network did not come to be.");
        if (!ip("link add slw0 type veth peer name slw1 netns " + other.toLatin1()))
            return QStringLiteral("Networks cannot be joined here (no veth).");
        const bool isReady = ip("link set lo up")
            && ip("addr add " + QByteArray(hereAddress) + "/24 dev slw0") && ip("link set slw0 up")
            && ipThere("addr add " + QByteArray(thereAddress) + "/24 dev slw1")
            && ipThere("link set slw1 up") && ipThere("link set lo up");
        return isReady ? QString() : QStringLiteral("The networks could not be set up.");
    }

    /// Runs what follows it in the other network.
    QStringList there() const
    {
        return {QStringLiteral("nsenter"), QStringLiteral("-t"),
                QString::number(m_there.processId()), QStringLiteral("-n")};
    }
    bool isReachable(quint16 port) const
    {
        return succeeds(QStringLiteral("bash"),
                        {QStringLiteral("-c"),
                         QStringLiteral("exec 3<>/dev/tcp/%1/%2")
                             .arg(QLatin1StringView(thereAddress))
                             .arg(port)});
    }
    bool pull(End end = End::Here) const { return set(end, "down"); }
    bool plugIn(End end = End::Here) const { return set(end, "up"); }

private:
    bool set(End end, const char *state) const
    {
        return end == End::Here ? ip("link set slw0 " + QByteArray(state))
                                : ipThere("link set slw1 " + QByteArray(state));
    }
    static QStringList words(const QByteArray &line)
    {
        return QString::fromLatin1(line).split(QLatin1Char(' '));
    }
    static bool ip(const QByteArray &line) { return succeeds(QStringLiteral("ip"), words(line)); }
    bool ipThere(const QByteArray &line) const
    {
        const QStringList prefix = there();
        return succeeds(prefix.constFirst(),
                        prefix.sliced(1) + QStringList{QStringLiteral("ip")} + words(line));
    }

    static bool succeeds(const QString &program, const QStringList &arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
            && process.exitCode() == 0;
    }

    /// Readable as a link only: it names no file.
    static QByteArray namespaceOf(const QString &process)
    {
        QByteArray name(64, '\0');
        const QByteArray path = "/proc/" + process.toLatin1() + "/ns/net";
        const ssize_t size = ::readlink(path.constData(), name.data(), size_t(name.size()));
        return name.first(std::max<ssize_t>(size, 0));
    }

    QProcess m_there; ///< whose network is the other one
};

} // namespace slipway
