// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/roadmapaccessible.h"

#include "gui/roadmap/roadmapview.h"
#include "gui/roadmap/steptip.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// One step. Owned by Qt's cache of interfaces; the view may be gone before it.
class StepAccessible : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    StepAccessible(RoadmapView *view, StepId step) : m_view(view), m_step(std::move(step)) { }

    bool isValid() const override { return m_view && m_view->plan().step(m_step); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view.data());
    }
    int childCount() const override { return 0; }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        if (kind == QAccessible::Name)
            return stepSentence(*m_view->plan().step(m_step), m_view->stateOf(m_step));
        if (kind == QAccessible::Description)
            return m_view->plan().step(m_step)->notes;
        return {};
    }
    void setText(QAccessible::Text, const QString &) override { }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect card = m_view->cardRect(m_step);
        return {m_view->viewport()->mapToGlobal(card.topLeft()), card.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        state.selected = m_view && m_view->selectedStep() == m_step;
        state.focused = state.selected && m_view->hasFocus();
        state.offscreen
            = m_view && !m_view->viewport()->rect().intersects(m_view->cardRect(m_step));
        return state;
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface
            ? static_cast<QAccessibleActionInterface *>(this)
            : nullptr;
    }
    QStringList actionNames() const override { return {setFocusAction(), pressAction()}; }
    void doAction(const QString &action) override
    {
        if (!isValid())
            return;
        m_view->selectStep(m_step);
        if (action == pressAction())
            Q_EMIT m_view->stepActivated(m_step);
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPointer<RoadmapView> m_view;
    StepId m_step;
};

class RoadmapAccessible : public QAccessibleWidget
{
public:
    explicit RoadmapAccessible(RoadmapView *view)
        : QAccessibleWidget(view, QAccessible::List)
        , m_view(view)
    { }
    ~RoadmapAccessible() override
    {
        for (const QAccessible::Id id : std::as_const(m_steps))
            QAccessible::deleteAccessibleInterface(id);
    }
    Q_DISABLE_COPY_MOVE(RoadmapAccessible)

    int childCount() const override { return static_cast<int>(m_view->graph().steps().size()); }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        const StepId step = m_view->graph().steps().at(index);
        const auto known = m_steps.constFind(step);
        if (known != m_steps.constEnd())
            return QAccessible::accessibleInterface(*known);
        auto *made = new StepAccessible(m_view, step); // registering hands it to Qt's cache
        m_steps.insert(step, QAccessible::registerAccessibleInterface(made));
        return made;
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (int index = 0; index < childCount(); ++index) {
            if (this->child(index) == child)
                return index;
        }
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        return childOf(m_view->stepAt(m_view->viewport()->mapFromGlobal(QPoint(x, y))));
    }
    QAccessibleInterface *focusChild() const override { return childOf(m_view->selectedStep()); }

private:
    QAccessibleInterface *childOf(const StepId &step) const
    {
        return child(static_cast<int>(m_view->graph().steps().indexOf(step)));
    }

    RoadmapView *m_view;
    mutable QHash<StepId, QAccessible::Id> m_steps;
};

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    if (className != QLatin1StringView(RoadmapView::staticMetaObject.className()))
        return nullptr;
    auto *view = qobject_cast<RoadmapView *>(object);
    return view ? new RoadmapAccessible(view) : nullptr;
}

void notify(RoadmapView &view, const StepId &step, QAccessible::Event what)
{
    if (!QAccessible::isActive() || step.isEmpty())
        return;
    const qsizetype index = view.graph().steps().indexOf(step);
    if (index < 0)
        return;
    QAccessibleEvent event(&view, what);
    event.setChild(static_cast<int>(index));
    QAccessible::updateAccessibility(&event);
}

} // namespace

void registerRoadmapAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(installed)
}

void focusStep(RoadmapView &view, const StepId &step)
{
    if (view.hasFocus())
        notify(view, step, QAccessible::Focus);
}

void announceStep(RoadmapView &view, const StepId &step)
{
    notify(view, step, QAccessible::NameChanged);
}

} // namespace slipway
