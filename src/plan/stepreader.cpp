// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/stepreader.h"

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

/// Entries of a map that name an action, in the order of the file.
QList<const YamlEntry *> actionsIn(const YamlNode &node)
{
    QList<const YamlEntry *> actions;
    for (const YamlEntry &entry : node.entries) {
        if (names::actions().contains(entry.key))
            actions.append(&entry);
    }
    return actions;
}

} // namespace

StepReader::StepReader(FieldReader &fields, PlanPlaces &places)
    : m_fields(fields)
    , m_places(places)
    , m_texts(fields, places.texts)
    , m_actions(fields, m_texts)
{ }

const YamlNode *StepReader::value(const YamlNode &node, const QString &key) const
{
    return m_fields.value(node, u"step"_s, key);
}

void StepReader::note(const Step &step, const QString &key, const SourcePlace &place)
{
    // Of two steps with one id the first is the one that the checks look at.
    auto &places = m_places.keys[step.id];
    if (!places.contains(key))
        places.insert(key, place);
}

Step StepReader::read(const YamlNode &node)
{
    Step step;
    step.place = node.place;
    if (!m_fields.isMapOf(node, u"step"_s))
        return step;
    if (const YamlNode *id = m_fields.required(node, u"step"_s, u"id"_s)) {
        step.id = StepId(m_fields.slug(*id));
        note(step, u"id"_s, id->place);
    }
    step.name = step.id.toString();
    m_texts.beginStep(step.id);
    m_texts.beginPart(TextUse::Part::Common, {});
    for (const YamlEntry &entry : node.entries)
        note(step, entry.key, entry.place);
    readCommon(node, step);
    readAction(node, step);
    readUndo(node, step);
    return step;
}

void StepReader::readCommon(const YamlNode &node, Step &step)
{
    if (const YamlNode *name = value(node, u"name"_s)) {
        const QString text = m_fields.filled(*name);
        if (!text.trimmed().isEmpty())
            step.name = text;
    }
    if (const YamlNode *owner = value(node, u"owner"_s))
        step.owner = RoleId(m_fields.filled(*owner));
    readOrder(node, step);
    readTimes(node, step);
    readFlags(node, step);
    readRetry(node, step);
    readOnFailure(node, step);
    readOutputs(node, step);
    readOkExit(node, step);
    readNotes(node, step);
}

void StepReader::readOrder(const YamlNode &node, Step &step)
{
    if (const YamlNode *needs = value(node, u"needs"_s)) {
        QList<StepId> ids;
        for (const QString &id : m_fields.texts(*needs)) {
            if (ids.contains(StepId(id)))
                m_fields.warning(needs->place, u"repeated"_s,
                                 Words::tr("‘%1’ stands here twice.").arg(id));
            else
                ids.append(StepId(id));
        }
        step.needs = ids;
        for (const YamlNode &item : needs->items)
            note(step, u"needs/"_s + item.text, item.place);
        if (needs->isScalar())
            note(step, u"needs/"_s + needs->text, needs->place);
    }
    if (const YamlNode *when = value(node, u"when"_s))
        step.when = m_texts.readCondition(*when);
}

void StepReader::readTimes(const YamlNode &node, Step &step)
{
    if (const YamlNode *timeout = value(node, u"timeout"_s))
        step.timeout = m_fields.duration(*timeout);
    if (const YamlNode *idle = value(node, u"idle_timeout"_s))
        step.idleTimeout = m_fields.duration(*idle);
    if (const YamlNode *estimate = value(node, u"estimate"_s))
        step.estimate = m_fields.estimate(*estimate);
    if (const YamlNode *at = value(node, u"at"_s))
        step.at = m_fields.clockTime(*at);
}

void StepReader::readFlags(const YamlNode &node, Step &step)
{
    if (const YamlNode *idempotent = value(node, u"idempotent"_s))
        step.idempotent = m_fields.boolean(*idempotent).value_or(step.idempotent);
    if (const YamlNode *required = value(node, u"required"_s))
        step.required = m_fields.boolean(*required).value_or(step.required);
    if (const YamlNode *always = value(node, u"always"_s))
        step.always = m_fields.boolean(*always).value_or(step.always);
}

