// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/valuetypes.h"

#include "env/asciitext.h"
#include "env/rules/connectionurl.h"
#include "env/rules/hosts.h"
#include "env/schema/mailaddress.h"
#include "plan/planvalues.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace slipway {
namespace {

bool isInt(QByteArrayView value)
{
    bool ok = false;
    [[maybe_unused]] const qlonglong number = value.toLongLong(&ok);
    return ok && value.trimmed().size() == value.size();
}

bool isFloat(QByteArrayView value)
{
    bool ok = false;
    const double number = value.toDouble(&ok);
    return ok && std::isfinite(number) && value.trimmed().size() == value.size();
}

bool isBool(QByteArrayView value)
{
    static constexpr std::array<QByteArrayView, 8> words{"true", "false", "1",  "0",
                                                         "yes",  "no",    "on", "off"};
    return ascii::isOneOf(value, words);
}

bool isUrl(QByteArrayView value)
{
    static constexpr std::array<QByteArrayView, 6> withoutHost{
        "file", "sqlite", "sqlite3", "unix", "redis+socket", "redis+unix"};
    const auto isUrlByte = [](char c) {
        return ascii::isGraph(c) || static_cast<unsigned char>(c) >= 0x80;
    };
    const auto url = connectionUrlFromText(value);
    if (!url || !ascii::allOf(value, isUrlByte))
        return false;
    if (ascii::isOneOf(url->scheme, withoutHost))
        return true;
    return std::ranges::all_of(url->hosts, [](const ConnectionUrl::Host &host) {
        const bool isEncodedPath = ascii::startsWith(host.name, "%2f");
        const bool isNational = std::ranges::any_of(
            host.name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
        return (isEncodedPath || isNational || isHost(host.name))
            && (host.port.isEmpty() || isPort(host.port));
    });
}

/// QJsonDocument reads objects and lists only, so a single value is put into a list.
bool isJson(QByteArrayView value)
{
    const QJsonDocument document = QJsonDocument::fromJson('[' + value.toByteArray() + ']');
    return document.isArray() && document.array().size() == 1;
}

bool isBase64Text(QByteArrayView value)
{
    QByteArrayView bare = value;
    while (bare.endsWith('='))
        bare.chop(1);
    const qsizetype padding = value.size() - bare.size();
    const auto isDigit = [](char c) {
        return ascii::isBase64(c) && c != '=';
    };
    const bool mixesAlphabets
        = (bare.contains('-') || bare.contains('_')) && (bare.contains('+') || bare.contains('/'));
    return !bare.isEmpty() && bare.size() % 4 != 1 && padding <= 2
        && (padding == 0 || value.size() % 4 == 0) && !mixesAlphabets
        && ascii::allOf(bare, isDigit);
}

bool isHexText(QByteArrayView value)
{
    const QByteArrayView digits = ascii::startsWith(value, "0x") ? value.sliced(2) : value;
    return !digits.isEmpty() && ascii::allOf(digits, ascii::isHex);
}

bool isPath(QByteArrayView value)
{
    const auto isPathByte = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '\x7f';
    };
    return !value.isEmpty() && !value.contains("://") && ascii::allOf(value, isPathByte);
}

} // namespace

bool isOfType(EnvType type, QByteArrayView value)
{
    switch (type) {
    case EnvType::String:
    case EnvType::Enum:
        return true;
    case EnvType::Int:
        return isInt(value);
    case EnvType::Float:
        return isFloat(value);
    case EnvType::Bool:
        return isBool(value);
    case EnvType::Url:
        return isUrl(value);
    case EnvType::Email:
        // An address alone, without a name before it.
        return isMailAddress(value) && !value.endsWith('>');
    case EnvType::Host:
        return isHost(value);
    case EnvType::Port:
        return isPort(value);
    case EnvType::Json:
        return isJson(value);
    case EnvType::Base64:
        return isBase64Text(value);
    case EnvType::Hex:
        return isHexText(value);
    case EnvType::Path:
        return isPath(value);
    case EnvType::Duration:
        return durationFromText(QString::fromUtf8(value)).has_value();
    }
    Q_UNREACHABLE_RETURN(true);
}

} // namespace slipway
