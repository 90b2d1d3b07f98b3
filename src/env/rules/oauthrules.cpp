// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/connectionurl.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"
#include "env/rules/siteurl.h"
#include "env/secretkeys.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::OAuthRules)
};

bool isOf(QByteArrayView text, qsizetype size, bool (*isByte)(char))
{
    return text.size() == size && ascii::allOf(text, isByte);
}

/// 12345-abc.apps.googleusercontent.com
bool isGoogleId(QByteArrayView id)
{
    constexpr QByteArrayView domain(".apps.googleusercontent.com");
    if (!id.endsWith(domain))
        return false;
    const QByteArrayView name = id.chopped(domain.size());
    const qsizetype hyphen = name.indexOf('-');
    const auto isLowerAlnum = [](char c) {
        return ascii::isLower(c) || ascii::isDigit(c);
    };
    return hyphen > 0 && hyphen + 1 < name.size()
        && ascii::allOf(name.first(hyphen), ascii::isDigit)
        && ascii::allOf(name.sliced(hyphen + 1), isLowerAlnum);
}

bool isGoogleSecret(QByteArrayView secret)
{
    return secret.startsWith("GOCSPX-") && isOf(secret.sliced(7), 28, ascii::isBase64Url);
}

bool isWordByte(char c)
{
    return ascii::isAlnum(c) || c == '_';
}

bool isGitHubId(QByteArrayView id)
{
    return (id.startsWith("Ov23li") && isOf(id.sliced(6), 14, isWordByte))
        || (id.startsWith("Iv1.") && isOf(id.sliced(4), 16, ascii::isLowerHex))
        || (id.startsWith("Iv23") && isOf(id.sliced(4), 16, isWordByte))
        || isOf(id, 20, ascii::isLowerHex);
}

bool isGitHubSecret(QByteArrayView secret)
{
    return isOf(secret, 40, ascii::isLowerHex);
}

struct Provider
{
    QByteArrayView name;
    QLatin1StringView title;
    bool (*isId)(QByteArrayView);
    bool (*isSecret)(QByteArrayView);
};

constexpr std::array providers{
    Provider{"GOOGLE", "Google"_L1, isGoogleId, isGoogleSecret},
    Provider{"GITHUB", "GitHub"_L1, isGitHubId, isGitHubSecret},
};

void checkFormat(const RuleValue &value, RuleContext &context)
{
    const bool isId = value.role == KeyRole::ClientId;
    for (const Provider &provider : providers) {
        if (!value.name.contains(provider.name))
            continue;
        if (isId ? provider.isId(value.value) : provider.isSecret(value.value))
            return;
        context.report(u"OAuthClientFormat"_s, value,
                       isId ? Words::tr("%1's client ids look otherwise.").arg(provider.title)
                            : Words::tr("%1's client secrets look otherwise.").arg(provider.title));
        return;
    }
}

bool isPublicName(QByteArrayView name)
{
    return isPublicKeyName(name);
}

/// The same name with the other ending, if the file has it.
const RuleValue *partnerOf(const RuleValue &value, const RuleContext &context)
{
    constexpr QByteArrayView id("CLIENT_ID");
    constexpr QByteArrayView secret("CLIENT_SECRET");
    const bool isId = value.name.endsWith(id);
    QByteArray name = value.name.chopped(isId ? id.size() : secret.size());
    name.append(isId ? secret : id);
    if (const RuleValue *partner = context.findFilled({name}))
        return partner;
    // A browser may be given the id under a name of its own.
    if (!isId) {
        for (const RuleValue &other : context.values()) {
            if (isPublicName(other.name) && other.name.endsWith(name))
                return &other;
        }
    }
    return nullptr;
}

void checkPair(const RuleValue &value, RuleContext &context)
{
    const bool isId = value.role == KeyRole::ClientId;
    // An id alone is right in what a browser loads.
    if (value.isEmpty() || isPublicName(value.name) || partnerOf(value, context))
        return;
    context.report(u"OAuthPair"_s, value,
                   isId ? Words::tr("The client secret that belongs to this id is missing.")
                        : Words::tr("The client id that belongs to this secret is missing."));
}

bool isCallbackKey(QByteArrayView name)
{
    const bool isUrl = name.endsWith("_URL") || name.endsWith("_URI");
    return isUrl && (name.contains("CALLBACK") || name.contains("REDIRECT"));
}

void checkCallback(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.trimmed();
    const auto url = connectionUrlFromText(text);
    // A path alone is taken relative to the site.
    if (!url && text.startsWith('/'))
        return;
    if (!url || !url->hasScheme("https")) {
        context.report(u"OAuthCallback"_s, value,
                       Words::tr("Over anything but https the code that OAuth sends back can be "
                                 "read on the way."));
        return;
    }
    const auto site = siteHost(context);
    if (site && !url->hosts.isEmpty() && !ascii::equals(url->hosts.first().name, *site))
        context.report(u"OAuthCallbackHost"_s, value,
                       Words::tr("This leads to another host than the site's own URL."));
}

} // namespace

void checkOAuth(RuleContext &context)
{
    for (const RuleValue &value : context.values()) {
        const KeyRole role = value.role;
        if (role == KeyRole::ClientId || role == KeyRole::ClientSecret) {
            checkPair(value, context);
            if (context.isWorthChecking(value))
                checkFormat(value, context);
        } else if (isCallbackKey(value.name) && context.isWorthChecking(value)) {
            checkCallback(value, context);
        }
    }
}

} // namespace slipway
