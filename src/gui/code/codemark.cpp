// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/code/codemark.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

SeverityLook lookOf(CodeSeverity severity, ThemeMode mode)
{
    const auto tr = [](const char *text) {
        return QCoreApplication::translate("slipway::CodeMark", text);
    };
    switch (severity) {
    case CodeSeverity::Error:
        return {tr("Error"), iconPath(u"state-failed"_s),
                lookOf(StepState::Failed, mode).foreground};
    case CodeSeverity::Warning:
        return {tr("Warning"), iconPath(u"warning"_s), lookOf(StepState::Waiting, mode).foreground};
    case CodeSeverity::Info:
        return {tr("Hint"), iconPath(u"info"_s), Palette::of(mode).accent};
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace slipway
