// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of ActionReader in which people, the clock or another plan decide.
#include "plan/actionreader.h"

#include "plan/keytables.h"
#include "plan/planvalues.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

} // namespace

ManualAction ActionReader::readManual(const YamlNode &node)
{
    ManualAction action;
    if (node.isScalar()) {
        action.text = m_texts.read(node, Kind::Shown);
        return action;
    }
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *text = required(node, u"text"_s))
        action.text = m_texts.read(*text, Kind::Shown);
    if (const YamlNode *checklist = value(node, u"checklist"_s))
        action.checklist = m_texts.readList(*checklist, Kind::Shown);
    readChoice(node, u"evidence"_s, names::evidence(), action.evidence);
    return action;
}

GateAction ActionReader::readGate(const YamlNode &node)
{
    GateAction action;
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *metrics = value(node, u"metrics"_s)) {
        action.metrics = m_fields.texts(*metrics);
        m_places.insert(u"metrics"_s, metrics->place);
    }
    readDuration(node, u"settle"_s, action.settle);
    readDuration(node, u"for"_s, action.window);
    if (const YamlNode *samples = value(node, u"samples"_s))
        action.samples = m_fields.integer(*samples, 1, 1'000'000).value_or(0);
    readChoice(node, u"on_no_data"_s, names::onNoData(), action.onNoData);
    const YamlNode *approvals = value(node, u"approvals"_s);
    if (approvals)
        action.approvals = readApprovals(*approvals);
    if (!approvals && action.metrics.isEmpty())
        m_fields.error(node.place, u"empty-gate"_s,
                       Words::tr("A gate needs metrics, approvals or both; this one would let "
                                 "everything pass."));
    return action;
}

Approvals ActionReader::readApprovals(const YamlNode &node)
{
    const QString gate = std::exchange(m_shape, u"approvals"_s);
    Approvals approvals;
    if (m_fields.isMapOf(node, m_shape)) {
        const YamlNode *from = required(node, u"from"_s);
        const QStringList roles = from ? m_fields.texts(*from) : QStringList();
        for (const QString &role : roles)
            approvals.from.append(RoleId(role));
        if (from && from->isList() && roles.isEmpty())
            m_fields.error(from->place, u"empty"_s, Words::tr("At least one role is due."));
        const YamlNode *need = value(node, u"need"_s);
        if (need && !(need->isScalar() && need->text == u"all"))
            approvals.need = m_fields.integer(*need, 1, 1'000).value_or(0);
        readFlag(node, u"not_self"_s, approvals.notSelf);
        readDuration(node, u"remind"_s, approvals.remind);
        readDuration(node, u"timeout"_s, approvals.timeout);
        readChoice(node, u"on_timeout"_s, names::onTimeout(), approvals.onTimeout);
    }
    m_shape = gate;
    return approvals;
}

DecisionAction ActionReader::readDecision(const YamlNode &node)
{
    DecisionAction action;
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *question = required(node, u"question"_s))
        action.question = m_texts.read(*question, Kind::Shown);
    const YamlNode *options = required(node, u"options"_s);
    if (!options)
        return action;
    if (options->isList()) {
        for (const YamlNode &option : options->items)
            readOptions(option, action.options);
    } else {
        readOptions(*options, action.options);
    }
    if (action.options.size() < 2 && (options->isMap() || options->isList()))
        m_fields.error(options->place, u"decision-options"_s,
                       Words::tr("A decision needs at least two options."));
    return action;
}

/// `{yes: next, no: STEP-ID}`; a list of such maps says the same.
void ActionReader::readOptions(const YamlNode &node, QList<DecisionOption> &options)
{
    if (!node.isMap()) {
        m_fields.error(node.place, u"type"_s,
                       Words::tr("Options are written {yes: next, no: STEP-ID}."));
        return;
    }
    for (const YamlEntry &entry : node.entries) {
        const bool known = std::ranges::any_of(
            options, [&entry](const DecisionOption &option) { return option.name == entry.key; });
        if (known) {
            m_fields.error(entry.place, u"duplicate-key"_s,
                           Words::tr("The option ‘%1’ stands here twice.").arg(entry.key));
            continue;
        }
        DecisionOption option{entry.key, {}};
        const bool isNext = entry.value.isNothing() || entry.value.text == u"next";
        if (!isNext || !entry.value.isScalar())
            option.target = StepId(m_fields.filled(entry.value));
        m_places.insert(u"option/"_s + entry.key, entry.value.place);
        options.append(option);
    }
}

WaitAction ActionReader::readWait(const YamlNode &node)
{
    WaitAction action;
    const QString text = m_fields.text(node);
    action.until = clockTimeFromText(text);
    if (action.until.isValid() || text.isEmpty())
        return action;
    if (const auto duration = durationFromText(text))
        action.duration = *duration;
    else
        m_fields.error(node.place, u"duration"_s,
                       Words::tr("Wait for a duration such as 10m, or until a clock time such as "
                                 "22:30."));
    return action;
}

NotifyAction ActionReader::readNotify(const YamlNode &node)
{
    NotifyAction action;
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *channel = required(node, u"channel"_s))
        action.channel = m_texts.read(*channel, Kind::Value);
    if (const YamlNode *text = required(node, u"text"_s))
        action.text = m_texts.read(*text, Kind::Shown);
    return action;
}

PlanAction ActionReader::readPlanAction(const YamlNode &node)
{
    PlanAction action;
    if (node.isScalar()) {
        action.path = m_texts.read(node, Kind::Value);
        return action;
    }
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *path = required(node, u"path"_s))
        action.path = m_texts.read(*path, Kind::Value);
    if (const YamlNode *inputs = value(node, u"inputs"_s))
        action.inputs = m_texts.readMap(*inputs, Kind::Value);
    return action;
}

} // namespace slipway
