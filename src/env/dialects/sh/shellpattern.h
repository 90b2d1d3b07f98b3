// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <bitset>
#include <optional>

namespace slipway {

/// A pattern of ${NAME#PATTERN} and its kin: `*`, `?`, `[a-z]`, `[!…]`, and a backslash before what
/// stands for itself. Matches in text size times pattern size.
class ShellPattern
{
public:
    enum class Side { Start, End };
    enum class Extent { Shortest, Longest };

    explicit ShellPattern(QByteArrayView pattern);

    /// How many bytes at that side of the text it covers; nullopt: none.
    std::optional<qsizetype> match(QByteArrayView text, Side side, Extent extent) const;
    qsizetype size() const { return m_elements.size(); }

private:
    using Bytes = std::bitset<256>;

    struct Element
    {
        enum class Kind { Byte, Any, Star, Set };
        Kind kind = Kind::Byte;
        char byte = 0;
        qsizetype set = 0; ///< which of m_sets

        bool matches(char c, const QList<Bytes> &sets) const;
    };

    /// Reads what comes after "["; false when it is no set, and the bracket itself.
    bool readSet(QByteArrayView pattern, qsizetype &at);
    static bool addClass(QByteArrayView pattern, qsizetype &at, Bytes &bytes);

    QList<Element> m_elements;
    QList<Bytes> m_sets;
};

} // namespace slipway
