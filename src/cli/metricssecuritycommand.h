// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "metrics/security/securityscore.h"

#include <QNetworkAccessManager>

#include <memory>

namespace slipway {

class SecurityFetch;

/// `metrics security`: the security score of a site, or of recorded answers.
class MetricsSecurityCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit MetricsSecurityCommand(const Console &console);
    ~MetricsSecurityCommand() override;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void scoreFile(const QString &path);
    void fetch(const QString &address);
    void printAll(const QList<RecordedResponse> &responses, bool isList);
    void print(const RecordedResponse &response, const Result<SecurityScore> &score) const;

    QNetworkAccessManager m_network;
    std::unique_ptr<SecurityFetch> m_fetch;
    bool m_isJson = false;
};

} // namespace slipway
