// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/code/codeedit.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int tabColumns = 4;
constexpr int iconSize = 12;
constexpr int smallestDigits = 3;
constexpr qsizetype mostUnderlined = 2000; ///< more would slow down each repaint

class Gutter : public QWidget
{
public:
    explicit Gutter(CodeEdit *edit) : QWidget(edit), m_edit(edit)
    {
        setObjectName(edit->objectName() + u"Gutter"_s);
    }
    QSize sizeHint() const override { return {m_edit->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_edit->paintGutter(event); }

private:
    CodeEdit *m_edit;
};

} // namespace

CodeEdit::CodeEdit(Theming &theming, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theming(theming)
    , m_gutter(new Gutter(this))
{
    setLineWrapMode(NoWrap);
    setProperty("look", u"code"_s);
    takeFont();
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeEdit::layOutGutter);
    connect(this, &QPlainTextEdit::updateRequest, m_gutter, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeEdit::showMarks);
    connect(&theming, &Theming::changed, this, [this] {
        showMarks();
        m_gutter->update();
    });
    layOutGutter();
}

void CodeEdit::takeFont()
{
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    if (fixed == font())
        return;
    setFont(fixed);
    setTabStopDistance(fontMetrics().horizontalAdvance(u' ') * tabColumns);
}

void CodeEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        layOutGutter();
}

int CodeEdit::gutterWidth() const
{
    int digits = smallestDigits;
    for (int count = blockCount(); count >= 1000; count /= 10)
        ++digits;
    return fontMetrics().horizontalAdvance(u'9') * digits + iconSize + 3 * measure::unit
        + measure::inside;
}

void CodeEdit::layOutGutter()
{
    setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), gutterWidth(), inside.height());
}

void CodeEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    layOutGutter();
}

void CodeEdit::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    const Palette &palette = m_theming.palette();
    painter.fillRect(event->rect(), palette.window);
    std::map<int, CodeSeverity> worst;
    for (const Placed &placed : std::as_const(m_marks)) {
        const auto [it, isNew]
            = worst.try_emplace(placed.cursor.selectionStart(), placed.mark.severity);
        if (!isNew)
            it->second = std::min(it->second, placed.mark.severity);
    }
    QTextBlock block = firstVisibleBlock();
    const int current = textCursor().blockNumber();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const double height = blockBoundingRect(block).height();
        painter.setPen(block.blockNumber() == current ? palette.text : palette.mutedText);
        painter.setFont(font());
        const QRectF number(iconSize + 2 * measure::unit, top,
                            gutterWidth() - iconSize - 2 * measure::unit - measure::inside, height);
        painter.drawText(number, Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(block.blockNumber() + 1));
        auto mark = worst.lower_bound(block.position());
        std::optional<CodeSeverity> severity;
        for (; mark != worst.end() && mark->first < block.position() + block.length(); ++mark)
            severity = std::min(severity.value_or(mark->second), mark->second);
        if (severity) {
            const SeverityLook look = lookOf(*severity, m_theming.mode());
            paintIcon(painter, look.iconPath,
                      {double(measure::unit), top + (height - iconSize) / 2, iconSize, iconSize},
                      look.colour);
        }
        top += height;
        block = block.next();
    }
}

void CodeEdit::setMarks(const QList<CodeMark> &marks)
{
    m_marks.clear();
    const int end = document()->characterCount() - 1;
    for (const CodeMark &mark : marks) {
        QTextCursor cursor(document());
        cursor.setPosition(std::clamp(mark.position, 0, end));
        if (mark.length > 0)
            cursor.setPosition(std::clamp(mark.position + mark.length, 0, end),
                               QTextCursor::KeepAnchor);
        else
            cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        m_marks.append({cursor, mark});
    }
    showMarks();
    m_gutter->update();
}

QTextEdit::ExtraSelection CodeEdit::underlined(const Placed &placed) const
{
    QTextEdit::ExtraSelection selection;
    selection.cursor = placed.cursor;
    const CodeSeverity severity = placed.mark.severity;
    // A shape of its own for each, for those who do not see the colours.
    selection.format.setUnderlineStyle(
        severity == CodeSeverity::Error         ? QTextCharFormat::WaveUnderline
            : severity == CodeSeverity::Warning ? QTextCharFormat::DashUnderline
                                                : QTextCharFormat::DotLine);
    selection.format.setUnderlineColor(lookOf(severity, m_theming.mode()).colour);
    return selection;
}

void CodeEdit::showMarks()
{
    QList<QTextEdit::ExtraSelection> selections;
    QTextEdit::ExtraSelection line;
    line.format.setBackground(mix(m_theming.palette().surface, m_theming.palette().selection, 0.5));
    line.format.setProperty(QTextFormat::FullWidthSelection, true);
    line.cursor = textCursor();
    line.cursor.clearSelection();
    selections.append(line);
    // The worst last, so that it is painted over the others.
    for (const CodeSeverity severity :
         {CodeSeverity::Info, CodeSeverity::Warning, CodeSeverity::Error}) {
        for (const Placed &placed : std::as_const(m_marks)) {
            if (placed.mark.severity == severity && selections.size() < mostUnderlined)
                selections.append(underlined(placed));
        }
    }
    setExtraSelections(selections);
    m_gutter->update();
}

QList<CodeMark> CodeEdit::marksAt(int position) const
{
    QList<CodeMark> found;
    for (const Placed &placed : m_marks) {
        if (placed.cursor.selectionStart() <= position && position <= placed.cursor.selectionEnd())
            found.append(placed.mark);
    }
    return found;
}

QString CodeEdit::tipAt(int position) const
{
    QStringList lines;
    const QList<CodeMark> marks = marksAt(position);
    for (const CodeMark &mark : marks)
        lines.append(tr("%1: %2").arg(lookOf(mark.severity, m_theming.mode()).word, mark.message));
    return lines.join(u'\n');
}

bool CodeEdit::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QPlainTextEdit::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QPoint at = viewport()->mapFrom(this, help->pos());
    const QString tip = tipAt(cursorForPosition(at).position());
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

void CodeEdit::goTo(int line, int column)
{
    const QTextBlock block = document()->findBlockByNumber(std::max(0, line - 1));
    if (block.isValid())
        goToPosition(block.position() + std::clamp(column - 1, 0, block.length() - 1));
}

void CodeEdit::goToPosition(int position)
{
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::clamp(position, 0, document()->characterCount() - 1));
    setTextCursor(cursor);
    ensureCursorVisible();
}

} // namespace slipway
