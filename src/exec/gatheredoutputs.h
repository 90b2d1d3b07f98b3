// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"
#include "exec/outputlines.h"
#include "exec/outputnormalizer.h"
#include "exec/outputspool.h"

#include <QCryptographicHash>
#include <QHash>
#include <QStringList>

namespace slipway {

/// What several machines print, whatever its size, alike outputs together at the end: they are
/// compared by digests that are taken while they come, and read again when they are written. What
/// was printed to standard output stands before what went to standard error. One thread.
class GatheredOutputs
{
public:
    struct End
    {
        QString note;       ///< machines with other notes are in other groups: "timed out"
        bool hasRun = true; ///< false: nothing of the command ran there
        bool isCut = false; ///< it printed more than came here
    };
    struct Group
    {
        QStringList machines; ///< in the order in which they were added
        QString note;
        /// What sets it apart from another group whose text is the same, or that its lines are too
        /// many to be compared.
        QStringList words;
        bool isCut = false; ///< more was printed than is kept
    };
    using Sink = std::function<void(const QByteArray &bytes)>;

    explicit GatheredOutputs(OutputNormalizer::Level level = OutputNormalizer::Level::Plain)
        : m_level(level)
    { }

    /// A machine that prints nothing belongs to the group of those that print nothing. `names` are
    /// further names of it that its output may hold.
    void add(const QString &machine, const QStringList &names = {});
    void append(const QString &machine, QByteArrayView bytes,
                OutputStream stream = OutputStream::Out);
    void end(const QString &machine, const End &end);

    /// Once all have ended: the largest first; those where the command did not run come last.
    QList<Group> groups();
    /// A group's text, each line with "≠ " or "  " before it where there are several groups: "≠"
    /// for a line that the largest group in which the command ran does not have there.
    Result<void> write(const Group &group, const Sink &sink);
    /// Why not all was kept.
    const std::optional<Error> &problem() const { return m_spool.problem(); }

private:
    /// Lines are cut into units where they are very long.
    struct Unit
    {
        QByteArray text;
        bool begins = true; ///< a line
        bool ends = true;   ///< a line
    };
    using TakeUnit = std::function<void(const Unit &unit)>;
    class Cutter
    {
    public:
        void add(QByteArrayView bytes, const TakeUnit &take);
        void finish(const TakeUnit &take);

    private:
        QByteArray m_rest;
        bool m_begins = true;
    };
    struct Stream
    {
        Cutter cutter;
        QCryptographicHash digest{QCryptographicHash::Sha256};
        qint64 units = 0;
        qint64 bytes = 0; ///< of the text without line ends
        bool isEnded = true;
    };
    struct Machine
    {
        QStringList names;
        End end;
        Stream out;
        Stream err;
        qint64 units() const { return out.units + err.units; }
        qint64 bytes() const { return out.bytes + err.bytes; }
    };
    using Members = QList<qsizetype>; ///< of one group, as places in m_names

    qsizetype placeOf(const QString &machine);
    void count(Stream &stream, const Machine &machine, const Unit &unit) const;
    QByteArray normalized(const Unit &unit, const Machine &machine) const;
    /// All units of a machine, normalized.
    Result<void> read(qsizetype place, const TakeUnit &take);
    QByteArray keyOf(qsizetype place) const;
    QByteArray textDigest(qsizetype place);
    /// Whether a line at the end has no end.
    static bool isOpen(const Machine &machine);
    /// Groups whose text is the same, as places in `members`, where something sets them apart.
    QList<Members> alike(const QList<Members> &members);
    void tellApart(QList<Group> &groups, const QList<Members> &members);
    Result<std::vector<quint64>> hashesOf(qsizetype place);
    Result<std::vector<bool>> differing(qsizetype place);

    OutputNormalizer::Level m_level;
    OutputSpool m_spool;
    QStringList m_names;
    std::vector<Machine> m_machines; ///< in the same order
    QHash<QString, qsizetype> m_places;
    qsizetype m_groups = 0;
    std::optional<qsizetype> m_reference; ///< of the largest group
    std::vector<quint64> m_referenceHashes;
};

} // namespace slipway
