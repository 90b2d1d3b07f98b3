// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace slipway {

struct EnvSpecLine
{
    int number = 1;
    QByteArrayView text; ///< without its end
};

/// A key of an @env-spec file, with what stands behind its "=".
struct EnvSpecItem
{
    enum class Kind {
        Nothing, ///< no value, or an empty one
        Static,
        Computed ///< a function's result, or one that refers to other keys
    };

    QByteArray key;
    Kind kind = Kind::Nothing;
    QString value;   ///< of a Static one
    QString comment; ///< behind the value, without "#"
};

/// The lines of an @env-spec file; values may go on over several.
class EnvSpecLines
{
public:
    explicit EnvSpecLines(QByteArrayView text) : m_rest(text) { }

    std::optional<EnvSpecLine> next();
    /// Reads the item that begins in the line, and the lines of its value; nullopt for a line that
    /// is none.
    std::optional<EnvSpecItem> readItem(const EnvSpecLine &line);

private:
    EnvSpecItem readQuoted(EnvSpecItem item, QByteArrayView value, QByteArrayView quote);
    void readPlain(EnvSpecItem &item, QByteArrayView value);

    QByteArrayView m_rest;
    int m_number = 0;
};

} // namespace slipway
