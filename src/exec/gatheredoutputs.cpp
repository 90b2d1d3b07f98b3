// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/gatheredoutputs.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::GatheredOutputs)
};

/// Of a line.
constexpr qsizetype longestUnit = qsizetype(1024) * 1024;
/// Units of two machines that are compared one by one.
constexpr qint64 mostCompared = 1'000'000;
constexpr qsizetype writtenAtOnce = qsizetype(64) * 1024;

} // namespace

void GatheredOutputs::Cutter::add(QByteArrayView bytes, const TakeUnit &take)
{
    while (!bytes.isEmpty()) {
        const qsizetype room = longestUnit - m_rest.size();
        const qsizetype end = bytes.first(std::min(room, bytes.size())).indexOf('\n');
        const qsizetype size = end >= 0 ? end : std::min(room, bytes.size());
        m_rest.append(bytes.first(size));
        bytes = bytes.sliced(size + (end >= 0 ? 1 : 0));
        if (end < 0 && m_rest.size() < longestUnit)
            return;
        take({std::exchange(m_rest, {}), m_begins, end >= 0});
        m_begins = end >= 0;
    }
}

void GatheredOutputs::Cutter::finish(const TakeUnit &take)
{
    if (!m_rest.isEmpty())
        take({std::exchange(m_rest, {}), m_begins, false});
}

qsizetype GatheredOutputs::placeOf(const QString &machine)
{
    const auto known = m_places.constFind(machine);
    if (known != m_places.cend())
        return *known;
    const qsizetype place = m_names.size();
    m_places.insert(machine, place);
    m_names.append(machine);
    m_machines.emplace_back().names = {machine};
    return place;
}

void GatheredOutputs::add(const QString &machine, const QStringList &names)
{
    if (!m_places.contains(machine))
        m_machines[std::size_t(placeOf(machine))].names += names;
}

QByteArray GatheredOutputs::normalized(const Unit &unit, const Machine &machine) const
{
    return OutputNormalizer::normalized(unit.text, m_level, machine.names);
}

void GatheredOutputs::count(Stream &stream, const Machine &machine, const Unit &unit) const
{
    const QByteArray text = normalized(unit, machine);
    stream.digest.addData(text);
    if (unit.ends)
        stream.digest.addData("\n");
    ++stream.units;
    stream.bytes += text.size();
    stream.isEnded = unit.ends;
}

void GatheredOutputs::append(const QString &machine, QByteArrayView bytes, OutputStream stream)
{
    const qsizetype place = placeOf(machine);
    Machine &to = m_machines[std::size_t(place)];
    if (to.end.isCut || bytes.isEmpty())
        return;
    const bool isOut = stream == OutputStream::Out;
    if (!m_spool.append(2 * place + (isOut ? 0 : 1), bytes)) {
        to.end.isCut = true;
        return;
    }
    Stream &counted = isOut ? to.out : to.err;
    counted.cutter.add(bytes, [&](const Unit &unit) { count(counted, to, unit); });
}

void GatheredOutputs::end(const QString &machine, const End &end)
{
    Machine &ended = m_machines[std::size_t(placeOf(machine))];
    const bool isCut = ended.end.isCut || end.isCut;
    ended.end = end;
    ended.end.isCut = isCut;
    for (Stream *stream : {&ended.out, &ended.err})
        stream->cutter.finish([&](const Unit &unit) { count(*stream, ended, unit); });
}

Result<void> GatheredOutputs::read(qsizetype place, const TakeUnit &take)
{
    const Machine &machine = m_machines[std::size_t(place)];
    const TakeUnit tidy = [&](const Unit &unit) {
        take({normalized(unit, machine), unit.begins, unit.ends});
    };
    for (const qsizetype stream : {2 * place, 2 * place + 1}) {
        Cutter cutter;
        const auto done
            = m_spool.read(stream, [&](QByteArrayView bytes) { cutter.add(bytes, tidy); });
        if (!done)
            return done;
        cutter.finish(tidy);
    }
    return {};
}

QByteArray GatheredOutputs::keyOf(qsizetype place) const
{
    const Machine &machine = m_machines[std::size_t(place)];
    return machine.out.digest.result() + machine.err.digest.result()
        + (machine.end.isCut ? '1' : '0') + (machine.end.hasRun ? '1' : '0')
        + machine.end.note.toUtf8();
}

QList<GatheredOutputs::Group> GatheredOutputs::groups()
{
    QList<Members> members;
    QHash<QByteArray, qsizetype> byKey;
    for (qsizetype place = 0; place < m_names.size(); ++place) {
        const QByteArray key = keyOf(place);
        if (!byKey.contains(key)) {
            byKey.insert(key, members.size());
            members.append(Members());
        }
        members[byKey.value(key)].append(place);
    }
    const auto rank = [this](const Members &group) {
        return std::pair(m_machines[std::size_t(group.constFirst())].end.hasRun, group.size());
    };
    std::ranges::stable_sort(members, std::ranges::greater(), rank);

    QList<Group> groups;
    for (const Members &group : std::as_const(members)) {
        const Machine &machine = m_machines[std::size_t(group.constFirst())];
        QStringList names;
        for (const qsizetype place : group)
            names.append(m_names.at(place));
        groups.append({names, machine.end.note, {}, machine.end.isCut});
    }
    m_groups = groups.size();
    m_reference.reset();
    m_referenceHashes.clear();
    if (!members.isEmpty() && rank(members.constFirst()).first)
        m_reference = members.constFirst().constFirst();
    tellApart(groups, members);
    return groups;
}

