// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/cspparser.h"

#include <QByteArray>
#include <QCollator>
#include <QLocale>
#include <QStringDecoder>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// One less than "img-src": what is shorter cannot be a policy.
constexpr qsizetype shortestPolicy = 6;

struct Source
{
    QString text;
    qsizetype policy = 0;
    bool isKept = false;
};

/// Without %XX; nothing for an escape that is none, or bytes that are no UTF-8.
std::optional<QString> decoded(const QString &text)
{
    if (!text.contains(u'%'))
        return text;
    QByteArray bytes;
    const QByteArray given = text.toUtf8();
    for (qsizetype i = 0; i < given.size(); ++i) {
        if (given[i] != '%') {
            bytes += given[i];
            continue;
        }
        bool isHex = false;
        const QByteArray digits
            = given.sliced(i + 1).first(std::min<qsizetype>(2, given.size() - i - 1));
        const uint value = digits.toUInt(&isHex, 16);
        if (digits.size() != 2 || !isHex || digits.startsWith('+') || digits.startsWith('-'))
            return std::nullopt;
        bytes += char(value);
        i += 2;
    }
    QStringDecoder decoder(QStringConverter::Utf8);
    const QString result = decoder.decode(bytes);
    return decoder.hasError() ? std::nullopt : std::optional(result);
}

/// Whether the source of one policy covers that of another: part by part of its path, and all below
/// it when it ends with a slash. Nothing for a broken escape.
std::optional<bool> covers(const QString &source, const QString &other)
{
    if (source.isEmpty())
        return true;
    QStringList parts = source.split(u'/');
    const QStringList others = other.split(u'/');
    const bool isExact = !source.endsWith(u'/');
    if (parts.size() > others.size() || (isExact && parts.size() != others.size()))
        return false;
    if (!isExact)
        parts.removeLast();
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const auto part = decoded(parts.at(i));
        const auto otherPart = decoded(others.at(i));
        if (!part || !otherPart)
            return std::nullopt;
        if (*part != *otherPart)
            return false;
    }
    return true;
}

/// Joins policies, one after the other.
class Joiner
{
public:
    explicit Joiner(qsizetype count) : m_isAlone(count == 1) { }

    bool add(const QString &policy, qsizetype number)
    {
        QSet<QString> seen;
        const QStringList entries = policy.split(u';');
        for (const QString &entry : entries) {
            QStringList words = entry.simplified().split(u' ', Qt::SkipEmptyParts);
            if (words.isEmpty())
                continue;
            const QString directive = words.takeFirst().toLower();
            if (seen.contains(directive)) {
                if (directive != "report-uri"_L1 && directive != "report-to"_L1)
                    return false;
                m_repeated.insert(directive);
            }
            seen.insert(directive);
            if (!addDirective(directive, words, number))
                return false;
        }
        return true;
    }

    CspPolicy joined() const
    {
        CspPolicy policy;
        policy.repeated = m_repeated;
        for (auto it = m_sources.cbegin(); it != m_sources.cend(); ++it) {
            QStringList texts;
            for (const Source &source : it.value()) {
                if (!texts.contains(source.text))
                    texts.append(source.text);
            }
            policy.directives.insert(it.key(), texts.isEmpty() ? QStringList{u"'none'"_s} : texts);
        }
        return policy;
    }

private:
    bool addDirective(const QString &directive, const QStringList &words, qsizetype number)
    {
        std::vector<Source> sources;
        if (number > 0)
            sources = m_sources.value(directive);
        for (const QString &word : words)
            sources.push_back({word.toLower(), number, number == 0});
        if (words.isEmpty() && directive.endsWith("-src"_L1))
            sources.push_back({u"'none'"_s, number, number == 0});
        std::ranges::stable_sort(sources, [this](const Source &a, const Source &b) {
            return m_order.compare(a.text, b.text) < 0;
        });
        if (!mark(sources))
            return false;
        std::erase_if(sources, [](const Source &source) { return !source.isKept; });
        // What the first policy allows has to be allowed by the others as well.
        if (number == 0 && !m_isAlone) {
            for (Source &source : sources)
                source.isKept = false;
        }
        m_sources.insert(directive, sources);
        return true;
    }

    static bool mark(std::vector<Source> &sources)
    {
        for (std::size_t i = 1; i < sources.size(); ++i) {
            const Source &before = sources[i - 1];
            Source &source = sources[i];
            if (source.policy == before.policy) {
                // The shorter one allows the longer one, too.
                if (source.text.startsWith(before.text))
                    source.isKept = false;
                continue;
            }
            const auto isCovered = covers(before.text, source.text);
            if (!isCovered)
                return false;
            if (*isCovered)
                source.isKept = true;
        }
        return true;
    }

    bool m_isAlone;
    QCollator m_order{QLocale(QLocale::English)};
    QMap<QString, std::vector<Source>> m_sources;
    QSet<QString> m_repeated;
};

} // namespace

std::optional<CspPolicy> parseCsp(const QStringList &policies)
{
    QStringList clean;
    clean.reserve(policies.size());
    for (QString policy : policies) {
        policy.remove(u'\r').remove(u'\n');
        clean.append(policy.trimmed());
        if (clean.constLast().size() < shortestPolicy)
            return std::nullopt;
    }
    Joiner joiner(clean.size());
    for (qsizetype number = 0; number < clean.size(); ++number) {
        if (!joiner.add(clean.at(number), number))
            return std::nullopt;
    }
    return joiner.joined();
}

std::optional<CspPolicy> parseCspMeta(const QStringList &policies)
{
    std::optional<CspPolicy> policy = parseCsp(policies);
    if (policy) {
        for (const QString &directive : {u"frame-ancestors"_s, u"report-uri"_s, u"sandbox"_s})
            policy->directives.remove(directive);
    }
    return policy;
}

} // namespace slipway
