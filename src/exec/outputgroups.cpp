// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputgroups.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace slipway {

void OutputGroups::add(const QString &machine, const QStringList &names)
{
    if (m_places.contains(machine))
        return;
    m_places.insert(machine, m_names.size());
    m_names.append(machine);
    Machine &entry = m_machines.emplace_back();
    entry.names = names;
    entry.names.prepend(machine);
    ++m_revision;
}

void OutputGroups::setNote(const QString &machine, const QString &note)
{
    add(machine);
    m_machines[std::size_t(m_places.value(machine))].note = note;
    ++m_revision;
}

void OutputGroups::setUnreached(const QString &machine, const QString &note)
{
    setNote(machine, note);
    m_machines[std::size_t(m_places.value(machine))].hasRun = false;
}

void OutputGroups::append(const QString &machine, QByteArrayView bytes, OutputStream stream)
{
    add(machine);
    Machine &entry = m_machines[std::size_t(m_places.value(machine))];
    if (entry.isCut || bytes.isEmpty())
        return;
    const qsizetype room
        = std::min(m_limits.machine - entry.printed, m_limits.total - m_kept - m_lines.size());
    entry.isCut = bytes.size() > room;
    take(entry, stream == OutputStream::Out ? entry.out : entry.err,
         bytes.first(std::clamp<qsizetype>(room, 0, bytes.size())));
    ++m_revision;
}

void OutputGroups::take(Machine &machine, Stream &stream, QByteArrayView bytes)
{
    machine.printed += bytes.size();
    qsizetype held = stream.rest.size(); // counted already
    for (qsizetype end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n')) {
        const QByteArrayView piece = bytes.first(end);
        if (!stream.rest.isEmpty())
            stream.rest.append(piece);
        const QByteArray line = OutputNormalizer::normalized(
            stream.rest.isEmpty() ? piece : QByteArrayView(stream.rest), m_level, machine.names);
        m_kept -= std::exchange(held, 0);
        stream.rest.clear();
        const OutputLines::Id id = m_lines.idOf(line);
        stream.lines.push_back(id);
        stream.hash = qHashMulti(stream.hash, id);
        m_kept += qsizetype(sizeof id);
        bytes = bytes.sliced(end + 1);
    }
    stream.rest.append(bytes);
    m_kept += bytes.size();
}

QList<OutputGroups::Members> OutputGroups::grouped() const
{
    QList<Members> groups;
    QMultiHash<std::size_t, qsizetype> byHash;
    for (qsizetype place = 0; place < m_names.size(); ++place) {
        const Machine &machine = m_machines[std::size_t(place)];
        const std::size_t hash = qHashMulti(0, machine.out.hash, machine.out.rest, machine.err.hash,
                                            machine.err.rest, machine.note, machine.isCut);
        const auto [first, last] = byHash.equal_range(hash);
        const auto same = std::find_if(first, last, [this, &groups, &machine](qsizetype group) {
            return m_machines[std::size_t(groups.at(group).constFirst())] == machine;
        });
        if (same != last) {
            groups[*same].append(place);
            continue;
        }
        byHash.insert(hash, groups.size());
        groups.append(Members{place});
    }
    std::ranges::stable_sort(groups, std::ranges::greater(), [this](const Members &members) {
        return std::pair(m_machines[std::size_t(members.constFirst())].hasRun, members.size());
    });
    return groups;
}

const OutputGroups::Machine *OutputGroups::referenceOf(const QList<Members> &groups) const
{
    const Machine &first = m_machines[std::size_t(groups.constFirst().constFirst())];
    return first.hasRun ? &first : nullptr;
}

OutputGroups::Heading OutputGroups::headingOf(const Members &members) const
{
    const Machine &machine = m_machines[std::size_t(members.constFirst())];
    Heading heading;
    heading.machines.reserve(members.size());
    for (const qsizetype place : members)
        heading.machines.append(m_names.at(place));
    heading.note = machine.note;
    heading.isCut = machine.isCut;
    heading.lineCount = qsizetype(machine.out.lines.size() + machine.err.lines.size())
        + (machine.out.rest.isEmpty() ? 0 : 1) + (machine.err.rest.isEmpty() ? 0 : 1);
    return heading;
}

std::vector<OutputLines::Id> OutputGroups::idsOf(const Machine &machine, Unended &unended) const
{
    std::vector<OutputLines::Id> ids;
    ids.reserve(machine.out.lines.size() + machine.err.lines.size() + 2);
    for (const Stream *stream : {&machine.out, &machine.err}) {
        ids.insert(ids.end(), stream->lines.begin(), stream->lines.end());
        if (stream->rest.isEmpty())
            continue;
        const QByteArray line = OutputNormalizer::normalized(stream->rest, m_level, machine.names);
        const std::optional<OutputLines::Id> known = m_lines.find(line);
        if (!known && !unended.contains(line))
            unended.insert(line,
                           std::numeric_limits<OutputLines::Id>::max()
                               - OutputLines::Id(unended.size()));
        ids.push_back(known.value_or(unended.value(line)));
    }
    return ids;
}

QList<OutputGroups::Line> OutputGroups::linesOf(const Machine &machine,
                                                const Machine *reference) const
{
    Unended unended;
    const std::vector<OutputLines::Id> ids = idsOf(machine, unended);
    const bool isCompared = reference && reference != &machine && machine.hasRun;
    const std::vector<bool> differs = isCompared
        ? OutputLines::differing(ids, idsOf(*reference, unended))
        : std::vector<bool>(ids.size(), false);
    QList<Line> lines;
    lines.reserve(qsizetype(ids.size()));
    for (std::size_t i = 0; i < ids.size(); ++i)
        lines.append(
            {m_lines.has(ids[i]) ? m_lines.text(ids[i]) : unended.key(ids[i]), differs[i]});
    return lines;
}

QList<OutputGroups::Heading> OutputGroups::headings() const
{
    const QList<Members> all = grouped();
    QList<Heading> headings;
    headings.reserve(all.size());
    for (const Members &members : all)
        headings.append(headingOf(members));
    return headings;
}

QList<OutputGroups::Line> OutputGroups::lines(const QString &machine) const
{
    const auto place = m_places.constFind(machine);
    if (place == m_places.cend())
        return {};
    const QList<Members> all = grouped();
    return linesOf(m_machines[std::size_t(*place)], referenceOf(all));
}

QList<OutputGroups::Group> OutputGroups::groups() const
{
    const QList<Members> all = grouped();
    QList<Group> groups;
    groups.reserve(all.size());
    for (const Members &members : all) {
        const Machine &machine = m_machines[std::size_t(members.constFirst())];
        Heading heading = headingOf(members);
        Group group;
        group.machines = std::move(heading.machines);
        group.note = std::move(heading.note);
        group.isCut = heading.isCut;
        group.lines = linesOf(machine, referenceOf(all));
        for (const Line &line : std::as_const(group.lines))
            group.output += line.text + '\n';
        if (!machine.out.rest.isEmpty() || !machine.err.rest.isEmpty())
            group.output.chop(1);
        groups.append(std::move(group));
    }
    return groups;
}

} // namespace slipway
