// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QWidget>

#include <functional>
#include <vector>

class QFormLayout;
class QLabel;

namespace slipway {

/// A field for each input of a plan, checked while it is typed. What is right and wrong is said by
/// the caller, who asks the workspace.
class InputsForm : public QWidget
{
    Q_OBJECT
public:
    explicit InputsForm(const QList<PlanInput> &inputs, QWidget *parent = nullptr);

    QMap<QString, QString> values() const;
    /// Makes these labels of other forms as wide as this form's own, and the other way round.
    void alignLabels(const QList<QLabel *> &others);
    /// Says a finding below the field whose input it names.
    void showProblems(const QList<Diagnostic> &problems);

Q_SIGNALS:
    void changed();

private:
    void addInput(const PlanInput &input, QFormLayout *layout);
    QWidget *editorOf(const PlanInput &input);

    struct Field
    {
        PlanInput input;
        QWidget *editor = nullptr;
        QLabel *hint = nullptr;
        std::function<QString()> value;
        bool touched = false;
    };
    std::vector<Field> m_fields;
    QList<QLabel *> m_labels;
};

} // namespace slipway
