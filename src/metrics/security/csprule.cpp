// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/cspparser.h"
#include "metrics/security/htmltags.h"
#include "metrics/security/securityrules.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr std::array broad{"ftp:"_L1,     "http:"_L1,      "https:"_L1,    "*"_L1,
                           "http://*"_L1, "http://*.*"_L1, "https://*"_L1, "https://*.*"_L1};
constexpr std::array proofs{"'sha256-"_L1, "'sha384-"_L1, "'sha512-"_L1, "'nonce-"_L1};

bool isBroad(const QString &source)
{
    return std::ranges::find(broad, source) != broad.end();
}

bool isBroadOrInline(const QString &source)
{
    return isBroad(source) || source == "'unsafe-inline'"_L1 || source == "data:"_L1;
}

bool isInsecure(const QString &source)
{
    return source.startsWith("http:"_L1) || source.startsWith("ftp:"_L1);
}

bool hasProof(const QStringList &sources)
{
    return std::ranges::any_of(sources, [](const QString &source) {
        return std::ranges::any_of(
            proofs, [&source](QLatin1StringView proof) { return source.startsWith(proof); });
    });
}

/// Each header and each <meta> may hold several policies, with commas between.
QStringList policiesOf(const QStringList &values)
{
    QStringList policies;
    for (const QString &value : values) {
        const QStringList parts = value.split(u',');
        for (const QString &part : parts)
            policies.append(part.trimmed());
    }
    return policies;
}

QStringList metaPolicies(const RecordedResponse &response)
{
    QStringList policies;
    if (!securityrules::isHtml(response))
        return policies;
    const QList<HtmlTag> tags = htmlTags(response.html, {u"meta"_s});
    for (const HtmlTag &tag : tags) {
        const QString content = tag.attributes.value(u"content"_s);
        if (!content.isEmpty()
            && tag.attributes.value(u"http-equiv"_s).trimmed().toLower()
                == "content-security-policy"_L1)
            policies.append(content);
    }
    return policies;
}

/// The policy in force, and which of its lists say what scripts, objects and styles may come from.
/// A list that stands in for several of them is one list: what is taken from it is gone for all.
class Effective
{
public:
    explicit Effective(CspPolicy policy)
        : m_policy(std::move(policy))
        , m_script(nameOf(u"script-src"_s))
        , m_object(nameOf(u"object-src"_s))
        , m_style(nameOf(u"style-src"_s))
    {
        if (m_script.isEmpty() || m_object.isEmpty() || m_style.isEmpty())
            m_anything = {u"*"_s};
    }

    /// False for 'strict-dynamic' without a nonce or a hash.
    bool honourProofs()
    {
        for (const QString &name : {m_script, m_style}) {
            if (!name.isEmpty() && hasProof(m_policy.directives.value(name)))
                m_policy.directives[name].removeAll("'unsafe-inline'"_L1);
        }
        if (!script().contains("'strict-dynamic'"_L1))
            return true;
        if (!hasProof(script()))
            return false;
        m_policy.directives[m_script].removeIf([](const QString &source) {
            return source == "'self'"_L1 || source == "'unsafe-inline'"_L1
                || std::ranges::any_of(broad, [&source](QLatin1StringView start) {
                       return source.startsWith(start);
                   });
        });
        return true;
    }

    QStringList script() const { return sources(m_script); }
    QStringList object() const { return sources(m_object); }
    QStringList style() const { return sources(m_style); }
    /// Of everything but images and media.
    QStringList active() const
    {
        QStringList all = script();
        for (auto it = m_policy.directives.cbegin(); it != m_policy.directives.cend(); ++it) {
            if (it.key() != "img-src"_L1 && it.key() != "media-src"_L1
                && it.key() != "script-src"_L1)
                all.append(it.value());
        }
        return all;
    }
    QStringList passive() const
    {
        QStringList all;
        for (const QString &name : {u"img-src"_s, u"media-src"_s})
            all.append(
                m_policy.directives.value(name, m_policy.directives.value(u"default-src"_s)));
        return all;
    }
    bool allowsNothingElse() const
    {
        return m_policy.directives.value(u"default-src"_s) == QStringList{u"'none'"_s};
    }
    const CspPolicy &policy() const { return m_policy; }

private:
    QString nameOf(const QString &directive) const
    {
        if (m_policy.directives.contains(directive))
            return directive;
        return m_policy.directives.contains(u"default-src"_s) ? u"default-src"_s : QString();
    }
    QStringList sources(const QString &name) const
    {
        return name.isEmpty() ? m_anything : m_policy.directives.value(name);
    }

    CspPolicy m_policy;
    QString m_script;
    QString m_object;
    QString m_style;
    QStringList m_anything;
};

/// The first that holds, the worst first.
QString judge(const Effective &policy, bool isSecure)
{
    if (std::ranges::any_of(policy.script(), isBroadOrInline)
        || std::ranges::any_of(policy.object(), isBroad))
        return u"csp-implemented-with-unsafe-inline"_s;
    if (isSecure && std::ranges::any_of(policy.active(), isInsecure))
        return u"csp-implemented-with-insecure-scheme"_s;
    if (policy.script().contains("'unsafe-eval'"_L1) || policy.style().contains("'unsafe-eval'"_L1))
        return u"csp-implemented-with-unsafe-eval"_s;
    if (isSecure && std::ranges::any_of(policy.passive(), isInsecure))
        return u"csp-implemented-with-insecure-scheme-in-passive-content-only"_s;
    if (std::ranges::any_of(policy.style(), isBroadOrInline))
        return u"csp-implemented-with-unsafe-inline-in-style-src-only"_s;
    return policy.allowsNothingElse() ? u"csp-implemented-with-no-unsafe-default-src-none"_s
                                      : u"csp-implemented-with-no-unsafe"_s;
}

bool passes(const QString &result)
{
    return result.startsWith("csp-implemented-with-no-unsafe"_L1)
        || result == "csp-implemented-with-unsafe-inline-in-style-src-only"_L1
        || result == "csp-implemented-with-insecure-scheme-in-passive-content-only"_L1;
}

CspResult failed(const QString &result)
{
    CspResult failure;
    failure.result = result;
    return failure;
}

} // namespace

CspResult securityrules::contentSecurityPolicy(const RecordedResponse &response)
{
    const QStringList own
        = policiesOf(headerValues(response.headers, "content-security-policy"_L1));
    const QStringList meta = policiesOf(metaPolicies(response));
    const auto all = parseCsp(own + meta);
    if (!all)
        return failed(u"csp-header-invalid"_s);
    const CspPolicy fromHeaders = parseCsp(own).value_or(CspPolicy());
    const CspPolicy fromMeta = parseCspMeta(meta).value_or(CspPolicy());
    if (fromHeaders.isEmpty() && fromMeta.isEmpty()) {
        const bool reports
            = !firstHeader(response.headers, "content-security-policy-report-only"_L1).isEmpty();
        return failed(reports ? u"csp-not-implemented-but-reporting-enabled"_s
                              : u"csp-not-implemented"_s);
    }
    Effective policy(*all);
    CspResult result;
    result.limitsFrames = policy.policy().directives.contains(u"frame-ancestors"_s);
    if (!policy.honourProofs()) {
        result.result = u"csp-header-invalid"_s;
        return result;
    }
    result.result = judge(policy, response.isSecure());
    result.isPassed = passes(result.result);
    if (result.isPassed && !all->repeated.isEmpty())
        result.result = u"csp-implemented-but-duplicate-directives"_s;
    return result;
}

} // namespace slipway
