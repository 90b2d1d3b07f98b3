// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/gatheredoutputs.h"

#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <sys/mount.h>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Outputs of any size, alike ones together.
class TestGatheredOutputs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldPutEqualOutputsTogetherTheMostFirst()
    {
        GatheredOutputs outputs;
        outputs.append(u"a"_s, "one\n");
        outputs.append(u"b"_s, "t");
        outputs.append(u"c"_s, "\x1b[1mtwo\x1b[0m\r\n");
        outputs.append(u"b"_s, "wo\n");
        for (const QString &machine : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
            outputs.end(machine, {});

        const QList<GatheredOutputs::Group> groups = outputs.groups();

        QCOMPARE(groups.size(), 3);
        QCOMPARE(groups[0].machines, (QStringList{u"b"_s, u"c"_s}));
        QCOMPARE(textOf(outputs, groups[0]), "  two\n"_ba);
        QCOMPARE(groups[1].machines, QStringList{u"a"_s});
        QCOMPARE(textOf(outputs, groups[1]), "≠ one\n"_ba);
        QCOMPARE(groups[2].machines, QStringList{u"d"_s});
        QCOMPARE(textOf(outputs, groups[2]), ""_ba);
    }

    void shouldMarkTheLinesThatDiffer_data()
    {
        QTest::addColumn<QByteArray>("most");
        QTest::addColumn<QByteArray>("other");
        QTest::addColumn<QByteArray>("expected");

        QTest::newRow("one in the middle")
            << "a\nb\nc\n"_ba << "a\nX\nc\n"_ba << "  a\n≠ X\n  c\n"_ba;
        QTest::newRow("one more") << "a\nc\n"_ba << "a\nb\nc\n"_ba << "  a\n≠ b\n  c\n"_ba;
        QTest::newRow("one less") << "a\nb\nc\n"_ba << "a\nc\n"_ba << "  a\n  c\n"_ba;
        QTest::newRow("no line end") << "a\nb"_ba << "a\nb\n"_ba << "  a\n  b\n"_ba;
        QTest::newRow("nothing") << ""_ba << "a\n"_ba << "≠ a\n"_ba;
    }

    void shouldMarkTheLinesThatDiffer()
    {
        QFETCH(const QByteArray, most);
        QFETCH(const QByteArray, other);
        QFETCH(const QByteArray, expected);
        GatheredOutputs outputs;
        for (const QString &machine : {u"a"_s, u"b"_s}) {
            outputs.append(machine, most);
            outputs.end(machine, {});
        }
        outputs.append(u"c"_s, other);
        outputs.end(u"c"_s, {});

        const QList<GatheredOutputs::Group> groups = outputs.groups();

        QCOMPARE(groups.size(), 2);
        QCOMPARE(textOf(outputs, groups[1]), expected);
        QVERIFY(!textOf(outputs, groups[0]).contains("≠"));
    }

    void shouldCompareOnlyWithOutputs()
    {
        GatheredOutputs outputs;
        for (const QString &machine : {u"a"_s, u"b"_s, u"c"_s})
            outputs.end(machine, {u"unreachable"_s, false, false});
        for (const QString &machine : {u"d"_s, u"e"_s}) {
            outputs.append(machine, "hello\n");
            outputs.end(machine, {});
        }

        const QList<GatheredOutputs::Group> groups = outputs.groups();

        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups[0].machines, (QStringList{u"d"_s, u"e"_s}));
        QCOMPARE(textOf(outputs, groups[0]), "  hello\n"_ba);
        QCOMPARE(groups[1].note, u"unreachable"_s);
    }

    void shouldTellApartWhatCannotBeSeen()
    {
        GatheredOutputs outputs;
        outputs.append(u"zero"_s, QByteArrayView("a\0b\n", 4));
        outputs.append(u"none"_s, "ab\n");
        outputs.append(u"open"_s, "x\ny");
        outputs.append(u"closed"_s, "x\ny\n");
        outputs.append(u"error"_s, "x\n");
        outputs.append(u"error"_s, "y\n", OutputStream::Err);
        outputs.append(u"single"_s, "z");
        for (const QString &machine :
             {u"zero"_s, u"none"_s, u"open"_s, u"closed"_s, u"error"_s, u"single"_s})
            outputs.end(machine, {});

        const QList<GatheredOutputs::Group> groups = outputs.groups();

        QCOMPARE(groups.size(), 6);
        QVERIFY(textOf(outputs, groups[0]).contains("a␀b"));
        QCOMPARE(groups[1].words, QStringList());
        QCOMPARE(groups[2].words, QStringList{u"no line end at the end"_s});
        QCOMPARE(groups[3].words, QStringList());
        QCOMPARE(groups[4].words, QStringList{u"1 line(s) on standard error"_s});
        QCOMPARE(groups[5].words, QStringList());
    }

    void shouldKeepThoseWithAnotherNoteApart()
    {
        GatheredOutputs outputs;
        for (const QString &machine : {u"a"_s, u"b"_s})
            outputs.append(machine, "x\n");
        outputs.end(u"a"_s, {});
        outputs.end(u"b"_s, {u"timed out"_s, true, true});

        const QList<GatheredOutputs::Group> groups = outputs.groups();

        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups[1].note, u"timed out"_s);
        QVERIFY(!groups[0].isCut);
        QVERIFY(groups[1].isCut);
        QCOMPARE(textOf(outputs, groups[1]), "  x\n"_ba);
    }

    void shouldTakeALineOfAnyLengthHoweverItComes()
    {
        const QByteArray line(5'000'000, 'x');
        GatheredOutputs outputs;
        outputs.append(u"a"_s, line);
        for (qsizetype at = 0; at < line.size(); at += 999'983)
            outputs.append(u"b"_s, QByteArrayView(line).mid(at, 999'983));
        for (const QString &machine : {u"a"_s, u"b"_s})
            outputs.end(machine, {});

        const QList<GatheredOutputs::Group> groups = outputs.groups();

        QCOMPARE(groups.size(), 1);
        QVERIFY(textOf(outputs, groups[0]) == line + '\n');
    }

    void shouldKeepLittleInMemoryAndAllOfTheOutput()
    {
        constexpr int machines = 8;
        constexpr int lines = 1'500'000;
        GatheredOutputs outputs;
        [[maybe_unused]] const qint64 before = mostMemory();
        qint64 printed = 0;
        for (int part = 0; part < lines / 1000; ++part) {
            for (int machine = 0; machine < machines; ++machine) {
                QByteArray bytes;
                for (int line = 0; line < 1000; ++line)
                    bytes += QByteArray::number(machine * lines + part * 1000 + line) + '\n';
                outputs.append(QString::number(machine), bytes);
                printed += bytes.size();
            }
        }
        for (int machine = 0; machine < machines; ++machine)
            outputs.end(QString::number(machine), {});

        qint64 written = 0;
        const QList<GatheredOutputs::Group> groups = outputs.groups();
        for (const GatheredOutputs::Group &group : groups) {
            const auto done = outputs.write(
                group, [&written](const QByteArray &bytes) { written += bytes.size(); });
            QVERIFY(done);
        }

        QCOMPARE(groups.size(), machines);
        QCOMPARE(groups[1].words, QStringList{u"too long to be compared line by line"_s});
        QCOMPARE(written, printed + qint64(2) * lines * machines);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed
        const qint64 used = mostMemory() - before;
        QVERIFY2(used < 32 * 1024, qPrintable(QString::number(used)));
#endif
    }

    void shouldSayThatTheDiskIsFull()
    {
        QTemporaryDir folder;
        const QByteArray path = folder.path().toUtf8();
        if (::mount("none", path.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("Only root may mount a small file system.");
        const auto unmount = qScopeGuard([&path] { ::umount(path.constData()); });
        qputenv("TMPDIR", path);
        const auto asBefore = qScopeGuard([] { qunsetenv("TMPDIR"); });
        GatheredOutputs outputs;
        outputs.append(u"a"_s, QByteArray(3'000'000, 'x'));
        outputs.append(u"b"_s, "short\n");
        for (const QString &machine : {u"a"_s, u"b"_s})
            outputs.end(machine, {});

        const QList<GatheredOutputs::Group> groups = outputs.groups();

        QVERIFY(outputs.problem());
        QVERIFY(outputs.problem()->message.contains(u"No space left on device"_s));
        QCOMPARE(groups.size(), 1);
        QVERIFY(groups[0].isCut);
    }

private:
    static QByteArray textOf(GatheredOutputs &outputs, const GatheredOutputs::Group &group)
    {
        QByteArray text;
        const auto done = outputs.write(group, [&text](const QByteArray &bytes) { text += bytes; });
        return done ? text : "failed"_ba;
    }
    /// Of this process so far, in KiB.
    static qint64 mostMemory()
    {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;
    }
};

QTEST_GUILESS_MAIN(TestGatheredOutputs)
#include "tst_gatheredoutputs.moc"
