// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/secretkeys.h"

#include "env/asciitext.h"

#include <array>

namespace slipway {
namespace {

constexpr QByteArrayView referencePrefix("slipway://secret/");

// A key is read as words: "STRIPE_API_KEY", "stripeApiKey" and "stripe.api.key" alike.

QList<QByteArrayView> wordsOf(QByteArrayView key)
{
    QList<QByteArrayView> parts;
    for (const QByteArrayView part : ascii::words(key)) {
        qsizetype begin = 0;
        for (qsizetype i = 1; i < part.size(); ++i) {
            if (ascii::isLower(part[i - 1]) && ascii::isUpper(part[i])) {
                parts.append(part.sliced(begin, i - begin));
                begin = i;
            }
        }
        parts.append(part.sliced(begin));
    }
    return parts;
}

constexpr std::array<QByteArrayView, 17> secretWords{
    "password", "passwd",  "pass",   "pwd",        "passphrase", "passcode",
    "secret",   "token",   "pepper", "salt",       "credential", "credentials",
    "apikey",   "authkey", "pat",    "privatekey", "secretkey"};

/// Words that make a "KEY" after them a secret one.
constexpr std::array<QByteArrayView, 24> secretKeyKinds{
    "api",        "access",  "secret",  "private",      "auth",    "signing",
    "encryption", "master",  "app",     "service",      "account", "session",
    "cookie",     "crypt",   "crypto",  "hmac",         "license", "admin",
    "shared",     "storage", "webhook", "subscription", "role",    "signature"};

/// What follows a secret's name when the value only tells about it.
constexpr std::array<QByteArrayView, 44> aboutWords{
    "id",      "name",     "url",     "uri",      "endpoint", "host",       "path",      "file",
    "dir",     "ttl",      "expiry",  "expires",  "expire",   "expiration", "in",        "age",
    "timeout", "minutes",  "seconds", "hours",    "days",     "length",     "min",       "max",
    "rounds",  "cost",     "header",  "prefix",   "suffix",   "type",       "algorithm", "alg",
    "issuer",  "audience", "enabled", "required", "policy",   "version",    "arn",       "region",
    "limit",   "count",    "size",    "field"};

/// Also at the end of a longer word: "PGPASSWORD", "AUTHTOKEN".
constexpr std::array<QByteArrayView, 6> secretEndings{"password", "passwd", "passphrase",
                                                      "secret",   "token",  "apikey"};

bool isSecretWord(QByteArrayView word)
{
    return ascii::isOneOf(word, secretWords)
        || std::ranges::any_of(secretEndings, [word](QByteArrayView ending) {
               return ascii::endsWith(word, ending);
           });
}

constexpr std::array<QByteArrayView, 4> notSecretWords{"public", "publishable", "pub", "publickey"};

constexpr std::array<QByteArrayView, 10> publicPrefixes{
    "NEXT_PUBLIC_", "VITE_",    "REACT_APP_", "PUBLIC_",    "NUXT_PUBLIC_",
    "EXPO_PUBLIC_", "VUE_APP_", "GATSBY_",    "NX_PUBLIC_", "STORYBOOK_"};

struct TokenShape
{
    QByteArrayView prefix;
    qsizetype shortest; ///< of all
};

/// Beginnings that issuers give their secrets.
constexpr std::array tokenShapes{TokenShape{"sk_live_", 18},    TokenShape{"sk_test_", 18},
                                 TokenShape{"rk_live_", 18},    TokenShape{"rk_test_", 18},
                                 TokenShape{"whsec_", 20},      TokenShape{"ghp_", 36},
                                 TokenShape{"gho_", 36},        TokenShape{"ghu_", 36},
                                 TokenShape{"ghs_", 36},        TokenShape{"ghr_", 36},
                                 TokenShape{"github_pat_", 30}, TokenShape{"glpat-", 20},
                                 TokenShape{"xoxb-", 20},       TokenShape{"xoxp-", 20},
                                 TokenShape{"xoxa-", 20},       TokenShape{"xoxs-", 20},
                                 TokenShape{"xapp-", 20},       TokenShape{"SG.", 40},
                                 TokenShape{"sntrys_", 20},     TokenShape{"sntryu_", 20},
                                 TokenShape{"npm_", 36},        TokenShape{"pypi-", 40},
                                 TokenShape{"shpat_", 30},      TokenShape{"dop_v1_", 40},
                                 TokenShape{"hf_", 30},         TokenShape{"sk-ant-", 30},
                                 TokenShape{"sk-proj-", 30},    TokenShape{"AGE-SECRET-KEY-", 40},
                                 TokenShape{"GOCSPX-", 20},     TokenShape{"dckr_pat_", 20},
                                 TokenShape{"key-", 36},        TokenShape{"ATATT", 60}};

bool isJsonWebToken(QByteArrayView value)
{
    if (!value.startsWith("eyJ"))
        return false;
    const QList<QByteArrayView> parts = ascii::split(value, '.');
    return parts.size() == 3 && parts.at(1).startsWith("eyJ")
        && std::ranges::all_of(parts, [](QByteArrayView part) {
               return part.size() >= 8 && ascii::allOf(part, ascii::isBase64Url);
           });
}

bool isPrivateKey(QByteArrayView value)
{
    return value.startsWith("-----BEGIN ") && value.contains("PRIVATE KEY-----");
}

} // namespace

bool isSecretKey(QByteArrayView key)
{
    if (isPublicKeyName(key))
        return false;
    const QList<QByteArrayView> words = wordsOf(key);
    bool isSecretSoFar = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QByteArrayView word = words.at(i);
        if (ascii::isOneOf(word, notSecretWords))
            return false;
        if (isSecretWord(word)) {
            isSecretSoFar = true;
        } else if (ascii::equals(word, "key") || ascii::equals(word, "keys")) {
            isSecretSoFar
                = isSecretSoFar || (i > 0 && ascii::isOneOf(words.at(i - 1), secretKeyKinds));
        } else if (isSecretSoFar && ascii::isOneOf(word, aboutWords)) {
            return false;
        }
    }
    return isSecretSoFar;
}

