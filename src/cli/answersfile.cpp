// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/answersfile.h"

#include "plan/suggestion.h"
#include "plan/yamlnode.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::AnswersFile)
};

/// What a person might write for a choice, besides its own name.
QString withoutAliases(const QString &word)
{
    static const QMap<QString, QString> aliases{
        {u"rollback"_s, u"roll-back"_s},
        {u"roll back"_s, u"roll-back"_s},
        {u"retry from here"_s, u"retry-from-here"_s},
        {u"exclude"_s, u"exclude-host"_s},
        {u"not applicable"_s, u"not-applicable"_s},
        {u"succeeded"_s, u"mark-succeeded"_s},
    };
    return aliases.value(word, word);
}

QStringList names(const QList<Choice> &choices)
{
    QStringList found;
    for (const Choice choice : choices)
        found << toString(choice);
    return found;
}

/// Every answer that some question about a step with this action may offer.
QStringList possibleAnswers(const Action &action)
{
    static const QStringList afterFailure
        = names({Choice::Retry, Choice::RetryFromHere, Choice::Skip, Choice::Override,
                 Choice::ExcludeHost, Choice::RollBack, Choice::Stop, Choice::MarkSucceeded});
    if (const auto *decision = std::get_if<DecisionAction>(&action)) {
        QStringList options;
        for (const DecisionOption &option : decision->options)
            options << option.name;
        return options + names({Choice::Stop, Choice::RollBack});
    }
    if (std::holds_alternative<ManualAction>(action))
        return names({Choice::Done, Choice::FailedByPerson, Choice::NotApplicable}) + afterFailure;
    if (std::holds_alternative<GateAction>(action))
        return names({Choice::Approve, Choice::Reject, Choice::Continue}) + afterFailure;
    return afterFailure;
}
} // namespace

/// Turns the located tree into answers, and every fault into a diagnostic.
class AnswersFile::Reader
{
public:
    Reader(const Plan &plan, Reading &reading) : m_plan(plan), m_reading(reading) { }

    void readAll(const YamlNode &root);

private:
    void readStep(const YamlEntry &entry);
    void readAnswer(const QString &key, const Step *step, const YamlNode &node);
    void readDetail(Planned &planned, const YamlEntry &entry);
    void checkWord(const Planned &planned, const Step &step, const SourcePlace &place);
    void report(const SourcePlace &place, const QString &message, const QString &code);
    QStringList stepNames() const;

    const Plan &m_plan;
    Reading &m_reading;
};

void AnswersFile::Reader::report(const SourcePlace &place, const QString &message,
                                 const QString &code)
{
    m_reading.diagnostics.append({Diagnostic::Severity::Error, place, message, code});
}

QStringList AnswersFile::Reader::stepNames() const
{
    QStringList found;
    for (const Phase &phase : m_plan.phases) {
        for (const Step &step : phase.steps)
            found << step.id.toString();
    }
    return found;
}

void AnswersFile::Reader::readAll(const YamlNode &root)
{
    if (!root.isMap()) {
        if (!root.isNothing())
            report(root.place,
                   Words::tr("An answers file is a map of step ids to answers: “sign-off: done”."),
                   u"not-a-map"_s);
        return;
    }
    for (const YamlEntry &entry : root.entries)
        readStep(entry);
}

void AnswersFile::Reader::readStep(const YamlEntry &entry)
{
    if (entry.key.startsWith("x-"_L1))
        return;
    const QString outer = entry.key.section(u'/', 0, 0);
    const Step *step = m_plan.step(StepId(outer));
    if (!step) {
        report(entry.place,
               Words::tr("The plan has no step “%1”.").arg(outer) + suggestion(outer, stepNames()),
               u"unknown-step"_s);
        return;
    }
    const bool isNested = entry.key.contains(u'/');
    if (isNested && !std::holds_alternative<PlanAction>(step->action)) {
        report(entry.place, Words::tr("The step “%1” runs no plan of its own.").arg(outer),
               u"unknown-step"_s);
        return;
    }
    const Step *known = isNested ? nullptr : step;
    if (!entry.value.isList()) {
        readAnswer(entry.key, known, entry.value);
        return;
    }
    for (const YamlNode &item : entry.value.items)
        readAnswer(entry.key, known, item);
}

