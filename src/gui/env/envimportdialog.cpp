// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envimportdialog.h"

#include "env/envsecretreferences.h"
#include "gui/common/theming.h"
#include "gui/env/envchangesmodel.h"
#include "gui/env/envtextmap.h"
#include "ui_envimportdialog.h"

#include <QFontDatabase>
#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QSize firstSize(760, 560);

} // namespace

EnvImportDialog::EnvImportDialog(const EnvDocument &into, Theming &theming, QWidget *parent)
    : QDialog(parent)
    , m_into(into)
    , m_ui(std::make_unique<Ui::EnvImportDialog>())
    , m_model(new EnvChangesModel(theming, this))
{
    const EnvSecretReferences references = envSecretReferences(into);
    for (const EnvSecretReference &reference : references.references)
        m_kept.insert(reference.key);
    setObjectName(u"envImportDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    m_ui->importText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_ui->importText->setPlaceholderText(u"KEY=value"_s);
    m_ui->importText->setTabChangesFocus(true);
    m_ui->importTable->setModel(m_model);
    m_ui->importTable->verticalHeader()->hide();
    m_ui->importTable->horizontalHeader()->setStretchLastSection(true);
    m_ui->importTable->horizontalHeader()->setHighlightSections(false);
    m_ui->importTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    resize(firstSize);
    QPushButton *leave = m_ui->buttons->addButton(tr("Leave it"), QDialogButtonBox::RejectRole);
    leave->setObjectName(u"leaveButton"_s);
    m_take = m_ui->buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_take->setObjectName(u"importButton"_s);
    m_take->setProperty("primary", true);
    m_take->style()->polish(m_take);
    connect(m_ui->importText, &QPlainTextEdit::textChanged, this, &EnvImportDialog::refresh);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ui->buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT imported(m_text, m_model->keys());
        accept();
    });
    refresh();
}

EnvImportDialog::~EnvImportDialog() = default;

void EnvImportDialog::setText(const QString &text)
{
    m_ui->importText->setPlainText(text);
}

void EnvImportDialog::refresh()
{
    m_text = EnvDocument(EnvTextMap().toBytes(m_ui->importText->document()->toRawText()));
    m_model->compare(m_into, m_text, EnvChangesModel::Scope::WithoutRemoved);
    // Nothing puts a secret of the keychain back into the file but the person, by its own button.
    const int kept = m_model->leaveOut(m_kept);
    const int changes = m_model->rowCount();
    const int same = int(m_text.keys().size()) - changes - kept;
    QStringList summary;
    if (same > 0)
        summary << tr("%n key(s) are the same already.", "", same);
    if (kept > 0)
        summary << tr("%n key(s) are kept in the keychain and stay there.", "", kept);
    m_ui->importSummary->setText(summary.join(u' '));
    m_ui->importTable->resizeColumnToContents(EnvChangesModel::Key);
    m_ui->importTable->resizeColumnToContents(EnvChangesModel::Change);
    m_take->setText(changes > 0 ? tr("Take over %n key(s)", "", changes)
                                : tr("Nothing to take over"));
    m_take->setEnabled(changes > 0);
}

} // namespace slipway
