// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"
#include "env/secretkeys.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::StripeRules)
};

bool isSecretKeyValue(QByteArrayView text)
{
    return text.startsWith("sk_") || text.startsWith("rk_");
}

bool isTestKey(QByteArrayView text)
{
    return (isSecretKeyValue(text) || text.startsWith("pk_"))
        && text.sliced(2).startsWith("_test_");
}

bool isLiveKey(QByteArrayView text)
{
    return (isSecretKeyValue(text) || text.startsWith("pk_"))
        && text.sliced(2).startsWith("_live_");
}

void reportTestKey(const RuleValue &value, RuleContext &context)
{
    context.report(u"StripeTestKey"_s, value,
                   Words::tr("This is a test key: no payment made with it is real."));
}

void checkSecretKey(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.value;
    if (text.startsWith("pk_")) {
        context.report(u"StripeWrongKey"_s, value,
                       Words::tr("This is a publishable key; a secret one belongs here."));
        return;
    }
    if (isTestKey(text)) {
        reportTestKey(value, context);
        return;
    }
    const QByteArrayView rest = isLiveKey(text) ? text.sliced(8) : QByteArrayView();
    if (rest.size() < 10 || rest.size() > 128 || !ascii::allOf(rest, ascii::isAlnum))
        context.report(
            u"StripeKeyFormat"_s, value,
            Words::tr("A secret Stripe key is sk_live_ or rk_live_ and 10 to 128 letters "
                      "and digits."));
}

void checkPublishableKey(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.value;
    if (isSecretKeyValue(text)) {
        // Under a public name it is reported as exposed, which is worse.
        if (!isPublicKeyName(value.name))
            context.report(u"StripeWrongKey"_s, value,
                           Words::tr("This is a secret key; a publishable one belongs here."));
        return;
    }
    if (isTestKey(text))
        reportTestKey(value, context);
    else if (!isLiveKey(text))
        context.report(u"StripeKeyMode"_s, value,
                       Words::tr("This key does not say that it is a live one; some old ones do "
                                 "not."));
}

void checkWebhook(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.value;
    const auto isSecretByte = [](char c) {
        return ascii::isAlnum(c) || c == '+' || c == '/' || c == '=';
    };
    if (!text.startsWith("whsec_") || text.size() < 30
        || !ascii::allOf(text.sliced(6), isSecretByte))
        context.report(u"StripeWebhook"_s, value,
                       Words::tr("The secret of a Stripe webhook is whsec_ and 24 characters or "
                                 "more."));
}

/// A Stripe key by its value, under a name that does not say so.
void checkOther(const RuleValue &value, RuleContext &context)
{
    if (value.value.size() >= 18 && isTestKey(value.value))
        reportTestKey(value, context);
}

void checkValue(const RuleValue &value, RuleContext &context)
{
    switch (value.role) {
    case KeyRole::StripeSecret:
        checkSecretKey(value, context);
        return;
    case KeyRole::StripePublishable:
        checkPublishableKey(value, context);
        return;
    case KeyRole::StripeWebhook:
        checkWebhook(value, context);
        return;
    default:
        checkOther(value, context);
        return;
    }
}

} // namespace

void checkStripe(RuleContext &context)
{
    const RuleValue *live = nullptr;
    const RuleValue *test = nullptr;
    for (const RuleValue &value : context.values()) {
        if (!context.isWorthChecking(value))
            continue;
        checkValue(value, context);
        if (isPublicKeyName(value.name) && isSecretKeyValue(value.value)
            && (isLiveKey(value.value) || isTestKey(value.value)))
            context.report(u"StripeSecretExposed"_s, value,
                           Words::tr("Keys with such a name are sent to every browser, and this is "
                                     "a secret one."));
        if (isLiveKey(value.value) && !live)
            live = &value;
        if (isTestKey(value.value) && !test)
            test = &value;
    }
    if (live && test)
        context.report(u"StripeModesDiffer"_s, *test,
                       Words::tr("This key is of the test mode while %1 is of the live mode.")
                           .arg(QString::fromUtf8(live->key)));
}

} // namespace slipway
