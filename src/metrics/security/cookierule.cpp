// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/registereddomain.h"
#include "metrics/security/securityrules.h"

#include <QMap>
#include <QUrl>

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// From the least to the most serious.
constexpr std::array faults{"cookies-without-secure-flag-but-protected-by-hsts"_L1,
                            "cookies-without-secure-flag"_L1,
                            "cookies-session-without-secure-flag-but-protected-by-hsts"_L1,
                            "cookies-samesite-flag-invalid"_L1,
                            "cookies-anticsrf-without-samesite-flag"_L1,
                            "cookies-session-without-httponly-flag"_L1,
                            "cookies-session-without-secure-flag"_L1};

struct Cookie
{
    QString name;
    QString domain;
    QString path;
    QString sameSite; ///< empty: none, or one that means nothing
    bool isSecure = false;
    bool isHttpOnly = false;
};

bool hasControls(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) { return c < u' '; });
}

void readAttribute(const QString &text, Cookie &cookie)
{
    const QString name = text.section(u'=', 0, 0).trimmed().toLower();
    const QString value = text.section(u'=', 1).trimmed();
    if (name == "secure"_L1)
        cookie.isSecure = true;
    else if (name == "httponly"_L1)
        cookie.isHttpOnly = true;
    else if (name == "path"_L1)
        cookie.path = value.startsWith(u'/') ? value : QString();
    else if (name == "domain"_L1)
        cookie.domain = (value.startsWith(u'.') ? value.sliced(1) : value).toLower();
    else if (name == "samesite"_L1)
        cookie.sameSite = QStringList{u"strict"_s, u"lax"_s, u"none"_s}.contains(value.toLower())
            ? value.toLower()
            : QString();
}

/// As a browser keeps it (RFC 6265); nothing for one that it drops.
std::optional<Cookie> kept(const QString &header, const QString &host)
{
    QStringList parts = header.split(u';');
    const QString pair = parts.takeFirst().trimmed();
    const qsizetype equals = pair.indexOf(u'=');
    if (equals <= 0 || hasControls(pair))
        return std::nullopt;
    Cookie cookie;
    cookie.name = pair.first(equals).trimmed();
    for (const QString &part : std::as_const(parts))
        readAttribute(part, cookie);
    // One of a whole top-level domain would go to everybody there.
    const bool isForeign = !cookie.domain.isEmpty() && cookie.domain != host
        && (!host.endsWith(QString(u'.' + cookie.domain))
            || registeredDomain(cookie.domain).isEmpty());
    const bool breaksPrefix = (cookie.name.startsWith("__Secure-"_L1) && !cookie.isSecure)
        || (cookie.name.startsWith("__Host-"_L1)
            && (!cookie.isSecure || !cookie.domain.isEmpty() || cookie.path != "/"_L1));
    if (cookie.name.isEmpty() || isForeign || breaksPrefix)
        return std::nullopt;
    // A later one takes the place of one with the same name, domain and path, however it got them.
    if (cookie.domain.isEmpty())
        cookie.domain = host;
    if (cookie.path.isEmpty())
        cookie.path = u"/"_s;
    return cookie;
}

bool hasBadSameSite(const QString &header)
{
    const QStringList parts = header.trimmed().split(u';');
    return std::ranges::any_of(parts, [](const QString &part) {
        const QStringList words = part.trimmed().split(u'=');
        if (words.constFirst().trimmed().toLower() != "samesite"_L1)
            return false;
        const QString value = words.value(1).trimmed().toLower();
        return value != "lax"_L1 && value != "strict"_L1 && value != "none"_L1;
    });
}

/// Keeps the most serious fault that was noted.
class Worst
{
public:
    void note(QLatin1StringView fault)
    {
        const auto at = std::ranges::find(faults, fault) - faults.begin();
        m_worst = std::max<qptrdiff>(m_worst, at);
    }
    bool isAny() const { return m_worst >= 0; }
    QString name() const { return faults.at(std::size_t(m_worst)); }

private:
    qptrdiff m_worst = -1;
};

void inspect(const Cookie &cookie, bool isProtected, Worst &worst)
{
    const QString name = cookie.name.toLower();
    const bool isSession = name.contains("login"_L1) || name.contains("sess"_L1);
    if (!cookie.isSecure) {
        if (cookie.sameSite == "none"_L1)
            worst.note("cookies-samesite-flag-invalid"_L1);
        worst.note(isProtected ? "cookies-without-secure-flag-but-protected-by-hsts"_L1
                               : "cookies-without-secure-flag"_L1);
        if (isSession)
            worst.note(isProtected ? "cookies-session-without-secure-flag-but-protected-by-hsts"_L1
                                   : "cookies-session-without-secure-flag"_L1);
    }
    if (name.contains("csrf"_L1) && cookie.sameSite.isEmpty())
        worst.note("cookies-anticsrf-without-samesite-flag"_L1);
    if (isSession && !cookie.isHttpOnly)
        worst.note("cookies-session-without-httponly-flag"_L1);
}

} // namespace

RuleResult securityrules::cookies(const RecordedResponse &response)
{
    const QStringList headers = response.cookies + headerValues(response.headers, "set-cookie"_L1);
    Worst worst;
    QMap<QStringList, Cookie> jar;
    for (const QString &header : headers) {
        if (hasBadSameSite(header))
            worst.note("cookies-samesite-flag-invalid"_L1);
        const auto cookie = kept(header, response.host);
        // A load balancer's, which its users cannot change.
        if (cookie && cookie->name != "heroku-session-affinity"_L1)
            jar.insert({cookie->domain, cookie->path, cookie->name}, *cookie);
    }
    if (jar.isEmpty())
        return {u"cookies-not-found"_s, true};
    const bool isProtected = strictTransport(response).isPassed;
    bool isLoose = false;
    for (const Cookie &cookie : std::as_const(jar)) {
        inspect(cookie, isProtected, worst);
        isLoose = isLoose || cookie.sameSite.isEmpty();
    }
    if (worst.isAny())
        return {worst.name(), false};
    return {isLoose ? u"cookies-secure-with-httponly-sessions"_s
                    : u"cookies-secure-with-httponly-sessions-and-samesite"_s,
            true};
}

} // namespace slipway
