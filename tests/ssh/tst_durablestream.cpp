// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durablestream.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestDurableStream : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReadAFileInPiecesOfAnySize_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("records");
        QTest::addColumn<QByteArray>("values");
        QTest::newRow("usual")
            << "\036slipway-ab start -12\nhello\n\036slipway-ab exit 3 - - 0\n"_ba
            << "hello\n"_ba << "start,-12|exit,3,-,-,0|"_ba << ""_ba;
        QTest::newRow("no newline at the end")
            << "\036slipway-ab start -12\nhello\036slipway-ab exit 0 TERM - 0\n"_ba << "hello"_ba
            << "start,-12|exit,0,TERM,-,0|"_ba << ""_ba;
        QTest::newRow("values") << "x\036slipway-ab exit 0 - - 6\nA=\036\n1\n"_ba << "x"_ba
                                << "exit,0,-,-,6|"_ba << "A=\036\n1\n"_ba;
        QTest::newRow("more than is announced")
            << "\036slipway-ab exit 0 - - 1\nABC"_ba << ""_ba << "exit,0,-,-,1|"_ba << "A"_ba;
        QTest::newRow("another token") << "\036slipway-xy exit 0 - - 0\n\036slipway-ab gone\n"_ba
                                       << "\036slipway-xy exit 0 - - 0\n"_ba << "gone|"_ba << ""_ba;
        QTest::newRow("many marks") << "\036\036\036s\036slipway-ab gone\n"_ba
                                    << "\036\036\036s"_ba << "gone|"_ba << ""_ba;
        QTest::newRow("endless record")
            << "\036slipway-ab " + QByteArray(300, 'x') + "\036slipway-ab gone\n"
            << "\036slipway-ab " + QByteArray(300, 'x') << "gone|"_ba << ""_ba;
        QTest::newRow("binary") << QByteArray("\0\377\036\0", 4) + "\036slipway-ab gone\n"
                                << QByteArray("\0\377\036\0", 4) << "gone|"_ba << ""_ba;
    }

    void shouldReadAFileInPiecesOfAnySize()
    {
        QFETCH(QByteArray, file);

        for (qsizetype size = 1; size <= file.size(); ++size) {
            DurableStream stream("slipway-ab");
            QByteArray data;
            QByteArray records;
            for (qsizetype from = 0; from < file.size(); from += size) {
                const auto content = stream.feed(file.mid(from, size));
                data += content.data;
                for (const QList<QByteArray> &words : content.records)
                    records += words.join(',') + '|';
            }
            QTEST(data, "data");
            QTEST(records, "records");
            QTEST(stream.values(), "values");
            QVERIFY(stream.isComplete());
            QCOMPARE(stream.offset(), file.size());
        }
    }

    void shouldHoldNothingBackThatCannotBeARecord()
    {
        DurableStream stream("slipway-ab");

        QCOMPARE(stream.feed("password: ").data, "password: "_ba);
        QCOMPARE(stream.feed("\036sl").data, ""_ba);
        QCOMPARE(stream.feed("y").data, "\036sly"_ba);
        QVERIFY(!stream.isComplete());
    }
};

QTEST_GUILESS_MAIN(TestDurableStream)
#include "tst_durablestream.moc"
