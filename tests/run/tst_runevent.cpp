// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runevent.h"

#include "run/eventdata.h"
#include "run/eventredaction.h"
#include "support/printable.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)
SLIPWAY_PRINTABLE(EventKind)

class TestRunEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldNameEveryKind();
    void shouldReadBackWhatItWrote();
    void shouldRefuseWhatIsNoEvent_data();
    void shouldRefuseWhatIsNoEvent();
    void shouldReadBackAQuestion();
    void shouldReadBackAnError();
    void shouldHideSecretsButKeepWhatTheFoldGoesBy();
};

void TestRunEvent::shouldNameEveryKind()
{
    for (int index = 0; index <= int(EventKind::RunFinished); ++index) {
        const EventKind kind = EventKind(index);
        QCOMPARE(eventKindFromString(toString(kind)), kind);
    }
    QVERIFY(!eventKindFromString(u"no-such-thing"_s));
}

void TestRunEvent::shouldReadBackWhatItWrote()
{
    const RunEvent event{7,
                         QDateTime(QDate(2026, 3, 29), QTime(1, 30, 0, 7), QTimeZone::UTC),
                         RunId(u"r"_s),
                         EventKind::HostResult,
                         StepId(u"a"_s),
                         2,
                         ServerId(u"web-1"_s),
                         {{u"outcome"_s, u"failed"_s}}};

    const QJsonObject json = toJson(event);

    QCOMPARE(json[u"kind"_s].toString(), u"host-result"_s);
    QCOMPARE(json[u"at"_s].toString(), u"2026-03-29T01:30:00.007Z"_s);
    QVERIFY(runEventFromJson(json) == event);
}

void TestRunEvent::shouldRefuseWhatIsNoEvent_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("no seq") << u"seq"_s << QJsonValue();
    QTest::newRow("seq zero") << u"seq"_s << QJsonValue(0);
    QTest::newRow("unknown kind") << u"kind"_s << QJsonValue(u"nonsense"_s);
    QTest::newRow("no time") << u"at"_s << QJsonValue(u"yesterday"_s);
    QTest::newRow("no run") << u"run"_s << QJsonValue(QString());
    QTest::newRow("data that is a text") << u"data"_s << QJsonValue(u"x"_s);
}

void TestRunEvent::shouldRefuseWhatIsNoEvent()
{
    QFETCH(const QString, key);
    QFETCH(const QJsonValue, value);
    QJsonObject json{{u"seq"_s, 1},
                     {u"at"_s, u"2026-01-01T00:00:00.000Z"_s},
                     {u"run"_s, u"r"_s},
                     {u"kind"_s, u"note"_s}};
    QVERIFY(runEventFromJson(json));

    json[key] = value;

    QCOMPARE(runEventFromJson(json).error().code, ErrorCode::InvalidInput);
}

void TestRunEvent::shouldReadBackAQuestion()
{
    Question question;
    question.id = QuestionId(u"q5"_s);
    question.kind = Question::Kind::UnknownOutcome;
    question.step = StepId(u"a"_s);
    question.attempt = 3;
    question.text = u"Did it?"_s;
    question.choices = {Choice::MarkSucceeded, Choice::Retry, Choice::Stop};
    question.options = {u"yes"_s, u"no"_s};
    question.hosts = {ServerId(u"web-1"_s)};
    question.mayAnswer = {u"asha"_s};
    question.evidenceRequired = true;
    question.aboutUndo = true;
    question.askedAt = QDateTime(QDate(2026, 1, 5), QTime(9, 0), QTimeZone::UTC);
    RunEvent event;
    event.at = question.askedAt;
    event.step = question.step;
    event.attempt = question.attempt;

    event.data = eventdata::fromQuestion(question);

    QVERIFY(eventdata::toQuestion(event) == question);
}

void TestRunEvent::shouldReadBackAnError()
{
    const Error error{ErrorCode::HostKey, u"The key of web-1 changed."_s, u"SHA256:…"_s};

    QVERIFY(eventdata::toError(eventdata::fromError(error)) == error);
    QVERIFY(!eventdata::toError(QJsonValue()));
}

void TestRunEvent::shouldHideSecretsButKeepWhatTheFoldGoesBy()
{
    Redactor redactor;
    redactor.add(Secret("retry"));
    const QJsonObject data{
        {u"choice"_s, u"retry"_s},
        {u"reason"_s, u"the password is retry"_s},
        {u"outputs"_s, QJsonObject{{u"a"_s, u"retry"_s}}},
        {u"deviations"_s, QJsonArray{u"retry"_s}},
        {u"error"_s, QJsonObject{{u"code"_s, u"retry"_s}, {u"message"_s, u"retry"_s}}}};

    const QJsonObject hidden = redacted(data, redactor);

    QCOMPARE(hidden[u"choice"_s].toString(), u"retry"_s);
    QCOMPARE(hidden[u"error"_s][u"code"_s].toString(), u"retry"_s);
    QVERIFY(!hidden[u"error"_s][u"message"_s].toString().contains(u"retry"_s));
    QVERIFY(!hidden[u"reason"_s].toString().contains(u"retry"_s));
    QVERIFY(!hidden[u"outputs"_s][u"a"_s].toString().contains(u"retry"_s));
    QVERIFY(!hidden[u"deviations"_s][0].toString().contains(u"retry"_s));
}

QTEST_GUILESS_MAIN(TestRunEvent)
#include "tst_runevent.moc"
