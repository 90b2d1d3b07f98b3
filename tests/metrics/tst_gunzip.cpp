// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gunzip.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// As the program of that name packs it.
QByteArray packed(const QByteArray &plain)
{
    QProcess gzip;
    gzip.start(u"gzip"_s, {u"-cn"_s});
    gzip.write(plain);
    gzip.closeWriteChannel();
    return gzip.waitForFinished() ? gzip.readAllStandardOutput() : QByteArray();
}

constexpr qint64 enough = qint64(16) * 1024 * 1024;

} // namespace

/// Unpacking gzip, and knowing when it is not whole.
class TestGunzip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldGiveWhatWasPacked_data()
    {
        QTest::addColumn<QByteArray>("plain");
        QByteArray random(500'000, '\0');
        QRandomGenerator generator(7);
        for (char &byte : random)
            byte = char(generator.bounded(256));
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("a line") << "up 1\n"_ba;
        QTest::newRow("much of the same") << QByteArray(5'000'000, 'x');
        QTest::newRow("noise") << random;
    }
    void shouldGiveWhatWasPacked()
    {
        QFETCH(QByteArray, plain);
        const QByteArray stream = packed(plain);
        QVERIFY(!stream.isEmpty());

        QCOMPARE(gunzipped(stream, enough).value(), plain);
        QCOMPARE(gunzipped(QByteArray(stream + packed("more")), enough).value(), plain + "more");
    }

    void shouldSeeThatItIsCutOff()
    {
        const QByteArray stream = packed("requests_total 100\nerrors_total 3\n");
        for (qsizetype length = 0; length < stream.size(); ++length) {
            const auto read = gunzipped(stream.first(length), enough);
            QVERIFY2(!read, qPrintable(QString::number(length)));
            QCOMPARE(int(read.error().code), int(ErrorCode::InvalidInput));
        }
        QVERIFY(gunzipped(stream, enough));
    }

    void shouldRefuseWhatIsDamaged()
    {
        const QByteArray plain = "requests_total 100\nerrors_total 3\n";
        const QByteArray stream = packed(plain);
        // Behind the header, which names and dates may stand in, any other bit tells.
        for (qsizetype at = 10; at < stream.size(); ++at) {
            QByteArray damaged = stream;
            damaged[at] = char(damaged.at(at) ^ 0x10);
            const auto read = gunzipped(damaged, enough);
            // A few bits at the end of the last block mean nothing.
            QVERIFY2(!read || *read == plain, qPrintable(QString::number(at)));
        }
        QVERIFY(!gunzipped(QByteArray(stream + "rubbish"), enough));
        QVERIFY(!gunzipped("<html>", enough));
    }

    void shouldStopAtItsLimit()
    {
        const QByteArray stream = packed(QByteArray(64 * 1024 * 1024, '#'));
        QVERIFY(stream.size() < 100'000);

        const auto read = gunzipped(stream, enough);

        QVERIFY(!read);
        QCOMPARE(int(read.error().code), int(ErrorCode::Refused));
    }
};

QTEST_GUILESS_MAIN(TestGunzip)
#include "tst_gunzip.moc"
