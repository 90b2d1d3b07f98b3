// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/connectionurl.h"
#include "env/rules/hosts.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RedisRule)
};

bool isSocket(QByteArrayView value)
{
    return ascii::startsWith(value, "unix:") || ascii::startsWith(value, "redis+socket:")
        || ascii::startsWith(value, "redis+unix:");
}

/// "redis", "rediss", and with "+sentinel" or "-cluster" after them.
bool isRedisScheme(QByteArrayView scheme)
{
    const QByteArrayView bare = scheme.first(
        std::ranges::find_if(scheme, [](char c) { return c == '+' || c == '-'; }) - scheme.begin());
    return ascii::equals(bare, "redis") || ascii::equals(bare, "rediss");
}

bool isEncrypted(const ConnectionUrl &url)
{
    return ascii::startsWith(url.scheme, "rediss");
}

bool hasGoodHosts(const ConnectionUrl &url)
{
    return std::ranges::all_of(url.hosts, [](const ConnectionUrl::Host &host) {
        return isHost(host.name) && (host.port.isEmpty() || isPort(host.port));
    });
}

void checkDatabase(const RuleValue &value, const ConnectionUrl &url, RuleContext &context)
{
    const QByteArray fromQuery = url.parameter("db").value_or(QByteArray());
    const QByteArrayView database = url.path.isEmpty() ? QByteArrayView(fromQuery) : url.path;
    if (database.isEmpty())
        return;
    const int number = ascii::toNumber(database);
    // Sentinels have the name of the service here.
    if (number < 0 && !url.scheme.contains('+') && !url.scheme.contains('-'))
        context.report(u"RedisUrl"_s, value,
                       Words::tr("What follows the host has to be the number of a database."));
    else if (number > 15)
        context.report(u"RedisDatabase"_s, value,
                       Words::tr("Redis has 16 databases, 0 to 15, unless it is configured "
                                 "otherwise."));
}

void checkPassword(const RuleValue &value, const ConnectionUrl &url, RuleContext &context)
{
    const RuleValue *separate = context.findFilled({"REDIS_PASSWORD"});
    const bool hasPassword = url.password && !url.password->isEmpty();
    if (!hasPassword && !separate) {
        context.report(u"RedisPassword"_s, value,
                       Words::tr("Without a password anybody who reaches this Redis may read and "
                                 "change it."));
        return;
    }
    if (hasPassword && separate && separate->isReadable
        && separate->trimmed() != percentDecoded(*url.password))
        context.report(u"RedisPasswordDiffers"_s, *separate,
                       Words::tr("%1 holds another password than this key.")
                           .arg(QString::fromUtf8(value.key)));
}

void checkEncryption(const RuleValue &value, const ConnectionUrl &url, RuleContext &context)
{
    if (isEncrypted(url))
        return;
    const bool saysTls = value.name.endsWith("REDIS_TLS_URL");
    const bool isPublic = std::ranges::any_of(
        url.hosts, [](const ConnectionUrl::Host &host) { return !isPrivateHost(host.name); });
    if (saysTls || isPublic)
        context.report(u"RedisTls"_s, value,
                       Words::tr("The connection leaves the private network unencrypted; use "
                                 "rediss://."));
}

void checkRedisUrl(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.trimmed();
    if (isSocket(text))
        return;
    const auto url = connectionUrlFromText(text);
    if (!url || !isRedisScheme(url->scheme) || !hasGoodHosts(*url)) {
        context.report(u"RedisUrl"_s, value,
                       Words::tr("This is no URL of a Redis server, such as "
                                 "rediss://:PASSWORD@HOST:6379/0."));
        return;
    }
    checkEncryption(value, *url, context);
    checkPassword(value, *url, context);
    checkDatabase(value, *url, context);
}

} // namespace

void checkRedisUrls(RuleContext &context)
{
    for (const RuleValue &value : context.values()) {
        if (value.role == KeyRole::RedisUrl && context.isWorthChecking(value))
            checkRedisUrl(value, context);
    }
}

} // namespace slipway
