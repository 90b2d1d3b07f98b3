// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envtextedit.h"

#include "env/envmask.h"
#include "gui/common/secretclipboard.h"
#include "gui/env/envreveal.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int keyRole = Qt::UserRole + 1;
constexpr int completionWidth = 460;
constexpr int dotCount = 8;

bool isKeyCharacter(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u'.'
        || character == u'-';
}

} // namespace

EnvTextEdit::EnvTextEdit(EnvBuffer &buffer, EnvReveal &reveal, Theming &theming, QWidget *parent)
    : CodeEdit(theming, parent)
    , m_buffer(buffer)
    , m_reveal(reveal)
    , m_completer(new QCompleter(this))
    , m_keys(new QStandardItemModel(this))
{
    setObjectName(u"envText"_s);
    setAccessibleName(tr("Text of the file"));
    setDocument(buffer.text());
    document()->setDefaultFont(font());
    setTabChangesFocus(false);
    m_completer->setWidget(this);
    m_completer->setModel(m_keys);
    m_completer->setCompletionRole(keyRole);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->popup()->setMinimumWidth(completionWidth);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) { insertKey(index.data(keyRole).toString()); });
    connect(&reveal, &EnvReveal::changed, viewport(), qOverload<>(&QWidget::update));
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        // Walking through the file shows nothing; who types sees what.
        if (m_buffer.statementOf(textCursor().block())
            != m_buffer.statementOf(document()->findBlockByNumber(m_typedLine - 1)))
            m_typedLine = 0;
        viewport()->update();
    });
}

void EnvTextEdit::setKnownKeys(const QList<EnvKnownKey> &keys)
{
    // A list that somebody is choosing from stays.
    if (keys == m_known || m_completer->popup()->isVisible())
        return;
    m_known = keys;
    m_keys->clear();
    for (const EnvKnownKey &known : keys) {
        const QString key = QString::fromUtf8(known.key);
        auto *item = new QStandardItem(
            known.description.isEmpty() ? key : tr("%1   %2").arg(key, known.description));
        item->setData(key, keyRole);
        item->setEditable(false);
        m_keys->appendRow(item);
    }
}

QList<std::pair<int, int>> EnvTextEdit::coveredIn(const QTextBlock &block) const
{
    const EnvStatement *statement = m_buffer.statementOf(block);
    if (statement == nullptr)
        return {};
    const EnvDocument &document = m_buffer.document();
    if (m_reveal.isRevealed(document.keyOf(*statement).toByteArray()))
        return {};
    if (hasFocus() && m_typedLine >= statement->line
        && m_typedLine < statement->line + statement->lineCount)
        return {};
    QList<std::pair<int, int>> covered;
    const QList<EnvRange> ranges = secretRanges(document, *statement);
    for (const EnvRange &range : ranges) {
        const int from = std::max(m_buffer.positionOf(range.at) - block.position(), 0);
        const int to
            = std::min(m_buffer.positionOf(range.end()) - block.position(), block.length() - 1);
        if (from < to)
            covered.append({from, to - from});
    }
    return covered;
}

QRectF EnvTextEdit::rectOf(const QTextBlock &block, int first, int length) const
{
    const QTextLine line = block.layout()->lineForTextPosition(first);
    if (!line.isValid())
        return {};
    const double from = line.cursorToX(first);
    return {from, line.y(), line.cursorToX(first + length) - from, line.height()};
}

void EnvTextEdit::cover(QPainter &painter, const QTextBlock &block, const QPointF &at)
{
    const Palette &palette = theming().palette();
    const QList<std::pair<int, int>> covered = coveredIn(block);
    for (const auto &[first, length] : covered) {
        QRectF rect = rectOf(block, first, length).translated(at);
        // As wide for each, where there is room: the length of a secret is nobody's business.
        const double wanted = fontMetrics().horizontalAdvance(u'•') * (dotCount + 1);
        const bool last = first + length >= block.length() - 1;
        if (last)
            rect.setWidth(std::max(rect.width(), wanted));
        painter.fillRect(rect,
                         block.blockNumber() == textCursor().blockNumber()
                             ? mix(palette.surface, palette.selection, 0.5)
                             : palette.surface);
        QRectF pill = rect.adjusted(0, 1, 0, -1);
        if (last)
            pill.setWidth(wanted);
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(palette.surface, palette.line, 0.5));
        painter.drawRoundedRect(pill, measure::unit, measure::unit);
        painter.setPen(palette.mutedText);
        painter.drawText(pill, Qt::AlignCenter, QString(dotCount, u'•'));
    }
}