void StepReader::readRetry(const YamlNode &node, Step &step)
{
    const YamlNode *retry = value(node, u"retry"_s);
    if (!retry)
        return;
    const QString retryShape = u"retry"_s;
    if (!m_fields.isMapOf(*retry, retryShape))
        return;
    if (const YamlNode *times = m_fields.required(*retry, retryShape, u"times"_s))
        step.retry.times = m_fields.integer(*times, 1, 1'000).value_or(0);
    if (const YamlNode *delay = m_fields.value(*retry, retryShape, u"delay"_s))
        step.retry.delay = m_fields.duration(*delay).value_or(step.retry.delay);
    if (const YamlNode *backoff = m_fields.value(*retry, retryShape, u"backoff"_s))
        step.retry.backoff = m_fields.number(*backoff, 1, 100).value_or(step.retry.backoff);
    if (!step.idempotent)
        m_fields.error(node.find(u"retry")->place, u"retry-needs-idempotent"_s,
                       Words::tr("Only a step that says ‘idempotent: true’ may be retried without "
                                 "asking."));
}

void StepReader::readAction(const YamlNode &node, Step &step)
{
    const QList<const YamlEntry *> actions = actionsIn(node);
    if (actions.isEmpty()) {
        m_fields.error(node.place, u"no-action"_s,
                       Words::tr("The step does nothing: give it one of %1.")
                           .arg(names::actions().join(u", "_s)));
        return;
    }
    for (const YamlEntry *entry : actions) {
        m_texts.beginPart(TextUse::Part::Main, entry->key);
        const Action action = m_actions.read(entry->key, entry->value);
        const QHash<QString, SourcePlace> places = m_actions.takePlaces();
        if (entry != actions.first()) {
            m_fields.error(entry->place, u"several-actions"_s,
                           Words::tr("A step has one action; ‘%1’ is one already. Make another "
                                     "step for ‘%2’.")
                               .arg(actions.first()->key, entry->key));
            continue;
        }
        step.action = action;
        for (auto place = places.cbegin(); place != places.cend(); ++place)
            note(step, place.key(), place.value());
    }
}

void StepReader::readUndo(const YamlNode &node, Step &step)
{
    const YamlNode *undo = value(node, u"undo"_s);
    if (!undo || !m_fields.isMapOf(*undo, u"undo"_s))
        return;
    const QList<const YamlEntry *> actions = actionsIn(*undo);
    if (actions.size() != 1) {
        m_fields.error(undo->place, actions.isEmpty() ? u"no-action"_s : u"several-actions"_s,
                       Words::tr("‘undo’ takes exactly one action, such as {run: ./restore.sh}."));
        return;
    }
    const YamlEntry &entry = *actions.first();
    if (entry.key == u"decision" || entry.key == u"gate") {
        m_fields.error(
            entry.place, u"undo-action"_s,
            Words::tr("‘%1’ changes nothing, so it cannot undo anything.").arg(entry.key));
        return;
    }
    m_texts.beginPart(TextUse::Part::Undo, entry.key);
    step.undo = m_actions.read(entry.key, entry.value);
    m_actions.takePlaces();
}

void StepReader::readOnFailure(const YamlNode &node, Step &step)
{
    const YamlNode *policy = value(node, u"on_failure"_s);
    if (!policy)
        return;
    if (policy->isScalar()) {
        if (policy->text == u"goto") {
            m_fields.error(policy->place, u"choice"_s,
                           Words::tr("Write {goto: STEP-ID, label: TEXT}."));
        } else if (const auto kind = m_fields.choice(*policy, names::onFailure())) {
            step.onFailure.kind = static_cast<FailurePolicy::Kind>(*kind);
        }
        return;
    }
    const QString gotoShape = u"goto"_s;
    if (!m_fields.isMapOf(*policy, gotoShape))
        return;
    if (const YamlNode *target = m_fields.required(*policy, gotoShape, u"goto"_s)) {
        step.onFailure.kind = FailurePolicy::Kind::Goto;
        step.onFailure.target = StepId(m_fields.filled(*target));
        note(step, u"goto"_s, target->place);
    }
    if (const YamlNode *label = m_fields.value(*policy, gotoShape, u"label"_s))
        step.onFailure.label = m_fields.filled(*label);
}

void StepReader::readOutputs(const YamlNode &node, Step &step)
{
    const YamlNode *outputs = value(node, u"outputs"_s);
    if (!outputs)
        return;
    static const QRegularExpression valid(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    for (const QString &name : m_fields.texts(*outputs)) {
        if (!valid.match(name).hasMatch())
            m_fields.error(outputs->place, u"name"_s,
                           Words::tr("‘%1’ is no name of an output: use letters, digits and _.")
                               .arg(name.left(40)));
        else if (!step.outputs.contains(name))
            step.outputs.append(name);
    }
}

void StepReader::readOkExit(const YamlNode &node, Step &step)
{
    const YamlNode *okExit = value(node, u"ok_exit"_s);
    if (!okExit)
        return;
    QList<int> codes;
    const QList<YamlNode> items = okExit->isList() ? okExit->items : QList<YamlNode>{*okExit};
    for (const YamlNode &item : items) {
        const auto code = m_fields.integer(item, 0, 255);
        if (code && !codes.contains(*code))
            codes.append(*code);
    }
    if (okExit->isList() && okExit->items.isEmpty())
        m_fields.error(okExit->place, u"empty"_s,
                       Words::tr("With no exit status that is OK the step could never succeed."));
    if (!codes.isEmpty())
        step.okExit = codes;
}

void StepReader::readNotes(const YamlNode &node, Step &step)
{
    if (const YamlNode *notes = value(node, u"notes"_s))
        step.notes = m_fields.text(*notes);
    if (const YamlNode *links = value(node, u"links"_s))
        step.links = m_fields.links(*links);
}

} // namespace slipway
