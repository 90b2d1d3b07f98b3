// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fanout/fanoutconfirm.h"

#include "gui/common/carefulbutton.h"
#include "theme/statelanguage.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

FanOutConfirm::FanOutConfirm(qsizetype servers, const QString &environment, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"fanOutConfirm"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Run on %n server(s) of %1?", nullptr, int(servers)).arg(environment));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(measure::edge, measure::edge, measure::edge, measure::edge);
    layout->setSpacing(measure::inside);
    auto *question = new QLabel(
        tr("The command runs on %n server(s) of %1 at once. Type the number of servers to go on.",
           nullptr, int(servers))
            .arg(environment),
        this);
    question->setWordWrap(true);
    auto *edit = new QLineEdit(this);
    edit->setObjectName(u"countEdit"_s);
    edit->setAccessibleName(tr("Number of servers"));
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *stay = buttons->addButton(tr("Run nothing"), QDialogButtonBox::RejectRole);
    stay->setObjectName(u"stayButton"_s);
    stay->setAccessibleName(stay->text());
    auto *act = new CarefulButton(tr("Run on %n server(s)", nullptr, int(servers)), this);
    act->setObjectName(u"actButton"_s);
    act->setAccessibleName(act->text());
    act->setAutoDefault(false);
    act->setEnabled(false);
    act->setProperty("destructive", true);
    buttons->addButton(act, QDialogButtonBox::ActionRole);
    layout->addWidget(question);
    layout->addWidget(edit);
    layout->addWidget(buttons);
    const QString count = QString::number(servers);
    connect(edit, &QLineEdit::textChanged, act,
            [act, count](const QString &text) { act->setEnabled(text.trimmed() == count); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(act, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT confirmed();
    });
    edit->setFocus();
}

} // namespace slipway
