// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolearea.h"

#include "gui/common/confirmdialog.h"
#include "gui/common/theming.h"
#include "gui/console/consoletabs.h"

#include <QPointer>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Gives all parts of a splitter the same room.
void even(QSplitter *splitter)
{
    splitter->setSizes(QList<int>(splitter->count(), 1'000'000));
}

/// As they stand, from the left and from the top.
void collect(const QWidget *page, QList<ConsolePane *> &panes)
{
    const auto *splitter = qobject_cast<const QSplitter *>(page);
    for (int index = 0; splitter != nullptr && index < splitter->count(); ++index) {
        if (auto *pane = qobject_cast<ConsolePane *>(splitter->widget(index)))
            panes << pane;
        else
            collect(splitter->widget(index), panes);
    }
}

QList<ConsolePane *> panesOf(const QWidget *page)
{
    QList<ConsolePane *> panes;
    collect(page, panes);
    return panes;
}

QSplitter *makeSplitter(Qt::Orientation orientation)
{
    auto *splitter = new QSplitter(orientation);
    splitter->setObjectName(u"consoleSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    return splitter;
}

} // namespace

ConsoleArea::ConsoleArea(Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_theming(theming)
    , m_broadcast(new BroadcastGroup(this))
    , m_tabs(new ConsoleTabs(this))
{
    setObjectName(u"consoleArea"_s);
    m_tabs->setObjectName(u"consoleTabs"_s);
    m_tabs->setAccessibleName(tr("Consoles"));
    m_tabs->setDocumentMode(true);
    m_tabs->setMovable(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    connect(
        m_tabs, &ConsoleTabs::middleClicked, this,
        [this](int index) { requestCloseOf(m_tabs->widget(index)); }, Qt::QueuedConnection);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        const QList<ConsolePane *> here = panesOf(m_tabs->currentWidget());
        if (!here.contains(m_current))
            setCurrent(here.isEmpty() ? nullptr : here.constFirst());
    });
}

ConsoleArea::~ConsoleArea()
{
    closeAll();
}

ConsolePane *ConsoleArea::open(ChannelOpener &opener, ConsoleSession::Start start, Where where)
{
    auto *pane = new ConsolePane(std::make_unique<ConsoleSession>(opener, std::move(start)),
                                 *m_broadcast, m_theming);
    connectPane(pane);
    place(pane, m_current == nullptr ? Where::NewTab : where);
    pane->show();
    setCurrent(pane);
    refreshTabs();
    pane->focusConsole();
    Q_EMIT panesChanged();
    return pane;
}

void ConsoleArea::connectPane(ConsolePane *pane)
{
    connect(pane, &ConsolePane::focused, this, [this, pane] { setCurrent(pane); });
    connect(
        pane, &ConsolePane::closeRequested, this, [this, pane] { askToClose({pane}); },
        Qt::QueuedConnection);
    connect(pane, &ConsolePane::menuRequested, this, [this, pane](QMenu *menu) {
        setCurrent(pane);
        Q_EMIT menuRequested(pane, menu);
    });
    connect(pane, &ConsolePane::headChanged, this, [this] {
        refreshTabs();
        Q_EMIT panesChanged();
    });
    connect(&pane->session(), &ConsoleSession::lineEntered, this,
            [this, pane](const QString &line) { Q_EMIT lineEntered(pane, line); });
}

QSplitter *ConsoleArea::newTab()
{
    QSplitter *root = makeSplitter(Qt::Horizontal);
    addTab(root, {});
    return root;
}

void ConsoleArea::addTab(QWidget *page, const QString &title)
{
    const int index = m_tabs->addTab(page, title);
    auto *close = new QToolButton(m_tabs);
    close->setObjectName(u"closeTab"_s);
    close->setProperty("look", u"flat"_s);
    close->setAccessibleName(tr("Close this tab"));
    close->setToolTip(tr("Close this tab"));
    // Tab goes from console to console; a console's own head closes it by key.
    close->setFocusPolicy(Qt::NoFocus);
    m_theming.dress(close, u"close"_s);
    connect(
        close, &QToolButton::clicked, page, [this, page] { requestCloseOf(page); },
        Qt::QueuedConnection);
    m_tabs->tabBar()->setTabButton(index, QTabBar::RightSide, close);
    m_tabs->setCurrentIndex(index);
}

void ConsoleArea::openTab(QWidget *page, const QString &title)
{
    addTab(page, title);
    page->setFocus();
    Q_EMIT panesChanged();
}

void ConsoleArea::place(ConsolePane *pane, Where where)
{
    if (where == Where::NewTab) {
        newTab()->addWidget(pane);
        return;
    }
    const Qt::Orientation orientation = where == Where::Right ? Qt::Horizontal : Qt::Vertical;
    auto *around = qobject_cast<QSplitter *>(m_current->parentWidget());
    Q_ASSERT(around != nullptr);
    const int index = around->indexOf(m_current);
    if (around->count() == 1)
        around->setOrientation(orientation);
    if (around->orientation() == orientation) {
        around->insertWidget(index + 1, pane);
        even(around);
        return;
    }
    const QList<int> sizes = around->sizes();
    QSplitter *inner = makeSplitter(orientation);
    around->insertWidget(index, inner);
    inner->addWidget(m_current);
    inner->addWidget(pane);
    around->setSizes(sizes);
    even(inner);
}

QList<ConsolePane *> ConsoleArea::panes() const
{
    QList<ConsolePane *> all;
    for (int index = 0; index < m_tabs->count(); ++index)
        all << panesOf(m_tabs->widget(index));
    return all;
}

