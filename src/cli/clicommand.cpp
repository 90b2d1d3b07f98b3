// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/clicommand.h"

#include "cli/exitcode.h"

#include <QTimer>

using namespace Qt::StringLiterals;

namespace slipway {

QString errorLine(const Error &error)
{
    QString line = u"slipwayctl: "_s + error.message;
    // Diagnostics of a file come as a detail, a line each.
    if (error.detail.contains(": error: "_L1) || error.detail.contains(": warning: "_L1))
        line += u'\n' + error.detail.trimmed();
    return line;
}

void CliCommand::interrupt()
{
    Q_EMIT finished(exitcode::interrupted);
}

void CliCommand::fail(const Error &error, int exitCode)
{
    console().error(errorLine(error));
    finishLater(exitCode);
}

void CliCommand::finishLater(int exitCode)
{
    QTimer::singleShot(0, this, [this, exitCode] { Q_EMIT finished(exitCode); });
}

} // namespace slipway
