// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/statementchecks.h"

#include "env/envmask.h"
#include "env/lint/characters.h"
#include "env/placeholders.h"
#include "env/secretkeys.h"
#include "env/weakwords.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

/// Neither a word that somebody shall replace, nor a variable, nor what one says of a secret.
bool isLikelyReal(QByteArrayView secret)
{
    constexpr qsizetype shortest = 6;
    if (secret.size() < shortest || secret.startsWith('$') || holdsPlaceholder(secret)
        || placeholderKind(secret) != PlaceholderKind::None)
        return false;
    return isSecretValue(secret)
        || (!containsWhiteSpace(secret) && coveredByWords(secret) < secret.size());
}

void checkQuote(const LintInput &input, const EnvStatement &statement, FindingSink &sink)
{
    if (statement.isTerminated)
        return;
    sink.addIfOn(EnvCheck::UnterminatedQuote, {statement.value.at, 1},
                 input.document.keyOf(statement),
                 tr("This quote is never closed: dotenv keeps it in the value, systemd takes "
                    "all the rest of the file for the value, and compose, godotenv, dotenvy "
                    "and sh refuse the file."));
}

void checkComment(const LintInput &input, const EnvStatement &statement, FindingSink &sink)
{
    if (statement.comment.size < 2) // "#" says nothing
        return;
    const QList<EnvRange> secrets = secretRanges(input.document, statement);
    const auto secret = std::ranges::find_if(secrets, [&](const EnvRange &range) {
        return range.at >= statement.comment.at && isLikelyReal(input.document.text(range));
    });
    if (secret == secrets.cend())
        return;
    sink.addIfOn(EnvCheck::PlainSecretInComment, *secret, input.document.keyOf(statement),
                 tr("This looks like a secret: in a comment no loader needs it, but whoever reads "
                    "the file does."));
}

} // namespace

void runStatementChecks(const LintInput &input, FindingSink &sink)
{
    const bool wantsComments = sink.wants(EnvCheck::PlainSecretInComment);
    for (const EnvStatement &statement : input.document.statements()) {
        checkQuote(input, statement, sink);
        if (wantsComments)
            checkComment(input, statement, sink);
    }
}

} // namespace slipway
