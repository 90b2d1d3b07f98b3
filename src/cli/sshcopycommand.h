// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/serverscommand.h"

#include "exec/transferpace.h"
#include "exec/treeplan.h"

#include <QElapsedTimer>

#include <deque>

namespace slipway {

/// `ssh copy`: files and folders to servers, or from one.
class SshCopyCommand final : public ServersCommand
{
    Q_OBJECT
public:
    using ServersCommand::ServersCommand;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    /// `NAME:PATH`.
    struct Place
    {
        QString name;
        QString path;
    };
    struct Copy
    {
        ServerId server;
        Transfer transfer;
    };
    struct Running
    {
        Copy copy;
        std::unique_ptr<RunningTransfer> transfer;
        qint64 done = 0;
        qint64 total = 0;
    };

    static std::optional<Place> placeIn(const QString &word);
    std::optional<Error> readOptions(const Arguments &arguments);
    void upload(const Arguments &arguments, const QStringList &sources, const Place &to);
    void download(const Arguments &arguments, const QList<Place> &sources, const QString &to);
    /// What is added to it is copied once it is started.
    TreePlan &newPlan(const ServerId &server, Transfer::Direction direction);
    void startPlans();
    void pump();
    void closePlans();
    void begin(Copy copy);
    void end(Running *running, const TransferResult &result);
    void report(const Copy &copy, const TransferResult &result);
    void setFailed();
    void fault(const QString &place, const Error &error);
    void showProgress();
    void clearProgress() const;
    static QString labelOf(const Copy &copy);
    Transfer newTransfer(Transfer::Direction direction) const;

    std::vector<std::unique_ptr<TreePlan>> m_plans;
    std::deque<Copy> m_waiting;
    std::vector<std::unique_ptr<Running>> m_running;
    std::size_t m_unfinished = 0; ///< plans that are not finished, or not closed
    bool m_isTree = false;
    bool m_isJson = false;
    bool m_showsProgress = false;
    bool m_isInterrupted = false;
    Existing m_existing = Existing::Keep;
    Transfer::Times m_times = Transfer::Times::New;
    std::optional<int> m_mode; ///< empty: that of the source
    TransferPace m_pace;
    QElapsedTimer m_clock;
    qint64 m_copied = 0; ///< bytes of what has ended
    int m_exitCode = 0;
};

} // namespace slipway
