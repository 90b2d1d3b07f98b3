// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envexport.h"

#include <QDialog>

#include <memory>

class QPushButton;

namespace Ui {
class EnvExportDialog;
}

namespace slipway {

/// Turns what a file says into another format. Secrets are dots on the screen; only what is written
/// to a file has them. Open it with open(); it deletes itself.
class EnvExportDialog : public QDialog
{
    Q_OBJECT
public:
    /// `name` is that of a Kubernetes Secret.
    EnvExportDialog(const EnvReading &reading, const QString &name, QWidget *parent);
    ~EnvExportDialog() override;

    EnvExportFormat format() const;

Q_SIGNALS:
    /// Write it to a file, which shall be named somehow like this.
    void exportRequested(slipway::EnvExportFormat format, const QString &suggestedName);

private:
    void refresh();

    EnvReading m_masked;
    QString m_name;
    std::unique_ptr<Ui::EnvExportDialog> m_ui;
    QPushButton *m_save = nullptr;
};

} // namespace slipway