QByteArray GatheredOutputs::textDigest(qsizetype place)
{
    QCryptographicHash digest(QCryptographicHash::Sha256);
    bool ends = true;
    const auto done = read(place, [&](const Unit &unit) {
        if (unit.begins && !ends)
            digest.addData("\n");
        digest.addData(unit.text);
        if (unit.ends)
            digest.addData("\n");
        ends = unit.ends;
    });
    if (!ends)
        digest.addData("\n");
    return done ? digest.result() : m_names.at(place).toUtf8();
}

bool GatheredOutputs::isOpen(const Machine &machine)
{
    return !machine.out.isEnded || !machine.err.isEnded;
}

QList<GatheredOutputs::Members> GatheredOutputs::alike(const QList<Members> &members)
{
    const auto machineOf = [&](qsizetype group) -> const Machine & {
        return m_machines[std::size_t(members.at(group).constFirst())];
    };
    QHash<std::pair<qint64, qint64>, Members> bySize;
    for (qsizetype group = 0; group < members.size(); ++group)
        bySize[{machineOf(group).units(), machineOf(group).bytes()}].append(group);
    QHash<QByteArray, Members> byText;
    for (const Members &similar : std::as_const(bySize)) {
        const Machine &first = machineOf(similar.constFirst());
        const bool canBeToldApart = std::ranges::any_of(similar, [&](qsizetype group) {
            return machineOf(group).err.units != first.err.units
                || isOpen(machineOf(group)) != isOpen(first);
        });
        for (const qsizetype group : similar) {
            if (canBeToldApart)
                byText[textDigest(members.at(group).constFirst())].append(group);
        }
    }
    return byText.values();
}

void GatheredOutputs::tellApart(QList<Group> &groups, const QList<Members> &members)
{
    const auto machineOf = [&](qsizetype group) -> const Machine & {
        return m_machines[std::size_t(members.at(group).constFirst())];
    };
    const QList<Members> all = alike(members);
    for (const Members &same : all) {
        const Machine &first = machineOf(same.constFirst());
        const auto isAnyOther = [&](auto what) {
            return std::ranges::any_of(
                same, [&](qsizetype group) { return what(machineOf(group)) != what(first); });
        };
        const bool errorsDiffer
            = isAnyOther([](const Machine &machine) { return machine.err.units; });
        const bool endsDiffer = isAnyOther(&isOpen);
        for (const qsizetype group : same) {
            if (errorsDiffer && machineOf(group).err.units > 0)
                groups[group].words.append(Text::tr("%n line(s) on standard error", nullptr,
                                                    int(machineOf(group).err.units)));
            if (endsDiffer && isOpen(machineOf(group)))
                groups[group].words.append(Text::tr("no line end at the end"));
        }
    }
    for (qsizetype group = 0; group < groups.size() && m_reference; ++group) {
        const qint64 most
            = std::max(machineOf(group).units(), m_machines[std::size_t(*m_reference)].units());
        if (members.at(group).constFirst() != *m_reference && most > mostCompared)
            groups[group].words.append(Text::tr("too long to be compared line by line"));
    }
}

Result<std::vector<quint64>> GatheredOutputs::hashesOf(qsizetype place)
{
    std::vector<quint64> hashes;
    hashes.reserve(std::size_t(m_machines[std::size_t(place)].units()));
    const auto done
        = read(place, [&hashes](const Unit &unit) { hashes.push_back(qHash(unit.text)); });
    if (!done)
        return std::unexpected(done.error());
    return hashes;
}

Result<std::vector<bool>> GatheredOutputs::differing(qsizetype place)
{
    const Machine &machine = m_machines[std::size_t(place)];
    if (!m_reference || place == *m_reference || !machine.end.hasRun
        || std::max(machine.units(), m_machines[std::size_t(*m_reference)].units()) > mostCompared)
        return std::vector<bool>(std::size_t(machine.units()), false);
    if (m_referenceHashes.empty()) {
        auto hashes = hashesOf(*m_reference);
        if (!hashes)
            return std::unexpected(hashes.error());
        m_referenceHashes = *std::move(hashes);
    }
    const auto own = hashesOf(place);
    if (!own)
        return std::unexpected(own.error());
    // Numbers for the lines of the largest group, and one for all that it does not have.
    std::vector<quint64> known = m_referenceHashes;
    std::ranges::sort(known);
    known.erase(std::ranges::unique(known).begin(), known.end());
    const auto numbers = [&known](const std::vector<quint64> &hashes) {
        std::vector<OutputLines::Id> ids;
        ids.reserve(hashes.size());
        for (const quint64 hash : hashes) {
            const auto found = std::ranges::lower_bound(known, hash);
            const bool isThere = found != known.end() && *found == hash;
            ids.push_back(OutputLines::Id(isThere ? found - known.begin() : std::ssize(known)));
        }
        return ids;
    };
    return OutputLines::differing(numbers(*own), numbers(m_referenceHashes));
}

Result<void> GatheredOutputs::write(const Group &group, const Sink &sink)
{
    const qsizetype place = m_places.value(group.machines.constFirst());
    const auto marks = differing(place);
    if (!marks)
        return std::unexpected(marks.error());
    QByteArray bytes;
    std::size_t at = 0;
    bool ends = true;
    const auto done = read(place, [&](const Unit &unit) {
        if (unit.begins && !ends)
            bytes += '\n';
        if (unit.begins && m_groups > 1)
            bytes += (*marks)[at] ? "≠ "_ba : "  "_ba;
        bytes += unit.text;
        if (unit.ends)
            bytes += '\n';
        ends = unit.ends;
        ++at;
        if (bytes.size() >= writtenAtOnce)
            sink(std::exchange(bytes, {}));
    });
    if (!ends)
        bytes += '\n';
    if (!bytes.isEmpty())
        sink(bytes);
    return done;
}

} // namespace slipway
