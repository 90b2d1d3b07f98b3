// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/htmltags.h"
#include "metrics/security/registereddomain.h"
#include "metrics/security/securityrules.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// From the least to the most serious.
enum class Finding {
    None,
    OwnWithIntegrity,
    InsecureWithIntegrity,
    SecureWithout,
    InsecureWithout,
};

QString nameOf(Finding finding, bool hasForeign)
{
    switch (finding) {
    case Finding::OwnWithIntegrity:
        return u"sri-implemented-and-all-scripts-loaded-securely"_s;
    case Finding::InsecureWithIntegrity:
        return u"sri-implemented-but-external-scripts-not-loaded-securely"_s;
    case Finding::SecureWithout:
        return u"sri-not-implemented-but-external-scripts-loaded-securely"_s;
    case Finding::InsecureWithout:
        return u"sri-not-implemented-and-external-scripts-not-loaded-securely"_s;
    case Finding::None:
        break;
    }
    return hasForeign ? u"sri-implemented-and-external-scripts-loaded-securely"_s
                      : u"sri-not-implemented-but-all-scripts-loaded-from-secure-origin"_s;
}

struct Script
{
    bool isForeign = false;
    bool isSecure = false;
};

/// Where a script comes from, by its address as it is written: the Observatory asks neither what
/// the page says that addresses are relative to, nor how a browser would read it. One that takes
/// the page's scheme ("//host/…") counts as foreign, and as not secure.
Script placeOf(const QString &source, const RecordedResponse &response)
{
    if (source.startsWith("//"_L1) && source.size() > 2 && source[2] != u'/')
        return {true, false};
    const bool isSecure = source.startsWith("https://"_L1);
    if (!isSecure && !source.startsWith("http://"_L1))
        return {false, response.isSecure()};
    return {registeredDomain(QUrl(source).host()) != registeredDomain(response.host), isSecure};
}

} // namespace

RuleResult securityrules::subresourceIntegrity(const RecordedResponse &response)
{
    if (!isHtml(response))
        return {u"sri-not-implemented-response-not-html"_s, true};
    const QList<HtmlTag> scripts = htmlTags(response.html, {u"script"_s});
    if (scripts.isEmpty())
        return {u"sri-not-implemented-but-no-scripts-loaded"_s, true};
    Finding worst = Finding::None;
    bool hasForeign = false;
    for (const HtmlTag &tag : scripts) {
        const QString source = tag.attributes.value(u"src"_s);
        if (source.isEmpty())
            continue;
        const Script script = placeOf(source, response);
        const bool hasIntegrity = !tag.attributes.value(u"integrity"_s).isEmpty();
        hasForeign = hasForeign || script.isForeign;
        if (!script.isForeign) {
            if (hasIntegrity && script.isSecure && worst == Finding::None)
                worst = Finding::OwnWithIntegrity;
        } else if (!script.isSecure) {
            worst = std::max(
                worst, hasIntegrity ? Finding::InsecureWithIntegrity : Finding::InsecureWithout);
        } else if (!hasIntegrity) {
            worst = std::max(worst, Finding::SecureWithout);
        }
    }
    const bool isPassed = worst == Finding::None || worst == Finding::OwnWithIntegrity;
    return {nameOf(worst, hasForeign), isPassed};
}

} // namespace slipway
