// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runevent.h"

#include <QTimer>
#include <QWidget>

#include <memory>

namespace Ui {
class StepPanel;
}

namespace slipway {

class RunController;
class Theming;
struct StepDetails;

/// Everything about the chosen step: state, what it does with every value filled in, hosts,
/// attempts and answers, notes, and its log.
class StepPanel : public QWidget
{
    Q_OBJECT
public:
    StepPanel(RunController &controller, Theming &theming, QWidget *parent = nullptr);
    ~StepPanel() override;

    /// In a dock the dock's own title closes it.
    enum class Frame { Dock, Sheet };
    void setFrame(Frame frame);
    void showStep(const StepId &step);
    StepId step() const { return m_step; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void closeRequested();
    void runAgainRequested(const slipway::StepId &step);
    /// Where the step runs, with its command.
    void consoleRequested(const slipway::StepId &step, const slipway::ServerId &host);
    void problem(const QString &message);

private:
    void refresh();
    void refreshHosts(const StepDetails &details);
    void refreshState(const StepDetails &details);
    void readLog();
    ServerId consoleHost() const;

    RunController &m_controller;
    Theming &m_theming;
    std::unique_ptr<Ui::StepPanel> m_ui;
    StepId m_step;
    QTimer m_second;
    int m_logRequest = 0;
    bool m_readingLog = false;
    QList<OutputChunk> m_meanwhile; ///< live output that came while the log was being read
};

} // namespace slipway
