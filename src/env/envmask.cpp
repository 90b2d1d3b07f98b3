// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envmask.h"

#include "env/secretkeys.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype shortestKeyLine = 40; ///< of a private key without its quotes

QByteArrayView unquoted(QByteArrayView written)
{
    const auto isQuote = [](char c) {
        return c == '"' || c == '\'' || c == '`';
    };
    if (!written.isEmpty() && isQuote(written.front())) {
        const char quote = written.front();
        written = written.sliced(1);
        if (written.endsWith(quote))
            written.chop(1);
    }
    return written;
}

/// The part of a value that must not be shown; empty when there is none.
QByteArrayView secretPart(QByteArrayView key, QByteArrayView value)
{
    if (value.isEmpty() || secretReference(value) || !isSecret(key, value))
        return {};
    if (!isSecretKey(key)) {
        if (const QByteArrayView password = passwordInUrl(value); !password.isEmpty())
            return password;
    }
    return value;
}

EnvRange rangeOf(QByteArrayView part, const EnvDocument &document)
{
    return {part.data() - document.bytes().constData(), part.size()};
}

/// A comment may hold what was a statement, or a secret among its words.
void addOfComment(QByteArrayView comment, const EnvDocument &document, QList<EnvRange> &ranges)
{
    if (comment.isEmpty())
        return;
    const QByteArrayView body = comment.sliced(1);
    const EnvStatement inner = readEnvStatement(body, 0, 1).statement;
    if (inner.kind == EnvStatement::Kind::Assignment) {
        const QByteArrayView key = body.sliced(inner.key.at, inner.key.size);
        const QByteArrayView value = unquoted(body.sliced(inner.value.at, inner.value.size));
        if (const QByteArrayView part = secretPart(key, value); !part.isEmpty()) {
            ranges.append(rangeOf(part, document));
            return;
        }
    }
    for (qsizetype at = 0; at < body.size();) {
        qsizetype end = at;
        while (end < body.size() && !isEnvBlank(body[end]) && body[end] != '\n')
            ++end;
        const QByteArrayView word = body.sliced(at, end - at);
        if (const QByteArrayView part = secretPart({}, unquoted(word)); !part.isEmpty())
            ranges.append(rangeOf(part, document));
        at = end + 1;
    }
}

bool looksLikeKeyMaterial(QByteArrayView line)
{
    return line.size() >= shortestKeyLine && std::ranges::none_of(line, isEnvBlank);
}

} // namespace

QList<EnvRange> secretRanges(const EnvDocument &document, const EnvStatement &statement)
{
    QList<EnvRange> ranges;
    if (statement.kind == EnvStatement::Kind::Unreadable) {
        const QByteArrayView line = document.text(statement.range).trimmed();
        if (looksLikeKeyMaterial(line))
            ranges.append(rangeOf(line, document));
        return ranges;
    }
    const QByteArrayView value = unquoted(document.text(statement.value));
    if (const QByteArrayView part = secretPart(document.keyOf(statement), value); !part.isEmpty())
        ranges.append(rangeOf(part, document));
    addOfComment(document.text(statement.comment), document, ranges);
    return ranges;
}

bool isSecretStatement(const EnvDocument &document, const EnvStatement &statement)
{
    const QByteArrayView value = unquoted(document.text(statement.value));
    return statement.hasKey() && (isSecretKey(document.keyOf(statement)) || isSecretValue(value));
}

QString maskedEnvValue(QByteArrayView key, QByteArrayView value)
{
    const QString dots(8, u'•');
    const QByteArrayView part = secretPart(key, value);
    if (part.isEmpty())
        return QString::fromUtf8(value);
    const qsizetype at = part.data() - value.data();
    return QString::fromUtf8(value.first(at)) + dots
        + QString::fromUtf8(value.sliced(at + part.size()));
}

} // namespace slipway
