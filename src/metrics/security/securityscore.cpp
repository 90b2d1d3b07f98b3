// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/securityscore.h"

#include "metrics/security/securityrules.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// From here on what is done beyond the needful counts, too.
constexpr int enoughForExtra = 90;

/// Points of a result; those that change nothing are left out.
int modifierOf(const QString &result)
{
    static const QHash<QString, int> modifiers{
        {u"csp-implemented-with-no-unsafe-default-src-none"_s, 10},
        {u"csp-implemented-with-no-unsafe"_s, 5},
        {u"csp-implemented-with-insecure-scheme-in-passive-content-only"_s, -10},
        {u"csp-implemented-with-unsafe-eval"_s, -10},
        {u"csp-implemented-with-unsafe-inline"_s, -20},
        {u"csp-implemented-with-insecure-scheme"_s, -20},
        {u"csp-header-invalid"_s, -25},
        {u"csp-not-implemented"_s, -25},
        {u"csp-not-implemented-but-reporting-enabled"_s, -25},
        {u"cookies-secure-with-httponly-sessions-and-samesite"_s, 5},
        {u"cookies-without-secure-flag-but-protected-by-hsts"_s, -5},
        {u"cookies-session-without-secure-flag-but-protected-by-hsts"_s, -10},
        {u"cookies-without-secure-flag"_s, -20},
        {u"cookies-samesite-flag-invalid"_s, -20},
        {u"cookies-anticsrf-without-samesite-flag"_s, -20},
        {u"cookies-session-without-httponly-flag"_s, -30},
        {u"cookies-session-without-secure-flag"_s, -40},
        {u"cross-origin-resource-sharing-implemented-with-universal-access"_s, -50},
        {u"redirection-off-host-from-http"_s, -5},
        {u"redirection-not-to-https-on-initial-redirection"_s, -10},
        {u"redirection-not-to-https"_s, -20},
        {u"redirection-missing"_s, -20},
        {u"redirection-invalid-cert"_s, -20},
        {u"referrer-policy-private"_s, 5},
        {u"referrer-policy-unsafe"_s, -5},
        {u"referrer-policy-header-invalid"_s, -5},
        {u"hsts-preloaded"_s, 5},
        {u"hsts-implemented-max-age-less-than-six-months"_s, -10},
        {u"hsts-not-implemented"_s, -20},
        {u"hsts-header-invalid"_s, -20},
        {u"hsts-not-implemented-no-https"_s, -20},
        {u"hsts-invalid-cert"_s, -20},
        {u"sri-implemented-and-all-scripts-loaded-securely"_s, 5},
        {u"sri-implemented-and-external-scripts-loaded-securely"_s, 5},
        {u"sri-not-implemented-but-external-scripts-loaded-securely"_s, -5},
        {u"sri-implemented-but-external-scripts-not-loaded-securely"_s, -20},
        {u"sri-not-implemented-and-external-scripts-not-loaded-securely"_s, -50},
        {u"x-content-type-options-not-implemented"_s, -5},
        {u"x-content-type-options-header-invalid"_s, -5},
        {u"x-frame-options-implemented-via-csp"_s, 5},
        {u"x-frame-options-sameorigin-or-deny"_s, 5},
        {u"x-frame-options-not-implemented"_s, -20},
        {u"x-frame-options-header-invalid"_s, -20},
        {u"corp-implemented-with-same-origin"_s, 10},
        {u"corp-implemented-with-same-site"_s, 10},
        {u"corp-header-invalid"_s, -5},
        {u"coep-implemented-with-require-corp"_s, 10},
        {u"coep-implemented-with-credentialless"_s, 10},
        {u"coep-header-invalid"_s, -5},
        {u"coop-implemented-with-same-origin"_s, 10},
        {u"coop-implemented-with-same-origin-allow-popups"_s, 10},
        {u"coop-implemented-with-noopener-allow-popups"_s, 10},
        {u"coop-header-invalid"_s, -5},
    };
    return modifiers.value(result, 0);
}

QString gradeOf(int score)
{
    /// For 0, 5, 10 … 100.
    static constexpr std::array grades{"F"_L1, "F"_L1,  "F"_L1,  "F"_L1,  "F"_L1, "D-"_L1, "D"_L1,
                                       "D"_L1, "D+"_L1, "C-"_L1, "C"_L1,  "C"_L1, "C+"_L1, "B-"_L1,
                                       "B"_L1, "B"_L1,  "B+"_L1, "A-"_L1, "A"_L1, "A"_L1,  "A+"_L1};
    return grades.at(std::size_t(std::min(score, 100) / 5));
}

SecurityTest testOf(const QString &name, const RuleResult &rule)
{
    return {name, rule.result, modifierOf(rule.result), rule.isPassed};
}

bool isPage(int status)
{
    return (status >= 200 && status < 400) || status == 401 || status == 403;
}

} // namespace

Result<SecurityScore> securityScore(const RecordedResponse &response)
{
    if (!isPage(response.status))
        return failure(ErrorCode::Refused,
                       QCoreApplication::translate(
                           "slipway::SecurityScore",
                           "The site answered with the status %1, which is no page to score.")
                           .arg(response.status));
    namespace rules = securityrules;
    SecurityScore result;
    result.tests = {
        testOf(u"content-security-policy"_s, rules::contentSecurityPolicy(response)),
        testOf(u"cookies"_s, rules::cookies(response)),
        testOf(u"cross-origin-embedder-policy"_s, rules::embedderPolicy(response)),
        testOf(u"cross-origin-opener-policy"_s, rules::openerPolicy(response)),
        testOf(u"cross-origin-resource-policy"_s, rules::resourcePolicy(response)),
        testOf(u"cross-origin-resource-sharing"_s, rules::resourceSharing(response)),
        testOf(u"redirection"_s, rules::redirection(response)),
        testOf(u"referrer-policy"_s, rules::referrerPolicy(response)),
        testOf(u"strict-transport-security"_s, rules::strictTransport(response)),
        testOf(u"subresource-integrity"_s, rules::subresourceIntegrity(response)),
        testOf(u"x-content-type-options"_s, rules::contentTypeOptions(response)),
        testOf(u"x-frame-options"_s, rules::frameOptions(response)),
    };
    int withoutExtra = 100;
    int withExtra = 100;
    for (const SecurityTest &test : std::as_const(result.tests)) {
        withExtra += test.modifier;
        withoutExtra += std::min(test.modifier, 0);
        result.passed += test.isPassed ? 1 : 0;
    }
    result.score = std::max(withoutExtra >= enoughForExtra ? withExtra : withoutExtra, 0);
    result.grade = gradeOf(result.score);
    return result;
}

QJsonObject toJson(const SecurityScore &score)
{
    QJsonObject tests;
    for (const SecurityTest &test : score.tests)
        tests.insert(test.name,
                     QJsonObject{{u"result"_s, test.result},
                                 {u"modifier"_s, test.modifier},
                                 {u"pass"_s, test.isPassed}});
    return {{u"score"_s, score.score},
            {u"grade"_s, score.grade},
            {u"passed"_s, score.passed},
            {u"tests"_s, tests}};
}

} // namespace slipway
