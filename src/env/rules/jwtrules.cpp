// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/keypairs.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"
#include "env/rules/secretstrength.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::JwtRules)
};

/// Bytes that RFC 7518, section 3.2, asks of a key: the size of the hash. 0 for other algorithms.
int hashSize(QByteArrayView algorithm)
{
    if (ascii::equals(algorithm, "HS256"))
        return 32;
    if (ascii::equals(algorithm, "HS384"))
        return 48;
    return ascii::equals(algorithm, "HS512") ? 64 : 0;
}

bool isAsymmetric(QByteArrayView algorithm)
{
    static constexpr std::array<QByteArrayView, 4> families{"RS", "PS", "ES", "Ed"};
    return std::ranges::any_of(families, [algorithm](QByteArrayView family) {
        return ascii::startsWith(algorithm, family);
    });
}

void checkHash(const RuleValue &value, QByteArrayView algorithm, RuleContext &context)
{
    const bool isHex = value.value.size() % 2 == 0 && ascii::allOf(value.value, ascii::isHex);
    if (hashSize(algorithm) == 0) {
        if (isAsymmetric(algorithm))
            context.report(u"JwtSecretHash"_s, value,
                           Words::tr("The algorithm of the tokens needs a private key in PEM, and "
                                     "this is none."));
        return;
    }
    if (value.value.size() < hashSize(algorithm))
        context.report(u"JwtSecretHash"_s, value,
                       Words::tr("The algorithm of the tokens needs a key of %1 bytes at least.")
                           .arg(hashSize(algorithm)));
    else if (isHex && value.value.size() / 2 < hashSize(algorithm))
        context.report(u"JwtSecretHash"_s, value,
                       Words::tr("These hex digits stand for %1 bytes; the algorithm of the tokens "
                                 "needs %2.")
                           .arg(value.value.size() / 2)
                           .arg(hashSize(algorithm)));
}

void checkPem(const RuleValue &value, RuleContext &context)
{
    constexpr int smallestRsa = 2048; // RFC 7518, section 3.3
    const PemKey key = readPemKey(value.value);
    if (key.kind == PemKey::Kind::Unreadable)
        context.report(u"JwtKeyFormat"_s, value,
                       Words::tr("This begins like a key in PEM but cannot be read as one; are all "
                                 "of its lines there?"));
    else if (key.type == PemKey::Type::Rsa && key.bits < smallestRsa)
        context.report(u"JwtKeyFormat"_s, value,
                       Words::tr("An RSA key that signs tokens needs 2048 bits at least."));
}

void checkSecret(const RuleValue &value, RuleContext &context)
{
    const int wanted = context.settings().jwtLength;
    if (value.value.size() < wanted)
        context.report(u"JwtSecretLength"_s, value,
                       Words::tr("This JWT secret has %1; it needs %2 bytes at least.")
                           .arg(lengthText(value.value))
                           .arg(wanted));
    const auto isPrintable = [](char c) {
        return ascii::isGraph(c) || c == ' ';
    };
    if (!ascii::allOf(value.value, isPrintable))
        context.report(u"JwtSecretCharacters"_s, value,
                       Words::tr("Control or non-ASCII characters in a JWT secret are read "
                                 "differently by different programs."));
    checkStrength(context, value, value.value, signingBits);
}

bool isPem(const RuleValue &value)
{
    return value.isReadable && value.trimmed().startsWith("-----BEGIN");
}

void checkAlgorithm(const RuleValue *algorithm, RuleContext &context)
{
    if (algorithm && algorithm->isReadable && ascii::equals(algorithm->trimmed(), "none"))
        context.report(u"JwtAlgorithm"_s, *algorithm,
                       Words::tr("Tokens without a signature can be made up by anybody."));
}

/// The private key's own public key, by its name: "…_PRIVATE_KEY" and "…_PUBLIC_KEY".
const RuleValue *publicKeyOf(const RuleValue &privateKey, const RuleContext &context)
{
    QByteArray name = privateKey.name;
    name.replace("PRIVATE", "PUBLIC");
    if (name != privateKey.name) {
        if (const RuleValue *own = context.find(name))
            return own;
    }
    return context.find("JWT_PUBLIC_KEY");
}

void checkPair(const RuleValue &privateKey, RuleContext &context)
{
    const PemKey key = readPemKey(privateKey.value);
    if (key.kind != PemKey::Kind::Private)
        return;
    const RuleValue *open = publicKeyOf(privateKey, context);
    if (!open || open->isEmpty()) {
        context.report(u"JwtPublicKeyMissing"_s, privateKey,
                       Words::tr("The public key that belongs to this one is not in the file, so "
                                 "who checks tokens cannot be given it."));
        return;
    }
    if (!open->isReadable)
        return;
    const PemKey other = readPemKey(open->value);
    if (other.kind == PemKey::Kind::Private)
        context.report(u"JwtKeyPair"_s, *open,
                       Words::tr("This should be a public key, and is private."));
    else if (other.publicDer != key.publicDer)
        context.report(u"JwtKeyPair"_s, *open,
                       Words::tr("This public key does not belong to %1.")
                           .arg(QString::fromUtf8(privateKey.key)));
}

} // namespace

void checkJwt(RuleContext &context)
{
    const RuleValue *algorithm = context.findFilled({"JWT_ALGORITHM", "JWT_ALG"});
    checkAlgorithm(algorithm, context);
    for (const RuleValue &value : context.values()) {
        const KeyRole role = value.role;
        const bool isSecret = role == KeyRole::JwtSecret;
        if ((!isSecret && role != KeyRole::JwtPrivateKey) || !context.isWorthChecking(value))
            continue;
        if (isPem(value) || !isSecret) {
            checkPem(value, context);
            checkPair(value, context);
            continue;
        }
        checkSecret(value, context);
        if (algorithm && algorithm->isReadable)
            checkHash(value, algorithm->trimmed(), context);
    }
}

} // namespace slipway
