// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/text.h"

#include "theme/statelanguage.h"

#include <QHash>
#include <QLocale>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qint64 secondsPerMinute = 60;
constexpr qint64 secondsPerHour = 3600;

QString twoDigits(qint64 value)
{
    return u"%1"_s.arg(value, 2, 10, QChar(u'0'));
}

QString zoneOf(const QDateTime &local)
{
    return local.timeZoneAbbreviation();
}

} // namespace

QString Text::clock(milliseconds value)
{
    const qint64 seconds = std::max<qint64>(0, value.count()) / 1000;
    return u"%1:%2:%3"_s.arg(twoDigits(seconds / secondsPerHour),
                             twoDigits(seconds % secondsPerHour / secondsPerMinute),
                             twoDigits(seconds % secondsPerMinute));
}

QString Text::time(const QDateTime &at)
{
    if (!at.isValid())
        return {};
    const QDateTime local = at.toLocalTime();
    return tr("%1 %2").arg(local.toString(u"HH:mm:ss"_s), zoneOf(local));
}

QString Text::shortTime(const QDateTime &at)
{
    if (!at.isValid())
        return {};
    const QDateTime local = at.toLocalTime();
    return tr("%1 %2").arg(local.toString(u"HH:mm"_s), zoneOf(local));
}

QString Text::dateTime(const QDateTime &at)
{
    if (!at.isValid())
        return {};
    const QDateTime local = at.toLocalTime();
    return tr("%1, %2").arg(QLocale().toString(local.date(), u"d MMM yyyy"_s), shortTime(at));
}

QString Text::actionKind(const QString &key)
{
    static const QHash<QString, const char *> names{
        {u"run"_s, QT_TR_NOOP("Command on this machine")},
        {u"ssh"_s, QT_TR_NOOP("Command on servers")},
        {u"upload"_s, QT_TR_NOOP("Upload to servers")},
        {u"http"_s, QT_TR_NOOP("HTTP check")},
        {u"env"_s, QT_TR_NOOP("Environment file check")},
        {u"manual"_s, QT_TR_NOOP("By hand")},
        {u"gate"_s, QT_TR_NOOP("Gate")},
        {u"decision"_s, QT_TR_NOOP("Decision")},
        {u"wait"_s, QT_TR_NOOP("Wait")},
        {u"notify"_s, QT_TR_NOOP("Notification")},
        {u"plan"_s, QT_TR_NOOP("Nested plan")},
    };
    const char *name = names.value(key);
    return name != nullptr ? tr(name) : key;
}

QString Text::runPhase(RunPhase phase)
{
    switch (phase) {
    case RunPhase::NotStarted:
        return tr("Not started");
    case RunPhase::Running:
        return tr("Running");
    case RunPhase::Paused:
        return tr("Paused");
    case RunPhase::Stopping:
        return tr("Stopping");
    case RunPhase::RollingBack:
        return tr("Rolling back");
    case RunPhase::Finished:
        return tr("Finished");
    }
    return {};
}

QString Text::outcome(const QString &machineName)
{
    const RunOutcome known = runOutcomeFromString(machineName);
    return known == RunOutcome::None ? machineName : lookOf(known, ThemeMode::Light).word;
}

QString Text::answer(const QString &machineName)
{
    const std::optional<Choice> choice = choiceFromString(machineName);
    if (!choice)
        return machineName;
    switch (*choice) {
    case Choice::Retry:
        return tr("Retry");
    case Choice::RetryFromHere:
        return tr("Retry from here");
    case Choice::EditAndRetry:
        return tr("Edited and retried");
    case Choice::Skip:
        return tr("Skipped");
    case Choice::Override:
        return tr("Overridden");
    case Choice::ExcludeHost:
        return tr("Host excluded");
    case Choice::RollBack:
        return tr("Roll back");
    case Choice::Stop:
        return tr("Stop");
    case Choice::Done:
        return tr("Done");
    case Choice::FailedByPerson:
        return tr("Failed");
    case Choice::NotApplicable:
        return tr("Not applicable");
    case Choice::Approve:
        return tr("Approved");
    case Choice::Reject:
        return tr("Rejected");
    case Choice::Option:
        return tr("Decided");
    case Choice::MarkSucceeded:
        return tr("Marked as succeeded");
    case Choice::Continue:
        return tr("Continued without data");
    }
    return machineName;
}

bool Text::isProduction(const QString &environment)
{
    return environment.startsWith(u"prod"_s, Qt::CaseInsensitive) || environment == u"live"_s;
}

QString Text::details(const Error &error)
{
    return error.detail.isEmpty() ? error.message : tr("%1\n%2").arg(error.message, error.detail);
}

} // namespace slipway
