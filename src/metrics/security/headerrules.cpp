// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/htmltags.h"
#include "metrics/security/securityrules.h"
#include "metrics/security/structuredfield.h"

#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// As browsers count it; the usual 15768000 s are a little more.
constexpr double sixMonths = 15'552'000;

/// The digits at the beginning as a number; NaN when there are none.
double leadingNumber(const QString &text)
{
    const QString trimmed = text.trimmed();
    qsizetype end = trimmed.startsWith(u'-') || trimmed.startsWith(u'+') ? 1 : 0;
    const qsizetype begin = end;
    while (end < trimmed.size() && trimmed[end] >= u'0' && trimmed[end] <= u'9')
        ++end;
    return end == begin ? std::numeric_limits<double>::quiet_NaN() : trimmed.first(end).toDouble();
}

/// The result of a Strict-Transport-Security header. A max-age that is no number (in quotes) is
/// taken for long enough, as HTTP Observatory does.
QString judgeTransport(const QString &header)
{
    const QString text = header.first(std::min<qsizetype>(header.size(), 1024));
    std::optional<double> maxAge;
    const QStringList parameters = text.split(u';');
    for (const QString &entry : parameters) {
        const QString parameter = entry.trimmed().toLower();
        if (parameter.startsWith("max-age="_L1))
            maxAge = leadingNumber(
                parameter.sliced(8).first(std::min<qsizetype>(120, parameter.size() - 8)));
    }
    if (text.contains(u',') || !maxAge)
        return u"hsts-header-invalid"_s;
    return *maxAge < sixMonths ? u"hsts-implemented-max-age-less-than-six-months"_s
                               : u"hsts-implemented-max-age-at-least-six-months"_s;
}

/// Of the two headers whose value is one token, and which may be given once.
RuleResult tokenRule(const RecordedResponse &response, QLatin1StringView header,
                     QLatin1StringView prefix, const QStringList &known)
{
    const QStringList values = headerValues(response.headers, header);
    if (values.size() > 1)
        return {prefix + "-header-invalid"_L1, false};
    if (values.isEmpty() || values.constFirst().isEmpty())
        return {prefix + "-not-implemented"_L1, true};
    const QString token = structuredToken(values.constFirst());
    return known.contains(token) ? RuleResult{prefix + "-implemented-with-"_L1 + token, true}
                                 : RuleResult{prefix + "-header-invalid"_L1, false};
}

QString schemeOf(const QString &url)
{
    return url.section(u':', 0, 0).toLower();
}

QString hostOf(const QString &url)
{
    const QString rest = url.section(u"://"_s, 1).section(u'/', 0, 0).section(u'?', 0, 0);
    return rest.section(u'@', -1).section(u':', 0, 0).toLower();
}

} // namespace

RuleResult securityrules::embedderPolicy(const RecordedResponse &response)
{
    return tokenRule(response, "cross-origin-embedder-policy"_L1, "coep"_L1,
                     {u"require-corp"_s, u"credentialless"_s, u"unsafe-none"_s});
}

RuleResult securityrules::openerPolicy(const RecordedResponse &response)
{
    return tokenRule(response, "cross-origin-opener-policy"_L1, "coop"_L1,
                     {u"same-origin"_s, u"same-origin-allow-popups"_s, u"noopener-allow-popups"_s,
                      u"unsafe-none"_s});
}

RuleResult securityrules::resourcePolicy(const RecordedResponse &response)
{
    const QString header = firstHeader(response.headers, "cross-origin-resource-policy"_L1);
    const QString value = header.first(std::min<qsizetype>(header.size(), 256)).trimmed().toLower();
    if (value.isEmpty())
        return {u"corp-not-implemented"_s, true};
    const bool isKnown
        = value == "same-site"_L1 || value == "same-origin"_L1 || value == "cross-origin"_L1;
    return isKnown ? RuleResult{u"corp-implemented-with-"_s + value, true}
                   : RuleResult{u"corp-header-invalid"_s, false};
}

RuleResult securityrules::resourceSharing(const RecordedResponse &response)
{
    const QString prefix = u"cross-origin-resource-sharing-"_s;
    const HeaderList headers = response.cors.value_or(HeaderList());
    const QString allowed = firstHeader(headers, "access-control-allow-origin"_L1);
    if (allowed.isEmpty())
        return {prefix + "not-implemented"_L1, true};
    if (allowed.trimmed() == "*"_L1)
        return {prefix + "implemented-with-public-access"_L1, true};
    const QString credentials
        = firstHeader(headers, "access-control-allow-credentials"_L1).trimmed().toLower();
    if (allowed == foreignOrigin && credentials == "true"_L1)
        return {prefix + "implemented-with-universal-access"_L1, false};
    return {prefix + "implemented-with-restricted-access"_L1, true};
}

