// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envdocument.h"

#include <QSet>

#include <algorithm>

namespace slipway {
namespace {

using Kind = EnvStatement::Kind;

void shift(EnvStatement &statement, qsizetype bytes, int lines)
{
    statement.line += lines;
    for (EnvRange *part : {&statement.range, &statement.key, &statement.delimiter, &statement.value,
                           &statement.comment}) {
        part->at += bytes;
    }
}

qsizetype growth(const EnvTextChange &change)
{
    return change.inserted.size() - change.range.size;
}

void replace(QByteArray &text, const QList<EnvTextChange> &changes)
{
    if (changes.size() == 1) {
        const EnvTextChange &change = changes.first();
        text.replace(change.range.at, change.range.size, change.inserted);
        return;
    }
    QByteArray result;
    qsizetype size = text.size();
    for (const EnvTextChange &change : changes)
        size += growth(change);
    result.reserve(size);
    qsizetype done = 0;
    for (const EnvTextChange &change : changes) {
        Q_ASSERT(change.range.at >= done && change.range.end() <= text.size());
        result += QByteArrayView(text).sliced(done, change.range.at - done);
        result += change.inserted;
        done = change.range.end();
    }
    result += QByteArrayView(text).sliced(done);
    text = result;
}

/// The size of the UTF-8 character at the front of a text; 1 for a byte that is none.
qsizetype characterSize(QByteArrayView text)
{
    const auto byteAt = [text](qsizetype at) {
        return static_cast<unsigned char>(text[at]);
    };
    const unsigned char first = byteAt(0);
    if (first < 0xc2 || first > 0xf4)
        return 1;
    const qsizetype size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (text.size() < size)
        return 1;
    for (qsizetype at = 1; at < size; ++at) {
        if ((byteAt(at) & 0xc0) != 0x80)
            return 1;
    }
    // Longer than needed, a surrogate, or beyond U+10FFFF.
    const unsigned char second = byteAt(1);
    const bool isForbidden = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)
        || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return isForbidden ? 1 : size;
}

} // namespace

/// Old statements [first, last) and what is there now.
struct EnvDocument::Splice
{
    qsizetype first = 0;
    qsizetype last = 0;
    QList<EnvStatementReading> readings;
    qsizetype bytesAfter = 0; ///< by how much everything after it has moved
    int linesAfter = 0;
};

/// Where rereading is; positions of the text before changes are "old".
struct EnvDocument::Rereading
{
    const QList<EnvTextChange> &changes;
    qsizetype nextChange = 0;
    qsizetype moved = 0;   ///< by the changes so far
    qsizetype changed = 0; ///< old end of the last change
    int lines = 0;

    /// Counts the changes that begin at or before a byte of the new text.
    void passChanges(qsizetype at)
    {
        for (; nextChange < changes.size(); ++nextChange) {
            const EnvTextChange &change = changes.at(nextChange);
            if (change.range.at + moved > at)
                break;
            moved += growth(change);
            changed = change.range.end();
        }
    }
};

EnvDocument::EnvDocument(QByteArray bytes) : m_bytes(std::move(bytes))
{
    m_statements.reserve(std::ranges::count(m_bytes, '\n') + 1);
    int line = 1;
    for (qsizetype at = 0; at < m_bytes.size();) {
        const EnvStatementReading reading = readEnvStatement(m_bytes, at, line);
        at = reading.statement.range.end();
        line += reading.statement.lineCount;
        if (reading.readTo > at)
            m_farReaders.append({m_statements.size(), reading.readTo});
        m_statements.append(reading.statement);
    }
    m_index.rebuild(m_bytes, m_statements);
}

QByteArrayView EnvDocument::text(const EnvRange &range) const
{
    return QByteArrayView(m_bytes).sliced(range.at, range.size);
}

const EnvStatement *EnvDocument::find(QByteArrayView key) const
{
    const qsizetype place = m_index.find(key, m_bytes, m_statements);
    return place < 0 ? nullptr : &m_statements.at(place);
}

QList<QByteArray> EnvDocument::keys() const
{
    QList<QByteArray> keys;
    QSet<QByteArrayView> seen;
    for (const EnvStatement &statement : m_statements) {
        if (!statement.hasKey())
            continue;
        const qsizetype before = seen.size();
        seen.insert(keyOf(statement));
        if (seen.size() > before)
            keys.append(keyOf(statement).toByteArray());
    }
    return keys;
}

