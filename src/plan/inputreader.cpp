// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/inputreader.h"

#include "plan/inputvalue.h"
#include "plan/keytables.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

const YamlNode *value(const YamlNode &node, const QString &key, const FieldReader &fields)
{
    return fields.value(node, u"input"_s, key);
}

void readPattern(const YamlNode &node, PlanInput &input, FieldReader &fields)
{
    const QString pattern = fields.filled(node);
    const QRegularExpression expression(pattern);
    if (expression.isValid()) {
        input.pattern = pattern;
        return;
    }
    const int offset = static_cast<int>(expression.patternErrorOffset());
    fields.error(
        node.placeInFile({1, offset + 1}), u"pattern"_s,
        Words::tr("The pattern is no regular expression: %1.").arg(expression.errorString()));
}

void readDefault(const YamlNode &node, PlanInput &input, FieldReader &fields)
{
    const QString text = fields.text(node);
    if (input.type == PlanInput::Type::Secret) {
        fields.error(node.place, u"secret-default"_s,
                     Words::tr("A secret must not stand in a plan; leave ‘default’ out."));
        return;
    }
    input.defaultValue = text;
    if (const QString fault = inputFault(input, text); !fault.isEmpty())
        fields.error(node.place, u"default"_s, fault);
}

void readChoices(const YamlNode &node, const YamlNode *choices, PlanInput &input,
                 FieldReader &fields)
{
    const bool isChoice = input.type == PlanInput::Type::Choice;
    if (choices) {
        input.choices = fields.texts(*choices);
        if (!isChoice)
            fields.error(choices->place, u"choices"_s,
                         Words::tr("Only an input of type ‘choice’ has ‘choices’."));
    }
    if (isChoice && input.choices.isEmpty())
        fields.error(node.place, u"missing-key"_s,
                     Words::tr("An input of type ‘choice’ needs ‘choices’."));
}

PlanInput readInput(const QString &name, const SourcePlace &place, const YamlNode &node,
                    FieldReader &fields)
{
    PlanInput input;
    input.name = name;
    input.place = place;
    // `version:` alone is an optional text.
    if (node.isNothing() || !fields.isMapOf(node, u"input"_s))
        return input;
    if (const YamlNode *type = value(node, u"type"_s, fields)) {
        if (const auto index = fields.choice(*type, names::inputTypes()))
            input.type = static_cast<PlanInput::Type>(*index);
    }
    if (const YamlNode *pattern = value(node, u"pattern"_s, fields))
        readPattern(*pattern, input, fields);
    readChoices(node, value(node, u"choices"_s, fields), input, fields);
    if (const YamlNode *required = value(node, u"required"_s, fields))
        input.required = fields.boolean(*required).value_or(false);
    if (const YamlNode *prompt = value(node, u"prompt"_s, fields))
        input.prompt = fields.filled(*prompt);
    if (const YamlNode *standard = value(node, u"default"_s, fields))
        readDefault(*standard, input, fields);
    return input;
}

void checkName(const QString &name, const SourcePlace &place, FieldReader &fields)
{
    if (!isIdentifier(name))
        fields.error(place, u"name"_s,
                     Words::tr("‘%1’ is no name of an input: use letters, digits, _ and -.")
                         .arg(name.left(40)));
}

} // namespace

QList<PlanInput> readInputs(const YamlNode &node, FieldReader &fields)
{
    QList<PlanInput> inputs;
    if (node.isMap()) {
        for (const YamlEntry &entry : node.entries) {
            checkName(entry.key, entry.place, fields);
            if (entry.value.isMap() && entry.value.find(u"name"))
                fields.error(entry.value.find(u"name")->place, u"unknown-key"_s,
                             Words::tr("The name of this input is its key, ‘%1’.").arg(entry.key));
            inputs.append(readInput(entry.key, entry.place, entry.value, fields));
        }
        return inputs;
    }
    if (!fields.isList(node))
        return inputs;
    for (const YamlNode &item : node.items) {
        const YamlEntry *name = item.find(u"name");
        const PlanInput input
            = readInput(name ? fields.filled(name->value) : QString(), item.place, item, fields);
        const bool known = std::ranges::any_of(
            inputs, [&input](const PlanInput &other) { return other.name == input.name; });
        if (!name)
            fields.error(item.place, u"missing-key"_s, Words::tr("‘%1’ is missing.").arg(u"name"));
        else if (known)
            fields.error(name->value.place, u"duplicate-key"_s,
                         Words::tr("There is an input ‘%1’ already.").arg(input.name));
        else
            checkName(input.name, name->value.place, fields);
        inputs.append(input);
    }
    return inputs;
}

} // namespace slipway
