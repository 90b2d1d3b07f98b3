// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planjson.h"

#include "plan/actionreader.h"
#include "plan/keytables.h"
#include "plan/planvalues.h"
#include "plan/yamljson.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

QJsonObject textMap(const QMap<QString, QString> &map)
{
    QJsonObject object;
    for (auto entry = map.cbegin(); entry != map.cend(); ++entry)
        object.insert(entry.key(), entry.value());
    return object;
}

template<typename Enum> QString nameOf(const QStringList &names, Enum value)
{
    return names.value(static_cast<qsizetype>(value));
}

/// Writes an action in its long form; keys at their default are left out.
struct ActionWriter
{
    QJsonObject operator()(const RunAction &action) const
    {
        QJsonObject object{{u"script"_s, action.script}};
        addText(object, u"shell"_s, action.shell);
        addText(object, u"cwd"_s, action.cwd);
        if (!action.environment.isEmpty())
            object.insert(u"env"_s, textMap(action.environment));
        return object;
    }

    QJsonObject operator()(const SshAction &action) const
    {
        QJsonObject object{{u"on"_s, QJsonArray::fromStringList(action.on)},
                           {u"script"_s, action.script}};
        if (action.rolling)
            object.insert(u"rolling"_s, rolling(*action.rolling));
        if (action.maxFailed != 0)
            object.insert(u"max_failed"_s, action.maxFailed);
        if (action.onHostFailure != SshAction::OnHostFailure::Stop)
            object.insert(u"on_host_failure"_s,
                          nameOf(names::onHostFailure(), action.onHostFailure));
        addFlag(object, u"pty"_s, action.pty);
        addFlag(object, u"sudo"_s, action.sudo);
        return object;
    }

    QJsonObject operator()(const UploadAction &action) const
    {
        QJsonObject object{{u"on"_s, QJsonArray::fromStringList(action.on)},
                           {u"from"_s, action.from},
                           {u"to"_s, action.to}};
        if (action.mode != UploadAction().mode)
            object.insert(u"mode"_s, action.mode);
        return object;
    }

    QJsonObject operator()(const HttpAction &action) const
    {
        QJsonObject object{{u"url"_s, action.url}};
        addText(object, u"method"_s, action.method);
        if (!action.headers.isEmpty())
            object.insert(u"headers"_s, textMap(action.headers));
        addText(object, u"body"_s, action.body);
        if (!action.expect.isEmpty())
            object.insert(u"expect"_s, QJsonArray::fromStringList(action.expect));
        if (action.every != HttpAction().every)
            object.insert(u"every"_s, durationToText(action.every));
        if (action.inARow != 1)
            object.insert(u"in_a_row"_s, action.inARow);
        addFlag(object, u"follow_redirects"_s, action.followRedirects);
        return object;
    }

    QJsonObject operator()(const EnvAction &action) const
    {
        QJsonObject object{{u"file"_s, action.file}};
        addText(object, u"dialect"_s, action.dialect);
        addText(object, u"rules"_s, action.rules);
        addText(object, u"example"_s, action.example);
        return object;
    }

    QJsonObject operator()(const ManualAction &action) const
    {
        QJsonObject object{{u"text"_s, action.text}};
        if (!action.checklist.isEmpty())
            object.insert(u"checklist"_s, QJsonArray::fromStringList(action.checklist));
        if (action.evidence != ManualAction::Evidence::None)
            object.insert(u"evidence"_s, nameOf(names::evidence(), action.evidence));
        return object;
    }

    QJsonObject operator()(const GateAction &action) const
    {
        QJsonObject object;
        if (!action.metrics.isEmpty())
            object.insert(u"metrics"_s, QJsonArray::fromStringList(action.metrics));
        addDuration(object, u"settle"_s, action.settle);
        addDuration(object, u"for"_s, action.window);
        if (action.samples != 0)
            object.insert(u"samples"_s, action.samples);
        if (action.onNoData != GateAction::OnNoData::Ask)
            object.insert(u"on_no_data"_s, nameOf(names::onNoData(), action.onNoData));
        if (action.approvals)
            object.insert(u"approvals"_s, approvals(*action.approvals));
        return object;
    }

