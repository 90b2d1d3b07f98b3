// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace slipway {

/// Knows every secret of a session and hides it wherever text leaves Slipway: raw, per line, per
/// JSON leaf, URL-, JSON-, shell-, hex- and base64-encoded (three alignments). Secrets shorter
/// than minimumLength are not hidden (they would hide everything); add() says so.
/// What looks like a secret (a private key block, a token, a password in a URL) is hidden too.
/// Thread-safe. Transformations that cannot be foreseen are not hidden.
class Redactor
{
public:
    static constexpr qsizetype minimumLength = 4;
    enum class Registered { Hidden, TooShort };

    Redactor();
    ~Redactor();
    Q_DISABLE_COPY_MOVE(Redactor)

    Registered add(const Secret &secret);
    /// `text` with each registered secret, in each known encoding, replaced by "••••••".
    QString redact(const QString &text) const;
    QByteArray redact(const QByteArray &bytes) const;

    class Patterns;

private:
    friend class RedactingStream;
    std::shared_ptr<const Patterns> patterns() const;

    struct State;
    std::unique_ptr<State> m_state;
};

/// Hides secrets in a byte stream, also where one is split across chunks: holds back what may be
/// the start of a secret until the next chunk decides. Single-threaded.
class RedactingStream
{
public:
    explicit RedactingStream(const Redactor &redactor);
    ~RedactingStream();
    Q_DISABLE_COPY_MOVE(RedactingStream)

    /// What may be shown now.
    QByteArray feed(QByteArrayView chunk);
    /// When nothing came for a while: what was held back, except where it is a good part of a
    /// secret already.
    QByteArray flush();
    /// At the end: all that was held back.
    QByteArray finish();

private:
    const Redactor &m_redactor;
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway
