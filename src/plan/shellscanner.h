// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace slipway {

/// Walks a POSIX shell script and knows, wherever a value is to be filled in, what a shell would
/// make of the text there. A value is quoted differently in "…", in '…' and in a here-document;
/// where no quoting is safe the place is Unsafe. In doubt it says Unsafe.
class ShellScanner
{
public:
    enum class Place {
        Word, ///< outside quotes
        SingleQuoted,
        DoubleQuoted,
        Comment,
        HereDocument,       ///< the shell expands it
        QuotedHereDocument, ///< taken as it is
        Unsafe,
    };

    /// The next piece of the script.
    void feed(QStringView text);
    /// A value stands here.
    void feedValue();

    Place place() const;
    /// Whether the script may end here: every quote and here-document is closed. Where it may not,
    /// what was said about its places is in doubt.
    bool atRest() const;
    /// Whether the here-document that stands here could end early with this value in it.
    bool mayEndHereDocument(const QString &value) const;
    /// The word that ends the here-document; empty elsewhere.
    QString hereDelimiter() const;

private:
    enum class Frame {
        Top,
        Command, ///< $( … )
        Single,
        Double,
        Comment,
        AnsiC,      ///< $'…'
        Brace,      ///< ${…}
        Arithmetic, ///< $((…))
        Backticks,
    };
    struct HereDocument
    {
        QString delimiter;
        bool quoted = false;
        bool stripTabs = false;
    };

    qsizetype step(QStringView text, qsizetype at);
    qsizetype stepInCommand(QStringView text, qsizetype at);
    qsizetype stepInArithmetic(QStringView text, qsizetype at);
    qsizetype stepInDouble(QStringView text, qsizetype at);
    qsizetype stepInHereDocument(QStringView text, qsizetype at);
    qsizetype dollar(QStringView text, qsizetype at);
    qsizetype hereOperator(QStringView text, qsizetype at);
    bool endsHereDocument(const HereDocument &here) const;
    bool inHereDocument() const;
    void word(QStringView text, qsizetype at);
    void endOfLine();
    Frame frame() const { return m_frames.last(); }

    QList<Frame> m_frames{Frame::Top};
    QList<int> m_parentheses{0}; ///< open "(" of Top and of each Command and Arithmetic
    QList<HereDocument> m_announced;
    QList<HereDocument> m_bodies;
    qsizetype m_bodyDepth = 0; ///< frames when the here-document began
    QString m_line;            ///< of a here-document, up to here
    bool m_lineIsKnown = true; ///< m_line holds all of it: no value, no command
    bool m_escaped = false;    ///< the last character was a lone `\` or `$`
    bool m_wordStart = true;
    bool m_unsure = false;
};

} // namespace slipway
