// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envdeliverydialog.h"

#include "gui/common/theming.h"
#include "gui/env/envdeliverymodel.h"
#include "ui_envdeliverydialog.h"

#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QSize firstSize(780, 460);

} // namespace

EnvDeliveryDialog::EnvDeliveryDialog(const WorkspaceEnv &env, const File &file, Theming &theming,
                                     QWidget *parent)
    : QDialog(parent)
    , m_env(env)
    , m_file(file)
    , m_ui(std::make_unique<Ui::EnvDeliveryDialog>())
    , m_model(new EnvDeliveryModel(theming, this))
{
    setObjectName(u"envDeliveryDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    m_ui->deliveryTitle->setText(tr("Deliver %1").arg(file.name));
    m_ui->deliveryDoubts->setText(u"⚠ "_s + file.doubts.join(u' '));
    m_ui->deliveryDoubts->setVisible(!file.doubts.isEmpty());
    m_ui->deliveryTree->setModel(m_model);
    makeButtons();
    resize(firstSize);
    const Result<QList<EnvPlace>> places = env.places(file.target);
    m_ui->deliveryProblem->setVisible(!places);
    m_ui->deliveryTree->setVisible(places.has_value());
    if (!places) {
        m_ui->deliveryProblem->setText(places.error().message);
        refreshButtons();
        return;
    }
    m_model->setPlaces(*places);
    m_ui->deliveryTree->setColumnWidth(EnvDeliveryModel::Name, firstSize.width() / 2);
    connect(m_model, &QStandardItemModel::itemChanged, this, &EnvDeliveryDialog::refreshButtons);
    connect(m_ui->deliveryTree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &EnvDeliveryDialog::refreshButtons);
    compare();
}

EnvDeliveryDialog::~EnvDeliveryDialog() = default;

void EnvDeliveryDialog::makeButtons()
{
    const auto add = [this](const QString &name, QDialogButtonBox::ButtonRole role) {
        QPushButton *button = m_ui->buttons->addButton(QString(), role);
        button->setObjectName(name);
        // An upload is never a matter of pressing Enter.
        button->setAutoDefault(false);
        return button;
    };
    m_compare = add(u"compareAgainButton"_s, QDialogButtonBox::ActionRole);
    m_fetch = add(u"fetchButton"_s, QDialogButtonBox::ActionRole);
    m_close = add(u"closeButton"_s, QDialogButtonBox::RejectRole);
    m_upload = add(u"uploadButton"_s, QDialogButtonBox::ApplyRole);
    m_upload->setProperty("primary", true);
    m_upload->style()->polish(m_upload);
    connect(m_compare, &QPushButton::clicked, this, &EnvDeliveryDialog::compare);
    connect(m_fetch, &QPushButton::clicked, this, &EnvDeliveryDialog::fetch);
    connect(m_upload, &QPushButton::clicked, this, &EnvDeliveryDialog::upload);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (isBusy())
            m_running->cancel();
        else
            close();
    });
}

EnvTarget EnvDeliveryDialog::targetOf(const QStringList &servers) const
{
    EnvTarget target = m_file.target;
    target.on = servers;
    return target;
}

void EnvDeliveryDialog::begin(WorkspaceEnv::Started started, const QStringList &servers,
                              const QString &busy)
{
    if (!started) {
        m_ui->deliveryProblem->setText(started.error().message);
        m_ui->deliveryProblem->show();
        return;
    }
    m_ui->deliveryProblem->hide();
    m_running = *std::move(started);
    m_model->setBusy(servers, busy);
    connect(m_running.get(), &RunningEnvDelivery::progressed, m_model,
            &EnvDeliveryModel::setProgress);
    connect(m_running.get(), &RunningEnvDelivery::compared, m_model,
            &EnvDeliveryModel::setComparison);
    connect(m_running.get(), &RunningEnvDelivery::pushed, m_model, &EnvDeliveryModel::setPushed);
    connect(m_running.get(), &RunningEnvDelivery::failed, m_model, &EnvDeliveryModel::setFailed);
    connect(m_running.get(), &RunningEnvDelivery::finished, this, [this] {
        m_running.release()->deleteLater();
        if (m_model->rowCount() == 1)
            m_ui->deliveryTree->expandAll();
        refreshButtons();
    });
    refreshButtons();
}

void EnvDeliveryDialog::compare()
{
    begin(m_env.compare(m_file.text, m_file.target), m_file.target.on, tr("Comparing…"));
}

void EnvDeliveryDialog::upload()
{
    const QStringList servers = m_model->checkedServers();
    begin(m_env.push(m_file.text, targetOf(servers)), servers, tr("Uploading…"));
}

void EnvDeliveryDialog::fetch()
{
    const QString server = m_model->serverOf(m_ui->deliveryTree->currentIndex());
    if (server.isEmpty() || isBusy())
        return;
    begin(m_env.pull(targetOf({server})), {server}, tr("Fetching…"));
    if (!isBusy())
        return;
    connect(m_running.get(), &RunningEnvDelivery::pulled, this,
            [this, server](const ServerId &, const RemoteFile &file) {
                Q_EMIT fetched(server, file.content);
                close();
            });
}

void EnvDeliveryDialog::refreshButtons()
{
    const int servers = int(m_model->checkedServers().size());
    const QString current = m_model->serverOf(m_ui->deliveryTree->currentIndex());
    m_compare->setText(tr("Compare again"));
    m_compare->setEnabled(m_model->rowCount() > 0 && !isBusy());
    m_fetch->setText(current.isEmpty() ? tr("Take over from a server…")
                                       : tr("Take over from %1…").arg(current));
    m_fetch->setToolTip(
        current.isEmpty() ? tr("Choose a server whose keys you want to look through.") : QString());
    m_fetch->setEnabled(!current.isEmpty() && !isBusy());
    m_upload->setText(tr("Upload to %n server(s)", "", servers));
    m_upload->setEnabled(servers > 0 && !isBusy());
    m_close->setText(isBusy() ? tr("Cancel") : tr("Close"));
}

} // namespace slipway
