// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspaceenv.h"

#include <QDialog>

#include <memory>

class QPushButton;

namespace Ui {
class EnvDeliveryDialog;
}

namespace slipway {

class EnvDeliveryModel;
class Theming;

/// Compares an env file with those of the servers by key, uploads it to them, or fetches one of
/// theirs. Compares when it opens. Open it with open(); it deletes itself, which ends what is under
/// way.
class EnvDeliveryDialog : public QDialog
{
    Q_OBJECT
public:
    struct File
    {
        QString name;
        QByteArray text;    ///< as it is on the disk
        EnvTarget target;   ///< all servers it may go to
        QStringList doubts; ///< sentences that speak against an upload
    };

    EnvDeliveryDialog(const WorkspaceEnv &env, const File &file, Theming &theming, QWidget *parent);
    ~EnvDeliveryDialog() override;

Q_SIGNALS:
    /// What a server has, to be looked through and taken over.
    void fetched(const QString &server, const QByteArray &text);

private:
    void makeButtons();
    EnvTarget targetOf(const QStringList &servers) const;
    void begin(WorkspaceEnv::Started started, const QStringList &servers, const QString &busy);
    void compare();
    void upload();
    void fetch();
    void refreshButtons();
    bool isBusy() const { return m_running != nullptr; }

    const WorkspaceEnv &m_env;
    File m_file;
    std::unique_ptr<Ui::EnvDeliveryDialog> m_ui;
    EnvDeliveryModel *m_model;
    QPushButton *m_compare = nullptr;
    QPushButton *m_fetch = nullptr;
    QPushButton *m_upload = nullptr;
    QPushButton *m_close = nullptr;
    std::unique_ptr<RunningEnvDelivery> m_running;
};

} // namespace slipway
