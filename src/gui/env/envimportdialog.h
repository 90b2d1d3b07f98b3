// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"

#include <QDialog>
#include <QSet>

#include <memory>

class QPushButton;

namespace Ui {
class EnvImportDialog;
}

namespace slipway {

class EnvChangesModel;
class Theming;

/// Takes over keys from a pasted text, after a look at what changes. Open it with open(); it
/// deletes itself.
class EnvImportDialog : public QDialog
{
    Q_OBJECT
public:
    EnvImportDialog(const EnvDocument &into, Theming &theming, QWidget *parent);
    ~EnvImportDialog() override;

    void setText(const QString &text);

Q_SIGNALS:
    void imported(const slipway::EnvDocument &text, const QList<QByteArray> &keys);

private:
    void refresh();

    EnvDocument m_into;
    EnvDocument m_text;
    QSet<QByteArray> m_kept; ///< in the keychain
    std::unique_ptr<Ui::EnvImportDialog> m_ui;
    EnvChangesModel *m_model;
    QPushButton *m_take = nullptr;
};

} // namespace slipway
