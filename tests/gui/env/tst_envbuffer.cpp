// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envbuffer.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextCursor>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestEnvBuffer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldKeepEveryByte_data();
    void shouldKeepEveryByte();
    void shouldKeepRandomBytes();
    void shouldShowLineEndsAsLines();
    void shouldFollowTyping();
    void shouldFollowUndoAndRedo();
    void shouldMakeChangesOneStep();
    void shouldFindPlacesBothWays();
    void shouldStayInStepUnderRandomEdits_data();
    void shouldStayInStepUnderRandomEdits();
    void shouldTakeAKeystrokeInALargeFileInAFrame();
};

void TestEnvBuffer::shouldKeepEveryByte_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("plain") << QByteArray("A=1\nB=2\n");
    QTest::newRow("no last newline") << QByteArray("A=1\nB=2");
    QTest::newRow("CRLF") << QByteArray("A=1\r\nB=2\r\n");
    QTest::newRow("mixed") << QByteArray("A=1\r\nB=2\nC=3\rD=4\r\n");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "A=1\n");
    QTest::newRow("NUL") << QByteArray("A=\0b\n", 5);
    QTest::newRow("Latin-1") << QByteArray("A=caf\xe9\n");
    QTest::newRow("cut sequence") << QByteArray("A=\xe2\x82");
    QTest::newRow("overlong") << QByteArray("A=\xc0\xaf\xe0\x80\xaf\n");
    QTest::newRow("surrogate") << QByteArray("A=\xed\xa0\x80\n");
    QTest::newRow("beyond the plane") << QByteArray("A=\xf0\x9f\x9a\xa2 ship\n");
    QTest::newRow("paragraph separator") << QByteArray("A=\xe2\x80\xa9 \xe2\x80\xa8\n");
    QTest::newRow("private area") << QByteArray("A=\xef\x9c\x80\xef\x9f\xbf\n");
    QTest::newRow("hard space") << QByteArray("A=\xc2\xa0x\n");
    QTest::newRow("controls") << QByteArray("A=\x01\x02\x7f\t\x0b\x0c\n");
}

void TestEnvBuffer::shouldKeepEveryByte()
{
    QFETCH(QByteArray, bytes);
    EnvBuffer buffer;

    buffer.load(bytes);

    QCOMPARE(buffer.document().bytes(), bytes);
    QVERIFY(buffer.isInStep());
    const EnvTextMap map(EnvTextMap::lineEndOf(bytes));
    QCOMPARE(map.unitsOf(bytes), map.toText(bytes).size());
    QCOMPARE(map.bytesOf(bytes, map.toText(bytes).size()), bytes.size());
}

void TestEnvBuffer::shouldKeepRandomBytes()
{
    QRandomGenerator random(1);
    for (int round = 0; round < 300; ++round) {
        QByteArray bytes(random.bounded(60), Qt::Uninitialized);
        for (char &byte : bytes)
            byte = char(random.bounded(256));

        const EnvTextMap map(EnvTextMap::lineEndOf(bytes));

        QCOMPARE(map.toBytes(map.toText(bytes)), bytes);
    }
}

void TestEnvBuffer::shouldShowLineEndsAsLines()
{
    EnvBuffer buffer;

    buffer.load("A=1\r\nB=2\r\n");

    QCOMPARE(buffer.text()->blockCount(), 3);
    QCOMPARE(buffer.text()->firstBlock().text(), u"A=1"_s);
}

void TestEnvBuffer::shouldFollowTyping()
{
    EnvBuffer buffer;
    buffer.load("A=1\r\nB=2\r\n");
    const QSignalSpy changed(&buffer, &EnvBuffer::changed);
    QTextCursor cursor(buffer.text());

    cursor.movePosition(QTextCursor::EndOfBlock);
    cursor.insertText(u"23\nNEW=x"_s);

    QCOMPARE(buffer.document().bytes(), "A=123\r\nNEW=x\r\nB=2\r\n");
    QVERIFY(buffer.document().find("NEW") != nullptr);
    QCOMPARE(changed.size(), 1);
}

void TestEnvBuffer::shouldFollowUndoAndRedo()
{
    EnvBuffer buffer;
    buffer.load("A=1\nB=2\n");
    QTextCursor cursor(buffer.text());
    cursor.select(QTextCursor::Document);
    cursor.insertText(u"C=\"a\nb\""_s);

    buffer.text()->undo();
    QCOMPARE(buffer.document().bytes(), "A=1\nB=2\n");
    QVERIFY(buffer.document().find("B") != nullptr);
    buffer.text()->redo();

    QCOMPARE(buffer.document().bytes(), "C=\"a\nb\"");
    QCOMPARE(buffer.document().statements().size(), 1);
}

