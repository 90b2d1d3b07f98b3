// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/routeresolver.h"

#include "ssh/configline.h"
#include "ssh/sshaccount.h"
#include "ssh/system/systemneed.h"

#include "ssh/proxycommand.h"

#include <QCoreApplication>
#include <QDir>
#include <QSysInfo>

#include <array>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumHops = 8;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RouteResolver)
};

QString withHome(const QString &path)
{
    return path == u"~"_s || path.startsWith("~/"_L1) ? QDir::homePath() + path.sliced(1) : path;
}

QString firstOf(const ConfigReader::Options &options, const QString &name)
{
    return options.value(name).value(0);
}

/// Several paths in one value, with "~" and quotes as the config may write them.
QStringList pathsOf(const ConfigReader::Options &options, const QString &name)
{
    QStringList paths;
    const QStringList values = firstOf(options, name).split(u' ', Qt::SkipEmptyParts);
    for (const QString &value : values) {
        // "none" takes the place of the usual files, and nothing is kept.
        paths << (value == "none"_L1 ? u"/dev/null"_s : withHome(value));
    }
    return paths;
}

/// "user@host:port", "[address]:port" or "ssh://user@host:port".
SshTarget parseJump(QString text)
{
    SshTarget jump;
    if (text.startsWith("ssh://"_L1))
        text.remove(0, 6);
    jump.name = text;
    if (const qsizetype at = text.lastIndexOf(u'@'); at >= 0) {
        jump.user = text.first(at);
        text.remove(0, at + 1);
    }
    const qsizetype bracket = text.indexOf(u']');
    const qsizetype colon = text.indexOf(u':', std::max<qsizetype>(bracket, 0));
    const bool isBareAddress = bracket < 0 && text.count(u':') > 1;
    if (colon >= 0 && !isBareAddress) {
        jump.port = text.sliced(colon + 1).toInt();
        text.truncate(colon);
    }
    if (text.startsWith(u'[') && text.endsWith(u']'))
        text = text.sliced(1, text.size() - 2);
    jump.host = text;
    return jump;
}

QString agentSocketOf(const ConfigReader::Options &options, const SshSettings &settings)
{
    const QString named = firstOf(options, u"identityagent"_s);
    if (!settings.useAgent || named == "none"_L1)
        return {};
    if (named.isEmpty() || named == "SSH_AUTH_SOCK"_L1)
        return qEnvironmentVariable("SSH_AUTH_SOCK");
    return named.startsWith(u'$') ? qEnvironmentVariable(named.sliced(1).toUtf8().constData())
                                  : withHome(named);
}

QStringList authenticationOf(const ConfigReader::Options &options)
{
    const QStringList usual{u"publickey"_s, u"keyboard-interactive"_s, u"password"_s};
    const QString preferred = firstOf(options, u"preferredauthentications"_s);
    QStringList methods = preferred.isEmpty() ? usual : preferred.split(u',', Qt::SkipEmptyParts);
    const std::array<std::pair<QString, QString>, 3> switches{
        {{u"pubkeyauthentication"_s, usual.at(0)},
         {u"kbdinteractiveauthentication"_s, usual.at(1)},
         {u"passwordauthentication"_s, usual.at(2)}}};
    for (const auto &[option, method] : switches) {
        const QString value = firstOf(options, option);
        if (value == "no"_L1 || value == "false"_L1)
            methods.removeAll(method);
    }
    return methods;
}

int secretAttemptsOf(const ConfigReader::Options &options)
{
    if (firstOf(options, u"batchmode"_s) == "yes"_L1)
        return 0;
    const int attempts = firstOf(options, u"numberofpasswordprompts"_s).toInt();
    return attempts > 0 ? attempts : SshHost().secretAttempts;
}

/// SetEnv wins over what SendEnv finds in this process. Secrets are handed over in another way.
QMap<QByteArray, QByteArray> environmentOf(const ConfigReader::Options &options)
{
    QMap<QByteArray, QByteArray> environment;
    const QStringList patterns = options.value(u"sendenv"_s);
    for (char **entry = environ; !patterns.isEmpty() && *entry != nullptr; ++entry) {
        const QByteArrayView text(*entry);
        const qsizetype equals = text.indexOf('=');
        const QByteArray name = text.first(std::max<qsizetype>(equals, 0)).toByteArray();
        if (!name.isEmpty() && !name.startsWith("SLIPWAY_SECRET_")
            && hostpattern::matchesAny(patterns, QString::fromLocal8Bit(name),
                                       hostpattern::Capitals::Differ))
            environment.insert(name, text.sliced(equals + 1).toByteArray());
    }
    for (const QString &text : options.value(u"setenv"_s)) {
        if (const qsizetype equals = text.indexOf(u'='); equals > 0)
            environment.insert(text.first(equals).toLocal8Bit(),
                               text.sliced(equals + 1).toLocal8Bit());
    }
    return environment;
}

