// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/window/palettemodel.h"

#include <QDialog>

class QLineEdit;
class QListView;

namespace slipway {

/// Ctrl+K: every action, step, server and plan by name.
class CommandPalette : public QDialog
{
    Q_OBJECT
public:
    CommandPalette(std::vector<PaletteEntry> entries, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void trigger();

    PaletteModel *m_model;
    QLineEdit *m_edit;
    QListView *m_list;
};

} // namespace slipway