void AnswersFile::Reader::readAnswer(const QString &key, const Step *step, const YamlNode &node)
{
    Planned planned;
    SourcePlace place = node.place;
    if (node.isScalar()) {
        planned.word = withoutAliases(node.text.trimmed());
    } else if (node.isMap()) {
        static const QStringList details{u"as"_s, u"evidence"_s, u"hosts"_s, u"checked"_s};
        for (const YamlEntry &entry : node.entries) {
            if (details.contains(entry.key)) {
                readDetail(planned, entry);
            } else if (planned.word.isEmpty()) {
                planned.word = withoutAliases(entry.key);
                planned.text = entry.value.text.trimmed();
                place = entry.place;
            } else {
                report(entry.place,
                       Words::tr("“%1” is a second answer; write a list for a step that asks "
                                 "several times.")
                           .arg(entry.key),
                       u"second-answer"_s);
            }
        }
    }
    if (planned.word.isEmpty()) {
        report(node.place, Words::tr("“%1” has no answer here.").arg(key), u"no-answer"_s);
        return;
    }
    if (step)
        checkWord(planned, *step, place);
    m_reading.answers.m_answers[key].push_back(std::move(planned));
}

void AnswersFile::Reader::readDetail(Planned &planned, const YamlEntry &entry)
{
    QStringList texts;
    for (const YamlNode &item : entry.value.items)
        texts << item.text;
    if (entry.value.isScalar())
        texts << entry.value.text;
    if (entry.key == "as"_L1)
        planned.by = texts.value(0);
    else if (entry.key == "evidence"_L1)
        planned.evidence = texts.value(0);
    else if (entry.key == "hosts"_L1)
        planned.hosts = texts;
    else
        planned.checked = texts;
}

void AnswersFile::Reader::checkWord(const Planned &planned, const Step &step,
                                    const SourcePlace &place)
{
    const QStringList possible = possibleAnswers(step.action);
    if (!possible.contains(planned.word)) {
        report(place,
               Words::tr("“%1” is no answer that “%2” can take; it takes %3.")
                       .arg(planned.word, step.id.toString(), possible.join(", "_L1))
                   + suggestion(planned.word, possible),
               u"unknown-answer"_s);
        return;
    }
    const bool needsReason = planned.word == "skip"_L1 || planned.word == "override"_L1
        || planned.word == "exclude-host"_L1;
    if (needsReason && planned.text.isEmpty())
        report(place, Words::tr("“%1” needs a reason: “%1: REASON”.").arg(planned.word),
               u"no-reason"_s);
    const bool needsPerson = planned.word == "approve"_L1 || planned.word == "reject"_L1;
    if (needsPerson && planned.by.isEmpty())
        report(place, Words::tr("“%1” needs a person: “as: PERSON”.").arg(planned.word),
               u"no-person"_s);
}

AnswersFile::Reading AnswersFile::read(const QByteArray &yaml, const Plan &plan)
{
    Reading reading;
    YamlReading tree = readYaml(yaml);
    reading.diagnostics = std::move(tree.diagnostics);
    if (tree.root)
        Reader(plan, reading).readAll(*tree.root);
    return reading;
}

std::optional<Answer> AnswersFile::take(const Question &question, const QString &by)
{
    return takeFrom(question.step.toString(), question, by);
}

std::optional<Answer> AnswersFile::takeNested(const Question &question, const QString &by)
{
    const QString end = u'/' + question.step.toString();
    for (auto it = m_answers.cbegin(); it != m_answers.cend(); ++it) {
        if (it.key().endsWith(end))
            return takeFrom(it.key(), question, by);
    }
    return std::nullopt;
}

std::optional<Answer> AnswersFile::takeFrom(const QString &key, const Question &question,
                                            const QString &by)
{
    const auto found = m_answers.find(key);
    if (found == m_answers.end() || found->empty())
        return std::nullopt;
    const Planned planned = std::move(found->front());
    found->pop_front();

    Answer answer;
    answer.by = planned.by.isEmpty() ? by : planned.by;
    answer.reason = planned.text;
    answer.evidence = planned.evidence;
    answer.checked = planned.checked;
    for (const QString &host : planned.hosts)
        answer.hosts << ServerId(host);
    if (question.kind == Question::Kind::Decision && question.options.contains(planned.word)) {
        answer.choice = Choice::Option;
        answer.option = planned.word;
    } else {
        // A word that is no choice is a decision's; the question at hand is another one and the
        // engine will refuse an option.
        answer.choice = choiceFromString(planned.word).value_or(Choice::Option);
        answer.option = answer.choice == Choice::Option ? planned.word : QString();
    }
    return answer;
}

} // namespace slipway
