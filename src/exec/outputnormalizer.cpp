// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputnormalizer.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr char escape = '\x1b';

bool isControl(char c)
{
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
}

/// What is not to be seen is a difference all the same: its picture, as "␀". Nothing of what
/// rings, or chooses another set of characters.
QByteArray pictureOf(char c)
{
    constexpr char16_t pictures = u'\u2400';
    constexpr char16_t deletePicture = u'\u2421';
    if (c == '\a' || c == '\x0e' || c == '\x0f')
        return {};
    return QString(QChar(c == '\x7f' ? deletePicture : char16_t(pictures + c))).toUtf8();
}

/// Where the control sequence that begins at `start` has ended.
qsizetype afterSequence(QByteArrayView line, qsizetype start)
{
    qsizetype at = start + 1;
    if (at >= line.size())
        return line.size();
    const char kind = line[at++];
    if (kind == '[') {
        while (at < line.size() && (line[at] < '@' || line[at] > '~'))
            ++at;
        return std::min(at + 1, line.size());
    }
    if (kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X') {
        while (at < line.size()) {
            if (line[at] == '\a')
                return at + 1;
            if (line[at] == escape)
                return std::min(at + 2, line.size());
            ++at;
        }
        return at;
    }
    while (at <= line.size() && kind >= ' ' && kind <= '/' && at < line.size() && line[at] >= ' '
           && line[at] <= '/')
        ++at;
    return kind >= ' ' && kind <= '/' ? std::min(at + 1, line.size()) : at;
}

/// Whether a control sequence is nothing but a choice of colours.
bool isColour(QByteArrayView sequence)
{
    constexpr qsizetype longest = 64;
    return sequence.size() >= 3 && sequence.size() <= longest && sequence.startsWith("\x1b[")
        && sequence.endsWith('m') && std::ranges::all_of(sequence.sliced(2).chopped(1), [](char c) {
               return (c >= '0' && c <= '9') || c == ';' || c == ':';
           });
}

/// A control character in UTF-8 that begins sequences as escape does, to some terminals.
bool isWideControl(QByteArrayView rest)
{
    return rest.size() >= 2 && rest[0] == '\xc2' && uchar(rest[1]) >= 0x80 && uchar(rest[1]) < 0xa0;
}

enum class Colours { Dropped, Kept };

QByteArray plain(QByteArrayView line, Colours colours)
{
    if (line.endsWith('\r'))
        line.chop(1);
    constexpr char wideControl = '\xc2';
    if (std::ranges::none_of(line, [](char c) { return isControl(c) || c == wideControl; }))
        return line.toByteArray();
    QByteArray result;
    result.reserve(line.size());
    qsizetype textStart = 0; // after the last colour, whose bytes no backspace may take
    for (qsizetype at = 0; at < line.size();) {
        const char c = line[at];
        if (c == escape) {
            const qsizetype end = afterSequence(line, at);
            const QByteArrayView sequence = line.sliced(at, end - at);
            at = end;
            if (colours == Colours::Dropped || !isColour(sequence))
                continue;
            result.append(sequence);
            textStart = result.size();
            continue;
        }
        if (isWideControl(line.sliced(at))) {
            result.append(QString(QChar(QChar::ReplacementCharacter)).toUtf8());
            at += 2;
            continue;
        }
        // A progress bar writes its line again and again; only its last state is comparable.
        if (c == '\r') {
            result.clear();
            textStart = 0;
        } else if (c == '\b') {
            result.chop(result.size() > textStart ? 1 : 0);
        } else if (isControl(c)) {
            result.append(pictureOf(c));
        } else {
            result.append(c);
        }
        ++at;
    }
    if (textStart > 0)
        result.append("\x1b[0m");
    return result;
}

const QRegularExpression &times()
{
    static const QRegularExpression expression(
        uR"(\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?)"
        uR"(|\b((Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +)?)"
        uR"((\d{1,2} )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,4})"
        uR"(( +\d\d:\d\d(:\d\d)?)?( [A-Z]{3,4})?( \d{4})?\b)"
        uR"(|\b\d{1,2}:\d\d:\d\d([.,]\d+)?\b)"_s);
    return expression;
}

QString withoutNames(QString text, const QStringList &names)
{
    for (const QString &name : names) {
        if (name.isEmpty() || !text.contains(name))
            continue;
        // As a whole: "web-1" is no part of "web-10".
        const QRegularExpression whole(u"(?<![\\w-])"_s + QRegularExpression::escape(name)
                                       + u"(?![\\w-])"_s);
        text.replace(whole, u"‹host›"_s);
    }
    return text;
}

} // namespace

QByteArray OutputNormalizer::normalized(QByteArrayView line, Level level, const QStringList &names)
{
    QByteArray bytes = plain(line, level == Level::Coloured ? Colours::Kept : Colours::Dropped);
    if (level != Level::SameWords)
        return bytes;
    QString text = withoutNames(QString::fromUtf8(bytes), names);
    text.replace(times(), u"‹time›"_s);
    return text.toUtf8();
}

} // namespace slipway
