// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/placeholders.h"

#include "env/asciitext.h"

#include <array>

namespace slipway {
namespace {

constexpr std::array<QByteArrayView, 17> ordinaryWords{
    "example", "sample", "dummy",  "secret", "password", "passw0rd",  "admin", "root",   "test",
    "foo",     "bar",    "123456", "qwerty", "null",     "undefined", "none",  "letmein"};

constexpr std::array<QByteArrayView, 5> fillInWords{"todo", "tbd", "fixme", "placeholder",
                                                    "changeit"};

/// Without the separators "-", "_" and " " that people put into them in every way.
constexpr std::array<QByteArrayView, 7> fillInPhrases{
    "changeme", "changeinprod", "changethis", "replaceme", "replacethis", "putyour", "insertyour"};

/// Nobody's placeholder is longer, and what is longer need not be copied.
constexpr qsizetype longestPlaceholder = 256;

QByteArray folded(QByteArrayView value)
{
    QByteArray text;
    text.reserve(value.size());
    for (const char c : value)
        text.append(ascii::toLower(c));
    return text;
}

QByteArray withoutSeparators(QByteArrayView value)
{
    QByteArray text;
    text.reserve(value.size());
    for (const char c : value) {
        if (c != '-' && c != '_' && c != ' ')
            text.append(ascii::toLower(c));
    }
    return text;
}

bool isEnclosed(QByteArrayView value, QByteArrayView open, QByteArrayView close)
{
    return value.size() >= open.size() + close.size() && value.startsWith(open)
        && value.endsWith(close);
}

/// "xxx", "sk_live_xxxxxxxx", "****", "...", "----".
bool isMasked(QByteArrayView value)
{
    const qsizetype cut = std::max(value.lastIndexOf('_'), value.lastIndexOf('-'));
    const QByteArrayView last = value.sliced(cut + 1);
    const auto isX = [](char c) {
        return c == 'x' || c == 'X';
    };
    if (last.size() >= 3 && ascii::allOf(last, isX))
        return true;
    const char first = value.front();
    const auto isFirst = [first](char c) {
        return c == first;
    };
    return value.size() >= 3 && ascii::isGraph(first) && !ascii::isAlnum(first)
        && ascii::allOf(value, isFirst);
}

/// "your-secret", "your_key", "your key".
bool isAddressed(QByteArrayView value)
{
    return value.size() > 4 && value.startsWith("your")
        && (value[4] == '-' || value[4] == '_' || value[4] == ' ');
}

} // namespace

PlaceholderKind placeholderKind(QByteArrayView value)
{
    const QByteArrayView trimmed = value.trimmed();
    if (trimmed.isEmpty())
        return PlaceholderKind::Empty;
    if (trimmed.startsWith("django-insecure-"))
        return PlaceholderKind::Unmistakable;
    if (trimmed.size() > longestPlaceholder)
        return PlaceholderKind::None;
    const QByteArray text = folded(trimmed);
    if (isEnclosed(text, "<", ">") || isEnclosed(text, "{{", "}}") || isEnclosed(text, "${", "}"))
        return PlaceholderKind::Unmistakable;
    if (isMasked(text) || isAddressed(text) || ascii::isOneOf(text, fillInWords)
        || ascii::isOneOf(withoutSeparators(text), fillInPhrases))
        return PlaceholderKind::Unmistakable;
    return ascii::isOneOf(text, ordinaryWords) ? PlaceholderKind::Word : PlaceholderKind::None;
}

bool holdsPlaceholder(QByteArrayView value)
{
    if (value.size() > longestPlaceholder)
        return false;
    const QByteArray text = withoutSeparators(value);
    return std::any_of(fillInPhrases.begin(), fillInPhrases.end(),
                       [&text](QByteArrayView phrase) { return text.contains(phrase); });
}

} // namespace slipway
