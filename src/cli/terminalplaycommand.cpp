// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalplaycommand.h"

#include "cli/exitcode.h"

#include <QFile>

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

Result<Cast> readCast(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(
            ErrorCode::Io,
            TerminalPlayCommand::tr("“%1” cannot be read: %2.").arg(path, file.errorString()));
    return CastReader::read(file.readAll());
}

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
    spec.description
        = {tr("Plays a file in asciicast v2 into this terminal, in its own time. Where "
              "standard output is no terminal, everything comes at once."),
           tr("A recording can do to a terminal whatever the recorded program could: "
              "play those you trust, and look at others with “terminal render”.")};
    spec.exitCodes = {{exitcode::success, tr("The recording was played to its end.")},
                      {exitcode::usage, tr("Wrong usage, or a file that is no recording.")}};
    spec.examples
        = {{u"slipwayctl terminal play deployment.cast --speed 2 --idle-limit 1"_s, QString()}};
    return spec;
}

void TerminalPlayCommand::start(const Arguments &arguments)
{
    const Result<double> speed = positive(arguments, u"speed"_s, 1);
    const Result<double> idleLimit = positive(arguments, u"idle-limit"_s, 1e6);
    if (!speed || !idleLimit) {
        fail(speed ? idleLimit.error() : speed.error(), exitcode::usage);
        return;
    }
    Result<Cast> cast = readCast(arguments.positional().constFirst());
    if (!cast) {
        fail(cast.error(), exitcode::usage);
        return;
    }
    m_cast = std::move(*cast);
    m_pace = ::isatty(STDOUT_FILENO) == 1 ? Pace::AsRecorded : Pace::AtOnce;
    retime(*speed, *idleLimit);
    m_clock.start();
    m_timer.start(0);
}

void TerminalPlayCommand::retime(double speed, double idleLimit)
{
    const Microseconds longest(qint64(idleLimit * 1e6));
    Microseconds recorded{0};
    Microseconds played{0};
    for (Cast::Event &event : m_cast.events) {
        const Microseconds pause = std::min(event.at - recorded, longest);
        recorded = event.at;
        played += Microseconds(qint64(double(pause.count()) / speed));
        event.at = played;
    }
}

void TerminalPlayCommand::playOn()
{
    while (m_next < m_cast.events.size()) {
        const Cast::Event &event = m_cast.events.at(m_next);
        const Microseconds now(m_clock.nsecsElapsed() / 1'000);
        if (m_pace == Pace::AsRecorded && event.at > now) {
            m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(event.at - now));
            return;
        }
        console().rawOut(event.data);
        ++m_next;
    }
    finishLater(exitcode::success);
}

} // namespace slipway
