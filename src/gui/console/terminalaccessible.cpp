// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalaccessible.h"

#include "gui/console/terminalview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QTimer>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto announcePause = 200ms;

/// The text of what is seen, line by line.
class TerminalAccessible : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit TerminalAccessible(TerminalView *view)
        : QAccessibleWidget(view, QAccessible::Terminal)
        , m_view(view)
    { }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface *>(this)
                                                  : QAccessibleWidget::interface_cast(type);
    }
    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.multiLine = true;
        state.selectableText = true;
        return state;
    }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? m_view->visibleText() : QAccessibleWidget::text(kind);
    }

    // QAccessibleTextInterface
    void selection(int index, int *start, int *end) const override
    {
        const QString selected = index == 0 ? m_view->selectedText() : QString();
        const auto found
            = selected.isEmpty() ? qsizetype(-1) : m_view->visibleText().indexOf(selected);
        *start = int(std::max<qsizetype>(found, 0));
        *end = found < 0 ? 0 : int(found + selected.size());
    }
    int selectionCount() const override { return m_view->hasSelection() ? 1 : 0; }
    void addSelection(int, int) override { }
    void removeSelection(int) override { m_view->clearSelection(); }
    void setSelection(int, int, int) override { }
    int cursorPosition() const override
    {
        const QRect cursor = m_view->cursorRectangle();
        if (cursor.isNull())
            return characterCount();
        const TerminalPosition place = m_view->positionAt(cursor.center());
        const QStringList lines = m_view->visibleText().split(u'\n');
        const auto row = std::clamp<qsizetype>(place.line - m_view->topLine(), 0, lines.size() - 1);
        qsizetype position = 0;
        for (qsizetype index = 0; index < row; ++index)
            position += lines.at(index).size() + 1;
        return int(position + std::min<qsizetype>(place.column, lines.at(row).size()));
    }
    void setCursorPosition(int) override { }
    QString text(int start, int end) const override
    {
        const QString all = m_view->visibleText();
        const auto from = std::clamp<qsizetype>(start, 0, all.size());
        return all.sliced(from, std::clamp<qsizetype>(end, from, all.size()) - from);
    }
    int characterCount() const override { return int(m_view->visibleText().size()); }
    QRect characterRect(int offset) const override
    {
        const QString before = text(0, offset);
        const auto row = int(before.count(u'\n'));
        const auto column = int(before.size() - before.lastIndexOf(u'\n') - 1);
        const QRect cell = m_view->cellRectangle({row, column});
        return {m_view->viewport()->mapToGlobal(cell.topLeft()), cell.size()};
    }
    int offsetAtPoint(const QPoint &point) const override
    {
        const TerminalPosition place = m_view->positionAt(m_view->viewport()->mapFromGlobal(point));
        const QStringList lines = m_view->visibleText().split(u'\n');
        const auto row = std::clamp<qsizetype>(place.line - m_view->topLine(), 0, lines.size() - 1);
        qsizetype offset = 0;
        for (qsizetype index = 0; index < row; ++index)
            offset += lines.at(index).size() + 1;
        return int(offset + std::min<qsizetype>(place.column, lines.at(row).size()));
    }
    void scrollToSubstring(int, int) override { }
    QString attributes(int, int *start, int *end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

private:
    TerminalView *m_view;
};

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    if (className != QLatin1StringView(TerminalView::staticMetaObject.className()))
        return nullptr;
    auto *view = qobject_cast<TerminalView *>(object);
    return view ? new TerminalAccessible(view) : nullptr;
}

} // namespace

void registerTerminalAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(installed)
}

void announceOutput(TerminalView &view)
{
    if (!QAccessible::isActive())
        return;
    const QString timerName = u"announceOutput"_s;
    auto *timer = view.findChild<QTimer *>(timerName, Qt::FindDirectChildrenOnly);
    if (!timer) {
        timer = new QTimer(&view);
        timer->setObjectName(timerName);
        timer->setSingleShot(true);
        timer->setInterval(announcePause);
        QObject::connect(timer, &QTimer::timeout, &view, [&view] {
            QAccessibleEvent changed(&view, QAccessible::VisibleDataChanged);
            QAccessible::updateAccessibility(&changed);
            auto *accessible = QAccessible::queryAccessibleInterface(&view);
            if (!accessible || !accessible->textInterface())
                return;
            QAccessibleTextCursorEvent cursor(&view, accessible->textInterface()->cursorPosition());
            QAccessible::updateAccessibility(&cursor);
        });
    }
    if (!timer->isActive())
        timer->start();
}

} // namespace slipway
