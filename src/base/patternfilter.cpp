// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/patternfilter.h"

#include "base/secretpatterns.h"

#include <QList>

namespace slipway {

using secretpatterns::Verdict;

namespace {

/// Rules look back this far for the beginning of a name.
constexpr qsizetype lookBehind = 64;
/// Longer than this nothing is held back: a line without an end is decided as it stands.
constexpr qsizetype maximumHeld = 16 * 1024;

const ByteMatcher &triggerMatcher()
{
    static const ByteMatcher matcher = [] {
        ByteMatcher result(ByteMatcher::Case::Insensitive);
        for (const QByteArrayView trigger : secretpatterns::triggers())
            result.add(trigger);
        result.build();
        return result;
    }();
    return matcher;
}

} // namespace

PatternFilter::PatternFilter() : m_triggers(triggerMatcher()) { }

QByteArray PatternFilter::feed(const QByteArray &bytes)
{
    m_buffer += bytes;
    return process(m_buffer.size() - m_shown > maximumHeld + bytes.size() ? Input::Complete
                                                                          : Input::MoreMayCome);
}

QByteArray PatternFilter::finish()
{
    const QByteArray result = flush();
    m_buffer.clear();
    m_shown = 0;
    m_inKey = false;
    return result;
}

QByteArray PatternFilter::process(Input input)
{
    QByteArray out;
    qsizetype decided = m_shown;
    bool moved = true;
    while (moved && decided < m_buffer.size()) {
        const qsizetype before = decided;
        const bool wasInKey = m_inKey;
        decided = m_inKey ? skipKeyLines(decided, input, out) : scanText(decided, input, out);
        moved = decided != before || m_inKey != wasInKey;
    }
    forget(decided);
    return out;
}

void PatternFilter::forget(qsizetype decided)
{
    const qsizetype drop = std::max<qsizetype>(0, decided - lookBehind);
    m_buffer.remove(0, drop);
    m_shown = decided - drop;
}

qsizetype PatternFilter::scanText(qsizetype from, Input input, QByteArray &out)
{
    const QByteArrayView text(m_buffer);
    qsizetype shown = from;
    qsizetype position = from;
    ByteMatcher::State state = ByteMatcher::start;
    while (const auto hit = m_triggers.next(state, text, position)) {
        const Verdict verdict = secretpatterns::judge(
            {text, hit->end - hit->length, hit->end, input == Input::Complete});
        if (verdict.kind == Verdict::Kind::Harmless)
            continue;
        if (verdict.kind == Verdict::Kind::Undecided) {
            const qsizetype held = hit->end - hit->length;
            out += text.sliced(shown, held - shown);
            return held;
        }
        if (verdict.kind == Verdict::Kind::KeyBlock) {
            out += text.sliced(shown, verdict.to - shown);
            m_inKey = true;
            m_keyMasked = false;
            return verdict.to;
        }
        out += text.sliced(shown, verdict.from - shown);
        out += redactionMask;
        shown = verdict.to;
        position = verdict.to;
        state = ByteMatcher::start;
    }
    const qsizetype undecided = input == Input::Complete ? 0 : m_triggers.depth(state);
    const qsizetype end = std::max(shown, text.size() - undecided);
    out += text.sliced(shown, end - shown);
    return end;
}

qsizetype PatternFilter::skipKeyLines(qsizetype from, Input input, QByteArray &out)
{
    const QByteArrayView text(m_buffer);
    const qsizetype newline = text.indexOf('\n', from);
    if (newline < 0 && input == Input::MoreMayCome)
        return from;
    const qsizetype end = newline < 0 ? text.size() : newline + 1;
    if (!secretpatterns::isKeyLine(text.sliced(from, end - from).trimmed())) {
        m_inKey = false;
        return from;
    }
    if (!m_keyMasked) {
        out += redactionMask;
        if (newline >= 0)
            out += '\n';
    }
    m_keyMasked = true;
    return end;
}

} // namespace slipway
