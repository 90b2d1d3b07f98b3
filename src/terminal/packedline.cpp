// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/packedline.h"

#include <algorithm>

namespace slipway::packedline {

namespace {

enum Flag : quint8 { Continuation = 1, Complex = 2, Styled = 4, Extra = 8 };

/// A cell that is not one code point in one column.
struct Exception
{
    int at = 0;
    int width = 1;
    int codePoints = 1;
};

void putNumber(quint32 number, std::vector<char> &to)
{
    while (number >= 0x80) {
        to.push_back(char(0x80 | (number & 0x7f)));
        number >>= 7;
    }
    to.push_back(char(number));
}

void putCodePoint(quint32 point, std::vector<char> &to)
{
    if (point < 0x80) {
        to.push_back(char(point));
    } else if (point < 0x800) {
        to.push_back(char(0xc0 | point >> 6));
        to.push_back(char(0x80 | (point & 0x3f)));
    } else if (point < 0x1'0000) {
        to.push_back(char(0xe0 | point >> 12));
        to.push_back(char(0x80 | (point >> 6 & 0x3f)));
        to.push_back(char(0x80 | (point & 0x3f)));
    } else {
        to.push_back(char(0xf0 | point >> 18));
        to.push_back(char(0x80 | (point >> 12 & 0x3f)));
        to.push_back(char(0x80 | (point >> 6 & 0x3f)));
        to.push_back(char(0x80 | (point & 0x3f)));
    }
}

class Reader
{
public:
    explicit Reader(QByteArrayView line) : m_at(line.data()), m_end(line.data() + line.size()) { }

    quint8 byte() { return m_at < m_end ? quint8(*m_at++) : quint8(0); }
    quint32 number()
    {
        quint32 result = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            const quint8 part = byte();
            result |= quint32(part & 0x7f) << shift;
            if (part < 0x80)
                break;
        }
        return result;
    }
    quint32 codePoint()
    {
        const quint8 lead = byte();
        if (lead < 0x80)
            return lead;
        const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        quint32 point = lead & (0x3fU >> more);
        for (int i = 0; i < more; ++i)
            point = point << 6 | (byte() & 0x3fU);
        return point;
    }

    QByteArrayView rest() const { return {m_at, m_end}; }

private:
    const char *m_at;
    const char *m_end;
};

int packedWidth(const TerminalRow &row)
{
    int width = row.used;
    while (width > 0 && *row.at(width - 1) == TerminalCell{})
        --width;
    return width;
}

/// What a first look at a row tells.
struct Survey
{
    quint32 runs = 0;
    quint32 contents = 0; ///< all bits that occur
    quint8 flags = 0;
    bool isStyled = false;
};

Survey surveyOf(const TerminalRow &row, int width)
{
    Survey survey;
    quint32 last = 0x1'0000;
    for (int at = 0; at < width; ++at) {
        const TerminalCell &cell = *row.at(at);
        survey.contents |= cell.content;
        survey.flags |= cell.flags;
        if (cell.style != last) {
            ++survey.runs;
            last = cell.style;
            survey.isStyled = survey.isStyled || last != 0;
        }
    }
    return survey;
}

void putStyles(const TerminalRow &row, int width, std::vector<char> &to)
{
    for (int at = 0; at < width;) {
        const quint16 style = row.at(at)->style;
        const int first = at;
        while (at < width && row.at(at)->style == style)
            ++at;
        putNumber(quint32(at - first), to);
        putNumber(style, to);
    }
}

void putExceptions(const std::vector<Exception> &exceptions, std::vector<char> &to)
{
    putNumber(quint32(exceptions.size()), to);
    int after = 0;
    for (const Exception &each : exceptions) {
        putNumber(quint32(each.at - after), to);
        putNumber(quint32(each.codePoints * 2 + (each.width - 1)), to);
        after = each.at + each.width;
    }
}

std::vector<Exception> exceptionsOf(const TerminalRow &row, int width, const ClusterTable &clusters)
{
    std::vector<Exception> exceptions;
    for (int at = 0; at < width; at += row.at(at)->width()) {
        const TerminalCell &cell = *row.at(at);
        if (!cell.isCluster() && cell.width() == 1)
            continue;
        const auto points = cell.isCluster() ? int(clusters.codePoints(cell.content).size()) : 1;
        exceptions.push_back({at, cell.width(), points});
    }
    return exceptions;
}

void putText(const TerminalRow &row, int width, const ClusterTable &clusters, std::vector<char> &to)
{
    for (int at = 0; at < width; at += row.at(at)->width()) {
        const quint32 content = row.at(at)->content;
        if ((content & TerminalCell::clusterBit) == 0) {
            putCodePoint(content, to);
            continue;
        }
        const std::u32string points = clusters.codePoints(content);
        for (const char32_t point : points)
            putCodePoint(quint32(point), to);
    }
}

/// Flags and the marks that go with them; the reader stands at the count of cells afterwards.
struct Head
{
    quint8 flags = 0;
    quint8 extra = 0;
};

Head headOf(Reader &reader)
{
    Head head;
    head.flags = reader.byte();
    if ((head.flags & Extra) != 0)
        head.extra = reader.byte();
    return head;
}

void readStyles(Reader &reader, TerminalRow &row)
{
    const quint32 runs = reader.number();
    int at = 0;
    for (quint32 run = 0; run < runs; ++run) {
        const int end = std::min(at + int(reader.number()), row.columns());
        const auto style = quint16(reader.number());
        for (; at < end; ++at)
            row.at(at)->style = style;
    }
}

std::vector<Exception> readExceptions(Reader &reader)
{
    std::vector<Exception> exceptions(reader.number());
    int after = 0;
    for (Exception &each : exceptions) {
        each.at = after + int(reader.number());
        const quint32 shape = reader.number();
        each.width = 1 + int(shape & 1);
        each.codePoints = int(shape / 2);
        after = each.at + each.width;
    }
    return exceptions;
}

void readText(Reader &reader, TerminalRow &row)
{
    for (TerminalCell &cell : row.cells)
        cell.content = reader.codePoint();
}

void readComplexText(Reader &reader, const std::vector<Exception> &exceptions, TerminalRow &row,
                     ClusterTable &clusters)
{
    auto next = exceptions.begin();
    for (int at = 0; at < row.columns();) {
        if (next == exceptions.end() || next->at != at) {
            row.at(at++)->content = reader.codePoint();
            continue;
        }
        std::u32string points;
        for (int i = 0; i < next->codePoints; ++i)
            points.push_back(char32_t(reader.codePoint()));
        row.at(at)->content = clusters.contentOf(points);
        if (next->width == 2 && at + 1 < row.columns()) {
            row.at(at)->flags = TerminalCell::WideHead;
            row.at(at + 1)->flags = TerminalCell::WideTail;
        }
        at += next->width;
        ++next;
    }
}

} // namespace

