// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/splitentries.h"
#include "secrets/taskqueue.h"

#include "support/fakekeychain.h"
#include "support/futureresult.h"
#include "support/printable.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

SLIPWAY_PRINTABLE(ErrorCode)

namespace {

/// No two bytes next to each other are the same, so that parts in the wrong order show.
QByteArray valueOf(qsizetype size, int seed = 0)
{
    QByteArray value(size, '\0');
    for (qsizetype i = 0; i < size; ++i)
        value[i] = char((i * 31 + seed + i / 251) % 251);
    return value;
}

} // namespace

class TestSplitEntries : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_keychain = FakeKeychain();
        m_keychain.limit = 200;
    }

    void shouldKeepAnySizeInSmallEntries_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<qsizetype>("entries");

        QTest::newRow("empty") << qsizetype(0) << qsizetype(1);
        QTest::newRow("one byte") << qsizetype(1) << qsizetype(1);
        QTest::newRow("fits exactly") << qsizetype(199) << qsizetype(1);
        QTest::newRow("one too many") << qsizetype(200) << qsizetype(2);
        QTest::newRow("two parts") << qsizetype(201) << qsizetype(3);
        QTest::newRow("whole parts") << qsizetype(600) << qsizetype(4);
        QTest::newRow("a key file") << qsizetype(5000) << qsizetype(26);
    }

    void shouldKeepAnySizeInSmallEntries()
    {
        QFETCH(qsizetype, size);
        QFETCH(qsizetype, entries);

        QVERIFY(write(valueOf(size)));

        QCOMPARE(qsizetype(m_keychain.entries.size()), entries);
        QCOMPARE(read(), valueOf(size));
    }

    void shouldKeepAWindowsKeychainWithinItsLimit()
    {
        m_keychain.limit = 2560;

        QVERIFY(write(valueOf(65536)));

        QCOMPARE(m_keychain.entries.size(), size_t(27));
        QCOMPARE(read(), valueOf(65536));
    }

    void shouldNotSplitWhereThereIsNoLimit()
    {
        m_keychain.limit = 0;

        QVERIFY(write(valueOf(50000)));

        QCOMPARE(m_keychain.keys(), QStringList{u"key"_s});
        QCOMPARE(read(), valueOf(50000));
    }

    void shouldLeaveNothingBehind()
    {
        QVERIFY(write(valueOf(1000)));
        QVERIFY(write(valueOf(2000, 7)));
        QCOMPARE(m_keychain.entries.size(), size_t(11));
        QVERIFY(write(valueOf(10)));
        QCOMPARE(m_keychain.keys(), QStringList{u"key"_s});
        QVERIFY(write(valueOf(1000)));

        QVERIFY(run(m_entries.remove(u"key"_s)));

        QCOMPARE(m_keychain.keys(), QStringList());
        QCOMPARE(run(m_entries.remove(u"key"_s)).error().code, ErrorCode::NotFound);
    }

    void shouldHoldTheOldValueOrTheNewOneWhereverItFails()
    {
        const QByteArray old = valueOf(700);
        const QByteArray changed = valueOf(900, 5);
        bool wasWritten = false;
        for (int failAt = 0; !wasWritten; ++failAt) {
            QVERIFY(failAt < 100);
            m_keychain.entries.clear();
            m_keychain.failAt.reset();
            QVERIFY(write(old));
            m_keychain.operations = 0;
            m_keychain.failAt = failAt;

            const Result<void> written = write(changed);
            wasWritten = m_keychain.operations <= failAt;
            m_keychain.failAt.reset();

            QCOMPARE(read(), written ? changed : old);
            // Nothing but the value's own parts, unless removing them is what failed.
            if (!written)
                QCOMPARE(m_keychain.entries.size(), size_t(5));
        }
    }

    void shouldSayWhenAValueIsDamaged_data()
    {
        using Entries = std::map<QString, QByteArray>;
        QTest::addColumn<std::function<void(Entries &)>>("damage");
        const auto row = [](const char *name, std::function<void(Entries &)> damage) {
            QTest::newRow(name) << damage;
        };
        row("no part", [](Entries &entries) { entries.erase(std::next(entries.begin())); });
        row("short part", [](Entries &entries) { std::next(entries.begin())->second.chop(1); });
        row("long part", [](Entries &entries) { std::next(entries.begin())->second += "more"; });
        row("changed part", [](Entries &entries) { std::next(entries.begin())->second[3] ^= 1; });
        row("other list",
            [](Entries &entries) { entries.at(u"key"_s).replace("\"count\":4", "\"count\":3"); });
        row("endless list", [](Entries &entries) {
            entries.at(u"key"_s).replace("\"count\":4", "\"count\":1000000000");
        });
        row("endless value", [](Entries &entries) {
            entries.at(u"key"_s).replace("\"size\":700", "\"size\":70000000000");
        });
        row("no list", [](Entries &entries) { entries.at(u"key"_s) = "#"; });
        row("unknown entry", [](Entries &entries) { entries.at(u"key"_s) = "hunter2"; });
        row("empty entry", [](Entries &entries) { entries.at(u"key"_s).clear(); });
    }

    void shouldSayWhenAValueIsDamaged()
    {
        QFETCH(std::function<void(std::map<QString, QByteArray> &)>, damage);
        QVERIFY(write(valueOf(700)));
        damage(m_keychain.entries);

        const auto found = run(m_entries.read(u"key"_s));

        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::Io);
        // It can be replaced all the same.
        QVERIFY(write("new"));
        QCOMPARE(read(), "new");
    }

    void shouldNotBelieveAKeychainThatOnlyPretendsToRemove()
    {
        QVERIFY(write("value"));
        m_keychain.keepsRemoved = true;

        QCOMPARE(run(m_entries.remove(u"key"_s)).error().code, ErrorCode::Unavailable);

        QCOMPARE(read(), "value");
    }

private:
    template<typename T> T run(Task<T> task) { return resultOf(m_queue.add(std::move(task))); }

    Result<void> write(const QByteArray &value)
    {
        return run(m_entries.write(u"key"_s, std::make_shared<const Secret>(value)));
    }

    QByteArray read()
    {
        const auto found = run(m_entries.read(u"key"_s));
        return found ? (*found)->revealForUse().toByteArray() : found.error().message.toUtf8();
    }

    FakeKeychain m_keychain;
    FakeEntries m_fake{m_keychain};
    SplitEntries m_entries{m_fake};
    TaskQueue m_queue;
};

QTEST_GUILESS_MAIN(TestSplitEntries)
#include "tst_splitentries.moc"
