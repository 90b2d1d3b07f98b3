// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/strength.h"

#include "env/asciitext.h"
#include "env/placeholders.h"
#include "env/weakwords.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SecretStrength)
};

// The entropy per character that 999 of 1000 random texts of a length reach; measured over 20,000
// texts a cell (6,000 from 96 characters on).
constexpr std::array<int, 10> lengths{8, 12, 16, 24, 32, 44, 64, 96, 128, 256};
constexpr std::array<std::array<double, lengths.size()>, 6> floors{{
    {1.30, 1.78, 2.12, 2.45, 2.65, 2.83, 2.99, 3.11, 3.16, 3.24}, // digits
    {1.55, 2.13, 2.48, 2.87, 3.14, 3.35, 3.55, 3.71, 3.77, 3.89}, // hex
    {1.91, 2.52, 2.88, 3.39, 3.71, 3.99, 4.26, 4.50, 4.62, 4.83}, // base32
    {2.00, 2.52, 2.95, 3.46, 3.77, 4.07, 4.37, 4.62, 4.77, 4.98}, // base36
    {2.16, 2.75, 3.20, 3.74, 4.12, 4.45, 4.84, 5.15, 5.35, 5.65}, // base62, base64
    {2.25, 2.92, 3.33, 3.89, 4.27, 4.64, 5.07, 5.45, 5.69, 6.12}, // printable
}};

double floorFor(SecretAlphabet alphabet, qsizetype length)
{
    const auto &row = floors[static_cast<size_t>(alphabet)];
    for (size_t i = 1; i < lengths.size(); ++i) {
        if (length <= lengths[i]) {
            const double part = double(length - lengths[i - 1]) / (lengths[i] - lengths[i - 1]);
            return row[i - 1] + part * (row[i] - row[i - 1]);
        }
    }
    return row.back();
}

double entropyOf(QByteArrayView text)
{
    std::array<qsizetype, 256> counts{};
    for (const char c : text)
        ++counts[static_cast<unsigned char>(c)];
    double entropy = 0;
    for (const qsizetype count : counts) {
        if (count > 0) {
            const double share = double(count) / double(text.size());
            entropy -= share * std::log2(share);
        }
    }
    return entropy;
}

/// Whether the text is its own beginning over and over, the last time perhaps cut short.
bool isRepetition(QByteArrayView text)
{
    std::vector<qsizetype> border(static_cast<size_t>(text.size()), 0);
    for (qsizetype i = 1; i < text.size(); ++i) {
        qsizetype length = border[static_cast<size_t>(i - 1)];
        while (length > 0 && text[i] != text[length])
            length = border[static_cast<size_t>(length - 1)];
        border[static_cast<size_t>(i)] = text[i] == text[length] ? length + 1 : length;
    }
    const qsizetype period = text.size() - border.back();
    return period * 2 <= text.size();
}

// Neighbours in an order

constexpr std::array<QByteArrayView, 7> orders{"0123456789abcdefghijklmnopqrstuvwxyz",
                                               "abcdefghijklmnopqrstuvwxyz0123456789",
                                               "qwertyuiopasdfghjklzxcvbnm",
                                               "1234567890qwertyuiop",
                                               "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
                                               "qwertzuiopasdfghjklyxcvbnm",
                                               "azertyuiopqsdfghjklmwxcvbn"};

using OrderPlaces = std::array<std::array<signed char, 256>, orders.size()>;

const OrderPlaces &orderPlaces()
{
    static const OrderPlaces places = [] {
        OrderPlaces table;
        for (size_t order = 0; order < orders.size(); ++order) {
            table[order].fill(-1);
            for (qsizetype i = 0; i < orders[order].size(); ++i)
                table[order][static_cast<unsigned char>(orders[order][i])]
                    = static_cast<signed char>(i);
        }
        return table;
    }();
    return places;
}

/// Bit 2n: `b` follows `a` in order n; bit 2n + 1: it goes before. The last bit: they are equal.
unsigned stepsBetween(char a, char b)
{
    constexpr unsigned same = 1U << (2 * orders.size());
    unsigned steps = a == b ? same : 0U;
    for (size_t order = 0; order < orders.size(); ++order) {
        const int from = orderPlaces()[order][static_cast<unsigned char>(ascii::toLower(a))];
        const int to = orderPlaces()[order][static_cast<unsigned char>(ascii::toLower(b))];
        if (from >= 0 && to == from + 1)
            steps |= 1U << (2 * order);
        if (to >= 0 && from == to + 1)
            steps |= 1U << (2 * order + 1);
    }
    return steps;
}

