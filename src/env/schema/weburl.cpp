// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/weburl.h"

#include "env/asciitext.h"
#include "env/ipaddress.h"

#include <QString>
#include <QUrl>

#include <cmath>

namespace slipway {
namespace {

bool isSpecial(QByteArrayView scheme)
{
    static constexpr std::array<QByteArrayView, 5> schemes{"http", "https", "ws", "wss", "ftp"};
    return ascii::isOneOf(scheme, schemes);
}

/// Without what the standard drops: control characters and spaces round it, line ends and tabs in
/// it.
QByteArray cleaned(QByteArrayView text)
{
    const auto isEdge = [](char c) {
        return static_cast<unsigned char>(c) <= ' ';
    };
    while (!text.isEmpty() && isEdge(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isEdge(text.back()))
        text.chop(1);
    QByteArray clean;
    clean.reserve(text.size());
    for (const char c : text) {
        if (c != '\t' && c != '\n' && c != '\r')
            clean.append(c);
    }
    return clean;
}

// Hosts

/// Decimal, 0x… or 0…; -1 for anything else.
double ipv4Number(QByteArrayView text)
{
    if (text.isEmpty())
        return -1;
    int base = 10;
    if (ascii::startsWith(text, "0x")) {
        base = 16;
        text = text.sliced(2);
    } else if (text.size() > 1 && text.front() == '0') {
        base = 8;
        text = text.sliced(1);
    }
    double number = 0;
    for (const char c : text) {
        const int digit = ascii::isDigit(c) ? c - '0' : ascii::toLower(c) - 'a' + 10;
        if (!ascii::isHex(c) || digit >= base)
            return -1;
        number = number * base + digit;
    }
    return number;
}

bool endsInNumber(const QList<QByteArrayView> &labels)
{
    const QByteArrayView last = labels.back();
    return (!last.isEmpty() && ascii::allOf(last, ascii::isDigit))
        || (ascii::startsWith(last, "0x") && ipv4Number(last) >= 0);
}

bool isWebIpv4(const QList<QByteArrayView> &labels)
{
    if (labels.size() > 4)
        return false;
    for (qsizetype i = 0; i < labels.size(); ++i) {
        const double number = ipv4Number(labels.at(i));
        const bool isLast = i == labels.size() - 1;
        const double limit = isLast ? std::pow(256.0, double(5 - labels.size())) : 256.0;
        if (number < 0 || number >= limit)
            return false;
    }
    return true;
}

bool isForbiddenInDomain(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'
        || QByteArrayView("#%/:<>?@[\\]^|").contains(c);
}

bool isForbiddenInOpaqueHost(char c)
{
    return c == '\0' || QByteArrayView("\t\n\r #/:<>?@[\\]^|").contains(c);
}

bool isBracketed(QByteArrayView host)
{
    return host.endsWith(']') && !host.contains('%')
        && ipv6FromText(host.sliced(1).chopped(1)).has_value();
}

bool isDomain(QByteArrayView host)
{
    if (host.startsWith('['))
        return isBracketed(host);
    const QByteArray decoded = QByteArray::fromPercentEncoding(host.toByteArray());
    const bool isAscii
        = std::ranges::all_of(decoded, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const bool isPunycode = decoded.toLower().contains("xn--");
    const QByteArray domain
        = isAscii && !isPunycode ? decoded : QUrl::toAce(QString::fromUtf8(decoded));
    if (domain.isEmpty() || std::ranges::any_of(domain, isForbiddenInDomain))
        return false;
    QList<QByteArrayView> labels = ascii::split(domain, '.');
    if (labels.size() > 1 && labels.back().isEmpty())
        labels.removeLast();
    return !endsInNumber(labels) || isWebIpv4(labels);
}

bool isOpaqueHost(QByteArrayView host)
{
    return host.startsWith('[') ? isBracketed(host)
                                : std::ranges::none_of(host, isForbiddenInOpaqueHost);
}

// The part after "//"

/// The end of the host, at the first of the bytes outside brackets.
qsizetype hostEnd(QByteArrayView rest, QByteArrayView ends)
{
    bool isInBrackets = false;
    for (qsizetype i = 0; i < rest.size(); ++i) {
        if (rest[i] == '[' || rest[i] == ']')
            isInBrackets = rest[i] == '[';
        else if (ends.contains(rest[i]) && (rest[i] != ':' || !isInBrackets))
            return i;
    }
    return rest.size();
}

bool isGoodPort(QByteArrayView port)
{
    double number = 0;
    for (const char c : port) {
        number = number * 10 + (c - '0');
        if (!ascii::isDigit(c) || number > 65535)
            return false;
    }
    return true;
}

bool isAuthority(QByteArrayView authority, QByteArrayView scheme)
{
    const qsizetype at = authority.lastIndexOf('@');
    const QByteArrayView rest = authority.sliced(at + 1);
    const qsizetype end = hostEnd(rest, ":");
    const QByteArrayView host = rest.first(end);
    const QByteArrayView port = rest.sliced(std::min(end + 1, rest.size()));
    if (isSpecial(scheme))
        return isDomain(host) && isGoodPort(port);
    // Neither a user nor a port goes without a host.
    const bool hasMore = at >= 0 || end < rest.size();
    return host.isEmpty() ? !hasMore : isOpaqueHost(host) && isGoodPort(port);
}

bool isFileRest(QByteArrayView rest)
{
    const auto isSlash = [](char c) {
        return c == '/' || c == '\\';
    };
    if (rest.size() < 2 || !isSlash(rest[0]) || !isSlash(rest[1]))
        return true;
    const QByteArrayView after = rest.sliced(2);
    const QByteArrayView host = after.first(hostEnd(after, "/\\?#"));
    const bool isDrive
        = host.size() == 2 && ascii::isLetter(host[0]) && (host[1] == ':' || host[1] == '|');
    return host.isEmpty() || isDrive || isDomain(host);
}

} // namespace

bool isWebUrl(QByteArrayView text)
{
    const QByteArray clean = cleaned(text);
    const auto isSchemeByte = [](char c) {
        return ascii::isAlnum(c) || c == '+' || c == '-' || c == '.';
    };
    const qsizetype colon = clean.indexOf(':');
    if (colon <= 0 || !ascii::isLetter(clean.front())
        || !ascii::allOf(QByteArrayView(clean).first(colon), isSchemeByte))
        return false;
    const QByteArrayView scheme = QByteArrayView(clean).first(colon);
    QByteArrayView rest = QByteArrayView(clean).sliced(colon + 1);
    if (ascii::equals(scheme, "file"))
        return isFileRest(rest);
    if (isSpecial(scheme)) {
        while (rest.startsWith('/') || rest.startsWith('\\'))
            rest = rest.sliced(1);
        return isAuthority(rest.first(hostEnd(rest, "/\\?#")), scheme);
    }
    if (!rest.startsWith("//"))
        return true;
    rest = rest.sliced(2);
    return isAuthority(rest.first(hostEnd(rest, "/?#")), scheme);
}

} // namespace slipway
