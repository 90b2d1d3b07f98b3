// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/files/permissionsdialog.h"

#include "exec/remotefiles.h"
#include "theme/statelanguage.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

PermissionsDialog::PermissionsDialog(const QString &what, int mode, QWidget *parent)
    : QDialog(parent)
    , m_mode(mode & 07777)
    , m_octal(new QLineEdit(this))
    , m_tree(new QCheckBox(this))
{
    setObjectName(u"permissionsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Permissions of %1").arg(what));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(measure::group, measure::group, measure::group, measure::group);
    layout->setSpacing(measure::inside);
    addBoxes(layout);
    m_octal->setObjectName(u"octalEdit"_s);
    m_octal->setAccessibleName(tr("Permissions in octal digits"));
    static const QRegularExpression digits(u"[0-7]{1,4}"_s);
    m_octal->setValidator(new QRegularExpressionValidator(digits, m_octal));
    layout->addWidget(m_octal);
    m_tree->setObjectName(u"treeBox"_s);
    m_tree->hide();
    layout->addWidget(m_tree);
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *change = buttons->addButton(tr("Change"), QDialogButtonBox::AcceptRole);
    change->setObjectName(u"changeButton"_s);
    change->setProperty("primary", true);
    buttons->addButton(tr("Leave it"), QDialogButtonBox::RejectRole)
        ->setObjectName(u"leaveButton"_s);
    layout->addWidget(buttons);
    connect(m_octal, &QLineEdit::textEdited, this, [this, change](const QString &text) {
        bool isOctal = false;
        const int octal = text.toInt(&isOctal, 8);
        change->setEnabled(isOctal);
        if (isOctal) {
            m_mode = octal;
            for (int i = 0; i < m_boxes.size(); ++i) {
                const QSignalBlocker blocker(m_boxes.at(i));
                m_boxes.at(i)->setChecked((m_mode & (0400 >> i)) != 0);
            }
        }
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const Depth depth = m_tree->isChecked() ? Depth::Tree : Depth::One;
        accept();
        Q_EMIT chosen(m_mode, depth);
    });
    setMode(m_mode);
}

void PermissionsDialog::addBoxes(QVBoxLayout *layout)
{
    auto *grid = new QGridLayout;
    grid->setSpacing(measure::inside);
    const std::array who{tr("Owner"), tr("Group"), tr("Everybody else")};
    const std::array rights{tr("Read"), tr("Write"), tr("Execute")};
    for (int row = 0; row < 3; ++row) {
        grid->addWidget(new QLabel(who.at(size_t(row)), this), row, 0);
        for (int column = 0; column < 3; ++column) {
            auto *box = new QCheckBox(rights.at(size_t(column)), this);
            const int bit = 0400 >> (3 * row + column);
            box->setObjectName(u"right%1"_s.arg(bit, 3, 8, QChar(u'0')));
            box->setAccessibleName(
                tr("%1: %2").arg(who.at(size_t(row)), rights.at(size_t(column))));
            grid->addWidget(box, row, column + 1);
            m_boxes.append(box);
            connect(box, &QCheckBox::toggled, this,
                    [this, bit](bool isOn) { setMode(isOn ? m_mode | bit : m_mode & ~bit); });
        }
    }
    layout->addLayout(grid);
}

void PermissionsDialog::setMode(int mode)
{
    m_mode = mode;
    m_octal->setText(octalMode(mode));
    for (int i = 0; i < m_boxes.size(); ++i) {
        const QSignalBlocker blocker(m_boxes.at(i));
        m_boxes.at(i)->setChecked((mode & (0400 >> i)) != 0);
    }
}

void PermissionsDialog::offerTree(qint64 files, qint64 folders)
{
    m_tree->setText(
        tr("Also change what is in it: %1 files and %2 folders").arg(files).arg(folders));
    m_tree->setAccessibleName(m_tree->text());
    m_tree->show();
}

} // namespace slipway
