// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/stepdetails.h"

#include "gui/common/text.h"
#include "theme/durationtext.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString roleName(const RoleId &id, const QList<Role> &roles)
{
    for (const Role &role : roles) {
        if (role.id == id && !role.name.isEmpty())
            return role.name;
    }
    return id.toString();
}

QString plain(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isArray()) {
        QStringList parts;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &each : array)
            parts << plain(each);
        return parts.join(u", "_s);
    }
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

QString lines(const QJsonObject &object)
{
    QStringList parts;
    for (auto it = object.begin(); it != object.end(); ++it)
        parts << u"%1: %2"_s.arg(it.key(), plain(it.value()));
    return parts.join(u'\n');
}

/// What it does on each host; said once where all hosts get the same.
QString whatOf(const StepId &step, const QList<PreviewRow> &rows)
{
    QList<std::pair<QStringList, QString>> groups;
    for (const PreviewRow &row : rows) {
        if (row.step != step)
            continue;
        QString text = row.what;
        if (!row.problem.isEmpty())
            text += (text.isEmpty() ? QString() : u"\n"_s)
                + StepDetails::tr("Cannot be resolved: %1").arg(row.problem);
        const auto same = std::find_if(groups.begin(), groups.end(),
                                       [&](const auto &group) { return group.second == text; });
        if (same == groups.end())
            groups.append({{row.host.toString()}, text});
        else
            same->first << row.host.toString();
    }
    if (groups.size() == 1)
        return groups.constFirst().second.trimmed();
    QStringList parts;
    for (const auto &[hosts, text] : std::as_const(groups))
        parts << u"# %1\n%2"_s.arg(hosts.join(u", "_s), text.trimmed());
    return parts.join(u"\n\n"_s);
}

QString whatNow(const StepId &step, const StepDetails::Input &input)
{
    // The preview knows no outputs of earlier steps; an open question was asked with them.
    for (const Question &question : input.state.questions) {
        if (question.step == step && question.kind == Question::Kind::Decision)
            return question.text;
    }
    const QString what = whatOf(step, input.preview);
    return what.isEmpty() ? lines(input.state.status(step).commands) : what;
}

QList<StepDetails::Host> hostsOf(const StepId &step, const StepDetails::Input &input)
{
    QList<StepDetails::Host> hosts;
    const StepStatus status = input.state.status(step);
    const auto add = [&](const ServerId &id) {
        const auto known = status.hosts.constFind(id);
        StepDetails::Host host{id, StepState::Pending, {}};
        if (known != status.hosts.constEnd()) {
            QStringList notes;
            host.state = known->state;
            if (known->exitCode > 0)
                notes << StepDetails::tr("exit %1").arg(known->exitCode);
            if (known->startedAt.isValid() && known->endedAt.isValid())
                notes << durationText(milliseconds(known->startedAt.msecsTo(known->endedAt)));
            if (known->error)
                notes << known->error->message;
            host.note = notes.join(u" · "_s);
        }
        if (input.state.excludedHosts.contains(id))
            host.note = StepDetails::tr("excluded from this run");
        hosts.append(host);
    };
    QList<ServerId> seen;
    for (const PreviewRow &row : input.preview) {
        if (row.step == step && !row.host.isEmpty() && !seen.contains(row.host)) {
            seen.append(row.host);
            add(row.host);
        }
    }
    for (auto it = status.hosts.begin(); it != status.hosts.end(); ++it) {
        if (!it.key().isEmpty() && !seen.contains(it.key()))
            add(it.key());
    }
    return hosts;
}

QString answersOf(const StepStatus &status)
{
    QStringList parts;
    if (status.attempt > 1)
        parts << StepDetails::tr("This is attempt %1.").arg(status.attempt);
    if (status.edited)
        parts << StepDetails::tr("The step was edited in this run.");
    if (status.overridden)
        parts << StepDetails::tr("It was overridden.");
    for (const GivenAnswer &answer : status.answers) {
        QString line = StepDetails::tr("%1 by %2 at %3")
                           .arg(Text::answer(answer.choice), answer.by, Text::time(answer.at));
        if (!answer.reason.isEmpty())
            line = StepDetails::tr("%1: %2").arg(line, answer.reason);
        if (!answer.evidence.isEmpty())
            line = StepDetails::tr("%1 (evidence: %2)").arg(line, answer.evidence);
        parts << line;
    }
    return parts.join(u'\n');
}

QString approvalsOf(const Step &step, const StepStatus &status, const QList<Role> &roles)
{
    const auto *gate = std::get_if<GateAction>(&step.action);
    if (gate == nullptr || !gate->approvals)
        return {};
    QStringList parts;
    for (const RoleId &id : gate->approvals->from) {
        QStringList people;
        for (const Role &role : roles) {
            if (role.id == id)
                people = role.people;
        }
        parts << StepDetails::tr("%1: %2").arg(roleName(id, roles), people.join(u", "_s));
    }
    parts << (gate->approvals->need > 0
                  ? StepDetails::tr("%n approval(s) needed.", "", gate->approvals->need)
                  : StepDetails::tr("One approval of each role is needed."));
    if (gate->approvals->notSelf)
        parts << StepDetails::tr("The operator of the run may not approve.");
    parts << (status.approvedBy.isEmpty()
                  ? StepDetails::tr("Nobody has approved yet.")
                  : StepDetails::tr("Approved by %1.").arg(status.approvedBy.join(u", "_s)));
    return parts.join(u'\n');
}

QString reasonOf(const StepStatus &status)
{
    QStringList parts;
    if (!status.reason.isEmpty())
        parts << status.reason;
    if (status.error && !status.error->message.isEmpty() && !parts.contains(status.error->message))
        parts << status.error->message;
    if (status.error && !status.error->detail.isEmpty())
        parts << status.error->detail;
    return parts.join(u'\n');
}

} // namespace

StepDetails StepDetails::of(const StepId &id, const Input &input)
{
    StepDetails details;
    const Step *step = input.state.plan.step(id);
    if (step == nullptr)
        return details;
    const StepStatus status = input.state.status(id);
    details.title = step->name;
    details.actionKey = slipway::actionKey(step->action);
    details.state = status.state;
    details.hosts = hostsOf(id, input);

    QStringList kind{Text::actionKind(details.actionKey)};
    if (!step->owner.isEmpty())
        kind << roleName(step->owner, input.roles);
    if (!details.hosts.isEmpty())
        kind << tr("%n host(s)", "", int(details.hosts.size()));
    if (!step->required)
        kind << tr("optional");
    if (step->always)
        kind << tr("runs even after a stop");
    details.kind = kind.join(u" · "_s);

    if (status.startedAt.isValid())
        details.duration = durationAgainst(status.duration(input.now), step->estimate);
    else if (step->estimate)
        details.duration = tr("takes %1").arg(estimateText(*step->estimate));
    details.reason = reasonOf(status);
    details.what = whatNow(id, input);
    details.answers = answersOf(status);
    details.approvals = approvalsOf(*step, status, input.roles);
    QStringList seen;
    for (auto it = status.outputs.begin(); it != status.outputs.end(); ++it)
        seen << u"%1 = %2"_s.arg(it.key(), it.value());
    if (!status.evidence.isEmpty())
        seen << lines(status.evidence);
    details.evidence = seen.join(u'\n');
    details.notes = step->notes;
    for (const Link &link : step->links)
        details.notes
            += u"\n\n[%1](%2)"_s.arg(link.name.isEmpty() ? link.url : link.name, link.url);
    return details;
}

} // namespace slipway
