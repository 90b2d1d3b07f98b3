// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/env/envanalysis.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace slipway {

/// Has a text looked at on a worker thread after a pause of typing: first what there is to say,
/// then how it can be mended. One look of each kind at a time, and the latest text wins. GUI
/// thread.
class EnvAnalyzer : public QObject
{
    Q_OBJECT
public:
    explicit EnvAnalyzer(std::function<EnvQuestion()> question, QObject *parent = nullptr);
    ~EnvAnalyzer() override;

    /// Once nobody types for a moment.
    void ask();
    /// As soon as the worker is free.
    void askNow();
    bool isBusy() const { return m_isRunning || m_pause.isActive(); }
    /// What is on its way is not wanted any more.
    void forget();

Q_SIGNALS:
    /// Twice for each text that stays a while, the second time with fixes.
    void answered(const slipway::EnvAnalysis &analysis);

private:
    void start();
    void take(const EnvAnalysis &analysis, int round);
    void startFixes();
    void takeFixes(const EnvAnalysis &analysis, int round);

    std::function<EnvQuestion()> m_question;
    QTimer m_pause;
    bool m_isRunning = false;
    bool m_isAskedAgain = false;
    bool m_isFixing = false;
    std::optional<EnvAnalysis> m_unfixed; ///< waits for its fixes
    EnvProfile m_profile;
    int m_round = 0;
};

} // namespace slipway