RuleResult securityrules::redirection(const RecordedResponse &response)
{
    const QStringList &route = response.route;
    if (!response.isHttp)
        return {u"redirection-not-needed-no-http"_s, true};
    if (!response.isHttpVerified)
        return {u"redirection-invalid-cert"_s, false};
    if (std::ranges::all_of(
            route, [&response](const QString &url) { return response.isPreloaded(hostOf(url)); }))
        return {u"redirection-all-redirects-preloaded"_s, true};
    if (route.size() == 1)
        return {u"redirection-missing"_s, false};
    if (schemeOf(route.constLast()) != "https"_L1)
        return {u"redirection-not-to-https"_s, false};
    if (schemeOf(route.at(1)) == "http"_L1)
        return {u"redirection-not-to-https-on-initial-redirection"_s, false};
    if (schemeOf(route.at(0)) == "http"_L1 && schemeOf(route.at(1)) == "https"_L1
        && hostOf(route.at(0)) != hostOf(route.at(1)))
        return {u"redirection-off-host-from-http"_s, false};
    return {u"redirection-to-https"_s, true};
}

RuleResult securityrules::referrerPolicy(const RecordedResponse &response)
{
    QStringList values = headerValues(response.headers, "referrer-policy"_L1);
    QString meta;
    if (isHtml(response)) {
        const QList<HtmlTag> tags = htmlTags(response.html, {u"meta"_s});
        for (const HtmlTag &tag : tags) {
            const QString content = tag.attributes.value(u"content"_s);
            const bool isOther = tag.attributes.contains(u"http-equiv"_s);
            if (!isOther && !content.isEmpty()
                && tag.attributes.value(u"name"_s).trimmed().toLower() == "referrer"_L1)
                meta = content;
        }
    }
    if (!meta.isEmpty())
        values.append(meta);
    if (values.isEmpty())
        return {u"referrer-policy-not-implemented"_s, true};
    static const QStringList good{u"no-referrer"_s, u"same-origin"_s, u"strict-origin"_s,
                                  u"strict-origin-when-cross-origin"_s};
    static const QStringList bad{u"origin"_s, u"origin-when-cross-origin"_s, u"unsafe-url"_s,
                                 u"no-referrer-when-downgrade"_s};
    // A browser takes the last one that it knows.
    QString policy;
    const QStringList tokens = values.join(u',').split(u',');
    for (const QString &entry : tokens) {
        const QString token = entry.trimmed().toLower();
        if (good.contains(token) || bad.contains(token))
            policy = token;
    }
    if (good.contains(policy))
        return {u"referrer-policy-private"_s, true};
    return {policy.isEmpty() ? u"referrer-policy-header-invalid"_s : u"referrer-policy-unsafe"_s,
            false};
}

RuleResult securityrules::strictTransport(const RecordedResponse &response)
{
    if (!response.isHttps)
        return {u"hsts-not-implemented-no-https"_s, false};
    if (response.isPreloaded(response.host))
        return {u"hsts-preloaded"_s, true};
    if (!response.isHttpsVerified)
        return {u"hsts-invalid-cert"_s, false};
    const QStringList headers = headerValues(response.headers, "strict-transport-security"_L1);
    if (headers.isEmpty())
        return {u"hsts-not-implemented"_s, false};
    const QString result = judgeTransport(headers.constFirst());
    return {result, result == "hsts-implemented-max-age-at-least-six-months"_L1};
}

RuleResult securityrules::contentTypeOptions(const RecordedResponse &response)
{
    const QString header = firstHeader(response.headers, "x-content-type-options"_L1);
    if (header.isEmpty())
        return {u"x-content-type-options-not-implemented"_s, false};
    const QString value = header.first(std::min<qsizetype>(header.size(), 256)).trimmed().toLower();
    return value == "nosniff"_L1 ? RuleResult{u"x-content-type-options-nosniff"_s, true}
                                 : RuleResult{u"x-content-type-options-header-invalid"_s, false};
}

RuleResult securityrules::frameOptions(const RecordedResponse &response)
{
    if (contentSecurityPolicy(response).limitsFrames)
        return {u"x-frame-options-implemented-via-csp"_s, true};
    const QString header = firstHeader(response.headers, "x-frame-options"_L1);
    if (header.isEmpty())
        return {u"x-frame-options-not-implemented"_s, false};
    const QString value
        = header.first(std::min<qsizetype>(header.size(), 1024)).trimmed().toLower();
    if (value == "deny"_L1 || value == "sameorigin"_L1)
        return {u"x-frame-options-sameorigin-or-deny"_s, true};
    return value.startsWith("allow-from"_L1)
        ? RuleResult{u"x-frame-options-allow-from-origin"_s, true}
        : RuleResult{u"x-frame-options-header-invalid"_s, false};
}

bool securityrules::isHtml(const RecordedResponse &response)
{
    const QString type = firstHeader(response.headers, "content-type"_L1).section(u';', 0, 0);
    return type.isEmpty() || type == "text/html"_L1 || type == "application/xhtml+xml"_L1;
}

} // namespace slipway
