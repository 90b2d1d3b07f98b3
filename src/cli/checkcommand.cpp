// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/checkcommand.h"

#include "cli/exitcode.h"
#include "plan/planreader.h"
#include "workspace/workspaceconfig.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

CommandSpec CheckCommand::spec()
{
    CommandSpec spec;
    spec.name = u"plan check"_s;
    spec.summary = tr("Check plan files");
    spec.argument = u"FILE"_s;
    spec.least = 1;
    spec.most = -1;
    spec.options = {{u"strict"_s, QString(), tr("Let warnings count as findings, too.")}};
    spec.description = {
        tr("Prints every error and warning of the files, a line each, as FILE:LINE:COLUMN: "
           "error|warning: MESSAGE [CODE]. A file named slipway.yaml is checked as a workspace, "
           "any "
           "other as a plan."),
        tr("Values that only a workspace knows (vars, servers, secrets) are checked by “run "
           "--dry-run”."),
    };
    spec.exitCodes = {
        {exitcode::success, tr("No errors. Warnings may have been printed.")},
        {exitcode::failed, tr("There are errors (with --strict: or warnings).")},
        {exitcode::usage, tr("Wrong usage, or a file that cannot be read.")},
    };
    spec.examples = {{u"slipwayctl plan check plans/*.yaml slipway.yaml"_s,
                      tr("Check a whole workspace, for example before a commit.")}};
    return spec;
}

void CheckCommand::start(const Arguments &arguments)
{
    int exitCode = exitcode::success;
    for (const QString &path : arguments.positional()) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            console().error(errorLine(
                {ErrorCode::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString())}));
            exitCode = exitcode::usage;
            continue;
        }
        const QByteArray text = file.readAll();
        const bool isWorkspace = QFileInfo(path).fileName() == "slipway.yaml"_L1;
        const QList<Diagnostic> diagnostics
            = isWorkspace ? readWorkspaceConfig(text).diagnostics : readPlan(text).diagnostics;
        for (const Diagnostic &diagnostic : diagnostics)
            console().out(formatDiagnostic(path, diagnostic));
        const bool found
            = hasErrors(diagnostics) || (arguments.has(u"strict"_s) && !diagnostics.isEmpty());
        if (found && exitCode == exitcode::success)
            exitCode = exitcode::failed;
        if (diagnostics.isEmpty())
            console().out(tr("%1: no findings").arg(path));
    }
    finishLater(exitCode);
}

} // namespace slipway
