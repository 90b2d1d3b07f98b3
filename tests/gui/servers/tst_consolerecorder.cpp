// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolerecorder.h"

#include "base/redactor.h"
#include "gui/servers/recordingsmodel.h"
#include "support/printable.h"
#include "terminal/castreader.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray outputOf(const Cast &cast)
{
    QByteArray all;
    for (const Cast::Event &event : cast.events)
        all += event.data;
    return all;
}

} // namespace

class TestConsoleRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_failures = 0;
    }

    void recordsWhatIsPrintedWithSizes();
    void charactersCutInTwoStayWhole();
    void knownSecretsAreHiddenAlsoAcrossPieces();
    void twoInOneSecondGetTwoFiles();
    void aFolderThatCannotBeMadeIsAnError();
    void aFullDiskIsToldOnce();
    void theListKnowsServerRunAndLength();

private:
    Result<std::shared_ptr<ConsoleRecorder>>
    begin(const QString &folder, const std::shared_ptr<const Redactor> &redactor = {})
    {
        return ConsoleRecorder::begin({folder,
                                       ServerId(u"web-1"_s),
                                       recordingTitle(u"web-1"_s, RunId(u"20261126-1"_s)),
                                       {24, 80},
                                       redactor},
                                      this, [this](const Error &) { ++m_failures; });
    }

    int m_failures = 0;
};

void TestConsoleRecorder::recordsWhatIsPrintedWithSizes()
{
    const QTemporaryDir folder;
    auto recorder = begin(folder.filePath(u"new/recordings"_s));
    QVERIFY2(recorder, recorder ? "" : qPrintable(recorder.error().message));
    const QString path = (*recorder)->fileName();

    (*recorder)->output("one\r\n");
    (*recorder)->resized({30, 100});
    (*recorder)->output("two");
    recorder->reset();

    const Result<Cast> cast = CastReader::read(contentOf(path));
    QVERIFY2(cast, cast ? "" : qPrintable(cast.error().message));
    QCOMPARE(cast->size, (TerminalSize{24, 80}));
    QCOMPARE(outputOf(*cast), "one\r\ntwo"_ba);
    QCOMPARE(cast->events.at(1).size, (TerminalSize{30, 100}));
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void TestConsoleRecorder::charactersCutInTwoStayWhole()
{
    const QTemporaryDir folder;
    auto recorder = begin(folder.path());
    const QByteArray text = "Grüße 🚢"_ba;
    const QString path = (*recorder)->fileName();

    for (const char byte : text)
        (*recorder)->output(QByteArrayView(&byte, 1));
    recorder->reset();

    QCOMPARE(outputOf(*CastReader::read(contentOf(path))), text);
}

void TestConsoleRecorder::knownSecretsAreHiddenAlsoAcrossPieces()
{
    const QTemporaryDir folder;
    const auto redactor = std::make_shared<Redactor>();
    redactor->add(Secret("correct-horse-battery"_ba));
    auto recorder = begin(folder.path(), redactor);
    const QString path = (*recorder)->fileName();

    (*recorder)->output("token correct-ho");
    (*recorder)->output("rse-battery end");
    recorder->reset();

    const QByteArray written = outputOf(*CastReader::read(contentOf(path)));
    QVERIFY(written.startsWith("token "));
    QVERIFY(written.endsWith(" end"));
    QVERIFY(!contentOf(path).contains("battery"));
}

void TestConsoleRecorder::twoInOneSecondGetTwoFiles()
{
    const QTemporaryDir folder;

    const auto first = begin(folder.path());
    const auto second = begin(folder.path());

    QVERIFY(first && second);
    QVERIFY((*first)->fileName() != (*second)->fileName());
}

void TestConsoleRecorder::aFolderThatCannotBeMadeIsAnError()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));

    const auto recorder = begin(folder.filePath(u"file/recordings"_s));

    QVERIFY(!recorder);
    QCOMPARE(recorder.error().code, ErrorCode::Io);
}

void TestConsoleRecorder::aFullDiskIsToldOnce()
{
    const QTemporaryDir folder;
    auto recorder = begin(folder.path());
    QVERIFY(recorder);
    // No file may grow any more: what a full disk does to a writer.
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{4096, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);

    for (int i = 0; i < 64; ++i)
        (*recorder)->output(QByteArray(1024, 'x'));
    QTRY_COMPARE(m_failures, 1);
    (*recorder)->output("more");
    recorder->reset();
    ::setrlimit(RLIMIT_FSIZE, &before);

    QTest::qWait(0);
    QCOMPARE(m_failures, 1);
}

void TestConsoleRecorder::theListKnowsServerRunAndLength()
{
    const QTemporaryDir folder;
    QFile cast(folder.filePath(u"a.cast"_s));
    QVERIFY(cast.open(QIODevice::WriteOnly));
    cast.write("{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":1700000000,"
               "\"title\":\"web-1, run 20261126-120000-abcd\"}\n"
               "[0.5,\"o\",\"x\"]\n[62.25,\"o\",\"y\"]\n[63");
    cast.close();
    QFile other(folder.filePath(u"b.cast"_s));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write("no recording");
    other.close();
    RecordingsModel model;
    const QAbstractItemModelTester tester(&model);

    model.setRecordings(findRecordings(folder.path()));

    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.recording(0).run, RunId(u"20261126-120000-abcd"_s));
    QCOMPARE(model.recording(0).length, std::chrono::seconds(62));
    QCOMPARE(model.index(0, RecordingsModel::Title).data().toString(),
             u"web-1, run 20261126-120000-abcd"_s);
}

QTEST_MAIN(TestConsoleRecorder)
#include "tst_consolerecorder.moc"
