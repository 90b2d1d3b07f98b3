// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/answersfile.h"

#include "plan/planreader.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {
Plan samplePlan()
{
    return readPlan("slipway: 1\nname: P\nphases:\n  - id: one\n    name: One\n    steps:\n"
                    "      - {id: build, run: \"true\"}\n"
                    "      - {id: look, manual: Look.}\n"
                    "      - {id: ok, decision: {question: Ok?, options: {yes: next, no: build}}}\n"
                    "      - {id: sign, gate: {approvals: {from: [product]}}}\n"
                    "      - {id: inner, plan: {path: other.yaml}}\n")
        .plan;
}

Question question(const QString &step, Question::Kind kind, const QStringList &options = {})
{
    Question asked;
    asked.step = StepId(step);
    asked.kind = kind;
    asked.options = options;
    return asked;
}
} // namespace

class TestAnswersFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReportWhatThePlanCannotAsk_data();
    void shouldReportWhatThePlanCannotAsk();
    void shouldGiveEachAnswerOnce();
    void shouldFillEveryDetailIn();
    void shouldTellOptionsFromChoices();
    void shouldAnswerNestedPlans();
};

void TestAnswersFile::shouldReportWhatThePlanCannotAsk_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QStringList>("found"); // line:column code

    QTest::newRow("nothing") << "{}\n"_ba << QStringList{};
    QTest::newRow("fine") << "build: retry\nlook: done\nok: [\"no\", \"yes\"]\n"_ba
                          << QStringList{};
    QTest::newRow("kept") << "x-note: {anything: goes}\n"_ba << QStringList{};
    QTest::newRow("a list") << "- done\n"_ba << QStringList{u"1:1 not-a-map"_s};
    QTest::newRow("unknown step") << "nope: done\n"_ba << QStringList{u"1:1 unknown-step"_s};
    QTest::newRow("unknown answer") << "build: done\n"_ba << QStringList{u"1:8 unknown-answer"_s};
    QTest::newRow("all faults") << "build: done\nnope: done\nok: maybe\n"_ba
                                << QStringList{u"1:8 unknown-answer"_s, u"2:1 unknown-step"_s,
                                               u"3:5 unknown-answer"_s};
    QTest::newRow("no reason") << "build: skip\n"_ba << QStringList{u"1:8 no-reason"_s};
    QTest::newRow("no person") << "sign: approve\n"_ba << QStringList{u"1:7 no-person"_s};
    QTest::newRow("no answer") << "look: {as: tom}\n"_ba << QStringList{u"1:7 no-answer"_s};
    QTest::newRow("two answers") << "look: {done: , failed: x}\n"_ba
                                 << QStringList{u"1:16 second-answer"_s};
    QTest::newRow("not nested") << "build/x: done\n"_ba << QStringList{u"1:1 unknown-step"_s};
}

void TestAnswersFile::shouldReportWhatThePlanCannotAsk()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QStringList, found);

    const AnswersFile::Reading reading = AnswersFile::read(yaml, samplePlan());

    QStringList reported;
    for (const Diagnostic &diagnostic : reading.diagnostics)
        reported << u"%1:%2 %3"_s.arg(diagnostic.place.line)
                        .arg(diagnostic.place.column)
                        .arg(diagnostic.code);
    QCOMPARE(reported, found);
}

void TestAnswersFile::shouldGiveEachAnswerOnce()
{
    AnswersFile answers = AnswersFile::read("build: [retry, stop]\n", samplePlan()).answers;
    const Question asked = question(u"build"_s, Question::Kind::Failure);

    QVERIFY(answers.take(asked, u"lena"_s)->choice == Choice::Retry);
    QVERIFY(answers.take(asked, u"lena"_s)->choice == Choice::Stop);
    QVERIFY(!answers.take(asked, u"lena"_s));
}

void TestAnswersFile::shouldFillEveryDetailIn()
{
    AnswersFile answers
        = AnswersFile::read("build: {exclude: It burns, as: tom, hosts: [web-1, web-2]}\n"
                            "look: {done: , evidence: seen.png, checked: [One, Two]}\n",
                            samplePlan())
              .answers;

    const auto excluded = answers.take(question(u"build"_s, Question::Kind::Failure), u"lena"_s);
    const auto done = answers.take(question(u"look"_s, Question::Kind::Manual), u"lena"_s);

    QVERIFY(excluded->choice == Choice::ExcludeHost);
    QCOMPARE(excluded->reason, u"It burns"_s);
    QCOMPARE(excluded->by, u"tom"_s);
    QCOMPARE(excluded->hosts.size(), 2);
    QVERIFY(done->choice == Choice::Done);
    QCOMPARE(done->by, u"lena"_s);
    QCOMPARE(done->evidence, u"seen.png"_s);
    QCOMPARE(done->checked, (QStringList{u"One"_s, u"Two"_s}));
}

void TestAnswersFile::shouldTellOptionsFromChoices()
{
    AnswersFile answers = AnswersFile::read("ok: [\"yes\", stop]\n", samplePlan()).answers;
    const Question asked = question(u"ok"_s, Question::Kind::Decision, {u"yes"_s, u"no"_s});

    const auto first = answers.take(asked, u"lena"_s);
    const auto second = answers.take(asked, u"lena"_s);

    QVERIFY(first->choice == Choice::Option);
    QCOMPARE(first->option, u"yes"_s);
    QVERIFY(second->choice == Choice::Stop);
}

void TestAnswersFile::shouldAnswerNestedPlans()
{
    AnswersFile answers = AnswersFile::read("inner/check: done\n", samplePlan()).answers;
    const Question asked = question(u"check"_s, Question::Kind::Manual);

    QVERIFY(!answers.take(asked, u"lena"_s));
    QVERIFY(answers.takeNested(asked, u"lena"_s)->choice == Choice::Done);
}

QTEST_GUILESS_MAIN(TestAnswersFile)
#include "tst_answersfile.moc"