void pack(const TerminalRow &row, const ClusterTable &clusters, std::vector<char> &to)
{
    const int width = packedWidth(row);
    const Survey survey = surveyOf(row, width);
    const bool complex = (survey.contents & TerminalCell::clusterBit) != 0
        || (survey.flags & TerminalCell::WideHead) != 0;
    const auto extra = quint8(row.marks | quint8(row.height) << 4);
    to.push_back(char((row.continuation ? Continuation : 0) | (complex ? Complex : 0)
                      | (survey.isStyled ? Styled : 0) | (extra != 0 ? Extra : 0)));
    if (extra != 0)
        to.push_back(char(extra));
    putNumber(quint32(width), to);
    if (survey.isStyled) {
        putNumber(survey.runs, to);
        putStyles(row, width, to);
    }
    if (complex)
        putExceptions(exceptionsOf(row, width, clusters), to);
    if (survey.contents >= 0x80) {
        putText(row, width, clusters, to);
        return;
    }
    const std::size_t start = to.size();
    to.resize(start + std::size_t(width));
    for (int at = 0; at < width; ++at)
        to[start + std::size_t(at)] = char(row.at(at)->content);
}

TerminalRow unpack(QByteArrayView line, ClusterTable &clusters)
{
    Reader reader(line);
    const Head head = headOf(reader);
    TerminalRow row(int(reader.number()));
    row.used = row.columns();
    row.continuation = (head.flags & Continuation) != 0;
    row.marks = head.extra & 0xf;
    row.height = TerminalRow::Height(head.extra >> 4 & 3);
    if ((head.flags & Styled) != 0)
        readStyles(reader, row);
    if ((head.flags & Complex) != 0)
        readComplexText(reader, readExceptions(reader), row, clusters);
    else
        readText(reader, row);
    return row;
}

std::optional<PlainRow> readPlain(QByteArrayView line, std::vector<StyleRun> &styles)
{
    Reader reader(line);
    const Head head = headOf(reader);
    if ((head.flags & Complex) != 0
        || TerminalRow::Height(head.extra >> 4 & 3) != TerminalRow::Height::Single)
        return std::nullopt;
    PlainRow row{
        (head.flags & Continuation) != 0, quint8(head.extra & 0xf), int(reader.number()), {}};
    if ((head.flags & Styled) != 0) {
        const quint32 runs = reader.number();
        for (quint32 run = 0; run < runs; ++run) {
            const int cells = int(reader.number());
            styles.push_back({cells, quint16(reader.number())});
        }
    } else if (row.columns > 0) {
        styles.push_back({row.columns, 0});
    }
    row.text = reader.rest();
    return row;
}

void packPlain(const PlainRow &row, std::span<const StyleRun> styles, std::vector<char> &to)
{
    const bool isStyled = std::ranges::any_of(styles, [](StyleRun run) { return run.style != 0; });
    to.push_back(char((row.continuation ? Continuation : 0) | (isStyled ? Styled : 0)
                      | (row.marks != 0 ? Extra : 0)));
    if (row.marks != 0)
        to.push_back(char(row.marks));
    putNumber(quint32(row.columns), to);
    if (isStyled) {
        putNumber(quint32(styles.size()), to);
        for (const StyleRun run : styles) {
            putNumber(quint32(run.cells), to);
            putNumber(run.style, to);
        }
    }
    to.insert(to.end(), row.text.begin(), row.text.end());
}

bool isContinuation(QByteArrayView line)
{
    return (Reader(line).byte() & Continuation) != 0;
}

int columns(QByteArrayView line)
{
    Reader reader(line);
    headOf(reader);
    return int(reader.number());
}

quint8 marks(QByteArrayView line)
{
    Reader reader(line);
    return headOf(reader).extra & 0xf;
}

void markStyles(QByteArrayView line, std::vector<bool> &used)
{
    Reader reader(line);
    const Head head = headOf(reader);
    reader.number();
    if ((head.flags & Styled) == 0)
        return;
    const quint32 runs = reader.number();
    for (quint32 run = 0; run < runs; ++run) {
        reader.number();
        if (const quint32 style = reader.number(); style < used.size())
            used[style] = true;
    }
}

} // namespace slipway::packedline
