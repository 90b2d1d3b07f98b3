// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/exitcode.h"
#include "cli/helptext.h"
#include "cli/interrupts.h"

#include "base/processhardening.h"
#include "base/standardhandles.h"
#include "base/translations.h"
#include "ssh/system/askpass.h"

#include <QGuiApplication>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {
/// Those of a word that is no command itself: "metrics". Empty for any other.
QList<CommandEntry> groupOf(const QString &word)
{
    QList<CommandEntry> group = allCommands();
    if (std::ranges::any_of(std::as_const(group),
                            [&word](const CommandEntry &entry) { return entry.spec.name == word; }))
        return {};
    group.removeIf(
        [&word](const CommandEntry &entry) { return entry.spec.name.section(u' ', 0, 0) != word; });
    return group;
}

int sayHelp(const Console &console, const QStringList &words)
{
    if (words.isEmpty()) {
        console.rawOut(generalHelp(allCommands()).toUtf8());
        return exitcode::success;
    }
    if (words.first() == "--man"_L1) {
        console.rawOut(manualPage(allCommands()).toUtf8());
        return exitcode::success;
    }
    const QList<CommandEntry> group = groupOf(words.join(u' '));
    if (!group.isEmpty()) {
        console.rawOut(generalHelp(group).toUtf8());
        return exitcode::success;
    }
    const Result<ChosenCommand> chosen = chooseCommand(words);
    if (!chosen) {
        console.error(errorLine(chosen.error()));
        return exitcode::usage;
    }
    console.rawOut(commandHelp(chosen->entry.spec).toUtf8());
    return exitcode::success;
}

int wrongUsage(const Console &console, const Error &error, const QString &command)
{
    console.error(errorLine(error));
    console.error(u"Try “slipwayctl %1--help”."_s.arg(command.isEmpty() ? QString()
                                                                        : QString(command + u' ')));
    return exitcode::usage;
}

int execute(const Console &console, const ChosenCommand &chosen, const Arguments &arguments)
{
    const std::unique_ptr<CliCommand> command = chosen.entry.make(console);
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, command.get(), &CliCommand::interrupt);
    // Not qApp: with a GUI header that is cast to a class that it need not be.
    QObject::connect(command.get(), &CliCommand::finished, QCoreApplication::instance(),
                     &QCoreApplication::exit, Qt::QueuedConnection);
    command->start(arguments);
    return QCoreApplication::exec();
}

QStringList wordsOf(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words << QString::fromLocal8Bit(argv[i]);
    return words;
}

/// Everything that needs no event loop; nullopt when a command is to be executed.
std::optional<int> answerAtOnce(const Console &console, const QStringList &words)
{
    const QString first = words.value(0);
    if (first == "--version"_L1) {
        console.out(u"slipwayctl "_s + QStringLiteral(SLIPWAY_VERSION));
        return exitcode::success;
    }
    if (first == "help"_L1 || first == "--help"_L1 || first == "-h"_L1)
        return sayHelp(console, words.mid(1));
    const bool asksForHelp = words.value(1) == "--help"_L1 || words.value(1) == "-h"_L1;
    if (words.size() == 2 && asksForHelp && !groupOf(first).isEmpty())
        return sayHelp(console, {first});
    if (words.isEmpty()) {
        console.rawError(generalHelp(allCommands()).toUtf8());
        return exitcode::usage;
    }
    return std::nullopt;
}
} // namespace

int main(int argc, char **argv)
{
    openMissingHandles();
    hardenProcess();
    if (const std::optional<int> asked = askpass::runIfAsked(argc, argv))
        return *asked;
    const Console console;
    const QStringList words = wordsOf(argc, argv);
    if (const std::optional<int> done = answerAtOnce(console, words))
        return Console::concluded(*done);
    const Result<ChosenCommand> chosen = chooseCommand(words);
    if (!chosen)
        return wrongUsage(console, chosen.error(), {});
    const CommandSpec &spec = chosen->entry.spec;
    if (chosen->rest.contains("--help"_L1) || chosen->rest.contains("-h"_L1)) {
        console.rawOut(commandHelp(spec).toUtf8());
        return Console::concluded(exitcode::success);
    }
    const Result<Arguments> arguments = Arguments::parse(spec, chosen->rest);
    if (!arguments)
        return wrongUsage(console, arguments.error(), spec.name);

    std::unique_ptr<QCoreApplication> application;
    if (needsFonts(spec.name, *arguments)) {
        // Pictures go to files: no display is needed, and one that is there is left alone.
        qputenv("QT_QPA_PLATFORM", "offscreen");
        application = std::make_unique<QGuiApplication>(argc, argv);
    } else {
        application = std::make_unique<QCoreApplication>(argc, argv);
    }
    installTranslations(*application);
    QCoreApplication::setApplicationName(u"slipwayctl"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    return Console::concluded(execute(console, *chosen, *arguments));
}
