// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secretpatterns.h"

#include <QByteArray>
#include <QList>

#include <algorithm>
#include <array>
#include <functional>

namespace slipway::secretpatterns {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isAlnum(char c)
{
    return isDigit(c) || isUpper(c) || isLower(c);
}
bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool isUpperOrDigit(char c)
{
    return isUpper(c) || isDigit(c);
}
bool isWord(char c)
{
    return isAlnum(c) || c == '_';
}
bool isTokenByte(char c)
{
    return isWord(c) || c == '-';
}
bool isBase64(char c)
{
    return isAlnum(c) || c == '+' || c == '/' || c == '=';
}

template<typename Predicate>
qsizetype skipWhile(QByteArrayView text, qsizetype from, Predicate predicate)
{
    while (from < text.size() && predicate(text[from]))
        ++from;
    return from;
}

Verdict hide(qsizetype from, qsizetype to)
{
    return {Verdict::Kind::Hide, from, to};
}

constexpr Verdict harmless{Verdict::Kind::Harmless};
constexpr Verdict undecided{Verdict::Kind::Undecided};

/// The text reaches its end where more could follow and change the verdict.
bool isOpen(const Candidate &at, qsizetype end)
{
    return end >= at.text.size() && !at.complete;
}

bool beginsWord(const Candidate &at)
{
    return at.begin == 0 || !isTokenByte(at.text[at.begin - 1]);
}

QByteArrayView trigger(const Candidate &at)
{
    return at.text.sliced(at.begin, at.end - at.begin);
}

// Tokens that their issuer gave a recognisable beginning

struct TokenShape
{
    QByteArrayView prefix;
    bool (*isBody)(char);
    qsizetype shortest;
    qsizetype longest;
};

constexpr std::array tokenShapes{
    TokenShape{"AKIA", isUpperOrDigit, 16, 16}, TokenShape{"ASIA", isUpperOrDigit, 16, 16},
    TokenShape{"ghp_", isAlnum, 36, 255},       TokenShape{"gho_", isAlnum, 36, 255},
    TokenShape{"ghu_", isAlnum, 36, 255},       TokenShape{"ghs_", isAlnum, 36, 255},
    TokenShape{"ghr_", isAlnum, 36, 255},       TokenShape{"github_pat_", isWord, 22, 255},
    TokenShape{"glpat-", isTokenByte, 20, 255}, TokenShape{"xoxb-", isTokenByte, 20, 255},
    TokenShape{"xoxp-", isTokenByte, 20, 255},  TokenShape{"xoxa-", isTokenByte, 20, 255},
    TokenShape{"xoxs-", isTokenByte, 20, 255},
};

Verdict judgeToken(const Candidate &at)
{
    const auto *shape = std::ranges::find(tokenShapes, trigger(at), &TokenShape::prefix);
    if (shape == tokenShapes.end() || !beginsWord(at))
        return harmless;
    const qsizetype end = skipWhile(at.text, at.end, shape->isBody);
    const qsizetype length = end - at.end;
    if (length > shape->longest)
        return harmless;
    if (isOpen(at, end))
        return undecided;
    const bool wordEnds = end >= at.text.size() || !isWord(at.text[end]);
    return length >= shape->shortest && wordEnds ? hide(at.begin, end) : harmless;
}

Verdict judgeJsonWebToken(const Candidate &at)
{
    if (trigger(at) != "eyJ" || !beginsWord(at))
        return harmless;
    qsizetype end = skipWhile(at.text, at.end, isTokenByte);
    for (const QByteArrayView part : {QByteArrayView(".eyJ"), QByteArrayView(".")}) {
        if (end + part.size() > at.text.size() && !at.complete)
            return undecided;
        if (!at.text.sliced(end).startsWith(part))
            return harmless;
        const qsizetype begin = end + part.size();
        end = skipWhile(at.text, begin, isTokenByte);
        if (end - begin < 8 && !isOpen(at, end))
            return harmless;
    }
    return isOpen(at, end) ? undecided : hide(at.begin, end);
}

// Private keys

constexpr QByteArrayView keyEnding("PRIVATE KEY-----");

Verdict judgeKeyOnOneLine(const Candidate &at, qsizetype begin)
{
    const qsizetype end
        = skipWhile(at.text, begin, [](char c) { return isBase64(c) || c == '\\'; });
    if (isOpen(at, end))
        return undecided;
    return end - begin >= 32 ? hide(begin, end) : harmless;
}

Verdict judgeKeyBlock(const Candidate &at)
{
    const qsizetype labelEnd
        = skipWhile(at.text, at.end, [](char c) { return isUpperOrDigit(c) || c == ' '; });
    // The label runs into the five hyphens.
    const qsizetype end = skipWhile(at.text, labelEnd, [](char c) { return c == '-'; });
    if (isOpen(at, end))
        return undecided;
    if (!at.text.first(end).endsWith(keyEnding))
        return harmless;
    const qsizetype lineEnd = skipWhile(at.text, end, [](char c) { return c == '\r' || c == ' '; });
    if (lineEnd < at.text.size() && at.text[lineEnd] == '\n')
        return {Verdict::Kind::KeyBlock, end, lineEnd + 1};
    if (isOpen(at, lineEnd))
        return undecided;
    if (lineEnd < at.text.size() && at.text[lineEnd] == '\\')
        return judgeKeyOnOneLine(at, lineEnd);
    return harmless;
}

// Values behind a name or in a URL

/// A variable, a template or something hidden already: nothing to hide.
bool isPlaceholder(QByteArrayView value)
{
    static constexpr std::array<QByteArrayView, 7> beginnings{"$", "{{", "<", "%", "…", "\\$", "•"};
    if (std::ranges::any_of(beginnings, [value](auto start) { return value.startsWith(start); }))
        return true;
    return std::ranges::all_of(value, [](char c) { return c == '*'; })
        || std::ranges::all_of(value, [](char c) { return c == 'x' || c == 'X'; });
}

bool isFlag(QByteArrayView value)
{
    static constexpr std::array<QByteArrayView, 12> flags{
        "true", "false", "yes", "no", "none", "null", "nil", "on", "off", "0", "1", "required"};
    return std::ranges::any_of(
        flags, [value](auto flag) { return value.compare(flag, Qt::CaseInsensitive) == 0; });
}

bool isPath(QByteArrayView value)
{
    return value.startsWith("/") || value.startsWith("./") || value.startsWith("../")
        || value.startsWith("~/");
}

bool looksRandom(QByteArrayView value)
{
    const bool digit = std::ranges::any_of(value, isDigit);
    const bool letter = std::ranges::any_of(value, isUpper) || std::ranges::any_of(value, isLower);
    const bool mixed = std::ranges::any_of(value, isUpper) && std::ranges::any_of(value, isLower);
    return (digit && letter) || mixed;
}

bool endsWithWord(QByteArrayView name, QByteArrayView word)
{
    if (name.size() < word.size() || name.last(word.size()).compare(word, Qt::CaseInsensitive) != 0)
        return false;
    if (name.size() == word.size())
        return true;
    // "API_KEY", "api-key" and "apiKey" end with the word; "monkey" does not.
    const char before = name[name.size() - word.size() - 1];
    return !isAlnum(before) || (isLower(before) && isUpper(name[name.size() - word.size()]))
        || isDigit(before);
}

bool isSecretKeyName(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 9> secretKinds{
        "api", "access", "secret", "private", "auth", "signing", "encryption", "master", "account"};
    qsizetype end = name.size() - 3;
    while (end > 0 && !isAlnum(name[end - 1]))
        --end;
    const QByteArrayView before = name.first(end);
    return std::ranges::any_of(secretKinds,
                               [before](auto kind) { return endsWithWord(before, kind); });
}

bool isSecretAssignment(QByteArrayView name, QByteArrayView value)
{
    static constexpr std::array<QByteArrayView, 4> alwaysSecret{"password", "passwd", "passphrase",
                                                                "secret"};
    if (value.isEmpty() || isPlaceholder(value) || isFlag(value))
        return false;
    if (std::ranges::any_of(alwaysSecret, [name](auto word) { return endsWithWord(name, word); }))
        return true;
    if (isPath(value))
        return false;
    if (endsWithWord(name, "token"))
        return value.size() >= 6 && !std::ranges::all_of(value, isDigit);
    if (!endsWithWord(name, "key") || value.size() < 8)
        return false;
    if (isSecretKeyName(name))
        return true;
    // A bare "key=" is as often a name to sort or cache by: only a random-looking value counts.
    return name.size() == 3 && looksRandom(value)
        && std::ranges::all_of(value, [](char c) { return isBase64(c) || c == '_' || c == '-'; });
}

qsizetype nameBegin(const Candidate &at, qsizetype nameEnd)
{
    qsizetype begin = nameEnd;
    while (begin > 0 && (isTokenByte(at.text[begin - 1]) || at.text[begin - 1] == '.'))
        --begin;
    return begin;
}

/// The end of a quoted value whose first byte is at `begin`; -1 where its line ends first.
qsizetype quotedEnd(const Candidate &at, qsizetype begin, char quote)
{
    for (qsizetype i = begin; i < at.text.size(); ++i) {
        if (at.text[i] == quote)
            return i;
        if (at.text[i] == '\n')
            return -1;
        if (at.text[i] == '\\' && quote == '"')
            ++i;
    }
    return at.text.size();
}

Verdict judgeQuoted(const Candidate &at, QByteArrayView name, qsizetype quoteAt)
{
    const qsizetype end = quotedEnd(at, quoteAt + 1, at.text[quoteAt]);
    if (end >= 0 && isOpen(at, end))
        return undecided;
    if (end < 0 || !isSecretAssignment(name, at.text.sliced(quoteAt + 1, end - quoteAt - 1)))
        return harmless;
    return hide(quoteAt + 1, end);
}

/// `name=value`
Verdict judgeAssignment(const Candidate &at)
{
    const qsizetype nameEnd = at.end - 1;
    const qsizetype begin = nameBegin(at, nameEnd);
    const QByteArrayView name = at.text.sliced(begin, nameEnd - begin);
    if (isOpen(at, at.end))
        return undecided;
    if (at.end >= at.text.size())
        return harmless;
    if (at.text[at.end] == '"' || at.text[at.end] == '\'')
        return judgeQuoted(at, name, at.end);
    if (at.text[at.end] == '=' || at.text[at.end] == '>' || at.text[at.end] == '~')
        return harmless;
    qsizetype end = skipWhile(at.text, at.end, [](char c) {
        return !isSpace(c) && c != '&' && c != '"' && c != '\'' && c != '\x1b';
    });
    if (isOpen(at, end))
        return undecided;
    while (end > at.end && QByteArrayView(",;.)]}>|").contains(at.text[end - 1]))
        --end;
    return isSecretAssignment(name, at.text.sliced(at.end, end - at.end)) ? hide(at.end, end)
                                                                          : harmless;
}

/// `"name": "value"`
Verdict judgeMember(const Candidate &at)
{
    const qsizetype nameEnd = at.end - 1;
    const qsizetype begin = nameBegin(at, nameEnd);
    if (begin == 0 || at.text[begin - 1] != '"')
        return harmless;
    qsizetype next = skipWhile(at.text, at.end, isSpace);
    if (isOpen(at, next))
        return undecided;
    if (next >= at.text.size() || at.text[next] != ':')
        return harmless;
    next = skipWhile(at.text, next + 1, isSpace);
    if (isOpen(at, next))
        return undecided;
    if (next >= at.text.size() || at.text[next] != '"')
        return harmless;
    return judgeQuoted(at, at.text.sliced(begin, nameEnd - begin), next);
}

/// `scheme://user:password@host`
Verdict judgeUrl(const Candidate &at)
{
    if (at.begin == 0 || !isAlnum(at.text[at.begin - 1]))
        return harmless;
    const qsizetype end = skipWhile(at.text, at.end, [](char c) {
        return !isSpace(c) && !QByteArrayView("/?#\"'<>`\x1b").contains(c);
    });
    if (isOpen(at, end))
        return undecided;
    const QByteArrayView authority = at.text.sliced(at.end, end - at.end);
    const qsizetype host = authority.lastIndexOf('@');
    const qsizetype colon = authority.indexOf(':');
    if (colon < 0 || host <= colon + 1)
        return harmless;
    if (isPlaceholder(authority.sliced(colon + 1, host - colon - 1)))
        return harmless;
    return hide(at.end + colon + 1, at.end + host);
}

/// `Authorization: Bearer …`
Verdict judgeAuthorization(const Candidate &at)
{
    static constexpr std::array<QByteArrayView, 3> schemes{"bearer", "basic", "token"};
    const auto isBlank = [](char c) {
        return c == ' ' || c == '\t';
    };
    const qsizetype scheme = skipWhile(at.text, at.end, isBlank);
    const qsizetype schemeEnd = skipWhile(at.text, scheme, isAlnum);
    const qsizetype begin = skipWhile(at.text, schemeEnd, isBlank);
    const qsizetype end = skipWhile(
        at.text, begin, [](char c) { return !isSpace(c) && c != '"' && c != '\'' && c != '\x1b'; });
    if (isOpen(at, end))
        return undecided;
    const QByteArrayView name = at.text.sliced(scheme, schemeEnd - scheme);
    const bool known = std::ranges::any_of(
        schemes, [name](auto each) { return name.compare(each, Qt::CaseInsensitive) == 0; });
    const QByteArrayView value = at.text.sliced(begin, end - begin);
    return known && value.size() >= 6 && !isPlaceholder(value) ? hide(begin, end) : harmless;
}

} // namespace

QList<QByteArrayView> triggers()
{
    QList<QByteArrayView> words{"-----begin", "eyj", "://", "authorization:"};
    for (const TokenShape &shape : tokenShapes)
        words.append(shape.prefix);
    words.append({"password=", "passwd=", "passphrase=", "secret=", "token=", "key="});
    words.append({"password\"", "passwd\"", "passphrase\"", "secret\"", "token\"", "key\""});
    return words;
}

Verdict judge(const Candidate &at)
{
    const QByteArrayView word = trigger(at);
    if (word.startsWith("-----"))
        return word == "-----BEGIN" ? judgeKeyBlock(at) : harmless;
    if (word == "://")
        return judgeUrl(at);
    if (word.endsWith('='))
        return judgeAssignment(at);
    if (word.endsWith('"'))
        return judgeMember(at);
    if (word.endsWith(':'))
        return judgeAuthorization(at);
    if (word.size() == 3)
        return judgeJsonWebToken(at);
    return judgeToken(at);
}

bool isKeyLine(QByteArrayView line)
{
    if (line.startsWith("Proc-Type: ") || line.startsWith("DEK-Info: "))
        return true;
    return std::ranges::all_of(line, isBase64);
}

} // namespace slipway::secretpatterns
