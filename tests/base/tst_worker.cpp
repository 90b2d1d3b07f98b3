// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/awaitfuture.h"
#include "base/task.h"
#include "base/worker.h"

#include <QTest>
#include <QThread>
#include <QThreadPool>

using namespace slipway;

class TestWorker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldAnswerOnTheContextsThread()
    {
        QThread *worked = nullptr;
        QThread *answered = nullptr;

        onWorker([] { return QThread::currentThread(); }).then(this, [&](QThread *thread) {
            worked = thread;
            answered = QThread::currentThread();
        });

        QTRY_VERIFY(answered != nullptr);
        QCOMPARE(answered, QThread::currentThread());
        QVERIFY(worked != QThread::currentThread());
    }

    void shouldNeverAnswerFromInsideTheCall()
    {
        int answers = 0;
        for (int round = 0; round < 100; ++round) {
            bool isInside = true;
            bool wasInside = false;
            onWorker([](int number) { return number; }, round)
                .then(this, [&isInside, &wasInside, &answers](int) {
                    wasInside = isInside;
                    ++answers;
                });
            // Quick work may well have ended by now.
            QThread::yieldCurrentThread();
            isInside = false;
            QTRY_COMPARE(answers, round + 1);
            QVERIFY(!wasInside);
        }
    }

    void shouldNotAnswerToWhatHasGone()
    {
        bool isAnswered = false;
        {
            QObject context;
            onWorker([] { return 1; }).then(&context, [&isAnswered](int) { isAnswered = true; });
        }

        QVERIFY(QThreadPool::globalInstance()->waitForDone(5000));
        QCoreApplication::processEvents();

        QVERIFY(!isAnswered);
    }

    void shouldResumeATaskByTheEventLoop()
    {
        for (int round = 0; round < 50; ++round) {
            int got = -1;
            const auto future = QtFuture::makeReadyVoidFuture().then(QtFuture::Launch::Async,
                                                                     [round] { return round; });
            const auto wait = [](QFuture<int> of, int &result) -> Task<void> {
                result = co_await AwaitFuture(of);
            };
            Task<void> task = wait(future, got);

            task.start();

            QTRY_COMPARE(got, round);
        }
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
