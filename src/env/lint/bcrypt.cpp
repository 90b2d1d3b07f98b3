// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/bcrypt.h"

#include <algorithm>

namespace slipway {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHashByte(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '/';
}

/// The size of a hash at the beginning of a text; 0 when there is none.
qsizetype hashSize(QByteArrayView text)
{
    constexpr qsizetype saltAndHash = 53;
    if (!text.startsWith("$2"))
        return 0;
    qsizetype at = 2;
    if (at < text.size() && QByteArrayView("abxy").contains(text[at]))
        ++at;
    const QByteArrayView cost = text.sliced(at, std::min<qsizetype>(4, text.size() - at));
    if (cost.size() < 4 || cost[0] != '$' || !isDigit(cost[1]) || !isDigit(cost[2])
        || cost[3] != '$')
        return 0;
    at += 4;
    if (text.size() - at < saltAndHash
        || !std::ranges::all_of(text.sliced(at, saltAndHash), isHashByte))
        return 0;
    return at + saltAndHash;
}

} // namespace

EnvRange bcryptHashIn(const EnvDocument &document, const EnvStatement &statement)
{
    const QByteArrayView value = document.text(statement.value);
    for (qsizetype at = value.indexOf("$2"); at >= 0; at = value.indexOf("$2", at + 1)) {
        if (const qsizetype size = hashSize(value.sliced(at)); size > 0)
            return {statement.value.at + at, size};
    }
    return {};
}

} // namespace slipway
