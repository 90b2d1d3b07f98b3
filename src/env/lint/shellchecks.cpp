// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/shellchecks.h"

#include <QCoreApplication>

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

/// Behind the closing quote of a part that begins with a quote; the end when there is none.
qsizetype quotedEnd(QByteArrayView value, qsizetype at)
{
    const char quote = value[at++];
    while (at < value.size() && value[at] != quote)
        at += quote == '"' && value[at] == '\\' ? 2 : 1;
    return at + 1;
}

} // namespace

qsizetype shellBreakIn(QByteArrayView value, QByteArrayView breaking)
{
    qsizetype depth = 0;
    for (qsizetype at = 0; at < value.size();) {
        const char c = value[at];
        const bool opens
            = c == '$' && at + 1 < value.size() && (value[at + 1] == '{' || value[at + 1] == '(');
        if (c == '\\' || opens) {
            depth += opens ? 1 : 0;
            at += 2;
        } else if (c == '\'' || c == '"') {
            at = quotedEnd(value, at);
        } else if (depth > 0) {
            depth -= c == '}' || c == ')' ? 1 : 0;
            ++at;
        } else if (breaking.contains(c)) {
            return at;
        } else {
            ++at;
        }
    }
    return -1;
}

void runShellChecks(const LintInput &input, FindingSink &sink)
{
    if (!input.options.dialects.contains(EnvDialect::Sh))
        return;
    for (const EnvStatement &statement : input.document.statements()) {
        if (statement.kind != EnvStatement::Kind::Assignment
            || statement.quote != EnvStatement::Quote::None)
            continue;
        const QByteArrayView value = input.document.text(statement.value);
        const QByteArrayView key = input.document.keyOf(statement);
        if (const qsizetype at = shellBreakIn(value, "&"); at >= 0) {
            sink.addIfOn(EnvCheck::UnquotedAmpersand, {statement.value.at + at, 1}, key,
                         tr("sh ends the command at \"&\" and runs it in the background, so the "
                            "variable is not set; it needs quotes."));
        }
        if (const qsizetype at = shellBreakIn(value, ";|<>()"); at >= 0) {
            sink.addIfOn(EnvCheck::ShellCharacter, {statement.value.at + at, 1}, key,
                         tr("sh ends the value at this character and takes what follows for "
                            "something else; it needs quotes."));
        }
    }
}

} // namespace slipway
