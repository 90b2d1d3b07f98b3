// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/secretmarkers.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QChar edge(0xE000);

/// Calls `found(name)` for each marker and puts its answer in the marker's place.
template<typename Found> QString replaceMarkers(const QString &text, Found found)
{
    const QString opening = edge + u"secret:"_s;
    qsizetype open = text.indexOf(opening);
    if (open < 0)
        return text;
    QString result;
    qsizetype from = 0;
    while (open >= 0) {
        const qsizetype nameAt = open + opening.size();
        const qsizetype close = text.indexOf(edge, nameAt);
        if (close < 0)
            break;
        result += QStringView(text).sliced(from, open - from);
        result += found(text.sliced(nameAt, close - nameAt));
        from = close + 1;
        open = text.indexOf(opening, from);
    }
    result += QStringView(text).sliced(from);
    return result;
}

} // namespace

QString secretMarker(const QString &name)
{
    return edge + u"secret:"_s + name + edge;
}

QStringList secretsIn(const QString &text)
{
    QStringList names;
    replaceMarkers(text, [&names](const QString &name) {
        if (!names.contains(name))
            names.append(name);
        return QString();
    });
    return names;
}

QString withDottedSecrets(const QString &text)
{
    return replaceMarkers(text, [](const QString &) { return u"••••"_s; });
}

Result<QString> substituteSecrets(const QString &text, const SecretSource &source)
{
    std::optional<Error> problem;
    const QString filled = replaceMarkers(text, [&](const QString &name) {
        const Result<Secret> secret = source.secret(name);
        if (!secret) {
            problem = problem.value_or(secret.error());
            return QString();
        }
        return QString::fromUtf8(secret->revealForUse());
    });
    if (problem)
        return std::unexpected(*problem);
    return filled;
}

QString withoutMarkers(QString value)
{
    return value.replace(edge, QChar(QChar::ReplacementCharacter));
}

} // namespace slipway
