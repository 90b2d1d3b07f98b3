// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>
#include <memory>

namespace Ui {
class ConfirmDialog;
}

namespace slipway {

/// One question before something that cannot be taken back. The button says what it does; Enter
/// never presses it. Open it with open(); it deletes itself.
class ConfirmDialog : public QDialog
{
    Q_OBJECT
public:
    enum class Reason { NotAsked, Needed };
    struct Words
    {
        QString title;       ///< of the dialog and its first line
        QString explanation; ///< what will happen, all of it
        QString action;      ///< on the button
        QString stay;        ///< on the button that changes nothing
    };

    ConfirmDialog(const Words &words, Reason reason, QWidget *parent);
    ~ConfirmDialog() override;

    /// A further way to say yes, left of the first.
    void addChoice(const QString &label, const std::function<void()> &act);

Q_SIGNALS:
    void confirmed(const QString &reason);

private:
    std::unique_ptr<Ui::ConfirmDialog> m_ui;
};

} // namespace slipway
