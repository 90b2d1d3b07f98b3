// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"
#include "gui/env/envtextmap.h"

#include <QObject>
#include <QTextDocument>

namespace slipway {

/// One text in two shapes: the editor's, which owns the undo stack, and the EnvDocument, which is
/// read from. They are kept in step with each change, whoever makes it, reading again only what it
/// touches. GUI thread.
class EnvBuffer : public QObject
{
    Q_OBJECT
public:
    explicit EnvBuffer(QObject *parent = nullptr);

    QTextDocument *text() { return &m_text; }
    const QTextDocument *text() const { return &m_text; }
    const EnvDocument &document() const { return m_document; }

    /// Another text; what was done before cannot be undone any more.
    void load(const QByteArray &bytes);
    /// Makes changes of document()'s text as one step that can be undone. A change that makes other
    /// line ends of a file with CRLF ones cannot: it loads the result.
    void apply(const QList<EnvTextChange> &changes);

    /// Where a byte stands in the text.
    int positionOf(qsizetype byte) const;
    qsizetype byteAt(int position) const;
    /// The statement of a block of the text; nullptr behind the last.
    const EnvStatement *statementOf(const QTextBlock &block) const;
    /// Whether both shapes are the same, for tests. Linear.
    bool isInStep() const;

Q_SIGNALS:
    /// The text is another one now.
    void changed();
    /// A whole text was taken in.
    void loaded();

private:
    void takeIn(int position, int removed, int added);
    void readAll();
    bool breaksLineEnds(const QList<EnvTextChange> &changes) const;
    qsizetype statementOfLine(int line) const;
    QString raw(int from, int to) const;

    QTextDocument m_text;
    EnvDocument m_document;
    EnvTextMap m_map;
    qsizetype m_units = 0; ///< of m_document, in the text
    bool m_changing = false;
};

} // namespace slipway