QByteArrayView passwordInUrl(QByteArrayView value)
{
    const qsizetype scheme = value.indexOf("://");
    if (scheme <= 0 || scheme > 40)
        return {};
    QByteArrayView rest = value.sliced(scheme + 3);
    const qsizetype end = std::find_if(rest.begin(), rest.end(),
                                       [](char c) { return c == '/' || c == '?' || c == '#'; })
        - rest.begin();
    const qsizetype colon = rest.first(end).indexOf(':');
    if (colon < 0)
        return {};
    qsizetype at = rest.first(end).lastIndexOf('@');
    // A password with one of these in it makes the URL invalid, and is one all the same; figures
    // before them are a port.
    if (at < 0 && !ascii::allOf(rest.sliced(colon + 1, end - colon - 1), ascii::isDigit))
        at = rest.lastIndexOf('@');
    if (at <= colon)
        return {};
    return rest.sliced(colon + 1, at - colon - 1);
}

bool isSecretValue(QByteArrayView value)
{
    const QByteArrayView text = value.trimmed();
    if (isPrivateKey(text) || isJsonWebToken(text) || secretReference(text))
        return true;
    if (std::ranges::any_of(tokenShapes, [text](const TokenShape &shape) {
            return text.size() >= shape.shortest && text.startsWith(shape.prefix)
                && ascii::allOf(text, ascii::isGraph);
        }))
        return true;
    if (text.startsWith("https://hooks.slack.com/services/")
        || text.startsWith("https://discord.com/api/webhooks/"))
        return true;
    return !passwordInUrl(text).isEmpty();
}

bool isSecret(QByteArrayView key, QByteArrayView value)
{
    // The key in a Sentry address is public, and so is the old form's second part.
    if (ascii::endsWith(key, "SENTRY_DSN"))
        return false;
    return isSecretKey(key) || isSecretValue(value);
}

bool isPublicKeyName(QByteArrayView key)
{
    return std::ranges::any_of(
        publicPrefixes, [key](QByteArrayView prefix) { return ascii::startsWith(key, prefix); });
}

std::optional<QString> secretReference(QByteArrayView value)
{
    const QByteArrayView text = value.trimmed();
    if (!text.startsWith(referencePrefix) || text.size() == referencePrefix.size())
        return std::nullopt;
    return QString::fromUtf8(text.sliced(referencePrefix.size()));
}

} // namespace slipway
