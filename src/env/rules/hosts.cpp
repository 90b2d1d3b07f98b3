// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/hosts.h"

#include "env/asciitext.h"
#include "env/ipaddress.h"

namespace slipway {
namespace {

constexpr std::array<QByteArrayView, 15> developmentWords{
    "dev",     "develop", "development", "stag",    "staging", "stage", "stg",  "test",
    "testing", "qa",      "uat",         "sandbox", "preview", "demo",  "local"};

constexpr std::array<QByteArrayView, 5> developmentDomains{".local", ".test", ".example",
                                                           ".invalid", ".localhost"};

constexpr std::array<QByteArrayView, 12> tunnelDomains{
    "ngrok.io",       "ngrok.app", "ngrok-free.app",    "ngrok.dev",
    "ngrok-free.dev", "ngrok.com", "trycloudflare.com", "localtunnel.me",
    "loca.lt",        "lvh.me",    "serveo.net",        "localhost.run"};

constexpr std::array<QByteArrayView, 6> internalDomains{".internal", ".lan",     ".private",
                                                        ".intranet", ".cluster", ".svc"};

bool isOfDomain(QByteArrayView host, QByteArrayView domain)
{
    if (ascii::equals(host, domain))
        return true;
    return ascii::endsWith(host, domain) && host[host.size() - domain.size() - 1] == '.';
}

QByteArrayView withoutRootDot(QByteArrayView host)
{
    return host.endsWith('.') ? host.chopped(1) : host;
}

bool isLoopback(QByteArrayView host)
{
    if (const auto ipv4 = ipv4FromText(host)) {
        const bool isAny = *ipv4 == std::array<quint8, 4>{};
        return isAny || (*ipv4)[0] == 127;
    }
    const auto ipv6 = ipv6FromText(host);
    if (!ipv6)
        return false;
    const auto zeros = std::count(ipv6->begin(), ipv6->end() - 1, quint8(0));
    const bool isMapped = std::count(ipv6->begin(), ipv6->begin() + 10, quint8(0)) == 10
        && (*ipv6)[10] == 0xff && (*ipv6)[11] == 0xff;
    return (zeros == 15 && ipv6->back() <= 1) || (isMapped && (*ipv6)[12] == 127);
}

/// The label before the public suffix and that suffix, as far as names tell: "shop.co.uk".
QByteArrayView organisationOf(QByteArrayView host)
{
    const QList<QByteArrayView> labels = ascii::split(host, '.');
    if (labels.size() <= 2)
        return host;
    const QByteArrayView second = labels.at(labels.size() - 2);
    const bool isDeep = labels.back().size() == 2 && second.size() <= 3 && labels.size() > 2;
    qsizetype size = labels.back().size() + second.size() + 1;
    if (isDeep)
        size += labels.at(labels.size() - 3).size() + 1;
    return host.last(size);
}

} // namespace

bool isDevelopmentHost(QByteArrayView host)
{
    const QByteArrayView name = withoutRootDot(host);
    if (ascii::equals(name, "localhost") || ascii::equals(name, "host.docker.internal")
        || isLoopback(name))
        return true;
    const auto isWithin = [name](QByteArrayView domain) {
        return ascii::endsWith(name, domain);
    };
    const auto isOf = [name](QByteArrayView domain) {
        return isOfDomain(name, domain);
    };
    return std::ranges::any_of(developmentDomains, isWithin)
        || std::ranges::any_of(tunnelDomains, isOf);
}

bool isPrivateAddress(QByteArrayView host)
{
    if (const auto ipv4 = ipv4FromText(host)) {
        const auto [a, b, c, d] = *ipv4;
        return a == 10 || (a == 172 && b >= 16 && b <= 31) || (a == 192 && b == 168);
    }
    const auto ipv6 = ipv6FromText(host);
    return ipv6 && ((*ipv6)[0] & 0xfe) == 0xfc;
}

bool isPrivateHost(QByteArrayView host)
{
    const QByteArrayView name = withoutRootDot(host);
    if (isPrivateAddress(name) || isDevelopmentHost(name))
        return true;
    if (ipv4FromText(name) || ipv6FromText(name))
        return false;
    const auto isWithin = [name](QByteArrayView domain) {
        return ascii::endsWith(name, domain);
    };
    return !name.contains('.') || ascii::endsWith(name, ".svc.cluster.local")
        || std::ranges::any_of(internalDomains, isWithin);
}

bool isMailCatcher(QByteArrayView host)
{
    // This one is Mailtrap's real sending service.
    if (ascii::equals(host, "live.smtp.mailtrap.io"))
        return false;
    static constexpr std::array<QByteArrayView, 6> catchers{"mailhog",     "mailpit",  "maildev",
                                                            "mailcatcher", "smtp4dev", "mailtrap"};
    const auto isCatcher = [](QByteArrayView label) {
        return ascii::isOneOf(label, catchers);
    };
    return isOfDomain(host, "mailtrap.io") || isOfDomain(host, "ethereal.email")
        || std::ranges::any_of(ascii::words(host), isCatcher);
}

bool isHost(QByteArrayView host)
{
    constexpr qsizetype longest = 253;
    const QByteArrayView name = withoutRootDot(host);
    if (name.isEmpty() || name.size() > longest)
        return false;
    if (ipv6FromText(name))
        return true;
    const QList<QByteArrayView> labels = ascii::split(name, '.');
    const bool isName = std::ranges::all_of(labels, [](QByteArrayView label) {
        // Underscores are no part of host names, but of names that containers have.
        const auto isLabelByte = [](char c) {
            return ascii::isAlnum(c) || c == '-' || c == '_';
        };
        return !label.isEmpty() && label.size() <= 63 && label.front() != '-' && label.back() != '-'
            && ascii::allOf(label, isLabelByte);
    });
    const bool isFigures = ascii::allOf(labels.back(), ascii::isDigit);
    return isName && (!isFigures || ipv4FromText(name));
}

bool isFullyQualified(QByteArrayView host)
{
    return isHost(host) && withoutRootDot(host).contains('.') && !ipv4FromText(host);
}

bool isExampleDomain(QByteArrayView host)
{
    return isOfDomain(host, "example.com") || isOfDomain(host, "example.org")
        || isOfDomain(host, "example.net") || isOfDomain(host, "example");
}

bool isDevelopmentWord(QByteArrayView word)
{
    // "staging2" is as much one as "staging".
    while (!word.isEmpty() && ascii::isDigit(word.back()))
        word.chop(1);
    return ascii::isOneOf(word, developmentWords);
}

bool hasDevelopmentWord(QByteArrayView text)
{
    return std::ranges::any_of(ascii::words(text), isDevelopmentWord);
}

bool hasDevelopmentLabel(QByteArrayView host)
{
    const QByteArrayView name = withoutRootDot(host);
    const qsizetype last = name.lastIndexOf('.');
    // ".dev" is a public domain.
    return hasDevelopmentWord(last < 0 ? name : name.first(last));
}

bool areRelatedHosts(QByteArrayView a, QByteArrayView b)
{
    return ascii::equals(organisationOf(withoutRootDot(a)), organisationOf(withoutRootDot(b)));
}

} // namespace slipway