/// Without all its settings a server would be reached in another way than the one that is meant,
/// past a jump host for one.
Error notAccepted(const QString &name, const QString &host, const Error &error)
{
    return {error.code,
            Text::tr("%1 is not connected to, because ssh cannot say which settings hold for it: "
                     "%2. Correct the SSH configuration first; “ssh -G %3” checks it.")
                .arg(name, error.message, host),
            error.detail};
}

SshHost::NewHostKeys newHostKeysOf(const ConfigReader::Options &options)
{
    // As `ssh -G` writes them.
    const QString strict = firstOf(options, u"stricthostkeychecking"_s);
    if (strict == "true"_L1 || strict == "yes"_L1)
        return SshHost::NewHostKeys::Refuse;
    const bool isRemembered = strict == "accept-new"_L1 || strict == "false"_L1 || strict == "no"_L1
        || strict == "off"_L1;
    return isRemembered ? SshHost::NewHostKeys::Remember : SshHost::NewHostKeys::Ask;
}

} // namespace

RouteResolver::RouteResolver(const QHash<QString, SshTarget> &targets, const SshSettings &settings,
                             ConfigReader &config)
    : m_targets(targets)
    , m_settings(settings)
    , m_config(config)
{ }

void RouteResolver::resolve(const QString &name, Receiver receive)
{
    const auto target = m_targets.constFind(name);
    if (target == m_targets.cend()) {
        receive(failure(ErrorCode::NotFound,
                        Text::tr("There is no server named %1 in this environment.").arg(name)));
        return;
    }
    resolveHop({*target, {}, 1}, std::move(receive));
}

void RouteResolver::resolveHop(const Hop &hop, Receiver receive)
{
    const SshTarget &target = hop.target;
    if (hop.depth > maximumHops) {
        receive(failure(ErrorCode::InvalidInput,
                        Text::tr("The way to %1 has more than %2 jumps. Check whether servers name "
                                 "each other as their jump.")
                            .arg(target.name)
                            .arg(maximumHops)));
        return;
    }
    if (!m_settings.useConfig) {
        complete(hop, {}, receive);
        return;
    }
    const QString host = target.host.isEmpty() ? target.name : target.host;
    m_config.ask({host, target.user, target.port},
                 [this, hop, host, receive](const Result<ConfigReader::Options> &options) {
                     if (options)
                         complete(hop, *options, receive);
                     else
                         receive(
                             std::unexpected(notAccepted(hop.target.name, host, options.error())));
                 });
}

void RouteResolver::complete(const Hop &hop, const ConfigReader::Options &options,
                             const Receiver &receive)
{
    SshHost host = hostOf(hop.target, options);
    const auto proxy = proxyCommandOf(hop, host, options);
    if (!proxy) {
        receive(std::unexpected(proxy.error()));
        return;
    }
    host.proxyCommand = *proxy;
    if (!proxy->isEmpty()) {
        receive(SshRoute{host});
        return;
    }
    const auto before = hopBefore(hop, options);
    if (!before) {
        receive(std::unexpected(before.error()));
        return;
    }
    if (!*before) {
        receive(SshRoute{host});
        return;
    }
    resolveHop(**before, [host, receive](const Result<SshRoute> &way) {
        receive(way.transform([&host](SshRoute route) {
            route.append(host);
            return route;
        }));
    });
}

Result<std::optional<RouteResolver::Hop>>
RouteResolver::hopBefore(const Hop &hop, const ConfigReader::Options &options) const
{
    const SshTarget &target = hop.target;
    if (!target.jump.isEmpty()) {
        const auto known = m_targets.constFind(target.jump);
        if (known == m_targets.cend())
            return failure(ErrorCode::NotFound,
                           Text::tr("The jump host %1 of %2 is no server of this environment.")
                               .arg(target.jump, target.name));
        return Hop{*known, {}, hop.depth + 1};
    }
    const QString own = firstOf(options, u"proxyjump"_s);
    const QString text = !hop.before.isEmpty() ? hop.before : own;
    if (text.isEmpty() || text == "none"_L1)
        return std::nullopt;
    // "a,b" means: through a to b. The last is the nearest to the server; the others come before.
    const qsizetype comma = text.lastIndexOf(u',');
    return Hop{parseJump(text.sliced(comma + 1)), text.first(std::max<qsizetype>(comma, 0)),
               hop.depth + 1};
}

