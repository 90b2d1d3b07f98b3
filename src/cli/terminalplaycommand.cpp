// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalplaycommand.h"

#include "cli/exitcode.h"
#include "terminal/screenreset.h"

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Microseconds = std::chrono::microseconds;

Result<double> positive(const Arguments &arguments, const QString &option, double fallback)
{
    if (!arguments.has(option))
        return fallback;
    bool isNumber = false;
    const double value = arguments.value(option).toDouble(&isNumber);
    if (!isNumber || !(value > 0) || value > 1e6)
        return failure(ErrorCode::InvalidInput,
                       TerminalPlayCommand::tr("“%1” is no value of --%2; it takes a number above "
                                               "0.")
                           .arg(arguments.value(option), option));
    return value;
}

/// After so many at once a person's Ctrl-C is looked for.
constexpr int mostAtOnce = 256;

} // namespace

TerminalPlayCommand::TerminalPlayCommand(const Console &console) : CliCommand(console)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &TerminalPlayCommand::playOn);
}

CommandSpec TerminalPlayCommand::spec()
{
    CommandSpec spec;
    spec.name = u"terminal play"_s;
    spec.summary = tr("Play a recording of a terminal");
    spec.argument = u"FILE"_s;
    spec.least = spec.most = 1;
    spec.options = {{u"speed"_s, u"N"_s, tr("N times as fast; 0.5 is half as fast.")},
                    {u"idle-limit"_s, u"SECONDS"_s,
                     tr("Make pauses that are longer this long, before the speed counts.")}};
    spec.description = {
        tr("Plays a file in asciicast v2 into this terminal, in its own time. Where "
           "standard output is no terminal, everything comes at once."),
        tr("At the end, and after Ctrl-C, the terminal is as before: its own screen, the cursor, "
           "the mouse and the keys."),
        tr("A recording can do to a terminal whatever the recorded program could: "
           "play those you trust, and look at others with “terminal render”.")};
    spec.exitCodes = {{exitcode::success, tr("The recording was played to its end.")},
                      {exitcode::usage, tr("Wrong usage, or a file that is no recording.")},
                      {exitcode::interrupted, tr("It was interrupted.")}};
    spec.examples
        = {{u"slipwayctl terminal play deployment.cast --speed 2 --idle-limit 1"_s, QString()}};
    return spec;
}

bool TerminalPlayCommand::readTimes(const Arguments &arguments)
{
    const Result<double> speed = positive(arguments, u"speed"_s, 1);
    const Result<double> idleLimit = positive(arguments, u"idle-limit"_s, 1e6);
    if (!speed || !idleLimit) {
        fail(speed ? idleLimit.error() : speed.error(), exitcode::usage);
        return false;
    }
    m_speed = *speed;
    m_longest = Microseconds(qint64(*idleLimit * 1e6));
    return true;
}

Result<void> TerminalPlayCommand::open(const QString &path)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       tr("“%1” cannot be read: %2.").arg(path, m_file.errorString()));
    const Result<Cast> cast = m_reader.begin();
    if (!cast)
        return std::unexpected(cast.error());
    if (::isatty(STDOUT_FILENO) == 1) {
        TerminalOptions options;
        options.scrollbackLines = 0;
        m_screen.emplace(cast->size, options);
    } else {
        m_pace = Pace::AtOnce;
    }
    return readOn();
}

void TerminalPlayCommand::start(const Arguments &arguments)
{
    if (!readTimes(arguments))
        return;
    if (const auto opened = open(arguments.positional().constFirst()); !opened)
        return fail(opened.error(), exitcode::usage);
    m_clock.start();
    m_timer.start(0);
}

Result<void> TerminalPlayCommand::readOn()
{
    auto event = m_reader.next();
    if (!event)
        return std::unexpected(event.error());
    m_next = *std::move(event);
    if (!m_next)
        return {};
    const Microseconds pause = std::min(m_next->at - m_recorded, m_longest);
    m_recorded = m_next->at;
    m_played += Microseconds(qint64(double(pause.count()) / m_speed));
    m_next->at = m_played;
    return {};
}

void TerminalPlayCommand::play(const Cast::Event &event)
{
    console().rawOut(event.data);
    if (!m_screen)
        return;
    if (event.kind == Cast::Event::Kind::Resize)
        m_screen->resize(event.size);
    m_screen->feed(event.data);
    // Nobody is there to be answered.
    m_screen->takeReplies();
    m_screen->takeEvents();
}

void TerminalPlayCommand::playOn()
{
    for (int count = 0; m_next; ++count) {
        const Microseconds now(m_clock.nsecsElapsed() / 1'000);
        const bool isEarly = m_pace == Pace::AsRecorded && m_next->at > now;
        if (isEarly || count == mostAtOnce) {
            m_timer.start(isEarly ? std::chrono::ceil<std::chrono::milliseconds>(m_next->at - now)
                                  : std::chrono::milliseconds(0));
            return;
        }
        play(*m_next);
        if (const auto read = readOn(); !read) {
            restoreTerminal();
            return fail(read.error(), exitcode::usage);
        }
    }
    restoreTerminal();
    finishLater(exitcode::success);
}

void TerminalPlayCommand::restoreTerminal()
{
    if (m_screen)
        console().rawOut(resetBytes(*m_screen));
    m_screen.reset();
}

void TerminalPlayCommand::interrupt()
{
    m_timer.stop();
    restoreTerminal();
    CliCommand::interrupt();
}

} // namespace slipway
