// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolesession.h"
#include "support/fakechannel.h"

#include <QFile>
#include <QTest>

#include <vector>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr int consoles = 50;
constexpr qsizetype outputOfEach = 10 * 1024 * 1024;
constexpr qint64 mebibyte = 1024 * 1024;

qint64 residentMemory()
{
    QFile status(u"/proc/self/statm"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    return status.readAll().split(' ').value(1).toLongLong() * 4096;
}

/// Lines as servers print them, coloured.
QByteArray piece()
{
    QByteArray text;
    for (int line = 0; line < 400; ++line)
        text += "\x1b[32m2026-11-26T12:10:05.123Z\x1b[0m INFO  [worker-" + QByteArray::number(line)
            + "] request done status=200 ms=12 path=/api/v1/orders/42\r\n";
    return text;
}

} // namespace

class TestConsoleMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void fiftyConsolesFullOfOutputStayUnder400Mebibytes()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("The sanitizer's own memory is not the consoles'.");
#endif
        FakeChannelOpener opener;
        std::vector<std::unique_ptr<ConsoleSession>> sessions;
        sessions.reserve(consoles);
        const QByteArray text = piece();
        const qint64 before = residentMemory();
        QVERIFY(before > 0);

        for (int number = 0; number < consoles; ++number) {
            sessions.push_back(std::make_unique<ConsoleSession>(
                opener, ConsoleSession::Start{ServerId(u"web-1"_s), {}, {}, {}}));
            sessions.back()->screen().resize({40, 120});
            for (qsizetype printed = 0; printed < outputOfEach; printed += text.size())
                opener.last().print(text);
        }

        const qint64 grown = (residentMemory() - before) / mebibyte;
        qInfo("%lld MiB for %d consoles", static_cast<long long>(grown), consoles);
        QVERIFY2(grown > 0 && grown < 400, qPrintable(QString::number(grown)));
        QVERIFY(sessions.back()->screen().lock()->firstLine() > 0);
    }
};

QTEST_MAIN(TestConsoleMemory)
#include "tst_consolememory.moc"
