// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace slipway {

/// Takes the standard output of a SystemScript apart: what a login shell says before, words about
/// the start, the command's output, and how it ended.
class MarkReader
{
public:
    struct End
    {
        int status = -1;
        QByteArray signalName; ///< empty: none
    };

    explicit MarkReader(QByteArray mark) : m_mark(std::move(mark)) { }

    /// Returns what is the command's output among `bytes`, and all that came before.
    QByteArray take(const QByteArray &bytes);
    /// At the end of all bytes: what looked like the beginning of a mark and was none.
    QByteArray takeRest();

    /// It waits for the program.
    bool isReady() const { return m_isReady; }
    /// "start", or why it did not: "folder", "shell", "output".
    const std::optional<QByteArray> &word() const { return m_word; }
    const std::optional<End> &end() const { return m_end; }
    /// Before the word.
    const QByteArray &chatter() const { return m_chatter; }

private:
    void readWords();
    QByteArray readOutput();

    QByteArray m_mark;
    QByteArray m_pending;
    QByteArray m_chatter;
    bool m_isReady = false;
    std::optional<QByteArray> m_word;
    std::optional<End> m_end;
};

} // namespace slipway
