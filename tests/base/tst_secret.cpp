// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ids.h"
#include "base/secret.h"

#include <QFile>
#include <QSet>
#include <QTest>

#include <utility>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// How often `text` stands in the heap of this process, by reading the heap itself.
qsizetype occurrencesInHeap(QByteArrayView text)
{
    QFile maps(u"/proc/self/maps"_s);
    QFile memory(u"/proc/self/mem"_s);
    if (!maps.open(QIODevice::ReadOnly) || !memory.open(QIODevice::ReadOnly))
        return -1;
    static QByteArray buffer(64 * 1024 * 1024, '\0');
    qsizetype count = 0;
    for (const QByteArray &line : maps.readAll().split('\n')) {
        if (!line.endsWith("[heap]"))
            continue;
        const QByteArrayList range = line.first(line.indexOf(' ')).split('-');
        const qint64 from = range[0].toLongLong(nullptr, 16);
        const qint64 size = range[1].toLongLong(nullptr, 16) - from;
        memory.seek(from);
        const qint64 got = memory.read(buffer.data(), std::min<qint64>(size, buffer.size()));
        const QByteArrayView seen = QByteArrayView(buffer).first(std::max<qint64>(0, got));
        for (qsizetype at = seen.indexOf(text); at >= 0; at = seen.indexOf(text, at + 1))
            ++count;
        buffer.fill('\0');
    }
    return count;
}

/// The text is made when needed, so that the search does not find the program's own copy.
QByteArray marker()
{
    QByteArray text("fkqozq.1234567890.fkqozq");
    for (char &byte : text)
        byte = char(byte + 1);
    return text;
}

void clear(QByteArray &text)
{
    text.fill('\0');
}

} // namespace

class TestSecret : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldGiveItsTextBack()
    {
        const Secret secret("hunter2");

        QCOMPARE(secret.revealForUse(), QByteArrayView("hunter2"));
        QCOMPARE(secret.size(), 7);
        QVERIFY(!secret.isEmpty());
        QVERIFY(Secret().isEmpty());
    }

    void shouldLeaveNothingBehindWhenMovedFrom()
    {
        Secret first("hunter2");

        const Secret second(std::move(first));

        QVERIFY(first.isEmpty()); // NOLINT(bugprone-use-after-move): this is what is tested
        QCOMPARE(second.revealForUse(), QByteArrayView("hunter2"));
    }

    void shouldCloneOnPurposeOnly()
    {
        const Secret first("hunter2");

        const Secret second = first.clone();

        QCOMPARE(second.revealForUse(), first.revealForUse());
        QVERIFY(second.revealForUse().data() != first.revealForUse().data());
        static_assert(!std::is_copy_constructible_v<Secret>);
        static_assert(!std::is_copy_assignable_v<Secret>);
    }

    void shouldBeWipedFromMemoryWhenItGoes()
    {
        QByteArray text = marker();
        auto secret = std::make_unique<Secret>(text);
        auto other = std::make_unique<Secret>("something else");
        clear(text);
        QByteArray wanted = marker();
        const qsizetype held = occurrencesInHeap(wanted);
        if (held < 1)
            QSKIP("the heap cannot be read here, or (with sanitizers) is elsewhere");
        clear(wanted);

        *other = std::move(*secret);
        *other = Secret("yet another");
        secret.reset();
        other.reset();

        wanted = marker();
        const qsizetype left = occurrencesInHeap(wanted);
        clear(wanted);
        QCOMPARE(left, held - 1);
    }

    void shouldKeepIdsOfDifferentKindsApart()
    {
        static_assert(!std::is_same_v<StepId, PhaseId>);
        static_assert(!std::is_convertible_v<QString, StepId>);
        const StepId first(u"a-step"_s);
        const StepId second(u"b-step"_s);

        QVERIFY(first < second);
        QVERIFY(first == StepId(u"a-step"_s));
        QVERIFY(StepId().isEmpty());
        QCOMPARE((QSet<StepId>{first, second, first}).size(), 2);
    }
};

QTEST_APPLESS_MAIN(TestSecret)
#include "tst_secret.moc"