void TestEnvBuffer::shouldMakeChangesOneStep()
{
    EnvBuffer buffer;
    buffer.load("A = 1\nB = 2\n");

    buffer.apply({{{1, 1}, {}}, {{3, 1}, {}}, {{7, 3}, "="}});
    QCOMPARE(buffer.document().bytes(), "A=1\nB=2\n");
    QVERIFY(buffer.isInStep());
    buffer.text()->undo();

    QCOMPARE(buffer.document().bytes(), "A = 1\nB = 2\n");
    QVERIFY(!buffer.text()->isUndoAvailable());
    QVERIFY(buffer.isInStep());
}

void TestEnvBuffer::shouldFindPlacesBothWays()
{
    const QByteArray bytes("A=\"\xc3\xa4\n\xf0\x9f\x9a\xa2\"\r\nB=\xff\nC=3");
    EnvBuffer buffer;
    buffer.load(bytes);

    for (qsizetype byte = 0; byte <= bytes.size(); ++byte) {
        const bool isInside = byte < bytes.size() && (bytes.at(byte) & 0xc0) == 0x80;
        if (!isInside)
            QCOMPARE(buffer.byteAt(buffer.positionOf(byte)), byte);
    }
}

void TestEnvBuffer::shouldStayInStepUnderRandomEdits_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("LF") << QByteArray("A=1\n# c\nB=\"x\ny\"\n\nC='z'\n");
    QTest::newRow("CRLF") << QByteArray("A=1\r\n# c\r\nB=\"x\r\ny\"\r\n\r\nC='z'\r\n");
    QTest::newRow("odd bytes") << QByteArray("A=\xff\xfe\r\nB=\0\nC=\xc3\xa4", 14);
}

void TestEnvBuffer::shouldStayInStepUnderRandomEdits()
{
    QFETCH(QByteArray, bytes);
    const QStringList pieces{u"X=1\n"_s, u"\""_s, u"\n\n"_s, u"ä"_s, u"🚢"_s, u"#"_s, u"="_s};
    EnvBuffer buffer;
    buffer.load(bytes);
    QRandomGenerator random(7);

    for (int round = 0; round < 400; ++round) {
        const int end = buffer.text()->characterCount() - 1;
        switch (random.bounded(4)) {
        case 0:
            buffer.text()->undo();
            break;
        case 1:
            buffer.text()->redo();
            break;
        default: {
            // A person's cursor never stands inside a character.
            const auto whole = [&buffer](int position) {
                return buffer.text()->characterAt(position).isLowSurrogate() ? position - 1
                                                                             : position;
            };
            const int from = whole(random.bounded(end + 1));
            QTextCursor cursor(buffer.text());
            cursor.setPosition(from);
            cursor.setPosition(whole(std::min(end, from + random.bounded(6))),
                               QTextCursor::KeepAnchor);
            cursor.insertText(pieces.at(random.bounded(int(pieces.size()))));
        }
        }
        QVERIFY2(buffer.isInStep(), qPrintable(QString::number(round)));
        QCOMPARE(buffer.document().statements(),
                 EnvDocument(buffer.document().bytes()).statements());
    }
}

void TestEnvBuffer::shouldTakeAKeystrokeInALargeFileInAFrame()
{
    QByteArray bytes;
    for (int i = 0; i < 10000; ++i)
        bytes += "KEY_" + QByteArray::number(i) + "=some value of a usual length\n";
    EnvBuffer buffer;
    buffer.load(bytes);
    QTextCursor cursor(buffer.text()->findBlockByNumber(5000));
    cursor.movePosition(QTextCursor::EndOfBlock);

    QElapsedTimer clock;
    clock.start();
    constexpr int keys = 50;
    for (int i = 0; i < keys; ++i)
        cursor.insertText(u"x"_s);

    // Generous for a busy machine; a keystroke that reads the whole file takes far longer.
    QCOMPARE_LT(clock.elapsed() / keys, 16);
    QVERIFY(buffer.isInStep());
}

QTEST_MAIN(TestEnvBuffer)
#include "tst_envbuffer.moc"
