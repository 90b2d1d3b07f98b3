// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/secretclipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

class TestSecretClipboard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { clipboard()->setText(u"before"_s); }

    void shouldMarkWhatManagersMustNotKeep()
    {
        SecretClipboard secrets(1h);

        secrets.copy("hunter2");

        QCOMPARE(clipboard()->text(), u"hunter2"_s);
        QCOMPARE(clipboard()->mimeData()->data(u"x-kde-passwordManagerHint"_s), "secret");
        QVERIFY(
            clipboard()->mimeData()->hasFormat(u"ExcludeClipboardContentFromMonitorProcessing"_s));
        QVERIFY(clipboard()->mimeData()->hasFormat(u"org.nspasteboard.ConcealedType"_s));
    }

    void shouldClearAfterItsTime()
    {
        SecretClipboard secrets(10ms);
        QSignalSpy cleared(&secrets, &SecretClipboard::cleared);

        secrets.copy("hunter2");

        QVERIFY(cleared.wait());
        QCOMPARE(clipboard()->text(), QString());
        QCOMPARE(SecretClipboard::usualTime, 20s);
    }

    void shouldLeaveWhatSomebodyElseCopied()
    {
        SecretClipboard secrets(10ms);
        QSignalSpy cleared(&secrets, &SecretClipboard::cleared);
        secrets.copy("hunter2");

        clipboard()->setText(u"a shopping list"_s);

        QVERIFY(cleared.wait());
        QCOMPARE(clipboard()->text(), u"a shopping list"_s);
    }

    void shouldClearWhenItGoes()
    {
        {
            SecretClipboard secrets(1h);
            secrets.copy("hunter2");
        }

        QCOMPARE(clipboard()->text(), QString());
    }

    void shouldClearWhatOthersMarkedAsASecret()
    {
        SecretClipboard secrets(10ms);
        QSignalSpy cleared(&secrets, &SecretClipboard::cleared);

        clipboard()->setMimeData(new SecretMimeData(u"hunter2"_s));

        QVERIFY(cleared.wait());
        QCOMPARE(clipboard()->text(), QString());
    }

private:
    static QClipboard *clipboard() { return QGuiApplication::clipboard(); }
};

QTEST_MAIN(TestSecretClipboard)
#include "tst_secretclipboard.moc"
