// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/quitsignals.h"
#include "app/roompictures.h"
#include "base/processhardening.h"
#include "base/standardhandles.h"
#include "base/systemclock.h"
#include "base/translations.h"
#include "gui/common/theming.h"
#include "gui/prompt/windowprompter.h"
#include "gui/start/recentworkspaces.h"
#include "gui/start/workspaceopener.h"
#include "gui/window/mainwindow.h"
#include "gui/window/workbench.h"
#include "secrets/systemkeychain.h"
#include "ssh/system/askpass.h"
#include "workspace/environmentsecrets.h"

#include <QAction>
#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QTextStream>
#include <QTimer>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr int wrongUsage = 2;

struct Options
{
    QString workspace;
    std::optional<ThemeFollower::Preference> theme;
    bool demo = false;
    QString pictures; ///< folder; empty: none
    bool reportStart = false;
    bool wall = false;
};

QString tr(const char *text)
{
    return QCoreApplication::translate("slipway", text);
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(tr("Drives a deployment from its flow diagram."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"workspace"_s, tr("Folder with a slipway.yaml to open."),
                                 u"[WORKSPACE]"_s);
    parser.addOption({u"demo"_s, tr("Start the demo's servers and open its workspace.")});
    parser.addOption(
        {u"theme"_s, tr("Wear the light or the dark theme this time."), u"light|dark|system"_s});
    parser.addOption({u"pictures"_s,
                      tr("Write a picture of each room but the roadmap to a folder, then quit."),
                      u"DIR"_s});
    parser.addOption({u"wall"_s, tr("Show the workspace's gauges over the whole screen.")});
    QCommandLineOption report(u"report-start"_s,
                              tr("Print how long the first paint took, then quit."));
    report.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(report);
}

/// nullopt and the problem on standard error where the usage is wrong.
std::optional<Options> optionsOf(const QCommandLineParser &parser)
{
    const auto refuse = [](const QString &why) -> std::optional<Options> {
        QTextStream(stderr) << u"slipway: "_s << why << u"\n"_s << tr("Try “slipway --help”.")
                            << Qt::endl;
        return std::nullopt;
    };
    if (!parser.unknownOptionNames().isEmpty() || !parser.errorText().isEmpty())
        return refuse(parser.errorText());
    if (parser.positionalArguments().size() > 1)
        return refuse(tr("One workspace can be opened at a time."));
    Options options;
    options.workspace = parser.positionalArguments().value(0);
    options.demo = parser.isSet(u"demo"_s);
    options.pictures = parser.value(u"pictures"_s);
    options.reportStart = parser.isSet(u"report-start"_s);
    options.wall = parser.isSet(u"wall"_s);
    if (options.demo && !options.workspace.isEmpty())
        return refuse(tr("Give --demo or a workspace, not both."));
    if (!options.pictures.isEmpty() && options.workspace.isEmpty())
        return refuse(tr("Pictures are of a workspace: name its folder."));
    if (options.wall && options.workspace.isEmpty() && !options.demo)
        return refuse(tr("The wall shows a workspace: name its folder."));
    if (parser.isSet(u"theme"_s)) {
        const QString name = parser.value(u"theme"_s);
        using Preference = ThemeFollower::Preference;
        if (name == u"light"_s)
            options.theme = Preference::Light;
        else if (name == u"dark"_s)
            options.theme = Preference::Dark;
        else if (name == u"system"_s)
            options.theme = Preference::System;
        else
            return refuse(tr("--theme takes light, dark or system."));
    }
    return options;
}

/// Since the kernel started this process, so that loading libraries counts.
qint64 millisecondsSinceStart()
{
    QFile stat(u"/proc/self/stat"_s);
    QFile uptime(u"/proc/uptime"_s);
    if (!stat.open(QIODevice::ReadOnly) || !uptime.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray line = stat.readAll();
    // The name in parentheses may hold spaces; fields are counted from behind it.
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    const double started = fields.value(19).toDouble() / double(sysconf(_SC_CLK_TCK));
    const double now = uptime.readAll().split(' ').value(0).toDouble();
    return qint64((now - started) * 1000);
}

bool wantsOnlyText(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument == "--help" || argument == "-h" || argument == "--help-all"
            || argument == "--version" || argument == "-v")
            return true;
    }
    return false;
}

void nameApplication()
{
    QCoreApplication::setApplicationName(u"slipway"_s);
    QCoreApplication::setOrganizationName(u"slipway"_s);
    QCoreApplication::setApplicationVersion(QString::fromLatin1(SLIPWAY_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Slipway"_s);
    QGuiApplication::setDesktopFileName(u"slipway"_s);
}

int printText(int argc, char **argv)
{
    // Works without a display.
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);
    return 0;
}

void reportAndQuit()
{
    QTextStream(stdout) << u"first paint after "_s << millisecondsSinceStart() << u" ms\n"_s;
    QTimer::singleShot(0, qApp, &QCoreApplication::quit);
}

/// With a workspace, the paint that shows it counts.
void reportStart(const MainWindow &window, const WorkspaceOpener &opener, const Options &options)
{
    if (options.workspace.isEmpty()) {
        QObject::connect(&window, &MainWindow::firstPainted, qApp, reportAndQuit);
        return;
    }
    // A timer comes after the paint that was asked for when the workspace was shown.
    const auto report = [] {
        QTimer::singleShot(1, qApp, reportAndQuit);
    };
    QObject::connect(&opener, &WorkspaceOpener::opened, qApp, report);
    QObject::connect(&opener, &WorkspaceOpener::failed, qApp, report);
}

} // namespace

int main(int argc, char **argv)
{
    openMissingHandles();
    hardenProcess();
    if (const std::optional<int> asked = askpass::runIfAsked(argc, argv))
        return *asked;
    nameApplication();
    if (wantsOnlyText(argc, argv))
        return printText(argc, argv);

    QApplication application(argc, argv);
    installTranslations(application);
    const QuitSignals quitSignals;
    QCommandLineParser parser;
    addOptions(parser);
    parser.parse(QCoreApplication::arguments());
    const std::optional<Options> options = optionsOf(parser);
    if (!options)
        return wrongUsage;

    ThemeFollower follower(options->theme.value_or(Theming::kept()));
    Theming theming(follower);
    const EnvironmentSecrets secrets;
    WindowPrompter prompter;
    RecentWorkspaces recent;
    SystemClock clock;
    const auto openKeychain = [&clock](const SecretScope &scope) {
        return openSystemKeychain(scope, clock);
    };
    WorkspaceOpener opener({prompter, secrets, openKeychain}, recent);
    MainWindow window({opener, recent, prompter, theming});
    if (options->reportStart)
        reportStart(window, opener, *options);
    std::optional<RoomPictures> pictures;
    if (!options->pictures.isEmpty())
        pictures.emplace(window, opener, options->pictures);
    if (options->wall)
        QObject::connect(&opener, &WorkspaceOpener::opened, &window,
                         [&window] { window.workbench()->wallAction()->setChecked(true); });
    // Reading the workspace waits until the window is on the screen.
    QObject::connect(&window, &MainWindow::firstPainted, &opener, [&opener, &options] {
        if (options->demo)
            opener.openDemo();
        else if (!options->workspace.isEmpty())
            opener.open(options->workspace);
    });
    window.show();
    return QApplication::exec();
}
