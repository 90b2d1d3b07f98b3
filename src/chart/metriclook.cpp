// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/metriclook.h"

#include "theme/icons.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::MetricLook)
};

StateLook borrowed(StepState like, const QString &word, ThemeMode mode)
{
    StateLook look = lookOf(like, mode);
    look.word = word;
    look.struck = false;
    return look;
}

/// Grey and hatched: nobody takes it for a colour that says something.
StateLook unknown(const QString &word, ThemeMode mode)
{
    StateLook look = borrowed(StepState::Cancelled, word, mode);
    look.iconPath = iconPath(u"state-unknown"_s);
    look.glyph = u"?"_s;
    look.pattern = StateLook::Pattern::Hatched;
    return look;
}

} // namespace

StateLook lookOf(MetricState state, ThemeMode mode)
{
    switch (state) {
    case MetricState::Ok:
        return borrowed(StepState::Succeeded, Words::tr("OK"), mode);
    case MetricState::Warn: {
        StateLook look = borrowed(StepState::Holding, Words::tr("WARN"), mode);
        look.iconPath = iconPath(u"warning"_s);
        look.glyph = u"!"_s;
        return look;
    }
    case MetricState::Bad:
        return borrowed(StepState::Failed, Words::tr("BAD"), mode);
    case MetricState::Unknown:
        return unknown(Words::tr("UNKNOWN"), mode);
    case MetricState::Maintenance: {
        StateLook look = borrowed(StepState::Undone, Words::tr("MAINTENANCE"), mode);
        look.iconPath = iconPath(u"settings"_s);
        look.glyph = u"⚒"_s;
        return look;
    }
    }
    Q_UNREACHABLE_RETURN({});
}

StateLook lookOf(Verdict verdict, ThemeMode mode)
{
    switch (verdict) {
    case Verdict::Waiting:
        return borrowed(StepState::Holding, Words::tr("WATCHING"), mode);
    case Verdict::Pass:
        return borrowed(StepState::Succeeded, Words::tr("PASS"), mode);
    case Verdict::Fail:
        return borrowed(StepState::Failed, Words::tr("FAIL"), mode);
    case Verdict::Inconclusive:
        return unknown(Words::tr("INCONCLUSIVE"), mode);
    case Verdict::SourceBroken:
        return unknown(Words::tr("SOURCE BROKEN"), mode);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace slipway
