// SPDX-License-Identifier: GPL-3.0-or-later
// A console of Slipway alone in a window, for bench_console.sh to compare with other terminals:
// bench_console local COMMAND, or bench_console PORT KEY KNOWN_HOSTS COMMAND for a server on
// 127.0.0.1. Ends with the command.
#include "exec/localpty.h"
#include "gui/common/theming.h"
#include "gui/console/consolesession.h"
#include "gui/console/terminalview.h"
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"

#include <QApplication>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// Opens a command where others open a shell.
class CommandOpener : public ChannelOpener
{
public:
    CommandOpener(ChannelOpener &opener, QString command)
        : m_opener(opener)
        , m_command(std::move(command))
    { }
    std::unique_ptr<ByteChannel> open(const ChannelRequest &request,
                                      std::shared_ptr<ByteSink> sink) override
    {
        ChannelRequest changed = request;
        changed.command = m_command;
        return m_opener.open(changed, std::move(sink));
    }

private:
    ChannelOpener &m_opener;
    QString m_command;
};

SshTarget serverOf(const QStringList &words)
{
    SshTarget target;
    target.name = u"server"_s;
    target.host = u"127.0.0.1"_s;
    target.port = words.at(1).toInt();
    target.identity = words.at(2);
    target.knownHosts = words.at(3);
    return target;
}

int show(ChannelOpener &opener)
{
    ThemeFollower follower(ThemeFollower::Preference::Dark);
    Theming theming(follower);
    TerminalView view(theming);
    ConsoleSession session(opener, {ServerId(u"server"_s), {}, {}, {}});
    QObject::connect(&view, &TerminalView::resized, &session, &ConsoleSession::resize);
    QObject::connect(&view, &TerminalView::written, &session,
                     [&session](const QByteArray &bytes) { session.send(bytes); });
    QObject::connect(&session, &ConsoleSession::stateChanged, &view, [&session] {
        if (session.state() == ConsoleSession::State::Ended)
            QCoreApplication::quit();
    });
    view.setScreen(&session.screen());
    view.resize(980, 700);
    view.show();
    view.setFocus();
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList words = QApplication::arguments();
    if (words.size() == 3 && words.at(1) == "local"_L1) {
        LocalPty local;
        CommandOpener opener(local, words.last());
        return show(opener);
    }
    if (words.size() != 5) {
        std::fputs("bench_console local COMMAND | PORT KEY KNOWN_HOSTS COMMAND\n", stderr);
        return 2;
    }
    SshSettings settings;
    settings.useAgent = false;
    settings.useConfig = false;
    FakeSshPrompter prompter;
    SshConnections connections({serverOf(words)}, settings, prompter);
    CommandOpener opener(connections.opener(u"server"_s), words.last());
    return show(opener);
}
