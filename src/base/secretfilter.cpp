// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secretfilter.h"

#include "base/patternfilter.h"

#include <algorithm>

namespace slipway {

QByteArray SecretFilter::feed(QByteArrayView chunk, const Matcher &matcher)
{
    qsizetype position = m_held.size();
    m_held += chunk;
    if (m_matcher != matcher) {
        // What is held back may be part of the new secret as well.
        m_matcher = matcher;
        m_state = ByteMatcher::start;
        m_flushed = 0;
        position = 0;
    }
    while (const auto hit = m_matcher->next(m_state, m_held, position))
        cover({std::max<qsizetype>(0, hit->end - hit->length), hit->end});
    const qsizetype depth = m_matcher->depth(m_state);
    m_flushed = std::min(m_flushed, std::max<qsizetype>(0, depth - m_held.size()));
    return release(std::max<qsizetype>(0, m_held.size() - depth));
}

void SecretFilter::cover(Span span)
{
    while (!m_spans.empty() && m_spans.back().end > span.begin) {
        span.begin = std::min(span.begin, m_spans.back().begin);
        span.end = std::max(span.end, m_spans.back().end);
        span.maskShown = span.maskShown || m_spans.back().maskShown;
        m_spans.pop_back();
    }
    m_spans.push_back(span);
}

QByteArray SecretFilter::release(qsizetype frontier)
{
    if (m_spans.empty() && frontier == m_held.size())
        return std::exchange(m_held, {});
    QByteArray out;
    qsizetype shown = 0;
    size_t done = 0;
    for (Span &span : m_spans) {
        if (span.begin >= frontier)
            break;
        out += QByteArrayView(m_held).sliced(shown, span.begin - shown);
        if (!span.maskShown)
            out += redactionMask;
        span.maskShown = true;
        shown = std::min(span.end, frontier);
        // One that reaches beyond the frontier may still grow.
        done += span.end <= frontier ? 1 : 0;
    }
    m_spans.erase(m_spans.begin(), m_spans.begin() + ptrdiff_t(done));
    if (shown < frontier)
        out += QByteArrayView(m_held).sliced(shown, frontier - shown);
    m_held.remove(0, frontier);
    for (Span &span : m_spans) {
        span.begin = std::max<qsizetype>(0, span.begin - frontier);
        span.end -= frontier;
    }
    return out;
}

QByteArray SecretFilter::flush(qsizetype tolerated)
{
    if (!m_matcher || m_flushed + m_held.size() >= tolerated)
        return {};
    m_flushed += m_held.size();
    return release(m_held.size());
}

QByteArray SecretFilter::finish()
{
    m_state = ByteMatcher::start;
    m_flushed = 0;
    const QByteArray out = release(m_held.size());
    m_spans.clear();
    return out;
}

} // namespace slipway
