// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/editableaction.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

template<typename... Ts> struct Overloaded : Ts...
{
    using Ts::operator()...;
};

} // namespace

QList<EditableAction::Field> EditableAction::fields(const Action &action)
{
    using Size = Field::Size;
    return std::visit(
        Overloaded{
            [](const RunAction &a) -> QList<Field> {
                return {{tr("Script"), a.script, Size::Block}};
            },
            [](const SshAction &a) -> QList<Field> {
                return {{tr("Script"), a.script, Size::Block}};
            },
            [](const UploadAction &a) -> QList<Field> {
                return {{tr("From"), a.from, Size::Line},
                        {tr("To"), a.to, Size::Line},
                        {tr("Mode"), a.mode, Size::Line}};
            },
            [](const HttpAction &a) -> QList<Field> {
                return {{tr("Address"), a.url, Size::Line},
                        {tr("Conditions, one a line"), a.expect.join(u'\n'), Size::Block}};
            },
            [](const NotifyAction &a) -> QList<Field> {
                return {{tr("Channel"), a.channel, Size::Line}, {tr("Text"), a.text, Size::Block}};
            },
            [](const PlanAction &a) -> QList<Field> {
                return {{tr("Plan file"), a.path, Size::Line}};
            },
            [](const EnvAction &a) -> QList<Field> { return {{tr("File"), a.file, Size::Line}}; },
            [](const auto &) -> QList<Field> { return {}; },
        },
        action);
}

Action EditableAction::withTexts(const Action &action, const QStringList &texts)
{
    Action edited = action;
    const auto text = [&texts](qsizetype index) {
        return texts.value(index);
    };
    std::visit(Overloaded{
                   [&text](RunAction &a) { a.script = text(0); },
                   [&text](SshAction &a) { a.script = text(0); },
                   [&text](UploadAction &a) {
                       a.from = text(0);
                       a.to = text(1);
                       a.mode = text(2);
                   },
                   [&text](HttpAction &a) {
                       a.url = text(0);
                       a.expect = text(1).split(u'\n', Qt::SkipEmptyParts);
                   },
                   [&text](NotifyAction &a) {
                       a.channel = text(0);
                       a.text = text(1);
                   },
                   [&text](PlanAction &a) { a.path = text(0); },
                   [&text](EnvAction &a) { a.file = text(0); },
                   [](auto &) {},
               },
               edited);
    return edited;
}

} // namespace slipway
