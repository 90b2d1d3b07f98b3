// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "env/envfinding.h"

#include <bitset>

namespace slipway {

/// What the linter looks for. The first thirteen are dotenv-linter's, in its order.
enum class EnvCheck {
    DuplicatedKey,
    EndingBlankLine,
    ExtraBlankLine,
    IncorrectDelimiter,
    KeyWithoutValue,
    LeadingCharacter,
    LowercaseKey,
    QuoteCharacter,
    SpaceCharacter,
    SubstitutionKey,
    TrailingWhitespace,
    UnorderedKey,
    ValueWithoutQuotes,
    ByteOrderMark,
    MixedLineEndings,
    CarriageReturn, ///< one without a line feed after it
    TabCharacter,   ///< outside quotes and comments
    NulByte,
    InvalidUtf8,
    InvisibleCharacter, ///< or one that looks like another: a hard space, a curly quote
    UnterminatedQuote,
    UndefinedVariable,
    CyclicVariable,
    ForwardReference,    ///< to a key that is declared only later
    CommandSubstitution, ///< "$(…)" or backticks, in a loader that runs them
    UnquotedAmpersand,   ///< ends the command in sh
    ShellCharacter,      ///< another unquoted character that ends the value in sh
    BcryptDollar,        ///< a bcrypt hash whose "$" a loader takes for variables
    NearDuplicateKey,
    DialectsDiffer, ///< two enabled loaders read another value
    FileRefused,    ///< an enabled loader reads nothing of the file
    LineIgnored,    ///< an enabled loader complains of a line and goes on
    PlainSecretInComment,
};

constexpr int envCheckCount = static_cast<int>(EnvCheck::PlainSecretInComment) + 1;

/// The machine name: "DuplicatedKey".
QString toString(EnvCheck check);
std::optional<EnvCheck> envCheckFromString(QStringView name);
/// What a finding of this check has when nobody set another.
EnvSeverity usualSeverity(EnvCheck check);

/// A set of checks.
class EnvChecks
{
public:
    EnvChecks() = default;
    static EnvChecks all();
    static EnvChecks dotenvLinter();
    /// Those that dotenv-linter lacks.
    static EnvChecks slipway();
    /// Names of checks and of the groups "all", "dotenv-linter" and "slipway", separated by
    /// commas; "-NAME" takes away. A list that begins by taking away begins with all.
    static Result<EnvChecks> fromString(QStringView names);

    bool contains(EnvCheck check) const { return m_bits.test(static_cast<size_t>(check)); }
    bool containsAny(const EnvChecks &others) const { return (m_bits & others.m_bits).any(); }
    void insert(EnvCheck check) { m_bits.set(static_cast<size_t>(check)); }
    void insert(const EnvChecks &others) { m_bits |= others.m_bits; }
    void remove(EnvCheck check) { m_bits.reset(static_cast<size_t>(check)); }
    void remove(const EnvChecks &others) { m_bits &= ~others.m_bits; }

    friend bool operator==(const EnvChecks &, const EnvChecks &) = default;

private:
    std::bitset<envCheckCount> m_bits;
};

} // namespace slipway
