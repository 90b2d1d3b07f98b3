// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"
#include "env/rules/secretstrength.h"
#include "env/strength.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SecretRules)
};

/// Calls `check` for each value of a role that is worth it.
template<typename Check> void forEach(KeyRole role, RuleContext &context, Check check)
{
    for (const RuleValue &value : context.values()) {
        if (value.role == role && context.isWorthChecking(value))
            check(value);
    }
}

// Encryption keys

QByteArrayView withoutLaravelPrefix(QByteArrayView value)
{
    return value.startsWith("base64:") ? value.sliced(7) : value;
}

bool is32BytesInBase64(QByteArrayView value)
{
    const QByteArrayView text = withoutLaravelPrefix(value);
    QByteArrayView bare = text;
    while (bare.endsWith('='))
        bare.chop(1);
    // 32 bytes are 43 characters, and one of padding.
    return bare.size() == 43 && text.size() <= 44 && ascii::allOf(bare, ascii::isBase64);
}

void checkRawKey(const RuleValue &value, RuleContext &context)
{
    constexpr qsizetype size = 32;
    const qsizetype characters = ascii::characterCount(value.value);
    if (characters != size)
        context.report(u"EncryptionKeyLength"_s, value,
                       Words::tr("This encryption key has %1; it needs exactly 32. Keys in hex or "
                                 "base64 can be allowed in the settings.")
                           .arg(lengthText(value.value)));
    if (value.value.size() != characters)
        context.report(u"EncryptionKeyMultibyte"_s, value,
                       Words::tr("Characters outside ASCII take several bytes each, so that 32 "
                                 "characters are not 32 bytes."));
    if (characters != size)
        return;
    const SecretAlphabet alphabet = alphabetOf(value.value);
    if (alphabet != SecretAlphabet::Printable)
        context.report(u"EncryptionKeyBits"_s, value,
                       Words::tr("32 characters of so small an alphabet hold %1 bits at most, a "
                                 "key needs 256: draw from all characters, or use hex or base64 "
                                 "of 32 bytes.")
                           .arg(std::floor(32 * bitsPerCharacter(alphabet))));
    checkStrength(context, value, value.value, 0);
}

void checkEncryptionKey(const RuleValue &value, RuleContext &context)
{
    switch (context.settings().encryptionKey) {
    case EncryptionKeyFormat::Raw32:
        checkRawKey(value, context);
        return;
    case EncryptionKeyFormat::Hex64:
        if (value.value.size() != 64 || !ascii::allOf(value.value, ascii::isHex))
            context.report(u"EncryptionKeyFormat"_s, value,
                           Words::tr("This encryption key has to be 64 hex digits."));
        else
            checkStrength(context, value, value.value, signingBits);
        return;
    case EncryptionKeyFormat::Base64Of32:
        if (!is32BytesInBase64(value.value))
            context.report(u"EncryptionKeyFormat"_s, value,
                           Words::tr("This encryption key has to be 32 bytes in base64, 44 "
                                     "characters."));
        else
            checkStrength(context, value, withoutLaravelPrefix(value.value), signingBits);
        return;
    }
}

// Sessions and cookies

void checkSessionSecret(const RuleValue &value, RuleContext &context)
{
    const int wanted = context.settings().sessionLength;
    if (value.value.size() < wanted)
        context.report(u"SessionSecretLength"_s, value,
                       Words::tr("This secret has %1; it needs %2 bytes at least.")
                           .arg(lengthText(value.value))
                           .arg(wanted));
    checkStrength(context, value, value.value, sessionBits);
}

void checkCookieSecret(const RuleValue &value, RuleContext &context)
{
    const int wanted = context.settings().sessionLength;
    const QList<QByteArrayView> keys = ascii::split(value.value, ',');
    // Nobody rotates among more, and a hostile list is not worth a finding for each of its items.
    constexpr qsizetype most = 16;
    for (qsizetype i = 0; i < std::min(keys.size(), most); ++i) {
        const QByteArrayView key = keys.at(i).trimmed();
        if (key.size() < wanted) {
            const QString length = lengthText(key);
            context.report(
                u"CookieSecretLength"_s, value,
                keys.size() == 1
                    ? Words::tr("This secret has %1; it needs %2 bytes at least.")
                          .arg(length)
                          .arg(wanted)
                    : Words::tr("Key %1 of this list has %2; each needs %3 bytes at least.")
                          .arg(i + 1)
                          .arg(length)
                          .arg(wanted));
        }
        if (!key.isEmpty())
            checkStrength(context, value, key, sessionBits);
    }
}

// Salts

void checkSalt(const RuleValue &value, RuleContext &context)
{
    if (ascii::allOf(value.trimmed(), ascii::isDigit)) {
        context.report(u"SaltIsNumber"_s, value,
                       Words::tr("This is a number, as one of rounds would be, and no salt."));
        return;
    }
    if (value.value.size() < context.settings().saltLength)
        context.report(u"SaltLength"_s, value,
                       Words::tr("This salt has %1; it needs %2 bytes at least.")
                           .arg(lengthText(value.value))
                           .arg(context.settings().saltLength));
    checkStrength(context, value, value.value, saltBits);
}

} // namespace

void checkEncryptionKeys(RuleContext &context)
{
    forEach(KeyRole::EncryptionKey, context,
            [&context](const RuleValue &value) { checkEncryptionKey(value, context); });
}

void checkSessionSecrets(RuleContext &context)
{
    const auto check = [&context](const RuleValue &value) {
        checkSessionSecret(value, context);
    };
    forEach(KeyRole::SessionSecret, context, check);
    forEach(KeyRole::SecretKeyBase, context, [&context, &check](const RuleValue &value) {
        check(value);
        if (value.value.size() < 128 || !ascii::allOf(value.value, ascii::isHex))
            context.report(u"RailsSecretKeyBase"_s, value,
                           Words::tr("Rails generates 128 hex digits for this key."));
    });
}

void checkCookieSecrets(RuleContext &context)
{
    forEach(KeyRole::CookieSecret, context,
            [&context](const RuleValue &value) { checkCookieSecret(value, context); });
}

void checkSalts(RuleContext &context)
{
    forEach(KeyRole::Salt, context,
            [&context](const RuleValue &value) { checkSalt(value, context); });
}

void checkPasswords(RuleContext &context)
{
    constexpr double passwordBits = 60;
    forEach(KeyRole::Password, context, [&context](const RuleValue &value) {
        const SecretStrength strength = strengthOf(value.value);
        if (!strength.isStrong())
            context.report(u"WeakPassword"_s, value,
                           Words::tr("This password can be guessed: %1").arg(strength.reason));
        else if (strength.bits < passwordBits)
            context.report(u"WeakPassword"_s, value,
                           Words::tr("This password is so short that all can be tried."));
    });
}

} // namespace slipway
