// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ids.h"
#include "base/secret.h"

#include <QFile>
#include <QSet>
#include <QTest>

#include <array>
#include <atomic>
#include <map>
#include <thread>
#include <utility>
#include <vector>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// What the kernel says of the mapping that holds `address`.
struct Mapping
{
    qint64 from = 0;
    qint64 size = 0;
    QByteArrayList flags; ///< "lo": locked, "dd": not in core dumps
};

Mapping mappingOf(const char *address)
{
    QFile smaps(u"/proc/self/smaps"_s);
    if (!smaps.open(QIODevice::ReadOnly))
        return {};
    const auto wanted = qint64(reinterpret_cast<quintptr>(address));
    Mapping found;
    for (const QByteArray &line : smaps.readAll().split('\n')) {
        const QByteArray first = line.left(line.indexOf(' '));
        if (const QByteArrayList range = first.split('-'); range.size() == 2) {
            found.from = range[0].toLongLong(nullptr, 16);
            found.size = range[1].toLongLong(nullptr, 16) - found.from;
        }
        if (line.startsWith("VmFlags:") && wanted >= found.from
            && wanted < found.from + found.size) {
            found.flags = line.mid(8).simplified().split(' ');
            return found;
        }
    }
    return {};
}

/// How often `text` stands in a part of this process's memory; -1: it cannot be read.
qsizetype occurrencesIn(const Mapping &mapping, QByteArrayView text)
{
    QFile memory(u"/proc/self/mem"_s);
    if (mapping.size == 0 || !memory.open(QIODevice::ReadOnly) || !memory.seek(mapping.from))
        return -1;
    QByteArray seen = memory.read(mapping.size);
    const qsizetype count = seen.count(text);
    seen.fill('\0');
    return count;
}

/// Locked memory of this process in KiB.
qint64 lockedMemory()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmLck:"))
            return line.mid(6).simplified().split(' ').value(0).toLongLong();
    }
    return -1;
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
        const Mapping where = mappingOf(secret->revealForUse().data());
        QByteArray wanted = marker();
        const qsizetype held = occurrencesIn(where, wanted);
        if (held < 0)
            QSKIP("memory cannot be read here");
        QCOMPARE(held, 1);
        clear(wanted);

        *other = std::move(*secret);
        *other = Secret("yet another");
        secret.reset();
        other.reset();

        wanted = marker();
        const qsizetype left = occurrencesIn(where, wanted);
        clear(wanted);
        QCOMPARE(left, 0);
    }

    void shouldStayLockedWhenItsNeighboursGo()
    {
        const Secret before("before");
        auto neighbour = std::make_unique<Secret>("neighbour");
        const Secret kept("kept");
        const Secret large(QByteArray(100'000, 'x'));
        const char *address = kept.revealForUse().data();
        if (!mappingOf(address).flags.contains("lo"))
            QSKIP("memory cannot be locked here, or (with sanitizers) is not");
        const qint64 locked = lockedMemory();

        neighbour.reset();

        QCOMPARE(lockedMemory(), locked);
        QVERIFY(mappingOf(address).flags.contains("lo"));
        QVERIFY(mappingOf(large.revealForUse().data()).flags.contains("lo"));
    }

    void shouldStandInNoCoreDump()
    {
        const Secret small("small");
        const Secret large(QByteArray(100'000, 'x'));

        for (const Secret *secret : {&small, &large})
            QVERIFY(mappingOf(secret->revealForUse().data()).flags.contains("dd"));
    }

    void shouldGiveLockedMemoryBack()
    {
        constexpr qint64 spareKiB = 64; // what is kept for the next secret, on big pages, too
        const qint64 locked = lockedMemory();
        {
            std::vector<Secret> many;
            for (int i = 0; i < 2000; ++i)
                many.emplace_back(QByteArray(i % 300, 'x'));
        }

        QVERIFY2(lockedMemory() <= locked + spareKiB, qPrintable(QString::number(lockedMemory())));
    }

    void shouldKeepManySecretsApart()
    {
        // Sizes round the borders of what the memory is divided into, made and dropped in turns.
        static constexpr std::array sizes{1, 31, 32, 33, 100, 4096, 8191, 8192, 8193, 20000};
        const auto textOf = [](int i) {
            return QByteArray(sizes[size_t(i) % sizes.size()], char('!' + i % 90));
        };
        std::map<int, Secret> alive;
        for (int i = 0; i < 3000; ++i) {
            alive.emplace(i, Secret(textOf(i)));
            if (i % 3 == 0)
                alive.erase(i / 2);
        }

        for (const auto &[i, secret] : alive)
            QCOMPARE(secret.revealForUse(), QByteArrayView(textOf(i)));
    }

    void shouldBeMadeAndDroppedOnAnyThread()
    {
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([thread, &wrong] {
                for (int i = 0; i < 2000; ++i) {
                    const QByteArray text(1 + i % 500, char('a' + thread));
                    const Secret secret(text);
                    const Secret second = secret.clone();
                    if (second.revealForUse() != QByteArrayView(text))
                        ++wrong;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();

        QCOMPARE(wrong.load(), 0);
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
