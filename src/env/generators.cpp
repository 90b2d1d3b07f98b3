// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/generators.h"

#include "env/asciitext.h"
#include "env/keypairs.h"
#include "env/rules/keyroles.h"
#include "env/secretkeys.h"
#include "env/strength.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SecretGenerators)
};

struct Row
{
    SecretKind kind;
    QLatin1StringView name;
    std::array<QLatin1StringView, 3> aliases; ///< empty ones are none
    const char *title;
};

constexpr std::array rows{
    Row{SecretKind::SecretKey,
        "secret-key"_L1,
        {"django"_L1, "secret_key"_L1},
        QT_TR_NOOP("Secret key (Django)")},
    Row{SecretKind::SecretKeyBase,
        "secret-key-base"_L1,
        {"rails"_L1, "hex128"_L1},
        QT_TR_NOOP("Secret key base (Rails)")},
    Row{SecretKind::Jwt, "jwt"_L1, {"jwt-secret"_L1, "auth"_L1}, QT_TR_NOOP("JWT secret")},
    Row{SecretKind::Session, "session"_L1, {"session-secret"_L1}, QT_TR_NOOP("Session secret")},
    Row{SecretKind::Cookie, "cookie"_L1, {"cookie-secret"_L1}, QT_TR_NOOP("Cookie secret")},
    Row{SecretKind::Salt, "salt"_L1, {"pepper"_L1, "hash-salt"_L1}, QT_TR_NOOP("Salt")},
    Row{SecretKind::Key32,
        "key32"_L1,
        {"key32-raw"_L1, "encryption-key"_L1, "raw32"_L1},
        QT_TR_NOOP("Encryption key, 32 characters")},
    Row{SecretKind::Key32Hex,
        "key32-hex"_L1,
        {"hex64"_L1, "hex"_L1},
        QT_TR_NOOP("Encryption key, 64 hex digits")},
    Row{SecretKind::Key32Base64,
        "key32-base64"_L1,
        {"base64-32"_L1, "base64"_L1},
        QT_TR_NOOP("Encryption key, 32 bytes in base64")},
    Row{SecretKind::Vapid, "vapid"_L1, {"web-push"_L1}, QT_TR_NOOP("VAPID keys")},
    Row{SecretKind::Rsa2048,
        "rsa"_L1,
        {"rsa-2048"_L1, "rsa2048"_L1},
        QT_TR_NOOP("RSA keys, 2048 bits")},
    Row{SecretKind::Rsa4096, "rsa-4096"_L1, {"rsa4096"_L1}, QT_TR_NOOP("RSA keys, 4096 bits")},
    Row{SecretKind::EcP256,
        "ec"_L1,
        {"ec-p256"_L1, "p256"_L1, "es256"_L1},
        QT_TR_NOOP("EC keys, P-256")},
    Row{SecretKind::Password, "password"_L1, {"pass"_L1}, QT_TR_NOOP("Password")},
};

