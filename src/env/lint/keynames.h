// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintlines.h"

#include <QHash>

namespace slipway {

/// Says which part of a line may be named as its key in a message. Without an "=", or within a key
/// in PEM, a line is more likely a piece of a value, and that stays unsaid.
class KeyNames
{
public:
    explicit KeyNames(QByteArrayView text) : m_text(text) { }

    /// Goes on to the next line; every line in its order.
    void enter(const LintLine &line);
    /// The part of the current line's key that may be said.
    QByteArrayView shown(const LintLine &line, EnvRange key);
    /// For a message: the key of this line or an earlier one, cut with "…" to what was shown().
    QString inMessage(QByteArrayView key) const;

private:
    QByteArrayView m_text;
    QHash<QByteArrayView, QByteArrayView> m_cut; ///< keys that may not be said whole
    bool m_isInPem = false;
    bool m_staysInPem = false;
};

} // namespace slipway
