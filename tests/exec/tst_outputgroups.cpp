// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputgroups.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestOutputGroups : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldPutEqualOutputsTogetherTheMostFirst()
    {
        OutputGroups groups;
        groups.append(u"a"_s, "one\n");
        groups.append(u"b"_s, "t");
        groups.append(u"c"_s, "two\n");
        groups.append(u"b"_s, "wo\n");
        groups.add(u"d"_s);

        const QList<OutputGroups::Group> found = groups.groups();

        QCOMPARE(found.size(), 3);
        QCOMPARE(found[0].machines, (QStringList{u"b"_s, u"c"_s}));
        QCOMPARE(found[0].output, "two\n");
        QCOMPARE(found[1].machines, QStringList{u"a"_s});
        QCOMPARE(found[2].machines, QStringList{u"d"_s});
        QVERIFY(found[2].lines.isEmpty());
    }

    void shouldMarkTheLinesThatDiffer_data()
    {
        QTest::addColumn<QByteArray>("most");
        QTest::addColumn<QByteArray>("other");
        QTest::addColumn<QByteArray>("marked"); ///< of the other's lines

        QTest::newRow("one in the middle") << "a\nb\nc\n"_ba << "a\nX\nc\n"_ba << ".X."_ba;
        QTest::newRow("one more") << "a\nc\n"_ba << "a\nb\nc\n"_ba << ".X."_ba;
        QTest::newRow("one less") << "a\nb\nc\n"_ba << "a\nc\n"_ba << ".."_ba;
        QTest::newRow("another order") << "a\nb\n"_ba << "b\na\n"_ba << "X."_ba;
        QTest::newRow("all") << "a\n"_ba << "b\nc\n"_ba << "XX"_ba;
        QTest::newRow("no line end") << "a\nb"_ba << "a\nb\n"_ba << ".."_ba;
        QTest::newRow("nothing") << ""_ba << "a\n"_ba << "X"_ba;
    }

    void shouldMarkTheLinesThatDiffer()
    {
        QFETCH(const QByteArray, most);
        QFETCH(const QByteArray, other);
        QFETCH(const QByteArray, marked);
        OutputGroups groups;
        for (const QString &machine : {u"a"_s, u"b"_s})
            groups.append(machine, most);
        groups.append(u"c"_s, other);

        QByteArray marks;
        const QList<OutputGroups::Group> found = groups.groups();
        for (const OutputGroups::Line &line : found.constLast().lines)
            marks += line.isDifferent ? 'X' : '.';

        QCOMPARE(found.constLast().machines, QStringList{u"c"_s});
        QCOMPARE(marks, marked);
        for (const OutputGroups::Line &line : found.constFirst().lines)
            QVERIFY(!line.isDifferent);
    }

    void shouldTakeHugeOutputs()
    {
        QByteArray one;
        QByteArray other;
        for (int i = 0; i < 20000; ++i) {
            one += "line " + QByteArray::number(i) + '\n';
            other += "row " + QByteArray::number(i) + '\n';
        }
        OutputGroups groups;
        groups.append(u"a"_s, one);
        groups.append(u"b"_s, other);

        const QList<OutputGroups::Group> found = groups.groups();

        QCOMPARE(found.size(), 2);
        QVERIFY(found[1].lines.constFirst().isDifferent);
    }
};

QTEST_GUILESS_MAIN(TestOutputGroups)
#include "tst_outputgroups.moc"
