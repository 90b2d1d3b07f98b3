// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/confirmdialog.h"

#include "gui/common/carefulbutton.h"
#include "theme/statelanguage.h"
#include "ui_confirmdialog.h"

using namespace Qt::StringLiterals;

namespace slipway {

ConfirmDialog::ConfirmDialog(const Words &words, Reason reason, QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::ConfirmDialog>())
{
    setObjectName(u"confirmDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    setWindowTitle(words.title);
    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * measure::titleType);
    title.setWeight(QFont::DemiBold);
    m_ui->question->setFont(title);
    m_ui->question->setText(words.title);
    m_ui->explanation->setText(words.explanation);
    m_ui->reasonEdit->setVisible(reason == Reason::Needed);

    QPushButton *stay = m_ui->buttons->addButton(words.stay, QDialogButtonBox::RejectRole);
    stay->setObjectName(u"stayButton"_s);
    stay->setAccessibleName(words.stay);
    stay->setDefault(true);
    auto *act = new CarefulButton(words.action, this);
    act->setObjectName(u"actButton"_s);
    act->setAccessibleName(words.action);
    act->setAutoDefault(false);
    act->setProperty("destructive", true);
    m_ui->buttons->addButton(act, QDialogButtonBox::ActionRole);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &ConfirmDialog::reject);
    connect(act, &QPushButton::clicked, this, [this] {
        const QString why = m_ui->reasonEdit->text().trimmed();
        accept();
        Q_EMIT confirmed(why);
    });
    if (reason == Reason::Needed) {
        act->setEnabled(false);
        connect(m_ui->reasonEdit, &QLineEdit::textChanged, act,
                [act](const QString &text) { act->setEnabled(!text.trimmed().isEmpty()); });
        m_ui->reasonEdit->setFocus();
    } else {
        stay->setFocus();
    }
}

ConfirmDialog::~ConfirmDialog() = default;

void ConfirmDialog::addChoice(const QString &label, const std::function<void()> &act)
{
    auto *button = new CarefulButton(label, this);
    button->setObjectName(u"choiceButton"_s);
    button->setAccessibleName(label);
    button->setAutoDefault(false);
    m_ui->buttons->addButton(button, QDialogButtonBox::ActionRole);
    connect(button, &QPushButton::clicked, this, [this, act] {
        accept();
        act();
    });
}

} // namespace slipway
