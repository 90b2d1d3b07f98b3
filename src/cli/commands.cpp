// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"

#include "cli/checkcommand.h"
#include "cli/democommand.h"
#include "cli/demoruncommand.h"
#include "cli/envcheckcommand.h"
#include "cli/envdeliverycommands.h"
#include "cli/envdiffcommand.h"
#include "cli/envexportcommand.h"
#include "cli/envfixcommand.h"
#include "cli/envgeneratecommand.h"
#include "cli/envprintcommand.h"
#include "cli/envsetcommand.h"
#include "cli/metricsgatecommand.h"
#include "cli/metricsquantilecommand.h"
#include "cli/metricsreportcommand.h"
#include "cli/metricssecuritycommand.h"
#include "cli/metricsshowcommand.h"
#include "cli/notifytestcommand.h"
#include "cli/resumecommand.h"
#include "cli/runcommand.h"
#include "cli/runscommand.h"
#include "cli/secretcommands.h"
#include "cli/showcommand.h"
#include "cli/sshcopycommand.h"
#include "cli/sshexeccommand.h"
#include "cli/sshforwardcommand.h"
#include "cli/sshhostscommand.h"
#include "cli/sshtrustcommand.h"
#include "cli/terminalharnesscommand.h"
#include "cli/terminalplaycommand.h"
#include "cli/terminalrendercommand.h"
#include "plan/suggestion.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Commands)
};

template<typename T> CommandEntry entry()
{
    return {T::spec(), [](const Console &console) {
                return std::make_unique<T>(console);
            }};
}
} // namespace

QList<CommandEntry> allCommands()
{
    return {entry<CheckCommand>(),
            entry<ShowCommand>(),
            entry<RunCommand>(),
            entry<ResumeCommand>(),
            entry<RunsCommand>(),
            entry<RunsShowCommand>(),
            entry<EnvCheckCommand>(),
            entry<EnvPrintCommand>(),
            entry<EnvFixCommand>(),
            entry<EnvSetCommand>(),
            entry<EnvDiffCommand>(),
            entry<EnvGenerateCommand>(),
            entry<EnvExportCommand>(),
            entry<EnvCompareCommand>(),
            entry<EnvPushCommand>(),
            entry<EnvPullCommand>(),
            entry<SecretSetCommand>(),
            entry<SecretGetCommand>(),
            entry<SecretListCommand>(),
            entry<SecretRemoveCommand>(),
            entry<SshExecCommand>(),
            entry<SshForwardCommand>(),
            entry<SshHostsCommand>(),
            entry<SshTrustCommand>(),
            entry<SshCopyCommand>(),
            entry<TerminalRenderCommand>(),
            entry<TerminalPlayCommand>(),
            entry<TerminalHarnessCommand>(),
            entry<MetricsShowCommand>(),
            entry<MetricsCheckCommand>(),
            entry<MetricsWatchCommand>(),
            entry<MetricsGateCommand>(),
            entry<MetricsReportCommand>(),
            entry<MetricsQuantileCommand>(),
            entry<MetricsSecurityCommand>(),
            entry<NotifyTestCommand>(),
            entry<DemoUpCommand>(),
            entry<DemoRunCommand>(),
            entry<DemoPrepareCommand>()};
}

Result<ChosenCommand> chooseCommand(const QStringList &words)
{
    const QList<CommandEntry> commands = allCommands();
    QStringList names;
    // The longer name first: "runs show" before "runs".
    for (qsizetype length = std::min(qsizetype(2), words.size()); length > 0; --length) {
        const QString name = words.first(length).join(u' ');
        for (const CommandEntry &command : commands) {
            if (command.spec.name == name)
                return ChosenCommand{command, words.sliced(length)};
        }
    }
    bool isGroup = false;
    for (const CommandEntry &command : commands) {
        names << command.spec.name << command.spec.name.section(u' ', 0, 0);
        isGroup = isGroup || command.spec.name.section(u' ', 0, 0) == words.value(0);
    }
    const QString given
        = words.first(std::min(words.size(), qsizetype(isGroup ? 2 : 1))).join(u' ');
    return failure(ErrorCode::InvalidInput,
                   isGroup && words.size() == 1 ? Words::tr("“%1” needs a word more.").arg(given)
                                                : Words::tr("There is no command “%1”.").arg(given)
                           + suggestion(given, names));
}

bool needsFonts(const QString &command, const Arguments &arguments)
{
    return (command == "plan show"_L1 && ShowCommand::needsFonts(arguments))
        || (command == "demo run"_L1 && arguments.has(u"pictures"_s))
        || (command == "metrics report"_L1 && !arguments.has(u"csv"_s));
}

} // namespace slipway