constexpr QByteArrayView
    urlSafe("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
constexpr QByteArrayView hexDigits("0123456789abcdef");
constexpr QByteArrayView djangoCharacters("abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)");
/// What every loader reads back without quotes.
constexpr QByteArrayView portable("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "-_./:@%+=,!*");

struct Drawing
{
    QByteArrayView alphabet;
    qsizetype length;
};

/// A text that is wiped when it goes.
class WipedText
{
public:
    explicit WipedText(QByteArray text) : m_text(std::move(text)) { }
    ~WipedText() { wipeBytes(m_text); }
    Q_DISABLE_COPY_MOVE(WipedText)

    QByteArray &text() { return m_text; }

private:
    QByteArray m_text;
};

void draw(const Drawing &drawing, QByteArray &text)
{
    QRandomGenerator *source = QRandomGenerator::system();
    for (char &c : text)
        c = drawing.alphabet[source->bounded(drawing.alphabet.size())];
}

/// A value that begins with "-" or "=" is taken for something else by many a tool.
bool isAwkward(QByteArrayView text)
{
    return !ascii::isAlnum(text.front()) || !ascii::isAlnum(text.back());
}

/// Characters of each sort, as rules for passwords ask for them.
bool isMixed(QByteArrayView text)
{
    return std::ranges::any_of(text, ascii::isUpper) && std::ranges::any_of(text, ascii::isLower)
        && std::ranges::any_of(text, ascii::isDigit) && !std::ranges::all_of(text, ascii::isAlnum);
}

bool isGood(SecretKind kind, QByteArrayView text)
{
    // One draw in a thousand looks less random than it is.
    if (!strengthOf(text).isStrong() || isAwkward(text))
        return false;
    if (kind == SecretKind::Key32)
        return alphabetOf(text) == SecretAlphabet::Printable;
    return kind != SecretKind::Password || isMixed(text);
}

GeneratedSecret drawSecret(SecretKind kind, const Drawing &drawing)
{
    WipedText buffer(QByteArray(drawing.length, '\0'));
    do {
        draw(drawing, buffer.text());
    } while (!isGood(kind, buffer.text()));
    return {GeneratedSecret::Part::Whole, Secret(buffer.text())};
}

GeneratedSecret drawBase64()
{
    constexpr qsizetype size = 32;
    while (true) {
        WipedText bytes(QByteArray(size, '\0'));
        for (char &c : bytes.text())
            c = static_cast<char>(QRandomGenerator::system()->bounded(256));
        WipedText text(bytes.text().toBase64());
        if (strengthOf(text.text()).isStrong() && ascii::isAlnum(text.text().front()))
            return {GeneratedSecret::Part::Whole, Secret(text.text())};
    }
}

std::vector<GeneratedSecret> single(GeneratedSecret secret)
{
    std::vector<GeneratedSecret> list;
    list.push_back(std::move(secret));
    return list;
}

Result<std::vector<GeneratedSecret>> partsOf(Result<KeyPair> pair)
{
    if (!pair)
        return std::unexpected(pair.error());
    std::vector<GeneratedSecret> list;
    list.push_back({GeneratedSecret::Part::Public, Secret(pair->publicKey)});
    list.push_back({GeneratedSecret::Part::Private, std::move(pair->privateKey)});
    return list;
}

} // namespace

QList<SecretGenerator> secretGenerators()
{
    QList<SecretGenerator> list;
    for (const Row &row : rows) {
        SecretGenerator generator{row.kind, row.name, {}, Words::tr(row.title)};
        for (const QLatin1StringView alias : row.aliases) {
            if (!alias.isEmpty())
                generator.aliases.append(alias);
        }
        list.append(generator);
    }
    return list;
}

std::optional<SecretKind> secretKindFromString(QStringView name)
{
    for (const Row &row : rows) {
        const bool isAlias = std::ranges::any_of(row.aliases, [name](QLatin1StringView alias) {
            return !alias.isEmpty() && name == alias;
        });
        if (name == row.name || isAlias)
            return row.kind;
    }
    return std::nullopt;
}

QString toString(SecretKind kind)
{
    return std::ranges::find(rows, kind, &Row::kind)->name;
}

Result<std::vector<GeneratedSecret>> generateSecret(SecretKind kind)
{
    switch (kind) {
    case SecretKind::SecretKey:
        return single(drawSecret(kind, {djangoCharacters, 50}));
    case SecretKind::SecretKeyBase:
        return single(drawSecret(kind, {hexDigits, 128}));
    case SecretKind::Jwt:
    case SecretKind::Session:
    case SecretKind::Cookie:
        return single(drawSecret(kind, {urlSafe, 64}));
    case SecretKind::Salt:
    case SecretKind::Password:
        return single(drawSecret(kind, {urlSafe, 32}));
    case SecretKind::Key32:
        return single(drawSecret(kind, {portable, 32}));
    case SecretKind::Key32Hex:
        return single(drawSecret(kind, {hexDigits, 64}));
    case SecretKind::Key32Base64:
        return single(drawBase64());
    case SecretKind::Vapid:
        return partsOf(generateVapidPair());
    case SecretKind::Rsa2048:
        return partsOf(generateRsaPair(2048));
    case SecretKind::Rsa4096:
        return partsOf(generateRsaPair(4096));
    case SecretKind::EcP256:
        return partsOf(generateP256Pair());
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<SecretKind> generatorFor(QByteArrayView key, const RuleSettings &settings)
{
    switch (roleOf(key.toByteArray().toUpper())) {
    case KeyRole::JwtSecret:
        return SecretKind::Jwt;
    case KeyRole::JwtPrivateKey:
    case KeyRole::JwtPublicKey:
        return SecretKind::Rsa2048;
    case KeyRole::EncryptionKey:
        if (settings.encryptionKey == EncryptionKeyFormat::Hex64)
            return SecretKind::Key32Hex;
        return settings.encryptionKey == EncryptionKeyFormat::Base64Of32 ? SecretKind::Key32Base64
                                                                         : SecretKind::Key32;
    case KeyRole::SessionSecret:
        return key.toByteArray().toUpper().contains("SESSION") ? SecretKind::Session
                                                               : SecretKind::SecretKey;
    case KeyRole::SecretKeyBase:
        return SecretKind::SecretKeyBase;
    case KeyRole::CookieSecret:
        return SecretKind::Cookie;
    case KeyRole::Salt:
        return SecretKind::Salt;
    case KeyRole::VapidPublic:
    case KeyRole::VapidPrivate:
        return SecretKind::Vapid;
    case KeyRole::Password:
        return SecretKind::Password;
    default:
        return std::nullopt;
    }
}

GeneratedSecret::Part partFor(QByteArrayView key)
{
    switch (roleOf(key.toByteArray().toUpper())) {
    case KeyRole::VapidPublic:
    case KeyRole::JwtPublicKey:
        return GeneratedSecret::Part::Public;
    case KeyRole::VapidPrivate:
    case KeyRole::JwtPrivateKey:
        return GeneratedSecret::Part::Private;
    default:
        return GeneratedSecret::Part::Whole;
    }
}

} // namespace slipway
