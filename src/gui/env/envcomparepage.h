// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/env/envcomparemodel.h"

#include <QWidget>

#include <memory>

class QMenu;

namespace Ui {
class EnvComparePage;
}

namespace slipway {

class EnvEditor;
class RunningEnvDelivery;
class WorkspaceEnv;

/// The edited file beside the workspace's other ones and what a server has, a key a row; a key can
/// be copied across into the edited one.
class EnvComparePage : public QWidget
{
    Q_OBJECT
public:
    EnvComparePage(EnvEditor &editor, Theming &theming, QWidget *parent = nullptr);
    ~EnvComparePage() override;

    /// Files that can be compared with; the first few are.
    void setFiles(const QStringList &paths);
    /// Servers that can be asked for what they have.
    void setServers(const WorkspaceEnv *env, const QStringList &servers);
    /// Reads the chosen files again.
    void refresh();

Q_SIGNALS:
    void problem(const slipway::Error &error);
    void copied(const QByteArray &key, const QString &file);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void connectParts();
    void fillMenus();
    void fillServers();
    void compareWithServer(const QString &name);
    void take();
    void refreshTake();
    void show(const QList<EnvCompareModel::File> &others);

    EnvEditor &m_editor;
    Theming &m_theming;
    std::unique_ptr<Ui::EnvComparePage> m_ui;
    EnvCompareModel *m_model;
    EnvCompareFilter *m_filter;
    QMenu *m_fileMenu;
    QMenu *m_serverMenu;
    QStringList m_paths;
    QStringList m_chosen;
    const WorkspaceEnv *m_env = nullptr;
    QStringList m_servers;
    std::unique_ptr<RunningEnvDelivery> m_asking;
    int m_round = 0;
};

} // namespace slipway
