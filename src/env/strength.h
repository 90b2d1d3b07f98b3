// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace slipway {

/// The smallest usual alphabet that has all characters of a text.
enum class SecretAlphabet {
    Digits,
    Hex,       ///< of one case
    Base32,    ///< A to Z, 2 to 7
    Base36,    ///< letters of one case and digits
    Base64,    ///< letters and digits, perhaps with + / or - _
    Printable, ///< anything else
};

/// What a secret is worth. Never holds the secret.
struct SecretStrength
{
    enum class Fault {
        None,
        Placeholder, ///< nothing that anybody chose as a secret
        Repeats,     ///< one piece again and again
        Sequence,    ///< in the order of the alphabet, of the digits or of the keyboard
        Words,       ///< more than half of it are words
        Uneven,      ///< characters come back more often than chance allows
    };

    Fault fault = Fault::None;
    SecretAlphabet alphabet = SecretAlphabet::Printable;
    /// Length times the bits of a character of the alphabet; 0 with a fault.
    double bits = 0;
    QString reason; ///< one sentence; empty without a fault

    bool isStrong() const { return fault == Fault::None; }
};

/// Tests whether a secret may be one that a machine drew at random. One in a thousand that a
/// machine did draw fails the test for evenness; all else fails only what has a pattern.
SecretStrength strengthOf(QByteArrayView secret);

SecretAlphabet alphabetOf(QByteArrayView secret);
double bitsPerCharacter(SecretAlphabet alphabet);

} // namespace slipway
