// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ids.h"
#include "base/secret.h"

#include <QFile>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <array>
#include <utility>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// The text that is looked for, each byte less one: so neither the program nor the search holds it.
constexpr QByteArrayView disguised = "fkqozq.1234567890.fkqozq";

/// The text itself; who calls this wipes it.
QByteArray marker()
{
    QByteArray text = disguised.toByteArray();
    for (char &byte : text)
        ++byte;
    return text;
}

qsizetype occurrencesIn(QByteArrayView memory)
{
    const auto isUndisguised = [](char seen, char wanted) {
        return seen == char(wanted + 1);
    };
    qsizetype count = 0;
    for (auto at = memory.begin(); at != memory.end(); ++at) {
        at = std::search(at, memory.end(), disguised.begin(), disguised.end(), isUndisguised);
        if (at == memory.end())
            break;
        ++count;
    }
    return count;
}

/// How often the marker stands in the memory that this process allocates from: the heap and, for
/// allocators that keep none (the sanitizers'), unnamed private mappings. -1 if it cannot be read.
qsizetype occurrencesInHeap()
{
    constexpr qint64 chunk = 1024 * 1024;
    constexpr qint64 shadowMemory = 4096 * chunk; // mappings of this size are a sanitizer's own
    static std::array<char, chunk> buffer;
    QFile maps(u"/proc/self/maps"_s);
    QFile memory(u"/proc/self/mem"_s);
    // A buffered file would leave copies of the heap in the heap.
    if (!maps.open(QIODevice::ReadOnly)
        || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return -1;
    qsizetype count = 0;
    for (const QByteArray &line : maps.readAll().split('\n')) {
        const QByteArrayList fields = line.simplified().split(' ');
        if (fields.size() < 5 || fields[1] != "rw-p"
            || (fields.size() > 5 && fields[5] != "[heap]"))
            continue;
        const QByteArrayList range = fields[0].split('-');
        const qint64 end = range[1].toLongLong(nullptr, 16);
        qint64 from = range[0].toLongLong(nullptr, 16);
        if (end - from >= shadowMemory)
            continue;
        while (from < end && memory.seek(from)) {
            const qint64 got = memory.read(buffer.data(), std::min(chunk, end - from));
            if (got < disguised.size())
                break;
            count += occurrencesIn({buffer.data(), got});
            // What straddles two chunks is seen with the second one.
            from += from + got < end ? got - disguised.size() + 1 : got;
        }
        buffer.fill('\0');
    }
    return count;
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
        text.fill('\0');
        const qsizetype held = occurrencesInHeap();
        if (held < 0)
            QSKIP("this system does not let a process read its own memory");
        QCOMPARE(held, 1);

        *other = std::move(*secret);
        const qsizetype moved = occurrencesInHeap();
        *other = Secret("yet another");
        secret.reset();
        other.reset();

        QCOMPARE(moved, 1);
        QCOMPARE(occurrencesInHeap(), 0);
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
