// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/serverscommand.h"

namespace slipway {

/// `ssh copy`: a file to servers, or from one.
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
    static std::optional<Place> placeIn(const QString &word);

    void upload(const Arguments &arguments, const Place &to);
    void startUpload(const Server &server, const Upload &upload);
    void download(const Arguments &arguments, const Place &from);
    void store(const QString &path, const RemoteFile &file);
    void endOne();

    std::vector<std::unique_ptr<RunningUpload>> m_uploads;
    std::unique_ptr<RunningDownload> m_download;
    qsizetype m_open = 0;
    std::optional<int> m_mode; ///< empty: that of the source
    int m_exitCode = 0;
};

} // namespace slipway