bool ConsoleArea::isEmpty() const
{
    return m_tabs->count() == 0;
}

void ConsoleArea::setCurrent(ConsolePane *pane)
{
    if (m_current == pane)
        return;
    if (m_current != nullptr)
        m_current->setCurrent(false);
    m_current = pane;
    if (pane != nullptr)
        pane->setCurrent(true);
    refreshTabs();
    Q_EMIT currentChanged();
}

void ConsoleArea::focus(ConsolePane *pane)
{
    for (int index = 0; index < m_tabs->count(); ++index) {
        if (m_tabs->widget(index)->isAncestorOf(pane))
            m_tabs->setCurrentIndex(index);
    }
    setCurrent(pane);
    pane->focusConsole();
}

void ConsoleArea::focusOther(Step step)
{
    const QList<ConsolePane *> all = panes();
    if (all.isEmpty())
        return;
    const qsizetype index = all.indexOf(m_current);
    const qsizetype next = index + (step == Step::Next ? 1 : -1);
    focus(all.at((next + all.size()) % all.size()));
}

void ConsoleArea::close(ConsolePane *pane)
{
    auto *around = qobject_cast<QSplitter *>(pane->parentWidget());
    if (m_current == pane) {
        const QList<ConsolePane *> all = panes();
        const qsizetype index = all.indexOf(pane);
        ConsolePane *next = nullptr;
        if (all.size() > 1)
            next = all.at(index > 0 ? index - 1 : 1);
        setCurrent(next);
    }
    pane->setParent(nullptr);
    delete pane;
    tidy(around);
    refreshTabs();
    if (m_current != nullptr)
        focus(m_current);
    Q_EMIT panesChanged();
}

void ConsoleArea::askToClose(const QList<ConsolePane *> &panes)
{
    QStringList busy;
    QList<QPointer<ConsolePane>> closing;
    closing.reserve(panes.size());
    for (ConsolePane *pane : panes) {
        closing.append(pane);
        if (pane->session().isBusy())
            busy << pane->session().server().toString();
    }
    const auto closeThem = [this, closing] {
        for (const QPointer<ConsolePane> &pane : closing) {
            if (pane)
                close(pane);
        }
    };
    if (busy.isEmpty())
        return closeThem();
    auto *dialog = new ConfirmDialog(
        {tr("Close while a program runs?"),
         tr("A program still runs in the console of %1. Closing hangs up, which usually ends it.")
             .arg(busy.join(u", "_s)),
         tr("Close and hang up"), tr("Keep it open")},
        ConfirmDialog::Reason::NotAsked, this);
    connect(dialog, &ConfirmDialog::confirmed, this, closeThem);
    dialog->open();
}

/// Splitters without a purpose go: empty ones, and inner ones with a single part.
void ConsoleArea::tidy(QSplitter *splitter)
{
    if (splitter == nullptr)
        return;
    const int tab = m_tabs->indexOf(splitter);
    auto *around = qobject_cast<QSplitter *>(splitter->parentWidget());
    if (splitter->count() == 0) {
        if (tab >= 0)
            m_tabs->removeTab(tab);
        splitter->setParent(nullptr);
        splitter->deleteLater();
        tidy(tab >= 0 ? nullptr : around);
        return;
    }
    if (tab >= 0 || splitter->count() > 1 || around == nullptr) {
        even(splitter);
        return;
    }
    const QList<int> sizes = around->sizes();
    around->insertWidget(around->indexOf(splitter), splitter->widget(0));
    splitter->setParent(nullptr);
    splitter->deleteLater();
    around->setSizes(sizes);
}

void ConsoleArea::requestCloseOf(QWidget *page)
{
    const QList<ConsolePane *> inside = panesOf(page);
    if (inside.isEmpty())
        closeTab(m_tabs->indexOf(page));
    else
        askToClose(inside);
}

void ConsoleArea::closeTab(int index)
{
    QWidget *page = m_tabs->widget(index);
    const QList<ConsolePane *> inside = panesOf(page);
    if (inside.isEmpty()) {
        m_tabs->removeTab(index);
        page->deleteLater();
        Q_EMIT panesChanged();
        return;
    }
    for (ConsolePane *pane : inside)
        close(pane);
}

void ConsoleArea::closeAll()
{
    m_broadcast->clear();
    while (m_tabs->count() > 0)
        closeTab(0);
}

void ConsoleArea::refreshTabs()
{
    QHash<QString, int> alike;
    for (int index = 0; index < m_tabs->count(); ++index) {
        const QList<ConsolePane *> inside = panesOf(m_tabs->widget(index));
        if (inside.isEmpty())
            continue;
        QStringList names;
        StepState state = StepState::Succeeded;
        for (ConsolePane *pane : inside) {
            const QString name = pane->session().server().toString();
            if (!names.contains(name))
                names << name;
            if (pane->stateLook() != StepState::Succeeded)
                state = pane->stateLook();
        }
        const QString title = names.join(u", "_s);
        const int place = ++alike[title];
        m_tabs->setTabText(index, place > 1 ? u"%1 (%2)"_s.arg(title).arg(place) : title);
        m_tabs->setTabToolTip(index, names.join(u'\n'));
        // Connected is what one expects: only the rest is worth an icon.
        m_tabs->setTabIcon(index,
                           state == StepState::Succeeded ? QIcon() : m_theming.stateIcon(state));
    }
}

} // namespace slipway
