// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace slipway {

/// Permissions as boxes and as octal digits, each following the other. Open it with open(); it
/// deletes itself.
class PermissionsDialog : public QDialog
{
    Q_OBJECT
public:
    enum class Depth { One, Tree };

    /// `what` names the entries, as "nginx.conf" or "3 entries".
    PermissionsDialog(const QString &what, int mode, QWidget *parent);

    /// Offers to change all that is in a folder too, and says how many that are.
    void offerTree(qint64 files, qint64 folders);
    int mode() const { return m_mode; }

Q_SIGNALS:
    void chosen(int mode, slipway::PermissionsDialog::Depth depth);

private:
    void addBoxes(QVBoxLayout *layout);
    void setMode(int mode);

    int m_mode;
    QList<QCheckBox *> m_boxes; ///< from 0400 down to 0001
    QLineEdit *m_octal;
    QCheckBox *m_tree;
};

} // namespace slipway
