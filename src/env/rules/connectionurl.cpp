// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/connectionurl.h"

#include "env/asciitext.h"

namespace slipway {
namespace {

/// The first of the bytes from a place on; the size of the text when there is none.
qsizetype firstOf(QByteArrayView text, QByteArrayView bytes, qsizetype from = 0)
{
    while (from < text.size() && !bytes.contains(text[from]))
        ++from;
    return from;
}

/// Where the user and password end, or -1. `authorityEnd` moves when they hold what should end
/// them.
qsizetype credentialsEnd(QByteArrayView rest, qsizetype &authorityEnd, bool &isRaw)
{
    const QByteArrayView authority = rest.first(authorityEnd);
    const qsizetype at = authority.lastIndexOf('@');
    if (at >= 0) {
        isRaw = authority.first(at).contains('@');
        return at;
    }
    const qsizetype colon = authority.indexOf(':');
    const qsizetype later = rest.lastIndexOf('@');
    if (colon < 0 || later < 0)
        return -1;
    // Figures alone are a port, and an "@" in the query is a query's; but not in the path.
    const bool isPortBefore = ascii::allOf(authority.sliced(colon + 1), ascii::isDigit);
    if (isPortBefore
        && (authorityEnd == rest.size() || rest[authorityEnd] != '/'
            || firstOf(rest, "?#") < later))
        return -1;
    isRaw = true;
    authorityEnd = firstOf(rest, "/?#;", later);
    return later;
}

ConnectionUrl::Host hostFromText(QByteArrayView text)
{
    if (text.startsWith('[')) {
        const qsizetype close = text.indexOf(']');
        if (close > 0) {
            const QByteArrayView after = text.sliced(close + 1);
            return {text.sliced(1, close - 1), after.startsWith(':') ? after.sliced(1) : after};
        }
    }
    const qsizetype colon = text.lastIndexOf(':');
    if (colon < 0)
        return {text, {}};
    return {text.first(colon), text.sliced(colon + 1)};
}

void readQuery(QByteArrayView rest, ConnectionUrl &url)
{
    const qsizetype mark = firstOf(rest, "?;#");
    url.path = rest.first(mark);
    if (url.path.startsWith('/'))
        url.path = url.path.sliced(1);
    if (mark == rest.size() || rest[mark] == '#')
        return;
    const QByteArrayView query = rest.sliced(mark + 1);
    url.query = query.first(firstOf(query, "#"));
}

} // namespace

bool ConnectionUrl::hasScheme(QByteArrayView name) const
{
    return ascii::equals(scheme, name);
}

std::optional<QByteArray> ConnectionUrl::parameter(QByteArrayView name) const
{
    qsizetype begin = 0;
    while (begin <= query.size()) {
        const qsizetype end = firstOf(query, "&;", begin);
        const QByteArrayView pair = query.sliced(begin, end - begin);
        const qsizetype equals = firstOf(pair, "=");
        if (ascii::equals(pair.first(equals), name))
            return percentDecoded(pair.sliced(std::min(equals + 1, pair.size())));
        begin = end + 1;
    }
    return std::nullopt;
}

std::optional<QByteArray>
ConnectionUrl::anyParameter(std::initializer_list<QByteArrayView> names) const
{
    for (const QByteArrayView name : names) {
        if (auto value = parameter(name))
            return value;
    }
    return std::nullopt;
}

std::optional<ConnectionUrl> connectionUrlFromText(QByteArrayView text)
{
    constexpr qsizetype longestScheme = 40;
    const qsizetype mark = text.indexOf("://");
    const auto isSchemeByte = [](char c) {
        return ascii::isAlnum(c) || c == '+' || c == '-' || c == '.' || c == ':';
    };
    if (mark <= 0 || mark > longestScheme || !ascii::isLetter(text.front())
        || !ascii::allOf(text.first(mark), isSchemeByte))
        return std::nullopt;
    ConnectionUrl url;
    url.scheme = text.first(mark);
    const QByteArrayView rest = text.sliced(mark + 3);
    qsizetype authorityEnd = firstOf(rest, "/?#;");
    const qsizetype at = credentialsEnd(rest, authorityEnd, url.hasRawPassword);
    if (at >= 0) {
        const QByteArrayView credentials = rest.first(at);
        const qsizetype colon = firstOf(credentials, ":");
        url.user = credentials.first(colon);
        if (colon < credentials.size())
            url.password = credentials.sliced(colon + 1);
    }
    for (const QByteArrayView host : ascii::split(rest.sliced(at + 1, authorityEnd - at - 1), ','))
        url.hosts.append(hostFromText(host));
    readQuery(rest.sliced(authorityEnd), url);
    return url;
}

QByteArray percentDecoded(QByteArrayView text)
{
    return QByteArray::fromPercentEncoding(text.toByteArray());
}

bool isPort(QByteArrayView text)
{
    const int port = ascii::toNumber(text);
    return port >= 1 && port <= 65535;
}

} // namespace slipway
