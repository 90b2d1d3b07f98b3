// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/ownnetwork.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QNetworkInterface>

#include <algorithm>
#include <atomic>
#include <chrono>

#ifdef Q_OS_LINUX
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

#ifdef Q_OS_LINUX
/// Whether something is at the other end of the cable. IsRunning says so, too, but up to a second
/// later, and a measurement may have failed by then.
bool hasCarrier(const QString &name)
{
    const int descriptor = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return true;
    ethtool_value link{};
    link.cmd = ETHTOOL_GLINK;
    ifreq request{};
    const QByteArray given = name.toLocal8Bit();
    std::copy_n(given.constData(), std::min<qsizetype>(given.size(), IFNAMSIZ - 1),
                request.ifr_name);
    request.ifr_data = reinterpret_cast<char *>(&link);
    const bool isKnown = ::ioctl(descriptor, SIOCETHTOOL, &request) == 0;
    ::close(descriptor);
    return !isKnown || link.data != 0;
}
#else
bool hasCarrier(const QString &)
{
    return true;
}
#endif

/// What an interface gives itself when nobody gave it an address leads nowhere.
bool leadsOn(const QNetworkInterface &interface)
{
    const auto flags = interface.flags();
    if (!flags.testFlag(QNetworkInterface::IsRunning)
        || flags.testFlag(QNetworkInterface::IsLoopBack))
        return false;
    if (!hasCarrier(interface.name()))
        return false;
    const QList<QNetworkAddressEntry> entries = interface.addressEntries();
    return std::ranges::any_of(
        entries, [](const QNetworkAddressEntry &entry) { return !entry.ip().isLinkLocal(); });
}

} // namespace

bool isThisMachine(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

bool hasNetwork()
{
    return std::ranges::any_of(QNetworkInterface::allInterfaces(), leadsOn);
}

bool isCutOff(const QString &host)
{
    if (isThisMachine(host))
        return false;
    // The system tries three times, a second each, to find a neighbour before it gives up.
    constexpr std::chrono::seconds aMoment(4);
    static std::atomic<std::chrono::steady_clock::time_point> lastCut{};
    const auto now = std::chrono::steady_clock::now();
    if (!hasNetwork()) {
        lastCut = now;
        return true;
    }
    return lastCut.load() != std::chrono::steady_clock::time_point()
        && now - lastCut.load() < aMoment;
}

QString cutOffReason()
{
    return QCoreApplication::translate(
        "slipway::GaugeState", "This machine has no network, so nothing is known of the target.");
}

} // namespace slipway
