// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandspec.h"

#include "plan/suggestion.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Arguments)
};

std::unexpected<Error> wrong(const QString &message)
{
    return failure(ErrorCode::InvalidInput, message);
}

QStringList optionNames(const CommandSpec &spec)
{
    QStringList names;
    for (const OptionSpec &option : spec.options)
        names << option.name;
    return names;
}

const OptionSpec *find(const CommandSpec &spec, const QString &name)
{
    const auto found = std::ranges::find(spec.options, name, &OptionSpec::name);
    return found == spec.options.end() ? nullptr : &*found;
}
/// No option is called like that.
bool isNumber(const QString &word)
{
    bool is = false;
    word.toDouble(&is);
    return is;
}
} // namespace

QStringList Arguments::values(const QString &option) const
{
    // QMultiMap gives the newest first.
    QStringList values = m_options.values(option);
    std::ranges::reverse(values);
    return values;
}

Result<Arguments> Arguments::parse(const CommandSpec &spec, const QStringList &words)
{
    Arguments arguments;
    bool onlyArguments = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString &word = words.at(i);
        if (onlyArguments || !word.startsWith(u'-') || word == "-"_L1 || isNumber(word)) {
            arguments.m_positional << word;
            continue;
        }
        if (word == "--"_L1) {
            onlyArguments = true;
            continue;
        }
        const bool isLong = word.startsWith("--"_L1);
        const qsizetype equals = isLong ? word.indexOf(u'=') : -1;
        const QString name = word.mid(isLong ? 2 : 1, equals < 0 ? -1 : equals - 2);
        const OptionSpec *option = find(spec, name);
        if (!option || (name.size() == 1) == isLong)
            return wrong(Words::tr("“%1” knows no option %2.").arg(spec.name, word)
                         + suggestion(name, optionNames(spec)));
        QString value = equals < 0 ? QString() : word.mid(equals + 1);
        if (option->value.isEmpty() && equals >= 0)
            return wrong(Words::tr("The option --%1 takes no value.").arg(name));
        if (!option->value.isEmpty() && equals < 0) {
            if (i + 1 == words.size())
                return wrong(
                    Words::tr("The option %1 needs a value: %2.").arg(word, option->value));
            value = words.at(++i);
        }
        if (!option->choices.isEmpty() && !option->choices.contains(value))
            return wrong(Words::tr("“%1” is no value of %2; it takes %3.")
                             .arg(value, word.section(u'=', 0, 0), option->choices.join(", "_L1))
                         + suggestion(value, option->choices));
        if (option->many == OptionSpec::Many::No && arguments.has(name))
            return wrong(Words::tr("The option --%1 may be given once.").arg(name));
        arguments.m_options.insert(name, value);
    }
    if (arguments.m_positional.size() < spec.least)
        return wrong(Words::tr("“%1” needs an argument: %2.").arg(spec.name, spec.argument));
    if (spec.most >= 0 && arguments.m_positional.size() > spec.most)
        return wrong(Words::tr("“%1” is one argument too many for “%2”.")
                         .arg(arguments.m_positional.at(spec.most), spec.name));
    return arguments;
}

} // namespace slipway
