// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/serverspanel.h"

#include "gui/common/theming.h"
#include "gui/servers/serverdelegate.h"
#include "gui/servers/serversmodel.h"
#include "ui_serverspanel.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace slipway {

ServersPanel::ServersPanel(ServersModel &model, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::ServersPanel>())
{
    setObjectName(u"serversPanel"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->setupUi(this);
    m_ui->serversTree->setModel(&m_model);
    m_ui->serversTree->setItemDelegate(new ServerDelegate(theming, this));
    m_ui->serversTree->setContextMenuPolicy(Qt::CustomContextMenu);
    theming.dress(m_ui->consoleButton, u"action-run"_s);
    theming.dress(m_ui->filesButton, u"open"_s);
    theming.dress(m_ui->commandButton, u"action-ssh"_s);
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        expandAll();
        refreshButtons();
    });
    connect(m_ui->serversFilter, &QLineEdit::textChanged, &m_model, &ServersModel::setFilter);
    connect(m_ui->serversTree, &QTreeView::activated, this,
            [this] { Q_EMIT consolesRequested(chosen()); });
    connect(m_ui->serversTree, &QWidget::customContextMenuRequested, this, &ServersPanel::showMenu);
    connect(m_ui->serversTree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] {
                refreshButtons();
                Q_EMIT chosenChanged();
            });
    connect(m_ui->consoleButton, &QToolButton::clicked, this,
            [this] { Q_EMIT consolesRequested(chosen()); });
    connect(m_ui->filesButton, &QToolButton::clicked, this,
            [this] { Q_EMIT filesRequested(chosen().constFirst()); });
    connect(m_ui->commandButton, &QToolButton::clicked, this,
            [this] { Q_EMIT commandRequested(chosen()); });
    refreshButtons();
}

ServersPanel::~ServersPanel() = default;

QList<ServerId> ServersPanel::chosen() const
{
    QList<ServerId> servers;
    const QModelIndexList indexes = m_ui->serversTree->selectionModel()->selectedIndexes();
    for (const QModelIndex &index : indexes) {
        const QStringList names = index.data(ServersModel::ServersRole).toStringList();
        for (const QString &name : names) {
            if (!servers.contains(ServerId(name)))
                servers << ServerId(name);
        }
    }
    return servers;
}

void ServersPanel::choose(const ServerId &server)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex group = m_model.index(row, 0);
        for (int place = 0; place < m_model.rowCount(group); ++place) {
            const QModelIndex index = m_model.index(place, 0, group);
            if (index.data(ServersModel::NameRole).toString() == server.toString()) {
                m_ui->serversTree->setCurrentIndex(index);
                return;
            }
        }
    }
}

void ServersPanel::focusFilter()
{
    m_ui->serversFilter->setFocus(Qt::ShortcutFocusReason);
}

void ServersPanel::expandAll()
{
    m_ui->serversTree->expandAll();
    if (m_model.rowCount() > 0 && !m_ui->serversTree->currentIndex().isValid())
        m_ui->serversTree->setCurrentIndex(m_model.index(0, 0, m_model.index(0, 0)));
    const bool isEmpty = m_model.rowCount() == 0;
    m_ui->serversPages->setCurrentWidget(isEmpty ? m_ui->noServersPage : m_ui->treePage);
    m_ui->serversEmpty->setText(
        m_ui->serversFilter->text().isEmpty()
            ? tr("This environment has no servers yet. Write them into slipway.yaml, below "
                 "environments → servers.")
            : tr("No server has this in its name, account or groups."));
}

void ServersPanel::refreshButtons()
{
    const qsizetype count = chosen().size();
    m_ui->consoleButton->setEnabled(count > 0);
    m_ui->filesButton->setEnabled(count == 1);
    m_ui->commandButton->setEnabled(count > 0);
}

void ServersPanel::showMenu(const QPoint &at)
{
    const QList<ServerId> servers = chosen();
    if (servers.isEmpty())
        return;
    QMenu *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu, this](const QString &text, const std::function<void()> &act) {
        connect(menu->addAction(text), &QAction::triggered, this, act);
    };
    const int count = int(servers.size());
    add(tr("Open %n console(s)", "", count),
        [this, servers] { Q_EMIT consolesRequested(servers); });
    add(tr("Run a command on %n server(s)…", "", count),
        [this, servers] { Q_EMIT commandRequested(servers); });
    if (count == 1) {
        add(tr("Files"), [this, servers] { Q_EMIT filesRequested(servers.constFirst()); });
        add(tr("Forward a port…"),
            [this, servers] { Q_EMIT forwardRequested(servers.constFirst()); });
    }
    menu->addSeparator();
    add(tr("Check the connection"), [this, servers] { Q_EMIT checkRequested(servers); });
    menu->popup(m_ui->serversTree->viewport()->mapToGlobal(at));
}

} // namespace slipway
