// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planreader.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

QByteArray testData(const QString &name)
{
    QFile file(QStringLiteral(SLIPWAY_SOURCE_DIR "/tests/data/plans/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString lines(const QList<Diagnostic> &diagnostics)
{
    QStringList lines;
    for (const Diagnostic &diagnostic : diagnostics)
        lines.append(formatDiagnostic(u"f"_s, diagnostic));
    return lines.join(u'\n');
}

} // namespace

class TestPlanReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldReadTheFivePhaseDocumentWithoutADiagnostic();
};

void TestPlanReader::shouldReadTheFivePhaseDocumentWithoutADiagnostic()
{
    const PlanReading reading = readPlan(testData(u"deployment-workflow.yaml"_s));

    QCOMPARE(lines(reading.diagnostics), QString());
    QCOMPARE(reading.plan.phases.size(), 5);
}

QTEST_GUILESS_MAIN(TestPlanReader)
#include "tst_planreader.moc"
