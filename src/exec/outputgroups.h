// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"
#include "exec/outputlines.h"
#include "exec/outputnormalizer.h"

#include <QStringList>

namespace slipway {

/// What several machines print, alike outputs together while it comes: each line is hashed once,
/// when it is whole. What was printed to standard output stands before what went to standard
/// error, so that chance in their order makes no difference. Bounded in memory. One thread.
class OutputGroups
{
public:
    struct Limits
    {
        qsizetype machine = qsizetype(16) * 1024 * 1024; ///< bytes printed by one machine
        qsizetype total = qsizetype(256) * 1024 * 1024;  ///< bytes kept
    };
    struct Line
    {
        QByteArray text;          ///< without its line end
        bool isDifferent = false; ///< the largest group does not have it there
        friend bool operator==(const Line &, const Line &) = default;
    };
    /// A group without its lines: cheap enough to ask for thirty times a second.
    struct Heading
    {
        QStringList machines; ///< in the order in which they were added
        QString note;
        qsizetype lineCount = 0;
        bool isCut = false; ///< more was printed than is kept
        friend bool operator==(const Heading &, const Heading &) = default;
    };
    struct Group
    {
        QStringList machines; ///< in the order in which they were added
        QByteArray output;
        QList<Line> lines;
        QString note = {};
        bool isCut = false;
        friend bool operator==(const Group &, const Group &) = default;
    };

    explicit OutputGroups(OutputNormalizer::Level level = OutputNormalizer::Level::Plain)
        : OutputGroups(level, {})
    { }
    OutputGroups(OutputNormalizer::Level level, Limits limits)
        : m_level(level)
        , m_limits(limits) { }

    /// A machine that prints nothing belongs to the group of those that print nothing. `names` are
    /// further names of it that its output may hold.
    void add(const QString &machine, const QStringList &names = {});
    void append(const QString &machine, QByteArrayView bytes,
                OutputStream stream = OutputStream::Out);
    /// Machines with other notes are in other groups: "timed out", "exit status 3".
    void setNote(const QString &machine, const QString &note);
    /// Nothing was run there: what it printed is none of the outputs, which are compared without
    /// it.
    void setUnreached(const QString &machine, const QString &note);

    /// The largest first, of equal ones that with the machine that was added first; those that were
    /// not reached last.
    QList<Heading> headings() const;
    /// What the machine printed so far, compared with the largest group.
    QList<Line> lines(const QString &machine) const;
    /// As headings(), with all lines.
    QList<Group> groups() const;
    /// Another number after each change.
    quint64 revision() const { return m_revision; }

private:
    struct Stream
    {
        std::vector<OutputLines::Id> lines;
        QByteArray rest; ///< of a line that has not ended
        std::size_t hash = 0;
        bool operator==(const Stream &other) const
        {
            return hash == other.hash && rest == other.rest && lines == other.lines;
        }
    };
    struct Machine
    {
        QStringList names;
        QString note;
        Stream out;
        Stream err;
        qsizetype printed = 0;
        bool isCut = false;
        bool hasRun = true;
        bool operator==(const Machine &other) const
        {
            return hasRun == other.hasRun && note == other.note && isCut == other.isCut
                && out == other.out && err == other.err;
        }
    };
    using Members = QList<qsizetype>; ///< of one group, as places in m_names

    void take(Machine &machine, Stream &stream, QByteArrayView bytes);
    QList<Members> grouped() const;
    /// What the others are compared with; nothing when none was reached.
    const Machine *referenceOf(const QList<Members> &groups) const;
    Heading headingOf(const Members &members) const;
    /// Numbers for lines that have not ended, made up while two machines are compared.
    using Unended = QHash<QByteArray, OutputLines::Id>;
    std::vector<OutputLines::Id> idsOf(const Machine &machine, Unended &unended) const;
    QList<Line> linesOf(const Machine &machine, const Machine *reference) const;

    OutputNormalizer::Level m_level;
    Limits m_limits;
    OutputLines m_lines;
    QStringList m_names;
    std::vector<Machine> m_machines; ///< in the same order
    QHash<QString, qsizetype> m_places;
    qsizetype m_kept = 0;
    quint64 m_revision = 0;
};

} // namespace slipway
