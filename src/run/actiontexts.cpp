// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/actiontexts.h"

#include "run/secretmarkers.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ActionTexts)
};

template<typename... Handlers> struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};

using Visit = std::function<void(QString &, TextPlace)>;

void visitAll(QStringList &texts, const Visit &visit)
{
    for (QString &text : texts)
        visit(text, TextPlace::Plain);
}

void visitAll(QMap<QString, QString> &texts, TextPlace place, const Visit &visit)
{
    for (QString &text : texts)
        visit(text, place);
}

QString seconds(milliseconds duration)
{
    return Words::tr("Wait %n second(s).", nullptr, int(duration.count() / 1000));
}

QString describe(const HttpAction &action)
{
    QString text = (action.method.isEmpty() ? u"GET"_s : action.method) + u' ' + action.url;
    for (const auto &[name, value] : action.headers.asKeyValueRange())
        text += u'\n' + name + u": " + value;
    if (!action.body.isEmpty())
        text += u"\n\n" + action.body;
    if (!action.expect.isEmpty())
        text += u'\n' + action.expect.join(u'\n');
    return text;
}

QString describe(const GateAction &action)
{
    QStringList parts;
    if (!action.metrics.isEmpty())
        parts.append(Words::tr("Metrics: %1.").arg(action.metrics.join(u", "_s)));
    if (action.approvals) {
        QStringList roles;
        for (const RoleId &role : action.approvals->from)
            roles.append(role.toString());
        parts.append(action.approvals->need == 0
                         ? Words::tr("Approval by each of: %1.").arg(roles.join(u", "_s))
                         : Words::tr("%n approval(s) from: %1.", nullptr, action.approvals->need)
                               .arg(roles.join(u", "_s)));
    }
    return parts.join(u'\n');
}

QString describe(const DecisionAction &action)
{
    QStringList names;
    for (const DecisionOption &option : action.options)
        names.append(option.name);
    return action.question + u" (" + names.join(u" / "_s) + u')';
}

QString describe(const PlanAction &action)
{
    QString text = action.path;
    for (const auto &[name, value] : action.inputs.asKeyValueRange())
        text += u'\n' + name + u'=' + value;
    return text;
}

} // namespace

void visitTexts(Action &action, const Visit &visit)
{
    std::visit(
        Overloaded{
            [&visit](RunAction &run) {
                visit(run.script, TextPlace::Script);
                visit(run.shell, TextPlace::Plain);
                visit(run.cwd, TextPlace::Plain);
                visitAll(run.environment, TextPlace::WithSecrets, visit);
            },
            [&visit](SshAction &ssh) {
                visitAll(ssh.on, visit);
                visit(ssh.script, TextPlace::Script);
            },
            [&visit](UploadAction &upload) {
                visitAll(upload.on, visit);
                visit(upload.from, TextPlace::Plain);
                visit(upload.to, TextPlace::Plain);
                visit(upload.mode, TextPlace::Plain);
            },
            [&visit](HttpAction &http) {
                visit(http.url, TextPlace::WithSecrets);
                visit(http.method, TextPlace::Plain);
                visitAll(http.headers, TextPlace::WithSecrets, visit);
                visit(http.body, TextPlace::WithSecrets);
                visitAll(http.expect, visit);
            },
            [&visit](EnvAction &env) {
                visit(env.file, TextPlace::Plain);
                visit(env.dialect, TextPlace::Plain);
                visit(env.rules, TextPlace::Plain);
                visit(env.example, TextPlace::Plain);
            },
            [&visit](ManualAction &manual) {
                visit(manual.text, TextPlace::Plain);
                visitAll(manual.checklist, visit);
            },
            [](GateAction &) {},
            [&visit](DecisionAction &decision) { visit(decision.question, TextPlace::Plain); },
            [](WaitAction &) {},
            [&visit](NotifyAction &notify) {
                visit(notify.channel, TextPlace::WithSecrets);
                visit(notify.text, TextPlace::Plain);
            },
            [&visit](PlanAction &plan) {
                visit(plan.path, TextPlace::Plain);
                visitAll(plan.inputs, TextPlace::Plain, visit);
            },
        },
        action);
}

QStringList hostsOf(const Action &action)
{
    if (const auto *ssh = std::get_if<SshAction>(&action))
        return ssh->on;
    if (const auto *upload = std::get_if<UploadAction>(&action))
        return upload->on;
    return {};
}

QString describeAction(const Action &action)
{
    const QString text = std::visit(
        Overloaded{
            [](const RunAction &run) { return run.script; },
            [](const SshAction &ssh) { return ssh.script; },
            [](const UploadAction &upload) {
                return Words::tr("%1 → %2 (mode %3)").arg(upload.from, upload.to, upload.mode);
            },
            [](const HttpAction &http) { return describe(http); },
            [](const EnvAction &env) { return env.file; },
            [](const ManualAction &manual) {
                return manual.checklist.isEmpty()
                    ? manual.text
                    : manual.text + u"\n- "_s + manual.checklist.join(u"\n- "_s);
            },
            [](const GateAction &gate) { return describe(gate); },
            [](const DecisionAction &decision) { return describe(decision); },
            [](const WaitAction &wait) {
                return wait.until.isValid()
                    ? Words::tr("Wait until %1.").arg(wait.until.toString(u"HH:mm:ss"_s))
                    : seconds(wait.duration);
            },
            [](const NotifyAction &notify) {
                return QString(notify.channel + u": " + notify.text);
            },
            [](const PlanAction &plan) { return describe(plan); },
        },
        action);
    return withDottedSecrets(text);
}

QJsonObject describeTargets(const ResolvedStep &resolved)
{
    QJsonObject commands;
    for (const ResolvedStep::Target &target : resolved.targets)
        commands.insert(target.host.toString(), describeAction(target.action));
    return commands;
}

} // namespace slipway