    QJsonObject operator()(const DecisionAction &action) const
    {
        QJsonArray options;
        for (const DecisionOption &option : action.options) {
            const QString target = option.target.isEmpty() ? u"next"_s : option.target.toString();
            options.append(QJsonObject{{option.name, target}});
        }
        return {{u"question"_s, action.question}, {u"options"_s, options}};
    }

    QJsonObject operator()(const WaitAction &) const { return {}; }

    QJsonObject operator()(const NotifyAction &action) const
    {
        return {{u"channel"_s, action.channel}, {u"text"_s, action.text}};
    }

    QJsonObject operator()(const PlanAction &action) const
    {
        QJsonObject object{{u"path"_s, action.path}};
        if (!action.inputs.isEmpty())
            object.insert(u"inputs"_s, textMap(action.inputs));
        return object;
    }

private:
    static void addText(QJsonObject &object, const QString &key, const QString &text)
    {
        if (!text.isEmpty())
            object.insert(key, text);
    }

    static void addFlag(QJsonObject &object, const QString &key, bool flag)
    {
        if (flag)
            object.insert(key, true);
    }

    static void addDuration(QJsonObject &object, const QString &key, milliseconds duration)
    {
        if (duration.count() != 0)
            object.insert(key, durationToText(duration));
    }

    static QJsonObject rolling(const Rolling &rolling)
    {
        QJsonObject object;
        if (rolling.percent > 0)
            object.insert(u"size"_s, u"%1%"_s.arg(rolling.percent));
        else
            object.insert(u"size"_s, rolling.count);
        addDuration(object, u"pause"_s, rolling.pause);
        return object;
    }

    static QJsonObject approvals(const Approvals &approvals)
    {
        QJsonArray from;
        for (const RoleId &role : approvals.from)
            from.append(role.toString());
        QJsonObject object{{u"from"_s, from}};
        if (approvals.need > 0)
            object.insert(u"need"_s, approvals.need);
        addFlag(object, u"not_self"_s, approvals.notSelf);
        if (approvals.remind)
            object.insert(u"remind"_s, durationToText(*approvals.remind));
        if (approvals.timeout)
            object.insert(u"timeout"_s, durationToText(*approvals.timeout));
        if (approvals.onTimeout != Approvals::OnTimeout::Ask)
            object.insert(u"on_timeout"_s, nameOf(names::onTimeout(), approvals.onTimeout));
        return object;
    }
};

} // namespace

QJsonObject actionToJson(const Action &action)
{
    if (const auto *wait = std::get_if<WaitAction>(&action)) {
        const QString text
            = wait->until.isValid() ? clockTimeToText(wait->until) : durationToText(wait->duration);
        return {{u"wait"_s, text}};
    }
    return {{actionKey(action), std::visit(ActionWriter{}, action)}};
}

Result<Action> actionFromJson(const QJsonObject &object)
{
    const QString key = object.isEmpty() ? QString() : object.constBegin().key();
    if (object.size() != 1 || !names::actions().contains(key))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("An action has exactly one key, one of %1.")
                           .arg(names::actions().join(u", "_s)));
    QList<Diagnostic> diagnostics;
    FieldReader fields(diagnostics, planKeyTable());
    QList<TextUse> uses;
    TextCollector texts(fields, uses);
    const Action action = ActionReader(fields, texts).read(key, fromJsonValue(object.value(key)));
    for (const Diagnostic &diagnostic : std::as_const(diagnostics)) {
        if (diagnostic.severity == Diagnostic::Severity::Error)
            return failure(ErrorCode::InvalidInput, diagnostic.message, diagnostic.code);
    }
    return action;
}

} // namespace slipway
