// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/secretstrength.h"

#include "env/asciitext.h"
#include "env/strength.h"

#include <QCoreApplication>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SecretRules)
};

} // namespace

void checkStrength(RuleContext &context, const RuleValue &about, QByteArrayView secret, double bits)
{
    const SecretStrength strength = strengthOf(secret);
    if (!strength.isStrong()) {
        context.report(u"WeakSecret"_s, about,
                       Words::tr("This secret can be guessed: %1").arg(strength.reason));
        return;
    }
    // A fraction of a bit is no reason to complain.
    if (std::ceil(strength.bits) < bits)
        context.report(u"SecretBits"_s, about,
                       Words::tr("This secret holds %1 bits at most; %2 are wanted.")
                           .arg(std::floor(strength.bits))
                           .arg(bits));
}

QString lengthText(QByteArrayView text)
{
    const auto bytes = int(text.size());
    const auto characters = int(ascii::characterCount(text));
    if (bytes == characters)
        return Words::tr("%n character(s)", nullptr, bytes);
    return Words::tr("%n byte(s), %1", nullptr, bytes)
        .arg(Words::tr("%n character(s)", nullptr, characters));
}

} // namespace slipway