void EnvTextEdit::paintRawBytes(QPainter &painter, const QTextBlock &block, const QPointF &at)
{
    const QString text = block.text();
    for (int i = 0; i < text.size(); ++i) {
        if (!EnvTextMap::isRawByte(text.at(i)))
            continue;
        QRectF rect = rectOf(block, i, 1).translated(at);
        painter.fillRect(rect, theming().palette().surface);
        QFont small = font();
        small.setPixelSize(std::max(6, int(rect.width() * 0.75)));
        painter.save();
        painter.setFont(small);
        painter.setPen(lookOf(CodeSeverity::Warning, theming().mode()).colour);
        painter.drawRect(rect.adjusted(0.5, 1.5, -1.5, -2.5));
        painter.drawText(rect, Qt::AlignCenter,
                         QString::number(EnvTextMap::rawByte(text.at(i)), 16).toUpper());
        painter.restore();
    }
}

void EnvTextEdit::paintEvent(QPaintEvent *event)
{
    CodeEdit::paintEvent(event);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    QTextBlock block = firstVisibleBlock();
    QPointF at = contentOffset();
    at.setY(blockBoundingGeometry(block).translated(contentOffset()).top());
    while (block.isValid() && at.y() <= event->rect().bottom()) {
        cover(painter, block, at);
        paintRawBytes(painter, block, at);
        at.ry() += blockBoundingRect(block).height();
        block = block.next();
    }
}

void EnvTextEdit::focusOutEvent(QFocusEvent *event)
{
    CodeEdit::focusOutEvent(event);
    m_typedLine = 0;
    viewport()->update();
}

QString EnvTextEdit::tipAt(int position) const
{
    const QString tip = CodeEdit::tipAt(position);
    if (!tip.isEmpty())
        return tip;
    const QTextBlock block = document()->findBlock(position);
    const QList<std::pair<int, int>> covered = coveredIn(block);
    for (const auto &[first, length] : covered) {
        const int column = position - block.position();
        if (column >= first && column <= first + length)
            return tr("A secret. Press Ctrl+E to see it for a moment.");
    }
    return {};
}

bool EnvTextEdit::selectsSecret() const
{
    const QTextCursor cursor = textCursor();
    const qsizetype from = m_buffer.byteAt(cursor.selectionStart());
    const qsizetype to = m_buffer.byteAt(cursor.selectionEnd());
    const EnvDocument &document = m_buffer.document();
    for (const EnvStatement &statement : document.statements()) {
        if (statement.range.end() <= from || statement.range.at >= to)
            continue;
        const QList<EnvRange> ranges = secretRanges(document, statement);
        for (const EnvRange &range : ranges) {
            if (range.at < to && range.end() > from)
                return true;
        }
    }
    return false;
}

QMimeData *EnvTextEdit::createMimeDataFromSelection() const
{
    QString text = textCursor().selectedText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    if (selectsSecret())
        return new SecretMimeData(text);
    auto *copied = new QMimeData;
    copied->setText(text);
    return copied;
}

QString EnvTextEdit::keyPrefix() const
{
    const QTextCursor cursor = textCursor();
    QString before = cursor.block().text().left(cursor.positionInBlock()).trimmed();
    if (before.startsWith(u"export "_s))
        before = before.mid(7).trimmed();
    for (const QChar character : std::as_const(before)) {
        if (!isKeyCharacter(character))
            return {};
    }
    return before;
}

void EnvTextEdit::offerKeys(const QString &prefix)
{
    m_completer->setCompletionPrefix(prefix);
    const bool any = m_completer->completionCount() > 0;
    const bool written = m_completer->completionCount() == 1
        && m_completer->currentIndex().data(keyRole).toString() == prefix;
    if (!any || written) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
    QRect place = cursorRect();
    place.translate(viewportMargins().left(), 0);
    place.setWidth(completionWidth);
    m_completer->complete(place);
}

void EnvTextEdit::insertKey(const QString &key)
{
    QTextCursor cursor = textCursor();
    const qsizetype typed = m_completer->completionPrefix().size();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, int(typed));
    const bool hasDelimiter
        = cursor.block().text().indexOf(u'=', cursor.selectionEnd() - cursor.block().position())
        >= 0;
    cursor.insertText(hasDelimiter ? key : key + u'=');
    setTextCursor(cursor);
}

void EnvTextEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (m_completer->popup()->isVisible()
        && (isEnter || event->key() == Qt::Key_Escape || event->key() == Qt::Key_Tab)) {
        event->ignore(); // the list takes it
        return;
    }
    if (isEnter && event->modifiers().testFlag(Qt::AltModifier)) {
        Q_EMIT fixesRequested(viewport()->mapToGlobal(cursorRect().bottomLeft()));
        return;
    }
    const bool asked
        = event->key() == Qt::Key_Space && event->modifiers().testFlag(Qt::ControlModifier);
    const int revision = document()->revision();
    if (!asked)
        CodeEdit::keyPressEvent(event);
    if (document()->revision() != revision) {
        m_typedLine = textCursor().blockNumber() + 1;
        viewport()->update();
    }
    const QString prefix = keyPrefix();
    const bool typed = !event->text().isEmpty() && isKeyCharacter(event->text().front());
    if (asked || (typed && !prefix.isEmpty()))
        offerKeys(prefix);
    else
        m_completer->popup()->hide();
}

} // namespace slipway
