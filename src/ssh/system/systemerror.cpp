// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemerror.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway::systemerror {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SystemSsh)
};

struct Rule
{
    QLatin1StringView words; ///< of OpenSSH, which are never translated
    ErrorCode code;
    QString (*sentence)(const QString &server);
};

/// The first that fits: a changed host key is followed by words of the second rule.
constexpr std::array rules{
    Rule{"REMOTE HOST IDENTIFICATION HAS CHANGED"_L1, ErrorCode::HostKey,
         [](const QString &server) {
             return Text::tr(
                        "%1 shows another host key than known_hosts has. If it was reinstalled, "
                        "remove the old key with ssh-keygen -R; otherwise somebody may be in "
                        "between.")
                 .arg(server);
         }},
    Rule{"Host key verification failed"_L1, ErrorCode::HostKey,
         [](const QString &server) {
             return Text::tr("The host key of %1 is not known. Compare and accept it: slipwayctl "
                             "ssh trust %1.")
                 .arg(server);
         }},
    Rule{"Permission denied"_L1, ErrorCode::Authentication,
         [](const QString &server) {
             return Text::tr("%1 did not accept the account. Check user and key, and load a key "
                             "that has a passphrase into the SSH agent (ssh-add).")
                 .arg(server);
         }},
    Rule{"Too many authentication failures"_L1, ErrorCode::Authentication,
         [](const QString &server) {
             return Text::tr("%1 turned away after too many keys. Name the right one for it "
                             "(IdentityFile with IdentitiesOnly yes in ~/.ssh/config).")
                 .arg(server);
         }},
    Rule{"Could not resolve hostname"_L1, ErrorCode::Unreachable,
         [](const QString &server) {
             return Text::tr(
                        "The host name of %1 is not known. Check its spelling and the network.")
                 .arg(server);
         }},
    Rule{"Connection refused"_L1, ErrorCode::Unreachable,
         [](const QString &server) {
             return Text::tr("%1 refused the connection. Check host and port, and whether its SSH "
                             "server runs.")
                 .arg(server);
         }},
    Rule{"timed out"_L1, ErrorCode::Unreachable,
         [](const QString &server) {
             return Text::tr(
                        "%1 did not answer in time. Check the host, the network and firewalls.")
                 .arg(server);
         }},
};

QString lastLine(const QString &text)
{
    return text.trimmed().section(u'\n', -1).trimmed();
}

} // namespace

Error ofLogin(const QString &server, const QByteArray &said)
{
    const QString text = QString::fromUtf8(said).trimmed();
    const auto *const rule = std::ranges::find_if(
        rules, [&text](const Rule &candidate) { return text.contains(candidate.words); });
    if (rule != rules.end())
        return {rule->code, rule->sentence(server), text};
    return {ErrorCode::Unreachable,
            text.isEmpty()
                ? Text::tr("The ssh program could not connect to %1 and did not say why. Try: ssh "
                           "-v %1.")
                      .arg(server)
                : Text::tr("The ssh program could not connect to %1. It said: %2")
                      .arg(server, lastLine(text)),
            text};
}

Error ofLoss(const QString &server, const QByteArray &said)
{
    const QString text = QString::fromUtf8(said).trimmed();
    return {ErrorCode::ConnectionLost,
            text.isEmpty()
                ? Text::tr("The connection to %1 was lost.").arg(server)
                : Text::tr("The connection to %1 was lost: %2").arg(server, lastLine(text)),
            text};
}

} // namespace slipway::systemerror
