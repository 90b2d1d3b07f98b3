// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envbuffer.h"

#include <QPlainTextDocumentLayout>
#include <QScopedValueRollback>
#include <QTextBlock>
#include <QTextCursor>

#include <algorithm>

namespace slipway {

EnvBuffer::EnvBuffer(QObject *parent) : QObject(parent)
{
    m_text.setDocumentLayout(new QPlainTextDocumentLayout(&m_text));
    connect(&m_text, &QTextDocument::contentsChange, this, &EnvBuffer::takeIn);
}

void EnvBuffer::load(const QByteArray &bytes)
{
    {
        const QScopedValueRollback changing(m_changing, true);
        m_map = EnvTextMap(EnvTextMap::lineEndOf(bytes));
        m_document = EnvDocument(bytes);
        m_text.setPlainText(m_map.toText(bytes));
        m_units = m_text.characterCount() - 1;
    }
    Q_EMIT loaded();
    Q_EMIT changed();
}

qsizetype EnvBuffer::statementOfLine(int line) const
{
    const QList<EnvStatement> &all = m_document.statements();
    const auto after = std::upper_bound(
        all.cbegin(), all.cend(), line,
        [](int wanted, const EnvStatement &statement) { return wanted < statement.line; });
    return after == all.cbegin() ? -1 : after - all.cbegin() - 1;
}

const EnvStatement *EnvBuffer::statementOf(const QTextBlock &block) const
{
    const int line = block.blockNumber() + 1;
    const qsizetype index = statementOfLine(line);
    if (index < 0)
        return nullptr;
    const EnvStatement &statement = m_document.statements().at(index);
    return line < statement.line + statement.lineCount ? &statement : nullptr;
}

int EnvBuffer::positionOf(qsizetype byte) const
{
    const EnvStatement *statement = m_document.statementAt(byte);
    if (statement == nullptr)
        return m_text.characterCount() - 1;
    const EnvRange before{statement->range.at, byte - statement->range.at};
    const QTextBlock block = m_text.findBlockByNumber(statement->line - 1);
    return block.position() + int(m_map.unitsOf(m_document.text(before)));
}

qsizetype EnvBuffer::byteAt(int position) const
{
    const QTextBlock block = m_text.findBlock(position);
    const qsizetype index = block.isValid() ? statementOfLine(block.blockNumber() + 1) : -1;
    if (index < 0)
        return m_document.statements().isEmpty() ? 0 : m_document.bytes().size();
    const qsizetype from = m_document.statements().at(index).range.at;
    const int start
        = m_text.findBlockByNumber(m_document.statements().at(index).line - 1).position();
    const QByteArrayView rest = QByteArrayView(m_document.bytes()).sliced(from);
    return from + m_map.bytesOf(rest, position - start);
}

QString EnvBuffer::raw(int from, int to) const
{
    QTextCursor cursor(const_cast<QTextDocument *>(&m_text));
    cursor.setPosition(from);
    cursor.setPosition(to, QTextCursor::KeepAnchor);
    return cursor.selectedText();
}

void EnvBuffer::readAll()
{
    m_document = EnvDocument(m_map.toBytes(raw(0, m_text.characterCount() - 1)));
    m_units = m_text.characterCount() - 1;
}

void EnvBuffer::takeIn(int position, int removed, int added)
{
    if (m_changing)
        return;
    // What stands before the place is as it was, so it is found in the old text by the new one's
    // lines. The counts may include the end of the last block, which is no part of the file.
    const int end = m_text.characterCount() - 1;
    position = std::min(position, end);
    const int addedTo = std::min(position + added, end);
    const qsizetype from = byteAt(position);
    const QByteArrayView rest = QByteArrayView(m_document.bytes()).sliced(from);
    const qsizetype gone = m_map.bytesOf(rest, removed);
    const qsizetype goneUnits = std::min<qsizetype>(removed, m_units - position);
    const QByteArray inserted = m_map.toBytes(raw(position, addedTo));
    m_units += addedTo - position - goneUnits;
    if (m_units != end) {
        readAll();
    } else if (rest.first(gone) != inserted) {
        m_document.apply({{{from, gone}, inserted}});
    } else {
        return; // a change of formats
    }
    Q_EMIT changed();
}

bool EnvBuffer::breaksLineEnds(const QList<EnvTextChange> &changes) const
{
    if (m_map.lineEnd() != EnvTextMap::LineEnd::CrLf)
        return false;
    const QByteArrayView bytes(m_document.bytes());
    const auto splits = [&](qsizetype at) {
        return at > 0 && at < bytes.size() && bytes[at - 1] == '\r' && bytes[at] == '\n';
    };
    return std::ranges::any_of(changes, [&](const EnvTextChange &change) {
        return splits(change.range.at) || splits(change.range.end())
            || (change.inserted.contains('\n')
                && EnvTextMap::lineEndOf(change.inserted) != EnvTextMap::LineEnd::CrLf);
    });
}

void EnvBuffer::apply(const QList<EnvTextChange> &changes)
{
    if (changes.isEmpty())
        return;
    if (breaksLineEnds(changes)) {
        EnvDocument document = m_document;
        document.apply(changes);
        load(document.bytes());
        return;
    }
    {
        const QScopedValueRollback changing(m_changing, true);
        QTextCursor cursor(&m_text);
        cursor.beginEditBlock();
        for (qsizetype i = changes.size() - 1; i >= 0; --i) {
            const EnvTextChange &change = changes.at(i);
            const int from = positionOf(change.range.at);
            const int size = int(m_map.unitsOf(m_document.text(change.range)));
            cursor.setPosition(from);
            cursor.setPosition(from + size, QTextCursor::KeepAnchor);
            cursor.insertText(m_map.toText(change.inserted));
        }
        cursor.endEditBlock();
        m_document.apply(changes);
        m_units = m_text.characterCount() - 1;
    }
    Q_EMIT changed();
}

bool EnvBuffer::isInStep() const
{
    return m_map.toBytes(raw(0, m_text.characterCount() - 1)) == m_document.bytes();
}

} // namespace slipway
