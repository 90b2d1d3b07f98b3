// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/composetemplate.h"

#include "env/dialects/readingfaults.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ComposeTemplate)
};

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNameByte(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

/// Where each "{" of a `${` is closed. Compose counts the braces from there; a byte right after a
/// "{" does not count.
QHash<qsizetype, qsizetype> closingBraces(QByteArrayView text)
{
    QHash<qsizetype, qsizetype> closing;
    QList<qsizetype> open;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == '{') {
            open.append(at);
            ++at;
        } else if (text[at] == '}' && !open.isEmpty()) {
            closing.insert(open.takeLast(), at);
        }
    }
    return closing;
}

/// One pass over a text. Where the text of a reference is due, it becomes a region of its own: what
/// a reference in it can reach ends where it does. Regions nest without recursion.
class ComposeTemplate
{
public:
    ComposeTemplate(QByteArrayView text, const ComposeLookup &lookup, ExpansionBudget &budget)
        : m_text(text)
        , m_lookup(lookup)
        , m_budget(budget)
        , m_closing(closingBraces(text))
        , m_regions{Region{text.size()}}
    { }

    Result<QByteArray> filled();

private:
    struct Region
    {
        qsizetype end = 0;
        qsizetype resume = 0;     ///< where the region around it goes on
        qsizetype lineEnd = -1;   ///< of the line whose last brace is known
        qsizetype lastBrace = -1; ///< the last "}" of that line within the region
    };
    struct Reference
    {
        QByteArray name;
        QByteArrayView operation; ///< empty: none
        qsizetype text = 0;       ///< where the text after the operator begins
        qsizetype end = 0;        ///< its end, before the "}"
    };

    Result<void> dollar();
    Result<void> braced();
    Result<void> apply(const Reference &reference);
    std::optional<Reference> referenceHere();
    qsizetype lastBraceOfLine();
    Result<void> put(const QByteArray *value);

    QByteArrayView m_text;
    const ComposeLookup &m_lookup;
    ExpansionBudget &m_budget;
    QHash<qsizetype, qsizetype> m_closing;
    QList<Region> m_regions;
    qsizetype m_at = 0;
    QByteArray m_filled;
};

Result<QByteArray> ComposeTemplate::filled()
{
    while (!m_regions.isEmpty()) {
        if (m_at >= m_regions.last().end) {
            m_at = m_regions.takeLast().resume;
        } else if (m_text[m_at] != '$') {
            m_filled.append(m_text[m_at++]);
        } else if (const auto done = dollar(); !done) {
            return std::unexpected(done.error());
        }
    }
    return m_filled;
}

Result<void> ComposeTemplate::dollar()
{
    const qsizetype end = m_regions.last().end;
    const char next = m_at + 1 < end ? m_text[m_at + 1] : '\0';
    if (next == '{')
        return braced();
    if (next != '$' && !isNameStart(next)) {
        m_filled.append(m_text[m_at++]);
        return {};
    }
    if (next == '$') {
        m_filled.append('$');
        m_at += 2;
        return {};
    }
    const qsizetype start = ++m_at;
    while (m_at < end && isNameByte(m_text[m_at]))
        ++m_at;
    return put(m_lookup(m_text.sliced(start, m_at - start).toByteArray()));
}

Result<void> ComposeTemplate::braced()
{
    const auto reference = referenceHere();
    if (!reference) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("A “${” has no name or no “}” after it; write “$$” for a “$”."));
    }
    m_at = reference->end + 1;
    return apply(*reference);
}

std::optional<ComposeTemplate::Reference> ComposeTemplate::referenceHere()
{
    const qsizetype regionEnd = m_regions.last().end;
    const qsizetype start = m_at + 2;
    qsizetype at = start;
    while (at < regionEnd && isNameByte(m_text[at]))
        ++at;
    if (at == regionEnd || at == start || !isNameStart(m_text[start]))
        return std::nullopt;
    Reference reference{m_text.sliced(start, at - start).toByteArray(), {}, at, at};
    if (m_text[at] == '}')
        return reference;

    const qsizetype operation = at;
    at += m_text[at] == ':' ? 1 : 0;
    if (at == regionEnd || !QByteArrayView("-+?").contains(m_text[at]))
        return std::nullopt;
    reference.text = at + 1;
    reference.operation = m_text.sliced(operation, reference.text - operation);
    // Compose takes all up to the last brace of the line, then looks for the one that closes it.
    const qsizetype last = lastBraceOfLine();
    if (last < reference.text)
        return std::nullopt;
    const qsizetype closing = m_closing.value(m_at + 1, last);
    reference.end = std::min(closing, last);
    return reference;
}

qsizetype ComposeTemplate::lastBraceOfLine()
{
    Region &region = m_regions.last();
    if (region.lineEnd < m_at) {
        const QByteArrayView rest = m_text.sliced(m_at, region.end - m_at);
        // What is within a reference is within a line.
        const bool isOneLine = m_regions.size() > 1;
        const qsizetype size
            = isOneLine ? rest.size() : std::ranges::find(rest, '\n') - rest.begin();
        region.lineEnd = m_at + size;
        region.lastBrace = m_at + rest.first(size).lastIndexOf('}');
    }
    return region.lastBrace;
}

Result<void> ComposeTemplate::apply(const Reference &reference)
{
    const QByteArray *value = m_lookup(reference.name);
    const bool isUsable = value && (!reference.operation.startsWith(':') || !value->isEmpty());
    const char sign = reference.operation.isEmpty() ? '\0' : reference.operation.back();
    if (sign == '?' && !isUsable) {
        const QString fault = value ? Words::tr("%1 is required, but it is empty.")
                                    : Words::tr("%1 is required, but it is not set.");
        return failure(ErrorCode::InvalidInput, fault.arg(QString::fromUtf8(reference.name)));
    }
    if ((sign == '-' && !isUsable) || (sign == '+' && isUsable)) {
        m_regions.append(Region{reference.end, m_at});
        m_at = reference.text;
        return {};
    }
    return put(value);
}

Result<void> ComposeTemplate::put(const QByteArray *value)
{
    if (!value)
        return {};
    if (!m_budget.take(value->size()))
        return failure(ErrorCode::Refused, ReadingFault::expandsTooFar());
    m_filled.append(*value);
    return {};
}

} // namespace

Result<QByteArray> filledComposeTemplate(QByteArrayView text, const ComposeLookup &lookup,
                                         ExpansionBudget &budget)
{
    if (!text.contains('$'))
        return text.toByteArray();
    budget.beginValue();
    return ComposeTemplate(text, lookup, budget).filled();
}

} // namespace slipway
