// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace slipway {

/// The program's standard streams: what is written is out at once; colours only where a person
/// looks and did not set NO_COLOR.
class Console
{
public:
    enum class Colour { None, Green, Red, Yellow, Blue, Dim, Bold };

    Console();

    void out(const QString &text) const; ///< a line to standard output
    void rawOut(const QByteArray &bytes) const;
    void error(const QString &text) const; ///< a line to standard error
    void rawError(const QByteArray &bytes) const;

    QString coloured(const QString &text, Colour colour) const;
    bool isColoured() const { return m_coloured; }
    /// The exit status of a command that ends with `exitCode`: what could not be written to
    /// standard output is said, and makes a success a failure. A reader that has left is no fault.
    static int concluded(int exitCode);
    /// A person can be asked: both the input and the place of the question are a terminal.
    bool canAsk() const { return m_canAsk; }
    /// A question stands on the terminal, in a line that has no end yet: what is written to a
    /// terminal meanwhile begins a new one, and `brokenInto` is told each time.
    static void setQuestion(std::function<void()> brokenInto);
    static void endQuestion();
    static bool hasQuestion();

private:
    bool m_coloured;
    bool m_canAsk;
};

} // namespace slipway
