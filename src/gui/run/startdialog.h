// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <memory>

namespace Ui {
class StartDialog;
}

namespace slipway {

class InputsForm;
class RunController;
class Theming;
struct Error;
struct RunOptions;

/// What a run needs before it starts: inputs, the operator, for production one summary and the
/// environment's name typed. Stays open, with the reason, when the start is refused; a held lock
/// can be broken from here. Open it with open(); it starts the run itself.
class StartDialog : public QDialog
{
    Q_OBJECT
public:
    StartDialog(RunController &controller, Theming &theming, QWidget *parent = nullptr);
    ~StartDialog() override;

private:
    void fill();
    void fillSteps();
    void check();
    void refreshSummary();
    void start();
    void fit();
    void offerToBreak(const Error &error);
    RunOptions options() const;
    bool isProduction() const;

    RunController &m_controller;
    std::unique_ptr<Ui::StartDialog> m_ui;
    InputsForm *m_inputs = nullptr;
    bool m_starting = false;
    bool m_breaking = false;
};

} // namespace slipway
