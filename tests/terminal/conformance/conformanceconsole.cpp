// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a command on a terminal of Slipway that shows nothing, over a loopback sshd:
// conformanceconsole COMMAND. Ends with the command.
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"
#include "terminal/terminalscreen.h"

#include <QCoreApplication>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr TerminalSize size{24, 80};
constexpr int cellWidth = 8;
constexpr int cellHeight = 16;

TerminalOptions options()
{
    TerminalOptions options;
    options.checksums = TerminalOptions::Checksums::Report;
    return options;
}

/// The headless half of a console.
class ScreenSink final : public ByteSink
{
public:
    ScreenSink() : m_screen(size, options())
    {
        TerminalColourValues colours;
        colours.foreground = 0xd0'd0'd0;
        colours.cursor = 0xff'ff'ff;
        colours.palette.fill(0x40'40'40);
        m_screen.setColours(colours);
        m_screen.setCellPixels(cellWidth, cellHeight);
    }
    QByteArray take(QByteArrayView bytes) override
    {
        m_screen.feed(bytes);
        m_screen.takeEvents();
        return m_screen.takeReplies();
    }

private:
    TerminalScreen m_screen;
};

SshTarget targetOf(const SshdFixture &sshd)
{
    SshTarget target;
    target.name = u"server"_s;
    target.host = u"127.0.0.1"_s;
    target.port = sshd.port();
    target.user = SshdFixture::userName();
    target.identity = sshd.userKey();
    target.knownHosts = sshd.knownHosts();
    return target;
}

int run(const SshdFixture &sshd, const QString &command)
{
    SshSettings settings;
    settings.useAgent = false;
    settings.useConfig = false;
    FakeSshPrompter prompter;
    SshConnections connections({targetOf(sshd)}, settings, prompter);
    ChannelRequest request;
    request.command = command;
    request.size = {size.columns, size.rows, size.columns * cellWidth, size.rows * cellHeight};
    const auto channel
        = connections.opener(u"server"_s).open(request, std::make_shared<ScreenSink>());
    QObject::connect(channel.get(), &ByteChannel::closed, channel.get(), [](const ChannelEnd &end) {
        QCoreApplication::exit(end.error ? 1 : end.exitCode.value_or(1));
    });
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() != 2) {
        std::fputs("conformanceconsole COMMAND\n", stderr);
        return 2;
    }
    SshdFixture sshd;
    if (!sshd.start()) {
        std::fputs("conformanceconsole: sshd did not start\n", stderr);
        return 1;
    }
    return run(sshd, words.last());
}
