// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputnormalizer.h"

#include <QRegularExpression>

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

QByteArray plain(QByteArrayView line)
{
    if (line.endsWith('\r'))
        line.chop(1);
    QByteArray result;
    result.reserve(line.size());
    for (qsizetype at = 0; at < line.size();) {
        const char c = line[at];
        if (c == escape) {
            at = afterSequence(line, at);
            continue;
        }
        // A progress bar writes its line again and again; only its last state is comparable.
        if (c == '\r')
            result.clear();
        else if (c == '\b')
            result.chop(1);
        else if (isControl(c))
            result.append(pictureOf(c));
        else
            result.append(c);
        ++at;
    }
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
    QByteArray bytes = plain(line);
    if (level == Level::Plain)
        return bytes;
    QString text = withoutNames(QString::fromUtf8(bytes), names);
    text.replace(times(), u"‹time›"_s);
    return text.toUtf8();
}

} // namespace slipway
