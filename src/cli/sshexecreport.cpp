// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshexecreport.h"

#include "cli/serverscommand.h"
#include "cli/sshexeclog.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SshExecReport)
};

/// Of a line without an end.
constexpr qsizetype mostKept = qsizetype(16) * 1024 * 1024;

} // namespace

QString wordOf(MachineState state)
{
    switch (state) {
    case MachineState::Waiting:
        return Text::tr("waiting");
    case MachineState::Running:
        return Text::tr("running");
    case MachineState::Succeeded:
        return Text::tr("succeeded");
    case MachineState::Failed:
        return Text::tr("failed");
    case MachineState::TimedOut:
        return Text::tr("timed out");
    case MachineState::Unreachable:
        return Text::tr("unreachable");
    case MachineState::Skipped:
        return Text::tr("skipped");
    case MachineState::Quarantined:
        return Text::tr("left out");
    case MachineState::Cancelled:
        return Text::tr("cancelled");
    }
    return {};
}

namespace {
/// Of a server that did not succeed: "timed out", "exit status 3".
QString noteOf(const FanOut::Outcome &outcome)
{
    const CommandResult &result = outcome.result;
    if (outcome.state == MachineState::Succeeded)
        return {};
    if (outcome.state != MachineState::Failed || result.error)
        return wordOf(outcome.state);
    return result.signalName.isEmpty() ? Text::tr("exit status %1").arg(result.exitCode)
                                       : Text::tr("signal %1").arg(result.signalName);
}
} // namespace

SshExecReport::SshExecReport(const Console &console, const SshExecOptions &options)
    : m_console(console)
    , m_format(options.format)
    , m_gathered(options.level)
{ }

void SshExecReport::add(const QString &server, const QStringList &names)
{
    m_names.insert(server, names);
    m_servers.append(server);
}

QByteArray &SshExecReport::textOf(Output &output, OutputStream stream)
{
    return stream == OutputStream::Out ? output.out : output.err;
}

void SshExecReport::output(const QString &server, OutputStream stream, const QByteArray &bytes)
{
    if (m_format == SshExecOptions::Format::Gathered) {
        m_gathered.add(server, m_names.value(server));
        m_gathered.append(server, bytes, stream);
        return;
    }
    if (m_format == SshExecOptions::Format::Json) {
        if (!m_kept.append(placeOf(server, stream), bytes))
            m_cut.insert(server);
        return;
    }
    textOf(m_outputs[server], stream) += bytes;
    printLines(server, stream);
}

qsizetype SshExecReport::placeOf(const QString &server, OutputStream stream) const
{
    return 2 * m_servers.indexOf(server) + (stream == OutputStream::Out ? 0 : 1);
}

QString SshExecReport::keptOf(const QString &server, OutputStream stream)
{
    QByteArray bytes;
    const auto read
        = m_kept.read(placeOf(server, stream), [&bytes](QByteArrayView piece) { bytes += piece; });
    if (!read)
        take(read.error());
    return QString::fromUtf8(bytes);
}

