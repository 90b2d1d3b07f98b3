// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "env/envdocument.h"
#include "env/envintent.h"

namespace slipway {

/// How a value is to be written, and for whom that is not enough.
struct EnvEncoding
{
    EnvStatement::Quote quote = EnvStatement::Quote::None;
    QByteArray text;               ///< what comes behind "="
    QList<EnvDialect> unsatisfied; ///< enabled dialects that would read something else

    friend bool operator==(const EnvEncoding &, const EnvEncoding &) = default;
};

/// A change to a document that has been tried: the document was read before and after it in each
/// enabled dialect.
struct EnvEdit
{
    QList<EnvTextChange> changes; ///< for EnvDocument::apply(); none when all is as wanted already
    /// Enabled dialects in which the key does not have the value it should have afterwards.
    QList<EnvDialect> unsatisfied;
    /// Those of them that would read it, if it were not for the rest of the file.
    QList<EnvDialect> hindered;
    /// Enabled dialects in which another key loses or changes its value, as one does that refers to
    /// a key taken away. Setting a value never does this.
    QList<EnvDialect> disturbed;

    friend bool operator==(const EnvEdit &, const EnvEdit &) = default;
};

/// Changes env documents so that the enabled dialects read what is meant. It writes a value in the
/// author's way of quoting while that reads back, else in the way that the most enabled dialects
/// read back, and proves it with their readers. Everything else of the text stays.
///
/// A value type. Its time is that of reading the document, a few times for each enabled dialect.
class EnvWriter
{
public:
    enum class Side { Before, After };

    explicit EnvWriter(QList<EnvDialect> dialects = allEnvDialects());

    const QList<EnvDialect> &dialects() const { return m_dialects; }

    /// How to write a value on a line of its own, "KEY=…".
    EnvEncoding encode(const QByteArray &key, const QByteArray &value,
                       EnvStatement::Quote preferred = EnvStatement::Quote::None) const;

    /// Writes the value into the statement that counts for the key, keeping its prefix, spacing and
    /// comment; or else as a new last line. Refused when no way of writing it would leave all other
    /// keys alone; InvalidInput when no line can begin with such a key.
    Result<EnvEdit> setValue(const EnvDocument &document, const QByteArray &key,
                             const QByteArray &value) const;
    /// Adds a key behind the group (the lines up to a blank one) that another key is in. Fails as
    /// setValue() does, with InvalidInput when the key is there, NotFound when the other is not.
    Result<EnvEdit> addToGroup(const EnvDocument &document, const EnvIntent &intent,
                               const QByteArray &neighbour) const;

    // These fail with NotFound when the document has no such key.

    /// Takes every statement of the key out.
    Result<EnvEdit> remove(const EnvDocument &document, const QByteArray &key) const;
    /// Gives every statement of the key another key. References to it stay as they are.
    Result<EnvEdit> rename(const EnvDocument &document, const QByteArray &from,
                           const QByteArray &to) const;
    /// Puts "# " before every line of the key.
    Result<EnvEdit> commentOut(const EnvDocument &document, const QByteArray &key) const;
    /// Makes the last comment that reads "KEY=…" an assignment again, with all its lines.
    Result<EnvEdit> uncomment(const EnvDocument &document, const QByteArray &key) const;
    /// Moves the statement that counts for the key beside the one that counts for another.
    Result<EnvEdit> move(const EnvDocument &document, const QByteArray &key, Side side,
                         const QByteArray &anchor) const;

private:
    struct Place;
    struct Wanted;
    Result<EnvEdit> write(const EnvDocument &document, const EnvIntent &intent,
                          const Place &place) const;
    EnvEdit tried(const EnvDocument &document, QList<EnvTextChange> changes,
                  const Wanted &wanted) const;

    QList<EnvDialect> m_dialects;
};

/// Whether a line can begin with it and "=": see isEnvKeyByte().
bool isEnvKey(QByteArrayView key);

} // namespace slipway
