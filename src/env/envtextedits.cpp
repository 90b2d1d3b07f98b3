// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envtextedits.h"

#include <algorithm>

namespace slipway {
namespace {

using Kind = EnvStatement::Kind;

/// Where the statement's own text begins, behind a byte order mark.
qsizetype beginOf(const EnvDocument &document, const EnvStatement &statement)
{
    const bool hasMark
        = statement.range.at == 0 && document.text(statement.range).startsWith(envByteOrderMark);
    return statement.range.at + (hasMark ? envByteOrderMark.size() : 0);
}

} // namespace

EnvTextChange replacedEnvValue(const EnvDocument &document, const EnvStatement &statement,
                               QByteArrayView written)
{
    QByteArray text = written.toByteArray();
    if (statement.kind == Kind::Declaration)
        text.prepend('=');
    else if (document.text(statement.delimiter).endsWith(':'))
        text.prepend(' ');
    // A comment may stand close behind a quote only.
    const bool isTight
        = statement.comment.size > 0 && statement.comment.at == statement.value.end();
    const bool isQuoted = text.endsWith('\'') || text.endsWith('"') || text.endsWith('`');
    if (isTight && !isQuoted)
        text.append(' ');
    return {statement.value, text};
}

EnvTextChange insertedEnvLines(const EnvDocument &document, qsizetype at, const QByteArray &lines,
                               const QByteArray &lineEnd)
{
    const QByteArray &bytes = document.bytes();
    if (at == 0 && bytes.startsWith(envByteOrderMark))
        at = envByteOrderMark.size();
    const bool isAfterOpenLine
        = at == bytes.size() && at > 0 && !bytes.endsWith('\n') && bytes != envByteOrderMark;
    return {{at, 0}, (isAfterOpenLine ? lineEnd : QByteArray()) + lines + lineEnd};
}

EnvTextChange removedEnvLines(const EnvDocument &document, const EnvStatement &statement)
{
    const qsizetype begin = beginOf(document, statement);
    return {{begin, statement.range.end() - begin}, {}};
}

QByteArrayView envStatementText(const EnvDocument &document, const EnvStatement &statement)
{
    qsizetype begin = beginOf(document, statement);
    qsizetype end = statement.range.end();
    if (end > begin && document.bytes().at(end - 1) == '\n')
        --end;
    while (end > begin && document.bytes().at(end - 1) == '\r')
        --end;
    while (begin < end && isEnvBlank(document.bytes().at(begin)))
        ++begin;
    return document.text({begin, end - begin});
}

void sortEnvTextChanges(QList<EnvTextChange> &changes)
{
    std::ranges::stable_sort(changes, {}, [](const EnvTextChange &change) {
        return std::pair(change.range.at, change.range.size > 0);
    });
}

} // namespace slipway
