// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytematcher.h"

#include <QByteArray>

#include <memory>

namespace slipway {

/// Replaces every text that a matcher knows by the redaction mask, in a stream; overlapping ones
/// by one mask. Holds back what may be the beginning of such a text.
class SecretFilter
{
public:
    using Matcher = std::shared_ptr<const ByteMatcher>;

    /// `matcher` may change between calls, when a secret was added.
    QByteArray feed(QByteArrayView chunk, const Matcher &matcher);
    /// Shows what is held back where it is less than `tolerated` bytes of a secret. A secret that
    /// goes on after it is still recognised, and its rest hidden.
    QByteArray flush(qsizetype tolerated);
    QByteArray finish();

private:
    struct Span
    {
        qsizetype begin;
        qsizetype end;
        bool maskShown = false;
    };

    void cover(Span span);
    /// Shows what lies before `frontier`.
    QByteArray release(qsizetype frontier);

    Matcher m_matcher;
    ByteMatcher::State m_state = ByteMatcher::start;
    QByteArray m_held;
    /// Bytes of the text that may be the beginning of a secret and were shown by flush().
    qsizetype m_flushed = 0;
    std::vector<Span> m_spans; ///< within m_held, in order, apart from each other
};

} // namespace slipway