/// Empty when there is none, or when hops are named: those win, as with `ssh -J`.
Result<QString> RouteResolver::proxyCommandOf(const Hop &hop, const SshHost &host,
                                              const ConfigReader::Options &options)
{
    const QString command = firstOf(options, u"proxycommand"_s);
    if (command.isEmpty() || command == "none"_L1 || !hop.target.jump.isEmpty()
        || !hop.before.isEmpty())
        return QString();
    const QString given = hop.target.host.isEmpty() ? hop.target.name : hop.target.host;
    const QString machine = QSysInfo::machineHostName();
    return ProxyCommand::expand(command,
                                {{u'h', host.host},
                                 {u'p', QString::number(host.port)},
                                 {u'r', host.user},
                                 {u'n', given},
                                 {u'k', host.hostKeyAlias.isEmpty() ? given : host.hostKeyAlias},
                                 {u'd', QDir::homePath()},
                                 {u'u', accountName()},
                                 {u'i', QString::number(::getuid())},
                                 {u'l', machine},
                                 {u'L', machine.section(u'.', 0, 0)}});
}

SshHost RouteResolver::hostOf(const SshTarget &target, const ConfigReader::Options &options) const
{
    const auto either = [](const QString &own, const QString &other) {
        return own.isEmpty() ? other : own;
    };
    SshHost host;
    host.name = target.name;
    host.host = either(firstOf(options, u"hostname"_s), either(target.host, target.name));
    host.port = target.port > 0 ? target.port : firstOf(options, u"port"_s).toInt();
    if (host.port <= 0)
        host.port = 22;
    host.user = either(target.user, either(firstOf(options, u"user"_s), accountName()));
    host.hostKeyAlias = firstOf(options, u"hostkeyalias"_s);
    if (host.hostKeyAlias == "none"_L1)
        host.hostKeyAlias.clear();
    host.aliveInterval = std::chrono::seconds(firstOf(options, u"serveraliveinterval"_s).toInt());
    if (const int count = firstOf(options, u"serveralivecountmax"_s).toInt(); count > 0)
        host.aliveCount = count;
    host.newHostKeys = newHostKeysOf(options);
    if (const QString revoked = firstOf(options, u"revokedhostkeys"_s); revoked != "none"_L1)
        host.revokedHostKeys = withHome(revoked);
    host.hashKnownHosts = firstOf(options, u"hashknownhosts"_s) == "yes"_L1;
    host.identity = withHome(target.identity);
    for (const QString &file : options.value(u"identityfile"_s))
        host.identityFiles << withHome(file);
    if (options.isEmpty()) {
        for (const auto name : {"id_ed25519"_L1, "id_ecdsa"_L1, "id_rsa"_L1})
            host.identityFiles << QDir::homePath() + u"/.ssh/"_s + name;
    }
    host.authentication = authenticationOf(options);
    host.secretAttempts = secretAttemptsOf(options);
    const QStringList certificates = options.value(u"certificatefile"_s);
    for (const QString &file : certificates)
        host.certificateFiles << withHome(file);
    host.connectTimeout = std::chrono::seconds(firstOf(options, u"connecttimeout"_s).toInt());
    host.addressFamily = firstOf(options, u"addressfamily"_s);
    host.bindAddress = firstOf(options, u"bindaddress"_s);
    host.identitiesOnly = firstOf(options, u"identitiesonly"_s) == "yes"_L1;
    host.agentSocket = agentSocketOf(options, m_settings);
    const QStringList userFiles = pathsOf(options, u"userknownhostsfile"_s);
    host.knownHosts = !target.knownHosts.isEmpty() ? withHome(target.knownHosts)
        : userFiles.isEmpty()                      ? QDir::homePath() + u"/.ssh/known_hosts"_s
                                                   : userFiles.first();
    if (target.knownHosts.isEmpty())
        host.knownHostsFiles = userFiles;
    host.knownHostsFiles << pathsOf(options, u"globalknownhostsfile"_s);
    if (options.isEmpty())
        host.knownHostsFiles << u"/etc/ssh/ssh_known_hosts"_s;
    host.environment = environmentOf(options);
    host.systemOption = systemneed::optionFor(host, options);
    return host;
}

} // namespace slipway
