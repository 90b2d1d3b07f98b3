// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envreviewdialog.h"

#include "gui/common/theming.h"
#include "gui/env/envchangesmodel.h"
#include "ui_envreviewdialog.h"

#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QSize firstSize(760, 420);

} // namespace

EnvReviewDialog::EnvReviewDialog(const Texts &texts, Theming &theming, QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::EnvReviewDialog>())
{
    setObjectName(u"envReviewDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    auto *model = new EnvChangesModel(theming, this);
    model->compare(texts.before, texts.after);
    const int changes = model->rowCount();
    m_ui->reviewTitle->setText(changes > 0
                                   ? tr("%n key(s) of %1 change", "", changes).arg(texts.fileName)
                                   : tr("No value of %1 changes").arg(texts.fileName));
    QString text = changes > 0 ? tr("Values of secrets are not shown.")
                               : tr("Only comments, spaces, quotes or the order do.");
    if (texts.errors > 0)
        text += u' ' + tr("%n error(s) are still in the file.", "", texts.errors);
    m_ui->reviewText->setText(text);
    m_ui->reviewTable->setModel(model);
    m_ui->reviewTable->setVisible(changes > 0);
    m_ui->reviewTable->verticalHeader()->hide();
    m_ui->reviewTable->horizontalHeader()->setStretchLastSection(true);
    m_ui->reviewTable->horizontalHeader()->setHighlightSections(false);
    m_ui->reviewTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_ui->reviewTable->resizeColumnToContents(EnvChangesModel::Key);
    m_ui->reviewTable->resizeColumnToContents(EnvChangesModel::Change);
    m_ui->reviewTable->setColumnWidth(EnvChangesModel::Before, firstSize.width() / 4);
    if (changes > 0)
        resize(firstSize);

    QPushButton *stay = m_ui->buttons->addButton(tr("Go on editing"), QDialogButtonBox::RejectRole);
    stay->setObjectName(u"stayButton"_s);
    QPushButton *save
        = m_ui->buttons->addButton(tr("Save %1").arg(texts.fileName), QDialogButtonBox::AcceptRole);
    save->setObjectName(u"confirmSaveButton"_s);
    save->setProperty("primary", true);
    save->style()->polish(save);
    save->setDefault(true);
    save->setFocus();
    connect(m_ui->buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

EnvReviewDialog::~EnvReviewDialog() = default;

} // namespace slipway
