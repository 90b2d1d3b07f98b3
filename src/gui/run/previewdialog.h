// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <memory>

namespace Ui {
class PreviewDialog;
}

namespace slipway {

class PreviewModel;
class RunController;
class Theming;
class PreviewFilter;

/// The preview as a table with a filter; problems stand out. Open it with show().
class PreviewDialog : public QDialog
{
    Q_OBJECT
public:
    PreviewDialog(RunController &controller, Theming &theming, QWidget *parent = nullptr);
    ~PreviewDialog() override;

private:
    void refresh();
    void showRow();
    void copy() const;

    RunController &m_controller;
    std::unique_ptr<Ui::PreviewDialog> m_ui;
    PreviewModel *m_model;
    PreviewFilter *m_filter;
};

} // namespace slipway
