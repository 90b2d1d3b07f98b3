// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/ipaddress.h"
#include "env/rules/connectionurl.h"
#include "env/rules/hosts.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RemainsRule)
};

/// What the parts of one value point to.
struct Traces
{
    bool hasDevelopmentHost = false;
    bool hasPrivateAddress = false;
    bool hasMailCatcher = false;
    bool hasDevelopmentWord = false;

    void addHost(QByteArrayView host)
    {
        if (isMailCatcher(host))
            hasMailCatcher = true;
        else if (isDevelopmentHost(host))
            hasDevelopmentHost = true;
        else if (isPrivateAddress(host))
            hasPrivateAddress = true;
        else if (isHost(host) && hasDevelopmentLabel(host))
            hasDevelopmentWord = true;
    }

    void addName(QByteArrayView name)
    {
        hasDevelopmentWord = hasDevelopmentWord || slipway::hasDevelopmentWord(name);
    }

    void addPath(QByteArrayView path)
    {
        // /usr/local is a place on any system.
        const QList<QByteArrayView> words = ascii::words(path);
        hasDevelopmentWord
            = hasDevelopmentWord || std::ranges::any_of(words, [](QByteArrayView word) {
                  return !ascii::equals(word, "local") && isDevelopmentWord(word);
              });
    }
};

bool endsInOneOf(QByteArrayView name, std::initializer_list<QByteArrayView> ends)
{
    return std::ranges::any_of(ends, [name](QByteArrayView end) {
        return name == end
            || (name.size() > end.size() && name.endsWith(end)
                && name[name.size() - end.size() - 1] == '_');
    });
}

bool isHostKey(QByteArrayView name)
{
    return endsInOneOf(name,
                       {"HOST", "HOSTS", "HOSTNAME", "SERVER", "SERVERS", "DOMAIN", "DOMAINS",
                        "ADDR", "ADDRESS", "ENDPOINT", "ORIGIN", "ORIGINS", "URL", "URLS", "URI",
                        "BROKERS", "NODES", "PGHOST"});
}

bool isNameKey(QByteArrayView name)
{
    return endsInOneOf(name,
                       {"DB", "DATABASE", "DB_NAME", "DATABASE_NAME", "BUCKET", "BUCKET_NAME",
                        "USER", "USERNAME", "PGDATABASE", "PGUSER"});
}

bool isPathKey(QByteArrayView name)
{
    return endsInOneOf(name, {"PATH", "DIR", "DIRECTORY", "ROOT", "FOLDER"});
}

/// Where a server listens is its own machine.
bool isListenKey(QByteArrayView name)
{
    return name.contains("BIND") || name.contains("LISTEN");
}

bool isAnyAddress(QByteArrayView host)
{
    return host == "0.0.0.0" || host == "::";
}

/// A host from "host", "host:port" and "[::1]:port".
QByteArrayView bareHost(QByteArrayView text)
{
    if (ipv6FromText(text))
        return text;
    if (text.startsWith('[')) {
        const qsizetype close = text.indexOf(']');
        return close > 0 ? text.sliced(1, close - 1) : text;
    }
    const qsizetype colon = text.lastIndexOf(':');
    return colon > 0 && ascii::allOf(text.sliced(colon + 1), ascii::isDigit) ? text.first(colon)
                                                                             : text;
}

bool isDatabaseScheme(const ConnectionUrl &url)
{
    static constexpr std::array<QByteArrayView, 7> schemes{
        "postgres", "postgresql", "mysql", "mariadb", "mongodb", "mongodb+srv", "cockroachdb"};
    return ascii::isOneOf(
        url.scheme.first(
            std::min(url.scheme.size(),
                     url.scheme.indexOf('+') < 0 ? url.scheme.size() : url.scheme.indexOf('+'))),
        schemes);
}

void addUrl(const ConnectionUrl &url, Traces &traces)
{
    for (const ConnectionUrl::Host &host : url.hosts)
        traces.addHost(host.name);
    if (url.user)
        traces.addName(*url.user);
    if (isDatabaseScheme(url))
        traces.addName(url.path);
    else
        traces.addPath(url.path);
    if (const auto database = url.anyParameter({"database", "dbname"}))
        traces.addName(*database);
}

