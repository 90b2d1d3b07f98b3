// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/inputsform.h"

#include "theme/statelanguage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace slipway {

InputsForm::InputsForm(const QList<PlanInput> &inputs, QWidget *parent) : QWidget(parent)
{
    setObjectName(u"inputsForm"_s);
    auto *layout = new QFormLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(measure::inside);
    layout->setVerticalSpacing(measure::inside);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_fields.reserve(size_t(inputs.size()));
    for (const PlanInput &input : inputs)
        addInput(input, layout);
}

void InputsForm::addInput(const PlanInput &input, QFormLayout *layout)
{
    Field field;
    field.input = input;
    m_fields.push_back(field);
    QWidget *editor = editorOf(input);
    editor->setObjectName(u"input-"_s + input.name);
    editor->setAccessibleName(input.prompt.isEmpty() ? input.name : input.prompt);
    auto *hint = new QLabel(this);
    hint->setObjectName(u"hint-"_s + input.name);
    hint->setProperty("role", u"muted"_s);
    hint->setWordWrap(true);
    hint->setText(input.prompt);
    hint->setVisible(!input.prompt.isEmpty());
    m_fields.back().editor = editor;
    m_fields.back().hint = hint;

    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(editor);
    column->addWidget(hint);
    auto *label = new QLabel(input.required ? tr("%1 (needed)").arg(input.name) : input.name, this);
    label->setBuddy(editor);
    m_labels << label;
    layout->addRow(label, column);
}

void InputsForm::alignLabels(const QList<QLabel *> &others)
{
    const QList<QLabel *> all = m_labels + others;
    int widest = 0;
    for (const QLabel *label : all)
        widest = std::max(widest, label->sizeHint().width());
    for (QLabel *label : all)
        label->setMinimumWidth(widest);
}

QWidget *InputsForm::editorOf(const PlanInput &input)
{
    const size_t index = m_fields.size() - 1;
    const auto touch = [this, index] {
        m_fields[index].touched = true;
        Q_EMIT changed();
    };
    const QString initial = input.defaultValue.value_or(QString());
    if (input.type == PlanInput::Type::Boolean) {
        auto *check = new QCheckBox(tr("Yes"), this);
        check->setChecked(initial == u"true"_s);
        m_fields.back().value = [check] {
            return check->isChecked() ? u"true"_s : u"false"_s;
        };
        connect(check, &QCheckBox::toggled, this, touch);
        return check;
    }
    if (input.type == PlanInput::Type::Choice) {
        auto *combo = new QComboBox(this);
        combo->addItems(input.choices);
        combo->setCurrentIndex(combo->findText(initial));
        m_fields.back().value = [combo] {
            return combo->currentText();
        };
        connect(combo, &QComboBox::currentIndexChanged, this, touch);
        return combo;
    }
    auto *line = new QLineEdit(initial, this);
    if (input.type == PlanInput::Type::Secret)
        line->setEchoMode(QLineEdit::Password);
    if (!input.pattern.isEmpty())
        line->setToolTip(tr("Must match %1").arg(input.pattern));
    m_fields.back().value = [line] {
        return line->text().trimmed();
    };
    connect(line, &QLineEdit::textChanged, this, touch);
    return line;
}

QMap<QString, QString> InputsForm::values() const
{
    QMap<QString, QString> values;
    for (const Field &field : m_fields) {
        const QString value = field.value();
        // An empty field is an input that was not given, not an empty text.
        if (!value.isEmpty())
            values.insert(field.input.name, value);
    }
    return values;
}

void InputsForm::showProblems(const QList<Diagnostic> &problems)
{
    for (Field &field : m_fields) {
        QString problem;
        for (const Diagnostic &each : problems) {
            const bool here = each.message.contains(u"“"_s + field.input.name + u"”"_s)
                || each.message.contains(u"\""_s + field.input.name + u"\""_s)
                || each.message.contains(u"'"_s + field.input.name + u"'"_s)
                || each.message.contains(u"`"_s + field.input.name + u"`"_s);
            if (here && problem.isEmpty())
                problem = each.message;
        }
        // A field nobody has touched yet is not scolded for being empty.
        const bool tell = !problem.isEmpty() && field.touched;
        field.hint->setText(tell ? problem : field.input.prompt);
        field.hint->setVisible(!field.hint->text().isEmpty());
        field.editor->setProperty("wrong", tell);
        field.editor->style()->unpolish(field.editor);
        field.editor->style()->polish(field.editor);
    }
}

} // namespace slipway
