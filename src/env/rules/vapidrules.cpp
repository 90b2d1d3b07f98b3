// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/keypairs.h"
#include "env/rules/hosts.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::VapidRules)
};

QByteArray decoded(QByteArrayView text)
{
    return QByteArray::fromBase64(text.toByteArray(), QByteArray::Base64UrlEncoding);
}

bool isBase64UrlOf(QByteArrayView text, qsizetype size)
{
    return text.size() == size && ascii::allOf(text, ascii::isBase64Url);
}

/// The point, or nothing when the key was reported.
QByteArray checkPublic(const RuleValue &value, RuleContext &context)
{
    if (!isBase64UrlOf(value.value, 87) || !value.value.startsWith('B')) {
        context.report(u"VapidPublicKey"_s, value,
                       Words::tr("A public VAPID key is 87 characters of base64url, begins with B "
                                 "and has no padding."));
        return {};
    }
    const QByteArray point = decoded(value.value);
    if (isP256Point(point))
        return point;
    context.report(u"VapidPublicPoint"_s, value,
                   Words::tr("This is no point on the curve P-256, so no browser will accept it."));
    return {};
}

/// The public point that follows from the key, or nothing when the key was reported.
QByteArray checkPrivate(const RuleValue &value, RuleContext &context)
{
    if (!isBase64UrlOf(value.value, 43)) {
        context.report(u"VapidPrivateKey"_s, value,
                       Words::tr("A private VAPID key is 43 characters of base64url without "
                                 "padding."));
        return {};
    }
    QByteArray number = decoded(value.value);
    const QByteArray point = p256PublicPoint(number);
    wipeBytes(number);
    if (point.isEmpty())
        context.report(u"VapidPrivateRange"_s, value,
                       Words::tr("This number is no private key of the curve P-256."));
    return point;
}

bool isMailAddress(QByteArrayView text)
{
    const qsizetype at = text.indexOf('@');
    const auto isAddressByte = [](char c) {
        return !ascii::isSpace(c);
    };
    return at > 0 && at == text.lastIndexOf('@') && at + 1 < text.size()
        && ascii::allOf(text, isAddressByte);
}

/// The host of a subject; empty when it is none.
QByteArrayView hostOfSubject(QByteArrayView subject)
{
    const auto isSpace = [](char c) {
        return ascii::isSpace(c);
    };
    if (subject.startsWith("mailto:")) {
        const QByteArrayView address = subject.sliced(7);
        return isMailAddress(address) ? address.sliced(address.indexOf('@') + 1) : QByteArrayView();
    }
    if (!subject.startsWith("https://") || std::ranges::any_of(subject, isSpace))
        return {};
    const QByteArrayView rest = subject.sliced(8);
    return rest.first(
        std::ranges::find_if(rest, [](char c) { return c == '/' || c == ':' || c == '?'; })
        - rest.begin());
}

void checkSubject(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView host = hostOfSubject(value.value);
    if (host.isEmpty())
        context.report(u"VapidSubject"_s, value,
                       Words::tr("A VAPID subject is ‘mailto:’ with an address, or an https URL."));
    else if (isExampleDomain(host) || isDevelopmentHost(host))
        context.report(u"VapidSubject"_s, value,
                       Words::tr("Push services write to this contact when something is wrong; it "
                                 "has to be a real one."));
}

struct Pair
{
    QList<const RuleValue *> publicKeys;
    QList<QByteArray> points; ///< of the keys above; empty for one that is not to be compared
    const RuleValue *privateKey = nullptr;
    QByteArray derived;
};

void comparePair(const Pair &pair, RuleContext &context)
{
    for (qsizetype i = 0; i < pair.publicKeys.size(); ++i) {
        const QByteArray &point = pair.points.at(i);
        if (!point.isEmpty() && !pair.derived.isEmpty() && point != pair.derived)
            context.report(u"VapidPairMismatch"_s, *pair.publicKeys.at(i),
                           Words::tr("This public key does not belong to %1; subscriptions made "
                                     "with it cannot be served.")
                               .arg(QString::fromUtf8(pair.privateKey->key)));
    }
    if (pair.privateKey && pair.publicKeys.isEmpty())
        context.report(u"VapidPairIncomplete"_s, *pair.privateKey,
                       Words::tr("The public key that belongs to this one is missing."));
    if (!pair.privateKey && !pair.publicKeys.isEmpty())
        context.report(u"VapidPairIncomplete"_s, *pair.publicKeys.first(),
                       Words::tr("The private key that belongs to this one is missing."));
}

} // namespace

void checkVapid(RuleContext &context)
{
    Pair pair;
    for (const RuleValue &value : context.values()) {
        const KeyRole role = value.role;
        const bool isChecked = context.isWorthChecking(value);
        if (role == KeyRole::VapidSubject && isChecked) {
            checkSubject(value, context);
        } else if (role == KeyRole::VapidPublic) {
            pair.publicKeys.append(&value);
            pair.points.append(isChecked ? checkPublic(value, context) : QByteArray());
        } else if (role == KeyRole::VapidPrivate) {
            pair.privateKey = &value;
            pair.derived = isChecked ? checkPrivate(value, context) : QByteArray();
        }
    }
    comparePair(pair, context);
}

} // namespace slipway