/// The items of a list; a comma that no URL follows belongs to the item before it.
QList<QByteArrayView> urlsIn(QByteArrayView value)
{
    QList<QByteArrayView> urls;
    qsizetype begin = 0;
    qsizetype comma = value.indexOf(',');
    while (comma >= 0) {
        const qsizetype next = value.indexOf(',', comma + 1);
        const qsizetype end = next < 0 ? value.size() : next;
        if (value.sliced(comma + 1, end - comma - 1).contains("://")) {
            urls.append(value.sliced(begin, comma - begin).trimmed());
            begin = comma + 1;
        }
        comma = next;
    }
    urls.append(value.sliced(begin).trimmed());
    return urls;
}

void addHosts(const RuleValue &value, Traces &traces)
{
    const QList<QByteArrayView> items = ascii::split(value.trimmed(), ',');
    for (const QByteArrayView item : items) {
        const QByteArrayView host = bareHost(item.trimmed());
        const bool isServersOwn
            = (value.name == "HOST" || value.name == "HOSTNAME") && isAnyAddress(host);
        if (!isServersOwn)
            traces.addHost(host);
    }
}

/// A bare "localhost" or address of this machine, whatever its key says.
bool isBareDevelopmentHost(QByteArrayView text)
{
    const QByteArrayView host = bareHost(text);
    return ascii::equals(host, "localhost") || ascii::equals(host, "host.docker.internal")
        || ((ipv4FromText(host) || (ipv6FromText(host) && host.size() > 2))
            && isDevelopmentHost(host));
}

void addMailDomain(QByteArrayView text, Traces &traces)
{
    const qsizetype at = text.lastIndexOf('@');
    QByteArrayView domain = text.sliced(at + 1);
    if (domain.endsWith('>'))
        domain.chop(1);
    if (at > 0 && isHost(domain) && isDevelopmentHost(domain))
        traces.hasDevelopmentHost = true;
}

Traces tracesIn(const RuleValue &value)
{
    Traces traces;
    const QByteArrayView text = value.trimmed();
    if (text.contains("://")) {
        const QList<QByteArrayView> urls = urlsIn(text);
        for (const QByteArrayView item : urls) {
            if (const auto url = connectionUrlFromText(item))
                addUrl(*url, traces);
        }
        return traces;
    }
    if (isListenKey(value.name))
        return traces;
    if (isHostKey(value.name))
        addHosts(value, traces);
    else if (isNameKey(value.name))
        traces.addName(text);
    else if (isPathKey(value.name) && (text.startsWith('/') || text.startsWith('.')))
        traces.addPath(text);
    else if (isBareDevelopmentHost(text))
        traces.hasDevelopmentHost = true;
    if (!value.name.contains("FROM"))
        addMailDomain(text, traces);
    return traces;
}

void report(const RuleValue &value, const Traces &traces, RuleContext &context)
{
    if (traces.hasDevelopmentHost)
        context.report(u"DevelopmentHost"_s, value,
                       Words::tr("This points to a developer's machine or to a name that only "
                                 "exists there."));
    if (traces.hasMailCatcher)
        context.report(u"MailCatcher"_s, value,
                       Words::tr("This server catches mail for tests and delivers none."));
    if (traces.hasPrivateAddress)
        context.report(u"PrivateAddress"_s, value,
                       Words::tr("This is a private address, which leads elsewhere on every "
                                 "network; is it the one of production?"));
    if (traces.hasDevelopmentWord)
        context.report(u"DevelopmentRemains"_s, value,
                       Words::tr("A name in this value is one of development or staging."));
}

} // namespace

void checkDevelopmentRemains(RuleContext &context)
{
    // A longer value is no address, but a document.
    constexpr qsizetype longest = 16 * 1024;
    for (const RuleValue &value : context.values()) {
        if (value.value.size() <= longest && context.isWorthChecking(value))
            report(value, tracesIn(value), context);
    }
}

} // namespace slipway
