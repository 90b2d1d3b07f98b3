// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/keynames.h"

#include "env/lint/characters.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The key of "KEY: value" and "KEY value".
QByteArrayView firstWord(QByteArrayView key)
{
    for (qsizetype at = 1; at < key.size(); ++at) {
        if (key[at] == ':' || key[at] == ' ' || key[at] == '\t')
            return key.first(at);
    }
    return key;
}

bool isUppercaseName(QByteArrayView key)
{
    return std::ranges::all_of(
        key, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

} // namespace

void KeyNames::enter(const LintLine &line)
{
    const QByteArrayView raw = textOf(m_text, line.raw);
    m_isInPem = m_staysInPem;
    if (m_isInPem)
        m_staysInPem = !raw.contains("-----END ");
    else
        m_staysInPem = raw.contains("-----BEGIN ") && !raw.contains("-----END ");
}

QByteArrayView KeyNames::shown(const LintLine &line, EnvRange key)
{
    constexpr qsizetype longest = 40;
    const QByteArrayView whole = textOf(m_text, key);
    QByteArrayView part = line.hasValue() ? whole : firstWord(whole);
    if (m_isInPem || (part.size() > longest && !isUppercaseName(part)))
        part = {};
    if (part.size() < whole.size())
        m_cut.insert(whole, part);
    return part;
}

QString KeyNames::inMessage(QByteArrayView key) const
{
    const auto cut = m_cut.constFind(key);
    return cut == m_cut.cend() ? QString::fromUtf8(key) : QString::fromUtf8(*cut) + u"…"_s;
}

} // namespace slipway
