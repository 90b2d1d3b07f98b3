// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/outputgroups.h"

#include <QWidget>

#include <memory>

namespace Ui {
class FanOutGathered;
}

namespace slipway {

class Theming;

/// What servers printed, equal outputs once: the groups at the left, the lines of the current one
/// at the right, those that the largest group does not have marked with “≠”.
class FanOutGathered : public QWidget
{
    Q_OBJECT
public:
    explicit FanOutGathered(QWidget *parent = nullptr);
    ~FanOutGathered() override;

    void dress(Theming &theming);
    /// Shows these from now on; they outlive this widget or the next call. Null: none.
    void show(const OutputGroups *groups);
    /// They may have changed; cheap when they have not.
    void refresh();
    /// All groups as text.
    QString wholeText() const;

Q_SIGNALS:
    void failed(const QString &message);

private:
    void fillList();
    void fillText();
    void save();

    std::unique_ptr<Ui::FanOutGathered> m_ui;
    Theming *m_theming = nullptr;
    const OutputGroups *m_groups = nullptr;
    QList<OutputGroups::Heading> m_headings;
    quint64 m_shown = 0;
};

} // namespace slipway
