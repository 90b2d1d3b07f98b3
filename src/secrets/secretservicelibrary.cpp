// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretservicelibrary.h"

#include <QLibrary>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Looked up at run time, as QtKeychain does it.
template<typename Function> Function find(const QString &library, const char *name)
{
    return reinterpret_cast<Function>(QLibrary(library, 0).resolve(name));
}

} // namespace

void outliveSessionBus()
{
    using BusGet = void *(*)(int type, void *cancellable, void **error);
    using SetExitOnClose = void (*)(void *connection, int exitOnClose);
    const QString gio = u"gio-2.0"_s;
    const auto busGet = find<BusGet>(gio, "g_bus_get_sync");
    const auto setExitOnClose = find<SetExitOnClose>(gio, "g_dbus_connection_set_exit_on_close");
    if (!busGet || !setExitOnClose)
        return;
    constexpr int sessionBus = 2;
    // The reference is kept: it is the connection that everything in this process shares.
    static void *const connection = busGet(sessionBus, nullptr, nullptr);
    if (connection)
        setExitOnClose(connection, 0);
}

void forgetSecretService()
{
    if (const auto disconnect = find<void (*)()>(u"secret-1"_s, "secret_service_disconnect"))
        disconnect();
}

} // namespace slipway
