// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/forwardspage.h"

#include "gui/common/theming.h"
#include "gui/servers/forwardsmodel.h"
#include "ssh/sshforwards.h"
#include "ui_forwardspage.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr int columnWidth = 170;
constexpr int nameWidth = 110;
} // namespace

ForwardsPage::ForwardsPage(Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::ForwardsPage>())
    , m_model(new ForwardsModel(theming, this))
{
    using Kind = ForwardSpec::Kind;
    setObjectName(u"forwardsPage"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->setupUi(this);
    m_ui->forwardKind->addItem(tr("Local: a port here leads to the server's side"),
                               int(Kind::Local));
    m_ui->forwardKind->addItem(tr("Remote: a port on the server leads to this side"),
                               int(Kind::Remote));
    m_ui->forwardKind->addItem(tr("SOCKS: programs here go out by the server"), int(Kind::Dynamic));
    m_ui->forwardsTable->setModel(m_model);
    m_ui->forwardsTable->verticalHeader()->hide();
    m_ui->forwardsTable->horizontalHeader()->setStretchLastSection(true);
    m_ui->forwardsTable->horizontalHeader()->setHighlightSections(false);
    m_ui->forwardsTable->horizontalHeader()->setDefaultSectionSize(columnWidth);
    m_ui->forwardsTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_ui->forwardsTable->horizontalHeader()->resizeSection(ForwardsModel::Server, nameWidth);
    m_ui->forwardsTable->horizontalHeader()->resizeSection(ForwardsModel::Connections,
                                                           nameWidth + 20);
    m_ui->forwardsTable->setWordWrap(false);
    m_ui->forwardProblem->hide();
    theming.dress(m_ui->stopForwardButton, u"stop"_s);
    connect(m_ui->forwardKind, &QComboBox::currentIndexChanged, this, &ForwardsPage::refreshForm);
    connect(m_ui->forwardPort, &QSpinBox::valueChanged, this, &ForwardsPage::refreshForm);
    connect(m_ui->forwardTarget, &QLineEdit::textChanged, this, &ForwardsPage::refreshForm);
    connect(m_ui->forwardTarget, &QLineEdit::returnPressed, m_ui->forwardButton,
            &QPushButton::click);
    connect(m_ui->forwardButton, &QPushButton::clicked, this, &ForwardsPage::begin);
    connect(m_ui->stopForwardButton, &QPushButton::clicked, this, [this] {
        const int row = m_ui->forwardsTable->currentIndex().row();
        if (m_forwards != nullptr && row >= 0)
            m_forwards->remove(*m_model->forward(row));
    });
    connect(m_ui->forwardsTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ForwardsPage::refreshButtons);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ForwardsPage::refreshButtons);
    refreshForm();
    refreshButtons();
}

ForwardsPage::~ForwardsPage() = default;

void ForwardsPage::setForwards(SshForwards *forwards, const QStringList &servers)
{
    m_forwards = forwards;
    m_model->setForwards(forwards);
    m_ui->forwardServer->clear();
    m_ui->forwardServer->addItems(servers);
    refreshForm();
}

void ForwardsPage::startFor(const ServerId &server)
{
    choose(server);
    m_ui->forwardTarget->setFocus();
}

void ForwardsPage::choose(const ServerId &server)
{
    m_ui->forwardServer->setCurrentText(server.toString());
}

int ForwardsPage::kind() const
{
    return m_ui->forwardKind->currentData().toInt();
}

QString ForwardsPage::specText() const
{
    QString text = QString::number(m_ui->forwardPort->value());
    if (kind() != int(ForwardSpec::Kind::Dynamic))
        text += u':' + m_ui->forwardTarget->text().trimmed();
    return text;
}

void ForwardsPage::refreshForm()
{
    const bool isDynamic = kind() == int(ForwardSpec::Kind::Dynamic);
    m_ui->forwardTarget->setEnabled(!isDynamic);
    m_ui->forwardTarget->setPlaceholderText(isDynamic ? tr("The client says where to")
                                                      : tr("localhost:5432, or /run/app.sock"));
    m_ui->forwardProblem->hide();
    m_ui->forwardButton->setEnabled(
        m_forwards != nullptr && m_ui->forwardServer->count() > 0
        && (isDynamic || !m_ui->forwardTarget->text().trimmed().isEmpty()));
}

void ForwardsPage::begin()
{
    const Result<ForwardSpec> spec = ForwardSpec::parse(ForwardSpec::Kind(kind()), specText());
    if (!spec) {
        m_ui->forwardProblem->setText(spec.error().message);
        m_ui->forwardProblem->show();
        return;
    }
    m_forwards->add(m_ui->forwardServer->currentText(), *spec);
    m_ui->forwardsTable->selectRow(m_model->rowCount() - 1);
}

void ForwardsPage::refreshButtons()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_ui->forwardsTable->setVisible(!isEmpty);
    m_ui->noForwards->setVisible(isEmpty);
    m_ui->stopForwardButton->setVisible(!isEmpty);
    m_ui->stopForwardButton->setEnabled(m_ui->forwardsTable->currentIndex().isValid());
}

} // namespace slipway
