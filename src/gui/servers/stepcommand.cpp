// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/stepcommand.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

StepCommand StepCommand::of(const QString &script)
{
    // A plain path or one in single quotes: nothing that only the shell could make sense of.
    static const QRegularExpression first(
        u"\\A\\s*cd\\s+(?:--\\s+)?(?:'([^']+)'|([A-Za-z0-9_./~-]+))\\s*(?:&&|;|\\n)\\s*"_s);
    const QRegularExpressionMatch match = first.match(script);
    if (!match.hasMatch())
        return {{}, script.trimmed()};
    const QString folder = match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
    return {folder, script.sliced(match.capturedEnd()).trimmed()};
}

} // namespace slipway