void SshExecReport::printJson(const QString &server, const FanOut::Outcome &outcome)
{
    QJsonObject object = toJson(server, outcome);
    object.insert(u"out"_s, keptOf(server, OutputStream::Out));
    object.insert(u"err"_s, keptOf(server, OutputStream::Err));
    if (m_cut.contains(server))
        object.insert(u"truncated"_s, true);
    m_console.rawOut(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

QByteArray SshExecReport::shown(const QByteArray &line, OutputStream stream) const
{
    using Level = OutputNormalizer::Level;
    const int descriptor = stream == OutputStream::Out ? STDOUT_FILENO : STDERR_FILENO;
    // What a server prints shall not clear a person's screen, or name it, or write over others.
    if (::isatty(descriptor) != 1)
        return line;
    return OutputNormalizer::normalized(
        line, m_console.isColoured() ? Level::Coloured : Level::Plain, {});
}

void SshExecReport::printLines(const QString &server, OutputStream stream)
{
    QByteArray &text = textOf(m_outputs[server], stream);
    const qsizetype end = text.lastIndexOf('\n') + 1;
    // A line without an end is printed when it grows too long to keep.
    const qsizetype whole = end == 0 && text.size() > mostKept ? text.size() : end;
    if (whole == 0)
        return;
    const QByteArray prefix = server.toUtf8() + ": ";
    QByteArray lines;
    const QList<QByteArray> parts = text.first(whole - (end > 0 ? 1 : 0)).split('\n');
    for (const QByteArray &line : parts)
        lines += prefix + shown(line, stream) + '\n';
    text.remove(0, whole);
    if (stream == OutputStream::Out)
        m_console.rawOut(lines);
    else
        m_console.rawError(lines);
}

void SshExecReport::printRest(const QString &server)
{
    for (const OutputStream stream : {OutputStream::Out, OutputStream::Err}) {
        QByteArray &text = textOf(m_outputs[server], stream);
        if (!text.isEmpty()) {
            text += '\n';
            printLines(server, stream);
        }
    }
}

void SshExecReport::end(const QString &server, const FanOut::Outcome &outcome, Failures failures)
{
    if (m_format == SshExecOptions::Format::Json) {
        printJson(server, outcome);
        return;
    }
    if (m_format == SshExecOptions::Format::Lines) {
        printRest(server);
    } else if (outcome.attempts > 0) {
        m_gathered.add(server, m_names.value(server));
        m_gathered.end(
            server, {noteOf(outcome), outcome.state != MachineState::Unreachable, outcome.isCut});
    }
    const bool isExpected = outcome.state == MachineState::Succeeded
        || outcome.state == MachineState::Quarantined || outcome.state == MachineState::Skipped;
    if (!isExpected && failures == Failures::Now)
        m_console.error(u"slipwayctl: "_s + failureOf(server, outcome.result));
}

void SshExecReport::printGroups()
{
    const QList<GatheredOutputs::Group> groups = m_gathered.groups();
    for (const GatheredOutputs::Group &group : groups) {
        QStringList machines = group.machines;
        std::ranges::sort(machines, {},
                          [this](const QString &name) { return m_servers.indexOf(name); });
        QString heading = u"── %1 (%2)"_s.arg(machines.join(u", "_s)).arg(machines.size());
        for (const QString &word : QStringList(group.note) + group.words)
            heading += word.isEmpty() ? QString() : QString(u" · "_s + word);
        m_console.out(m_console.coloured(heading + u" ──"_s, Console::Colour::Bold));
        const auto written
            = m_gathered.write(group, [this](const QByteArray &bytes) { m_console.rawOut(bytes); });
        if (group.isCut)
            m_console.out(Text::tr("(cut: more was printed than is kept)"));
        if (!written)
            take(written.error());
    }
}

void SshExecReport::take(const Error &problem)
{
    if (!std::exchange(m_isIncomplete, true))
        m_console.error(u"slipwayctl: "_s + problem.message);
}

QString SshExecReport::summary(const FanOut &fanOut)
{
    QMap<MachineState, QStringList> byState;
    for (const auto &[server, outcome] : fanOut.outcomes().asKeyValueRange())
        byState[outcome.state].append(server);
    QStringList parts;
    for (const auto &[state, servers] : std::as_const(byState).asKeyValueRange()) {
        QString part = Text::tr("%1 %2", "count, state").arg(servers.size()).arg(wordOf(state));
        if (state != MachineState::Succeeded)
            part += u": "_s + servers.join(u", "_s);
        parts.append(part);
    }
    return Text::tr("slipwayctl: %1 servers: %2")
        .arg(fanOut.outcomes().size())
        .arg(parts.join(u"; "_s));
}

void SshExecReport::conclude(const FanOut &fanOut)
{
    if (m_format == SshExecOptions::Format::Gathered)
        printGroups();
    for (const auto &problem : {m_gathered.problem(), m_kept.problem()}) {
        if (problem)
            take(*problem);
    }
    if (fanOut.outcomes().size() > 1)
        m_console.error(summary(fanOut));
}

} // namespace slipway