const EnvStatement *EnvDocument::statementAt(qsizetype byte) const
{
    if (byte < 0 || byte >= m_bytes.size())
        return nullptr;
    const auto after = std::ranges::upper_bound(m_statements, byte, {},
                                                [](const EnvStatement &s) { return s.range.at; });
    return &*std::prev(after);
}

int EnvDocument::lineOf(qsizetype byte) const
{
    if (m_statements.isEmpty() || byte <= 0)
        return 1;
    const EnvStatement *statement = statementAt(byte);
    if (!statement)
        statement = &m_statements.last();
    const qsizetype end = std::min(byte, m_bytes.size());
    const QByteArrayView before = text({statement->range.at, end - statement->range.at});
    return statement->line + int(std::ranges::count(before, '\n'));
}

int EnvDocument::columnOf(qsizetype byte) const
{
    const QByteArrayView text = m_bytes;
    const qsizetype end = std::clamp(byte, qsizetype(0), text.size());
    int column = 1;
    for (qsizetype at = text.first(end).lastIndexOf('\n') + 1; at < end; ++column) {
        at += characterSize(text.sliced(at));
        if (at > end)
            break;
    }
    return column;
}

QByteArray EnvDocument::lineEnd() const
{
    qsizetype lines = 0;
    qsizetype withReturn = 0;
    for (qsizetype at = m_bytes.indexOf('\n'); at >= 0; at = m_bytes.indexOf('\n', at + 1)) {
        ++lines;
        if (at > 0 && m_bytes.at(at - 1) == '\r')
            ++withReturn;
    }
    return withReturn > lines - withReturn ? "\r\n" : "\n";
}

void EnvDocument::apply(const QList<EnvTextChange> &changes)
{
    if (changes.isEmpty())
        return;
    const QList<qsizetype> touched = touchedBy(changes);
    const qsizetype sizeBefore = m_bytes.size();
    // The everyday case, a keystroke in one statement, leaves the index as it is.
    Kind kindBefore = Kind::Blank;
    QByteArray keyBefore;
    if (touched.size() == 1 && touched.first() < m_statements.size()) {
        const EnvStatement &statement = m_statements.at(touched.first());
        kindBefore = statement.kind;
        keyBefore = keyOf(statement).toByteArray();
    }

    replace(m_bytes, changes);
    const QList<Splice> splices = rereadStatements(changes, touched, sizeBefore);
    takeInFarReaders(splices);
    takeIn(splices);

    const Splice &first = splices.first();
    const bool keepsIndex = splices.size() == 1 && first.last == first.first + 1
        && first.readings.size() == 1 && m_statements.at(first.first).kind == kindBefore
        && keyOf(m_statements.at(first.first)) == keyBefore;
    if (!keepsIndex)
        m_index.rebuild(m_bytes, m_statements);
}

/// The statements that hold a changed byte, or looked at one while seeking a closing quote; the
/// number of statements stands for an addition behind the last line.
QList<qsizetype> EnvDocument::touchedBy(const QList<EnvTextChange> &changes) const
{
    QList<qsizetype> touched;
    for (const EnvTextChange &change : changes) {
        const EnvStatement *statement = statementAt(change.range.at);
        if (statement)
            touched.append(statement - m_statements.constData());
        else if (!m_statements.isEmpty() && !m_bytes.endsWith('\n'))
            touched.append(m_statements.size() - 1);
        else
            touched.append(m_statements.size());
    }
    for (const FarReader &reader : m_farReaders) {
        const qsizetype at = m_statements.at(reader.statement).range.at;
        const auto change = std::ranges::lower_bound(
            changes, at, {}, [](const EnvTextChange &c) { return c.range.at; });
        if (change != changes.cend() && change->range.at < reader.readTo)
            touched.append(reader.statement);
    }
    std::ranges::sort(touched);
    const auto repeated = std::ranges::unique(touched);
    touched.erase(repeated.begin(), repeated.end());
    return touched;
}

