// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshexecoptions.h"

#include "plan/planvalues.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SshExecOptions)
};

std::unexpected<Error> wrong(const QString &option, const QString &what, const QString &value)
{
    return failure(ErrorCode::InvalidInput,
                   Text::tr("--%1 takes %2, not “%3”.").arg(option, what, value));
}

Result<std::optional<milliseconds>> duration(const Arguments &arguments, const QString &option)
{
    if (!arguments.has(option))
        return std::nullopt;
    const auto value = durationFromText(arguments.value(option));
    if (!value)
        return wrong(option, Text::tr("a duration as 30s"), arguments.value(option));
    return value;
}

Result<std::optional<Portion>> limit(const Arguments &arguments, const QString &option)
{
    if (!arguments.has(option))
        return std::nullopt;
    const auto value = portionFromText(arguments.value(option));
    if (!value)
        return wrong(option, Text::tr("a number or percents as 10%"), arguments.value(option));
    return value;
}

Result<int> number(const Arguments &arguments, const QString &option, int least)
{
    if (!arguments.has(option))
        return 0;
    bool isNumber = false;
    const int value = arguments.value(option).toInt(&isNumber);
    if (!isNumber || value < least)
        return wrong(option, Text::tr("a number from %1").arg(least), arguments.value(option));
    return value;
}

/// Keeps the first error.
template<typename Value, typename Into>
void take(const Result<Value> &read, Into &into, std::optional<Error> &error)
{
    if (read)
        into = *read;
    else if (!error)
        error = read.error();
}

void readBatches(const Arguments &arguments, SshExecOptions &options, std::optional<Error> &error)
{
    if (arguments.has(u"batch"_s))
        take(batchesFromText(arguments.value(u"batch"_s)), options.policy.batches, error);
    take(limit(arguments, u"max-fail"_s), options.policy.maxFailed, error);
    take(limit(arguments, u"max-fail-batch"_s), options.policy.maxFailedInBatch, error);
    take(limit(arguments, u"max-unreachable"_s), options.policy.maxUnreachable, error);
    if (arguments.value(u"pause"_s) == "ask"_L1) {
        options.between = FanOut::Between::Hold;
    } else {
        std::optional<milliseconds> pause;
        take(duration(arguments, u"pause"_s), pause, error);
        options.pause = pause.value_or(milliseconds(0));
    }
    options.health = arguments.value(u"health"_s);
}

} // namespace

QList<OptionSpec> SshExecOptions::specs()
{
    return {
        {u"parallel"_s, u"N"_s, Text::tr("At most so many servers at a time (default: all).")},
        {u"batch"_s, u"LIST"_s,
         Text::tr("Sizes of batches, as 1,25%,100%; the last repeats. A batch in which no server "
                  "succeeded stops the run.")},
        {u"pause"_s, u"DURATION"_s,
         Text::tr("Wait between batches, as 30s, or “ask” to press Enter for each.")},
        {u"health"_s, u"URL|COMMAND"_s,
         Text::tr("Between batches: an address that must answer, or a command on this machine that "
                  "must end with 0, within 30 seconds.")},
        {u"max-fail"_s, u"N|N%"_s, Text::tr("Begin no more once it failed on more than so many.")},
        {u"max-fail-batch"_s, u"N|N%"_s, Text::tr("The same, of the servers of one batch.")},
        {u"max-unreachable"_s, u"N|N%"_s,
         Text::tr("Begin no more once more than so many could not be reached.")},
        {u"exclude"_s, u"NAME[,NAME]"_s, Text::tr("Leave out these servers and groups."),
         OptionSpec::Many::Yes},
        {u"retry-connect"_s, u"N"_s,
         Text::tr("Try so often again to connect. Never once the command was sent.")},
        {u"connect-timeout"_s, u"DURATION"_s,
         Text::tr("Give up on a server where the command does not begin within this time.")},
        {u"idle-timeout"_s, u"DURATION"_s,
         Text::tr("End the command on a server that prints nothing for so long.")},
        {u"timeout"_s, u"DURATION"_s,
         Text::tr("End the command on a server after so long, as 30s or 5m.")},
        {u"gather"_s, QString(),
         Text::tr("Print at the end, equal outputs once; “≠” marks lines that the largest group "
                  "does not have.")},
        {u"normalise"_s, QString(),
         Text::tr("With --gather: times and the servers' own names make no difference.")},
        {u"json"_s, QString(), Text::tr("Print a line of JSON for each server when it has ended.")},
        {u"log"_s, u"FILE"_s, Text::tr("Append what happens to this file, a line of JSON each.")},
        {u"rerun"_s, u"FILE"_s,
         Text::tr("Only those servers that did not succeed in the last run of this log, with --on "
                  "only those of them; without a COMMAND, that run's.")},
        {u"dry-run"_s, QString(), Text::tr("Say what would run where, and run nothing.")},
        {u"yes"_s, QString(), Text::tr("Do not ask before a run on more than 20 servers.")},
    };
}

Result<SshExecOptions> SshExecOptions::read(const Arguments &arguments)
{
    SshExecOptions options;
    std::optional<Error> error;
    options.format = arguments.has(u"json"_s) ? Format::Json
        : arguments.has(u"gather"_s)          ? Format::Gathered
                                              : Format::Lines;
    if (arguments.has(u"normalise"_s)) {
        options.level = OutputNormalizer::Level::SameWords;
        if (options.format != Format::Gathered)
            error = Error{ErrorCode::InvalidInput, Text::tr("--normalise goes with --gather.")};
    }
    if (arguments.has(u"parallel"_s))
        take(number(arguments, u"parallel"_s, 1), options.parallel, error);
    take(number(arguments, u"retry-connect"_s, 0), options.connectRetries, error);
    readBatches(arguments, options, error);
    take(duration(arguments, u"connect-timeout"_s), options.connectTimeout, error);
    take(duration(arguments, u"idle-timeout"_s), options.idleTimeout, error);
    take(duration(arguments, u"timeout"_s), options.timeout, error);
    options.log = arguments.value(u"log"_s);
    options.isDryRun = arguments.has(u"dry-run"_s);
    options.confirmation = arguments.has(u"yes"_s) ? Confirmation::Given : Confirmation::Ask;
    if (error)
        return std::unexpected(*error);
    return options;
}

} // namespace slipway
