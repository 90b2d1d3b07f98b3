// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::testing;

namespace {

constexpr qsizetype mebibyte = 1024 * 1024;
const RunId run(u"r1"_s);
const StepId step(u"build"_s);

QByteArray joined(const QList<OutputChunk> &chunks, const QString &host = {})
{
    QByteArray all;
    for (const OutputChunk &chunk : chunks) {
        if (chunk.host == ServerId(host))
            all += chunk.bytes;
    }
    return all;
}

/// Text in which every place is different.
QByteArray numbered(qsizetype size)
{
    QByteArray text;
    for (qsizetype i = 0; text.size() < size; ++i)
        text += QByteArray::number(i) + '\n';
    text.truncate(size);
    return text;
}

} // namespace

class TestJournalOutput : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldGiveBackOutputInItsOrder()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        OutputChunk err = chunk("oops\n"_ba, u"web-1"_s);
        err.stream = OutputStream::Err;
        OutputChunk undo = chunk("undone\n"_ba, u"web-1"_s);
        undo.undo = true;

        journal->appendOutput(chunk("one\n"_ba, u"web-1"_s));
        journal->appendOutput(err);
        journal->appendOutput(chunk("two\n"_ba, u"web-1"_s));
        journal->appendOutput(undo);

        const auto chunks = journal->output(run, step).result();
        QVERIFY(chunks);
        QCOMPARE(chunks->size(), 4);
        QCOMPARE(chunks->at(0).bytes, "one\n"_ba);
        QCOMPARE(chunks->at(1).bytes, "oops\n"_ba);
        QCOMPARE(chunks->at(1).stream, OutputStream::Err);
        QCOMPARE(chunks->at(2).bytes, "two\n"_ba);
        QVERIFY(chunks->at(3).undo);
        QCOMPARE(chunks->at(0).at, instant(0));
        QCOMPARE(chunks->at(0).host, ServerId(u"web-1"_s));
    }

    void shouldForgetWhatIsToldAgain()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        OutputChunk undo = chunk("undone\n"_ba, u"web-1"_s);
        undo.undo = true;
        journal->appendOutput(chunk("stored"_ba, u"web-1"_s));
        journal->appendOutput(chunk("other"_ba, u"web-2"_s));
        journal->appendOutput(undo);
        QVERIFY(journal->output(run, step).result());
        journal->appendOutput(chunk("gathered"_ba, u"web-1"_s));

        const OutputChunk like = chunk({}, u"web-1"_s);
        journal->dropOutput({like.run, like.step, like.attempt, like.host, like.undo});
        journal->appendOutput(chunk("again"_ba, u"web-1"_s));

        const auto chunks = journal->output(run, step).result();
        QVERIFY(chunks);
        QByteArray all;
        for (const OutputChunk &each : *chunks)
            all += each.bytes + '|';
        QCOMPARE(all, "other|undone\n|again|"_ba);
    }

    void shouldBeThereForAnotherProcessSoon()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        const auto reader = folder.open();

        journal->appendOutput(chunk("hello"_ba));

        QTRY_COMPARE_WITH_TIMEOUT(joined(*reader->output(run, step).result()), "hello"_ba, 2000);
    }

    void shouldKeepTheBeginningAndTheEnd_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<qsizetype>("chunkSize");

        QTest::newRow("exactly what is kept") << 10 * mebibyte << qsizetype(100'000);
        QTest::newRow("one byte more") << 10 * mebibyte + 1 << qsizetype(100'000);
        QTest::newRow("more") << 14 * mebibyte << qsizetype(77'777);
        QTest::newRow("in one go") << 22 * mebibyte + 3 << 22 * mebibyte + 3;
        QTest::newRow("in small pieces") << 11 * mebibyte << qsizetype(1'000);
    }

    void shouldKeepTheBeginningAndTheEnd()
    {
        QFETCH(qsizetype, size);
        QFETCH(qsizetype, chunkSize);
        JournalFolder folder;
        const auto journal = folder.open();
        const QByteArray text = numbered(size);

        for (qsizetype from = 0; from < size; from += chunkSize)
            journal->appendOutput(chunk(text.mid(from, chunkSize)));

        const auto chunks = journal->output(run, step).result();
        QVERIFY(chunks);
        const QByteArray kept = joined(*chunks);
        QVERIFY(kept.startsWith(text.left(5 * mebibyte)));
        QVERIFY(kept.endsWith(text.right(5 * mebibyte)));
        const QByteArray between = kept.mid(5 * mebibyte, kept.size() - 10 * mebibyte);
        if (size <= 10 * mebibyte)
            QCOMPARE(between, QByteArray());
        else
            QVERIFY2(between.contains("dropped here"), between.constData());
    }

    void shouldSayHowMuchWasDropped()
    {
        JournalFolder folder;
        const auto journal = folder.open();

        for (int i = 0; i < 123; ++i) {
            journal->appendOutput(chunk(QByteArray(mebibyte / 10, 'x')));
            if (i % 40 == 0)
                QVERIFY(journal->output(run, step).result());
        }

        const QByteArray kept = joined(*journal->output(run, step).result());
        QVERIFY(kept.contains("… 2.3 MiB dropped here …"));
    }

    void shouldBoundEachHostForItself()
    {
        JournalFolder folder;
        const auto journal = folder.open();

        journal->appendOutput(chunk(QByteArray(6 * mebibyte, 'a'), u"web-1"_s));
        journal->appendOutput(chunk(QByteArray(6 * mebibyte, 'b'), u"web-2"_s));

        const auto chunks = journal->output(run, step).result();
        QCOMPARE(joined(*chunks, u"web-1"_s), QByteArray(6 * mebibyte, 'a'));
        QCOMPARE(joined(*chunks, u"web-2"_s), QByteArray(6 * mebibyte, 'b'));
    }

    void shouldGoOnWhereItWasAfterBeingOpenedAgain()
    {
        JournalFolder folder;
        const QByteArray text = numbered(13 * mebibyte);
        for (qsizetype from = 0; from < text.size(); from += mebibyte)
            folder.open()->appendOutput(chunk(text.mid(from, mebibyte)));

        const QByteArray kept = joined(*folder.open()->output(run, step).result());

        QVERIFY(kept.startsWith(text.left(5 * mebibyte)));
        QVERIFY(kept.endsWith(text.right(5 * mebibyte)));
        QVERIFY(kept.contains("… 3.0 MiB dropped here …"));
    }

    void shouldNotMakeEventsWaitForOutput()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->append(startedRun(u"r1"_s, 1)).result());
        for (int i = 0; i < 200; ++i)
            journal->appendOutput(chunk(QByteArray(mebibyte / 4, 'x'), QString::number(i % 20)));

        QElapsedTimer timer;
        timer.start();
        for (qint64 seq = 2; seq < 12; ++seq)
            QVERIFY(journal->append({eventOf(u"r1"_s, seq)}).result());

        // Ten commits that each wait for one slice of output at most; all of it would take longer.
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(joined(*journal->output(run, step).result(), u"0"_s).size(), 10 * mebibyte / 4);
    }
};

QTEST_GUILESS_MAIN(TestJournalOutput)
#include "tst_journaloutput.moc"
