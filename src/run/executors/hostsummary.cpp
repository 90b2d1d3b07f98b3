// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/hostsummary.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::HostSummary)
};

bool isUnreached(ErrorCode code)
{
    return code == ErrorCode::Unreachable || code == ErrorCode::Authentication
        || code == ErrorCode::HostKey;
}

/// "web-2 (exit status 3)"
QString named(const ServerId &host, const HostStatus &status)
{
    if (status.exitCode > 0)
        return Words::tr("%1 (exit status %2)").arg(host.toString()).arg(status.exitCode);
    if (status.error && status.error->code == ErrorCode::Timeout)
        return Words::tr("%1 (out of time)").arg(host.toString());
    if (status.error && status.error->code == ErrorCode::ConnectionLost)
        return Words::tr("%1 (connection lost)").arg(host.toString());
    return host.toString();
}

/// How many, and the names of the first few.
QString some(QStringList names)
{
    constexpr qsizetype most = 8;
    if (names.size() > most) {
        const auto more = int(names.size() - most);
        names = names.first(most);
        return Words::tr("%1 and %n more", nullptr, more).arg(names.join(u", "_s));
    }
    return names.join(u", "_s);
}

QString sentences(const QStringList &failed, const QStringList &unreached,
                  const HostsOutcome &outcome)
{
    QStringList sentences;
    if (!failed.isEmpty())
        sentences += Words::tr("It failed on %n host(s): %1.", nullptr, int(failed.size()))
                         .arg(some(failed));
    if (!unreached.isEmpty())
        sentences
            += Words::tr("%n host(s) could not be reached: %1.", nullptr, int(unreached.size()))
                   .arg(some(unreached));
    if (!outcome.notStarted.isEmpty()) {
        QStringList names;
        for (const ServerId &host : outcome.notStarted)
            names.append(host.toString());
        sentences
            += Words::tr("%n host(s) did not have their turn: %1.", nullptr, int(names.size()))
                   .arg(some(names));
    }
    return sentences.join(u' ');
}

} // namespace

ExecutionResult summarize(const HostsOutcome &outcome)
{
    QStringList failed;
    QStringList unreached;
    QStringList details;
    std::optional<Error> first;
    ExecutionResult result;
    bool cancelled = false;
    for (const auto &[host, status] : outcome.ended) {
        if (result.exitCode < 0 || (result.exitCode == 0 && status.exitCode > 0))
            result.exitCode = status.exitCode;
        cancelled = cancelled || status.state == StepState::Cancelled;
        if (status.state != StepState::Failed)
            continue;
        const Error error = status.error.value_or(Error{ErrorCode::Internal, QString()});
        first = first.value_or(error);
        (isUnreached(error.code) ? unreached : failed).append(named(host, status));
        details.append(host.toString() + u": " + error.message);
    }
    const qsizetype failures = failed.size() + unreached.size();
    if (cancelled) {
        result.outcome = ExecutionResult::Outcome::Cancelled;
        return result;
    }
    if (failures == 0 && outcome.notStarted.isEmpty()) {
        result.outcome = ExecutionResult::Outcome::Succeeded;
        return result;
    }
    const bool tolerated = failures <= outcome.maxFailed && outcome.notStarted.isEmpty();
    result.outcome
        = tolerated ? ExecutionResult::Outcome::Warned : ExecutionResult::Outcome::Failed;
    result.error = Error{first ? first->code : ErrorCode::Internal,
                         sentences(failed, unreached, outcome), details.join(u'\n')};
    // One host's own words say more than a count of one.
    if (outcome.ended.size() == 1 && outcome.notStarted.isEmpty() && first)
        result.error = *first;
    return result;
}

} // namespace slipway
