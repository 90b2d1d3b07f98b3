// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/knownhostsline.h"

#include <QCoreApplication>
#include <QList>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::KnownHostsLine)
};

/// "*" and "?", without recursion: a hostile line of stars must not take for ever.
bool matchesPattern(QByteArrayView pattern, QByteArrayView text)
{
    qsizetype at = 0;
    qsizetype star = -1;
    qsizetype retry = 0;
    qsizetype i = 0;
    while (i < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            retry = i;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[i])) {
            ++at;
            ++i;
        } else if (star >= 0) {
            at = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*')
        ++at;
    return at == pattern.size();
}

/// "|1|salt|hash", both base64: HMAC-SHA1 of the name.
bool matchesHashed(const QByteArray &field, const QByteArray &name)
{
    const QList<QByteArray> parts = field.split('|');
    if (parts.size() != 4 || parts.at(1) != "1")
        return false;
    const QByteArray salt = QByteArray::fromBase64(parts.at(2));
    return QMessageAuthenticationCode::hash(name, salt, QCryptographicHash::Sha1)
        == QByteArray::fromBase64(parts.at(3));
}

} // namespace

std::optional<KnownHostsLine> KnownHostsLine::parse(const QByteArray &text)
{
    QList<QByteArray> fields = text.simplified().split(' ');
    KnownHostsLine line;
    if (fields.first() == "@cert-authority")
        line.marker = Marker::Authority;
    else if (fields.first() == "@revoked")
        line.marker = Marker::Revoked;
    else if (fields.first().startsWith('@') || fields.first().startsWith('#'))
        return std::nullopt;
    if (line.marker != Marker::None)
        fields.removeFirst();
    if (fields.size() < 3)
        return std::nullopt;
    line.hosts = fields.at(0);
    line.key = PublicKey(QByteArray::fromBase64(fields.at(2)));
    // The word before the key must say what the key says of itself.
    if (line.key.type().isEmpty() || line.key.type() != fields.at(1))
        return std::nullopt;
    return line;
}

bool KnownHostsLine::concerns(const QByteArray &name) const
{
    if (hosts.startsWith('|'))
        return matchesHashed(hosts, name);
    bool isMatch = false;
    const QList<QByteArray> patterns = hosts.toLower().split(',');
    for (const QByteArray &pattern : patterns) {
        if (pattern.startsWith('!') && matchesPattern(QByteArrayView(pattern).sliced(1), name))
            return false;
        isMatch = isMatch || (!pattern.isEmpty() && matchesPattern(pattern, name));
    }
    return isMatch;
}

QByteArray KnownHostsLine::hostsWithout(const QByteArray &name) const
{
    if (hosts.startsWith('|'))
        return {};
    QList<QByteArray> kept = hosts.split(',');
    kept.removeIf([&name](const QByteArray &each) { return each.toLower() == name; });
    KnownHostsLine rest = *this;
    rest.hosts = kept.join(',');
    if (rest.concerns(name))
        rest.hosts += ",!" + name;
    // Exceptions alone name nobody.
    const bool namesSomebody = std::ranges::any_of(
        kept, [](const QByteArray &each) { return !each.isEmpty() && !each.startsWith('!'); });
    return namesSomebody ? rest.hosts : QByteArray();
}

QByteArray KnownHostsLine::hashed(const QByteArray &name)
{
    QByteArray salt(20, '\0'); // as long as the hash
    for (char &byte : salt)
        byte = char(QRandomGenerator::system()->bounded(256));
    return "|1|" + salt.toBase64() + '|'
        + QMessageAuthenticationCode::hash(name, salt, QCryptographicHash::Sha1).toBase64();
}

QStringList KnownHostsLine::names() const
{
    if (hosts.startsWith('|'))
        return {Text::tr("a hashed name (%1, line %2)").arg(file).arg(number)};
    return QString::fromUtf8(hosts).split(u',', Qt::SkipEmptyParts);
}

} // namespace slipway
