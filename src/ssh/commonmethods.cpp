// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/commonmethods.h"

#include "ssh/sshhost.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::CommonMethods)
};

/// Of libssh's names for what is agreed on.
QString purposeOf(const QString &method)
{
    if (method.startsWith("kex"_L1))
        return Text::tr("for the key exchange");
    if (method.contains("host key"_L1))
        return Text::tr("for host keys");
    if (method.startsWith("encryption"_L1))
        return Text::tr("for encryption");
    if (method.startsWith("mac"_L1))
        return Text::tr("against changed data (MAC)");
    return method;
}

} // namespace

std::optional<Error> nothingInCommon(const SshHost &host, const QString &said)
{
    static const QRegularExpression rule(u"no match for method ([^:]+): server \\[([^\\]]*)\\]"_s);
    const QRegularExpressionMatch match = rule.match(said);
    if (!match.hasMatch())
        return std::nullopt;
    QStringList offered = match.captured(2).split(u',', Qt::SkipEmptyParts);
    // They announce extensions and are no methods.
    offered.removeIf([](const QString &name) {
        return name.startsWith("ext-info-"_L1) || name.startsWith("kex-strict-"_L1);
    });
    return Error{ErrorCode::Unreachable,
                 Text::tr("%1 offers no method %2 that Slipway's own SSH knows, but only: %3. The "
                          "ssh program may know one: it connects to all servers where "
                          "SLIPWAY_SSH=system is set in the environment of Slipway.")
                     .arg(host.name, purposeOf(match.captured(1)), offered.join(u", "_s)),
                 said};
}

} // namespace slipway