/// Reads from each touched statement on, until a statement begins where an old one does.
QList<EnvDocument::Splice> EnvDocument::rereadStatements(const QList<EnvTextChange> &changes,
                                                         const QList<qsizetype> &touched,
                                                         qsizetype sizeBefore) const
{
    const auto startOf = [this, sizeBefore](qsizetype place) {
        return place < m_statements.size() ? m_statements.at(place).range.at : sizeBefore;
    };
    QList<Splice> splices;
    Rereading state{changes};
    for (const qsizetype place : touched) {
        const qsizetype done = splices.isEmpty() ? -1 : splices.last().last;
        if (place < done || done == m_statements.size())
            continue;
        Splice splice{.first = place, .last = place, .readings = {}};
        qsizetype at = startOf(place) + state.moved;
        int line = 1;
        if (place > 0) {
            const EnvStatement &before = m_statements.at(place - 1);
            line = before.line + before.lineCount + state.lines;
        }
        for (;;) {
            state.passChanges(at);
            const qsizetype old = at - state.moved;
            while (splice.last < m_statements.size() && startOf(splice.last) < old)
                ++splice.last;
            if (at == m_bytes.size())
                break;
            // Only at the very beginning a byte order mark is one.
            const bool isOther = (at == 0) != (old == 0);
            if (old >= state.changed && startOf(splice.last) == old && !isOther
                && !std::ranges::binary_search(touched, splice.last)) {
                break;
            }
            splice.readings.append(readEnvStatement(m_bytes, at, line));
            line += splice.readings.last().statement.lineCount;
            at = splice.readings.last().statement.range.end();
        }
        splice.bytesAfter = state.moved;
        if (splice.last < m_statements.size())
            state.lines = line - m_statements.at(splice.last).line;
        splice.linesAfter = state.lines;
        splices.append(splice);
    }
    return splices;
}

void EnvDocument::takeIn(const QList<Splice> &splices)
{
    const bool sameCount = std::ranges::all_of(splices, [](const Splice &splice) {
        return splice.readings.size() == splice.last - splice.first;
    });
    QList<EnvStatement> after;
    if (!sameCount)
        after.reserve(m_statements.size());
    EnvStatement *const statements = m_statements.data();
    const qsizetype begin = splices.first().first;
    for (qsizetype i = 0; i < splices.size(); ++i) {
        const Splice &splice = splices.at(i);
        qsizetype place = splice.first;
        for (const EnvStatementReading &reading : splice.readings) {
            if (sameCount)
                statements[place++] = reading.statement;
            else
                after.append(reading.statement);
        }
        const bool isLast = i + 1 == splices.size();
        const qsizetype until = isLast ? m_statements.size() : splices.at(i + 1).first;
        if (sameCount && splice.bytesAfter == 0 && splice.linesAfter == 0)
            continue;
        for (place = splice.last; place < until; ++place) {
            shift(statements[place], splice.bytesAfter, splice.linesAfter);
            if (!sameCount)
                after.append(statements[place]);
        }
    }
    if (!sameCount) {
        m_statements.resize(begin);
        m_statements.append(std::move(after));
    }
}

/// To be called before takeIn(), which moves the statements.
void EnvDocument::takeInFarReaders(const QList<Splice> &splices)
{
    QList<FarReader> readers;
    auto old = m_farReaders.cbegin();
    qsizetype places = 0; // by how many the statements have moved
    qsizetype bytes = 0;
    const auto keepUntil = [&](qsizetype place) {
        for (; old != m_farReaders.cend() && old->statement < place; ++old) {
            const bool isToTheEnd = old->readTo == EnvStatementReading::toTheEnd;
            readers.append(
                {old->statement + places, isToTheEnd ? old->readTo : old->readTo + bytes});
        }
    };
    for (const Splice &splice : splices) {
        keepUntil(splice.first);
        while (old != m_farReaders.cend() && old->statement < splice.last)
            ++old;
        for (qsizetype i = 0; i < splice.readings.size(); ++i) {
            const EnvStatementReading &reading = splice.readings.at(i);
            if (reading.readTo > reading.statement.range.end())
                readers.append({splice.first + places + i, reading.readTo});
        }
        places += splice.readings.size() - (splice.last - splice.first);
        bytes = splice.bytesAfter;
    }
    keepUntil(m_statements.size());
    m_farReaders = readers;
}

EnvPlaces::Place EnvPlaces::of(qsizetype byte)
{
    const QByteArrayView text = m_document.bytes();
    const qsizetype end = std::clamp(byte, qsizetype(0), text.size());
    if (end < m_byte) {
        m_byte = 0;
        m_place = {};
    }
    while (m_byte < end) {
        const qsizetype size = characterSize(text.sliced(m_byte));
        if (m_byte + size > end)
            break;
        m_place = text[m_byte] == '\n' ? Place{m_place.line + 1, 1}
                                       : Place{m_place.line, m_place.column + 1};
        m_byte += size;
    }
    return m_place;
}

} // namespace slipway
