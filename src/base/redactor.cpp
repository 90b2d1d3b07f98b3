// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redactor.h"

#include "base/patternfilter.h"
#include "base/secretfilter.h"
#include "base/secretforms.h"

#include <QMutex>

#include <vector>

namespace slipway {

/// What the registered secrets look like, ready to be searched for.
class Redactor::Patterns
{
public:
    ByteMatcher matcher;
};

struct Redactor::State
{
    QMutex mutex;
    std::vector<Secret> secrets;
    std::shared_ptr<const Patterns> patterns; ///< null: a secret came since they were made
};

Redactor::Redactor() : m_state(std::make_unique<State>()) { }

Redactor::~Redactor() = default;

Redactor::Registered Redactor::add(const Secret &secret)
{
    if (trimmedSecret(secret).size() < minimumLength)
        return Registered::TooShort;
    const QMutexLocker lock(&m_state->mutex);
    const bool known = std::ranges::any_of(m_state->secrets, [&secret](const Secret &other) {
        return other.revealForUse() == secret.revealForUse();
    });
    if (!known) {
        m_state->secrets.push_back(secret.clone());
        m_state->patterns.reset();
    }
    return Registered::Hidden;
}

std::shared_ptr<const Redactor::Patterns> Redactor::patterns() const
{
    const QMutexLocker lock(&m_state->mutex);
    if (!m_state->patterns) {
        const auto made = std::make_shared<Patterns>();
        for (const Secret &secret : m_state->secrets) {
            forEachSecretForm(secret, minimumLength,
                              [&made](QByteArrayView form) { made->matcher.add(form); });
        }
        made->matcher.build();
        m_state->patterns = made;
    }
    return m_state->patterns;
}

QByteArray Redactor::redact(const QByteArray &bytes) const
{
    RedactingStream stream(*this);
    QByteArray out = stream.feed(bytes);
    out += stream.finish();
    return out;
}

QString Redactor::redact(const QString &text) const
{
    const QByteArray bytes = text.toUtf8();
    const QByteArray redacted = redact(bytes);
    // Text that is not valid UTF-16 does not survive the way there and back.
    return redacted == bytes ? text : QString::fromUtf8(redacted);
}

struct RedactingStream::State
{
    SecretFilter secrets;
    PatternFilter patterns;
};

RedactingStream::RedactingStream(const Redactor &redactor)
    : m_redactor(redactor)
    , m_state(std::make_unique<State>())
{ }

RedactingStream::~RedactingStream() = default;

QByteArray RedactingStream::feed(QByteArrayView chunk)
{
    const auto patterns = m_redactor.patterns();
    const SecretFilter::Matcher matcher(patterns, &patterns->matcher);
    return m_state->patterns.feed(m_state->secrets.feed(chunk, matcher));
}

QByteArray RedactingStream::flush()
{
    QByteArray out = m_state->patterns.feed(m_state->secrets.flush(Redactor::minimumLength));
    out += m_state->patterns.flush();
    return out;
}

QByteArray RedactingStream::finish()
{
    QByteArray out = m_state->patterns.feed(m_state->secrets.finish());
    out += m_state->patterns.finish();
    return out;
}

} // namespace slipway
