// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/titlestrip.h"
#include "gui/window/workbench.h"
#include "support/ownsettings.h"
#include "support/printable.h"
#include "support/windowfixture.h"

#include <QDateTime>
#include <QDialog>
#include <QEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

#include <algorithm>

SLIPWAY_PRINTABLE(RunPhase)

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr int lineCount = 20;

/// Each line says when it was printed, in nanoseconds since 1970.
const QString chattyPlan = uR"(slipway: 1
name: Chatty
phases:
  - id: p
    name: Phase
    steps:
      - id: talk
        name: Talk
        run: |
          until [ -e go ]; do sleep 0.02; done
          for line in $(seq 20); do date '+at %s%N'; sleep 0.05; done
)"_s;

/// Notes at each painting of a text how old the lines are that it shows for the first time.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(QPlainTextEdit &edit) : m_edit(edit)
    {
        edit.viewport()->installEventFilter(this);
    }

    QList<qint64> milliseconds;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            const qint64 now = QDateTime::currentMSecsSinceEpoch();
            for (; m_next < m_edit.blockCount(); ++m_next) {
                const QString line = m_edit.document()->findBlockByNumber(m_next).text();
                if (line.isEmpty() && m_next == m_edit.blockCount() - 1)
                    break;
                if (line.startsWith("at "_L1))
                    milliseconds << now - line.sliced(3).toLongLong() / 1'000'000;
            }
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QPlainTextEdit &m_edit;
    int m_next = 0;
};

} // namespace

class TestOutputLatency : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldPaintALineWithin100MillisecondsOfItsPrinting()
    {
        WindowFixture fixture;
        fixture.write(u"plan.yaml"_s, chattyPlan);
        fixture.window.show();
        QSignalSpy opened(&fixture.opener, &WorkspaceOpener::opened);
        fixture.opener.open(fixture.folder.path());
        QVERIFY(opened.wait());
        const RunController &controller = fixture.window.controller();
        fixture.window.workbench()->strip()->findChild<QPushButton *>(u"startButton"_s)->click();
        auto *dialog = fixture.window.findChild<QDialog *>(u"startDialog"_s);
        QVERIFY(dialog != nullptr);
        dialog->findChild<QLineEdit *>(u"operatorEdit"_s)->setText(u"asha"_s);
        dialog->findChild<QPushButton *>(u"startButton"_s)->click();
        QTRY_VERIFY(!controller.state().id.isEmpty());
        fixture.window.workbench()->chooseStep(StepId(u"talk"_s));
        PaintWatch watch(*fixture.window.findChild<QPlainTextEdit *>(u"logText"_s));

        fixture.write(u"go"_s, {});
        QTRY_COMPARE(watch.milliseconds.size(), qsizetype(lineCount));

        QList<qint64> sorted = watch.milliseconds;
        std::ranges::sort(sorted);
        qInfo("printed to painted: median %lld ms, slowest %lld ms",
              static_cast<long long>(sorted[lineCount / 2]),
              static_cast<long long>(sorted.constLast()));
        // The median: a busy machine may delay one line, not most of them.
        QVERIFY(sorted[lineCount / 2] < 100);
        QTRY_COMPARE(controller.state().phase, RunPhase::Finished);
    }

private:
    OwnSettings m_settings{u"latency"_s};
};

QTEST_MAIN(TestOutputLatency)
#include "tst_outputlatency.moc"
