// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envchecks.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct CheckEntry
{
    EnvCheck check;
    QLatin1StringView name;
    EnvSeverity severity;
};

constexpr auto error = EnvSeverity::Error;
constexpr auto warning = EnvSeverity::Warning;
constexpr auto info = EnvSeverity::Info;

constexpr std::array<CheckEntry, envCheckCount> entries{{
    {EnvCheck::DuplicatedKey, "DuplicatedKey"_L1, warning},
    {EnvCheck::EndingBlankLine, "EndingBlankLine"_L1, info},
    {EnvCheck::ExtraBlankLine, "ExtraBlankLine"_L1, info},
    {EnvCheck::IncorrectDelimiter, "IncorrectDelimiter"_L1, warning},
    {EnvCheck::KeyWithoutValue, "KeyWithoutValue"_L1, warning},
    {EnvCheck::LeadingCharacter, "LeadingCharacter"_L1, warning},
    {EnvCheck::LowercaseKey, "LowercaseKey"_L1, warning},
    {EnvCheck::QuoteCharacter, "QuoteCharacter"_L1, info},
    {EnvCheck::SpaceCharacter, "SpaceCharacter"_L1, warning},
    {EnvCheck::SubstitutionKey, "SubstitutionKey"_L1, warning},
    {EnvCheck::TrailingWhitespace, "TrailingWhitespace"_L1, warning},
    {EnvCheck::UnorderedKey, "UnorderedKey"_L1, info},
    {EnvCheck::ValueWithoutQuotes, "ValueWithoutQuotes"_L1, warning},
    {EnvCheck::ByteOrderMark, "ByteOrderMark"_L1, warning},
    {EnvCheck::MixedLineEndings, "MixedLineEndings"_L1, warning},
    {EnvCheck::CarriageReturn, "CarriageReturn"_L1, warning},
    {EnvCheck::TabCharacter, "TabCharacter"_L1, warning},
    {EnvCheck::NulByte, "NulByte"_L1, error},
    {EnvCheck::InvalidUtf8, "InvalidUtf8"_L1, error},
    {EnvCheck::InvisibleCharacter, "InvisibleCharacter"_L1, warning},
    {EnvCheck::UnterminatedQuote, "UnterminatedQuote"_L1, error},
    {EnvCheck::UndefinedVariable, "UndefinedVariable"_L1, warning},
    {EnvCheck::CyclicVariable, "CyclicVariable"_L1, error},
    {EnvCheck::ForwardReference, "ForwardReference"_L1, warning},
    {EnvCheck::CommandSubstitution, "CommandSubstitution"_L1, error},
    {EnvCheck::UnquotedAmpersand, "UnquotedAmpersand"_L1, error},
    {EnvCheck::ShellCharacter, "ShellCharacter"_L1, error},
    {EnvCheck::BcryptDollar, "BcryptDollar"_L1, error},
    {EnvCheck::NearDuplicateKey, "NearDuplicateKey"_L1, warning},
    {EnvCheck::DialectsDiffer, "DialectsDiffer"_L1, warning},
    {EnvCheck::FileRefused, "FileRefused"_L1, error},
    {EnvCheck::LineIgnored, "LineIgnored"_L1, error},
    {EnvCheck::PlainSecretInComment, "PlainSecretInComment"_L1, warning},
}};

const CheckEntry &entryOf(EnvCheck check)
{
    return entries[static_cast<size_t>(check)];
}

/// A group or a single check by its name; an empty set when there is none.
EnvChecks checksNamed(QStringView name)
{
    if (name == "all"_L1)
        return EnvChecks::all();
    if (name == "dotenv-linter"_L1)
        return EnvChecks::dotenvLinter();
    if (name == "slipway"_L1)
        return EnvChecks::slipway();
    EnvChecks checks;
    if (const auto check = envCheckFromString(name))
        checks.insert(*check);
    return checks;
}

} // namespace

QString toString(EnvCheck check)
{
    return entryOf(check).name;
}

std::optional<EnvCheck> envCheckFromString(QStringView name)
{
    for (const CheckEntry &entry : entries) {
        if (name == entry.name)
            return entry.check;
    }
    return std::nullopt;
}

EnvSeverity usualSeverity(EnvCheck check)
{
    return entryOf(check).severity;
}

EnvChecks EnvChecks::all()
{
    EnvChecks checks;
    checks.m_bits.set();
    return checks;
}

EnvChecks EnvChecks::dotenvLinter()
{
    EnvChecks checks;
    for (int i = 0; i <= static_cast<int>(EnvCheck::ValueWithoutQuotes); ++i)
        checks.insert(static_cast<EnvCheck>(i));
    return checks;
}

EnvChecks EnvChecks::slipway()
{
    EnvChecks checks = all();
    checks.remove(dotenvLinter());
    return checks;
}

Result<EnvChecks> EnvChecks::fromString(QStringView names)
{
    EnvChecks checks;
    bool isFirst = true;
    for (QStringView name : names.split(u',')) {
        name = name.trimmed();
        if (name.isEmpty())
            continue;
        const bool takesAway = name.startsWith(u'-');
        if (takesAway)
            name = name.sliced(1);
        const EnvChecks named = checksNamed(name);
        if (named == EnvChecks()) {
            return failure(
                ErrorCode::InvalidInput,
                QCoreApplication::translate("EnvChecks", "There is no check \"%1\".").arg(name));
        }
        if (takesAway && isFirst)
            checks = all();
        isFirst = false;
        if (takesAway)
            checks.remove(named);
        else
            checks.insert(named);
    }
    return checks;
}

} // namespace slipway
