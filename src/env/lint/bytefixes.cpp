// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/fixsource.h"

#include "env/lint/bytechecks.h"
#include "env/lint/characters.h"

#include <QCoreApplication>

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

FixCandidates withoutMark()
{
    return {{tr("Remove the byte order mark"), {{{0, envByteOrderMark.size()}, {}}}}};
}

FixCandidates evenLineEnds(const FixSource &source)
{
    FixCandidate fix{tr("End every line in the same way"), {}, FixCandidate::Scope::File};
    for (const EnvStatement &statement : source.document.statements()) {
        const EnvRange strange = strangeLineEnd(source.document, statement, source.lineEnd);
        if (strange.size > 0)
            fix.changes.append({strange, source.lineEnd});
    }
    return {fix};
}

FixCandidates withoutReturns(const FixSource &source, const EnvStatement &statement)
{
    FixCandidate ended{tr("Begin a new line at each CR"), {}};
    FixCandidate removed{tr("Remove each CR"), {}};
    const QByteArrayView text = source.text.first(statement.range.end());
    for (qsizetype at = loneCarriageReturn(text, statement.range.at); at >= 0;
         at = loneCarriageReturn(text, at + 1)) {
        ended.changes.append({{at, 1}, source.lineEnd});
        removed.changes.append({{at, 1}, QByteArray()});
    }
    return {removed, ended};
}

/// A TAB between two parts of a statement becomes a space where one is needed.
FixCandidates withoutTabs(const FixSource &source, const EnvStatement &statement)
{
    FixCandidate fix{tr("Put spaces in the place of TABs"), {}};
    const QByteArrayView whole = source.document.text(statement.range);
    const QByteArrayView content = whole.trimmed();
    const qsizetype begin = statement.range.at + (content.begin() - whole.begin());
    const QByteArrayView text = source.text.first(statement.range.end());
    for (qsizetype at = text.indexOf('\t', statement.range.at); at >= 0;
         at = text.indexOf('\t', at + 1)) {
        if (!isPlainTab(source.document, statement, at))
            continue;
        const bool isOutside = at < begin || at >= begin + content.size();
        const bool isInDelimiter = at >= statement.delimiter.at && at < statement.delimiter.end();
        fix.changes.append({{at, 1}, isOutside || isInDelimiter ? "" : " "});
    }
    return {fix};
}

FixCandidates withoutNuls(const FixSource &source, const EnvStatement &statement)
{
    FixCandidate fix{tr("Remove the NUL bytes"), {}};
    const QByteArrayView text = source.text.first(statement.range.end());
    for (qsizetype at = text.indexOf('\0', statement.range.at); at >= 0;
         at = text.indexOf('\0', at + 1))
        fix.changes.append({{at, 1}, QByteArray()});
    return {fix};
}

FixCandidates withoutInvisible(const FixSource &source, const EnvStatement &statement)
{
    FixCandidate fix{tr("Put the character there that it looks like"), {}};
    const qsizetype end = statement.comment.size > 0 ? statement.comment.at : statement.range.end();
    qsizetype at = statement.range.at;
    if (at == 0 && source.text.startsWith(envByteOrderMark))
        at = envByteOrderMark.size();
    while (at < end) {
        const Utf8Character character = characterAt(source.text, at);
        const auto instead = character.code < 0x80 ? std::nullopt : visibleInstead(character.code);
        if (instead)
            fix.changes.append({{at, character.size}, instead->toByteArray()});
        at += character.size;
    }
    if (fix.changes.isEmpty())
        return {};
    return {fix};
}

} // namespace

FixCandidates byteFixes(const FixSource &source, EnvCheck check, const EnvFinding &finding)
{
    const EnvStatement *statement = source.statement(finding);
    if (!statement)
        return {};
    switch (check) {
    case EnvCheck::ByteOrderMark:
        return withoutMark();
    case EnvCheck::MixedLineEndings:
        return evenLineEnds(source);
    case EnvCheck::CarriageReturn:
        return withoutReturns(source, *statement);
    case EnvCheck::TabCharacter:
        return withoutTabs(source, *statement);
    case EnvCheck::NulByte:
        return withoutNuls(source, *statement);
    case EnvCheck::InvisibleCharacter:
        return withoutInvisible(source, *statement);
    default:
        return {};
    }
}

} // namespace slipway
