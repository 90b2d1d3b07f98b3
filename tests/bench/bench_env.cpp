// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envlinter.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// About 43 bytes a key, as they are found in large projects.
QByteArray fileOf(int keys)
{
    QByteArray text;
    for (int i = 0; i < keys; ++i) {
        const QByteArray number = QByteArray::number(i).rightJustified(6, '0');
        switch (i % 4) {
        case 0:
            text += "SERVICE_" + number + "_URL=https://host.example.org/a\n";
            break;
        case 1:
            text += "SERVICE_" + number + "_NAME=\"quoted value " + number + "\"\n";
            break;
        case 2:
            text += "SERVICE_" + number + "_TOKEN='abcdefghijklmnop'\n";
            break;
        default:
            text += "SERVICE_" + number + "_PORT=5432 # a comment\n";
            break;
        }
    }
    return text;
}

/// Milliseconds, fastest of several: what the work costs, not what else the machine did.
template<typename Work> double fastest(Work work)
{
    std::array<qint64, 9> times{};
    for (qint64 &time : times) {
        QElapsedTimer timer;
        timer.start();
        work();
        time = timer.nsecsElapsed();
    }
    return double(*std::ranges::min_element(times)) / 1e6;
}

} // namespace

class BenchEnv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readHundredThousandKeys_data()
    {
        QTest::addColumn<EnvDialect>("dialect");
        for (const EnvDialect dialect : allEnvDialects())
            QTest::newRow(qPrintable(toString(dialect))) << dialect;
    }

    void readHundredThousandKeys()
    {
        QFETCH(const EnvDialect, dialect);
        const QByteArray text = fileOf(100'000);

        const double time = fastest([&] { readEnv(text, dialect); });

        qInfo("100,000 keys, %.1f MB: %.1f ms", double(text.size()) / 1e6, time);
        if (dialect == EnvDialect::Dotenv)
            QVERIFY(time < 66);
    }

    void lintTenThousandKeys()
    {
        EnvLintOptions options;
        options.dialects = {EnvDialect::Dotenv, EnvDialect::Compose};
        const EnvLinter linter(options);
        const EnvDocument document(fileOf(10'000));

        const double time = fastest([&] { linter.lint(document); });

        qInfo("10,000 keys, two loaders, all checks: %.1f ms", time);
    }

    void lintAgainAfterAKeystroke()
    {
        EnvLintOptions options;
        options.dialects = {EnvDialect::Dotenv};
        const EnvLinter linter(options);
        EnvDocument document(fileOf(10'000));
        const EnvStatement middle = document.statements().at(5'000);

        const double time = fastest([&] {
            document.apply({{{middle.value.at, 1}, "x"}});
            linter.lint(document);
        });

        qInfo("one keystroke in 10,000 lines, linted again: %.1f ms", time);
        QVERIFY(time < 16);
    }
};

QTEST_GUILESS_MAIN(BenchEnv)
#include "bench_env.moc"