/// Bytes in runs of four and more that follow each other in some order.
qsizetype inSequence(QByteArrayView text)
{
    constexpr qsizetype shortestRun = 4;
    qsizetype covered = 0;
    qsizetype begin = 0;
    unsigned steps = ~0U;
    for (qsizetype i = 1; i <= text.size(); ++i) {
        const unsigned next = i < text.size() ? stepsBetween(text[i - 1], text[i]) : 0U;
        if ((steps & next) != 0) {
            steps &= next;
            continue;
        }
        if (i - begin >= shortestRun)
            covered += i - begin;
        // A pair may begin the next run with its first byte, unless that is covered already.
        const bool isCovered = i - begin >= shortestRun;
        begin = isCovered || next == 0 ? i : i - 1;
        steps = begin == i ? ~0U : next;
    }
    return covered;
}

/// 8-4-4-4-12 hex digits.
bool isUuid(QByteArrayView text)
{
    if (text.size() != 36)
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isHyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (isHyphen ? text[i] != '-' : !ascii::isHex(text[i]))
            return false;
    }
    return true;
}

QByteArrayView withoutPadding(QByteArrayView text)
{
    while (!text.isEmpty() && text.back() == '=')
        text.chop(1);
    return text;
}

QString reasonOf(SecretStrength::Fault fault)
{
    switch (fault) {
    case SecretStrength::Fault::None:
        return {};
    case SecretStrength::Fault::Placeholder:
        return Words::tr("It is a placeholder.");
    case SecretStrength::Fault::Repeats:
        return Words::tr("It is one piece over and over.");
    case SecretStrength::Fault::Sequence:
        return Words::tr("It follows the alphabet, the digits or the keyboard.");
    case SecretStrength::Fault::Words:
        return Words::tr("More than half of it are words that are easily guessed.");
    case SecretStrength::Fault::Uneven:
        return Words::tr("Its characters come back too often to be random.");
    }
    Q_UNREACHABLE_RETURN({});
}

SecretStrength::Fault faultOf(QByteArrayView secret, SecretAlphabet alphabet)
{
    using Fault = SecretStrength::Fault;
    if (placeholderKind(secret) != PlaceholderKind::None || holdsPlaceholder(secret))
        return Fault::Placeholder;
    const QByteArrayView text = withoutPadding(secret);
    if (text.size() < 2)
        return Fault::None;
    if (isRepetition(text))
        return Fault::Repeats;
    if (inSequence(text) * 2 > text.size())
        return Fault::Sequence;
    if (coveredByWords(text) * 2 > text.size())
        return Fault::Words;
    // Shorter ones say too little; they lack bits anyway.
    if (text.size() < lengths.front() || isUuid(text))
        return Fault::None;
    return entropyOf(text) < floorFor(alphabet, text.size()) ? Fault::Uneven : Fault::None;
}

} // namespace

SecretAlphabet alphabetOf(QByteArrayView secret)
{
    const QByteArrayView text = withoutPadding(secret);
    const auto isUpperHex = [](char c) {
        return ascii::isDigit(c) || (c >= 'A' && c <= 'F');
    };
    const auto isBase32 = [](char c) {
        return ascii::isUpper(c) || (c >= '2' && c <= '7');
    };
    const auto isLowerCase = [](char c) {
        return ascii::isLower(c) || ascii::isDigit(c);
    };
    const auto isUpperCase = [](char c) {
        return ascii::isUpper(c) || ascii::isDigit(c);
    };
    if (ascii::allOf(text, ascii::isDigit))
        return SecretAlphabet::Digits;
    if (ascii::allOf(text, ascii::isLowerHex) || ascii::allOf(text, isUpperHex))
        return SecretAlphabet::Hex;
    if (ascii::allOf(text, isBase32))
        return SecretAlphabet::Base32;
    if (ascii::allOf(text, isLowerCase) || ascii::allOf(text, isUpperCase))
        return SecretAlphabet::Base36;
    return ascii::allOf(text, ascii::isBase64) ? SecretAlphabet::Base64 : SecretAlphabet::Printable;
}

double bitsPerCharacter(SecretAlphabet alphabet)
{
    switch (alphabet) {
    case SecretAlphabet::Digits:
        return std::log2(10);
    case SecretAlphabet::Hex:
        return 4;
    case SecretAlphabet::Base32:
        return 5;
    case SecretAlphabet::Base36:
        return std::log2(36);
    case SecretAlphabet::Base64:
        return 6;
    case SecretAlphabet::Printable:
        return std::log2(94);
    }
    Q_UNREACHABLE_RETURN(0);
}

SecretStrength strengthOf(QByteArrayView secret)
{
    // What is longer is no secret that somebody chose; its beginning tells enough.
    constexpr qsizetype longest = 4096;
    SecretStrength strength;
    strength.alphabet = alphabetOf(secret);
    strength.fault = faultOf(secret.first(std::min(secret.size(), longest)), strength.alphabet);
    strength.reason = reasonOf(strength.fault);
    if (!strength.isStrong())
        return strength;
    constexpr double bitsOfUuid = 122;
    strength.bits = isUuid(secret) ? bitsOfUuid
                                   : double(ascii::characterCount(withoutPadding(secret)))
            * bitsPerCharacter(strength.alphabet);
    return strength;
}

} // namespace slipway
