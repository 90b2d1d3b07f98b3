// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"

#include <QDialog>

#include <memory>

namespace Ui {
class EnvReviewDialog;
}

namespace slipway {

class Theming;

/// What saving a file would change, before it does. Open it with open(); it deletes itself.
class EnvReviewDialog : public QDialog
{
    Q_OBJECT
public:
    struct Texts
    {
        QString fileName;
        EnvDocument before;
        EnvDocument after;
        int errors = 0; ///< that are still in it
    };
    EnvReviewDialog(const Texts &texts, Theming &theming, QWidget *parent);
    ~EnvReviewDialog() override;

private:
    std::unique_ptr<Ui::EnvReviewDialog> m_ui;
};

} // namespace slipway
