// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envcomparemodel.h"
#include "gui/env/envdeliverydialog.h"
#include "gui/env/envdeliverymodel.h"
#include "gui/env/envimportdialog.h"
#include "gui/env/envroom.h"
#include "gui/window/workbench.h"
#include "support/ownsettings.h"
#include "support/sshdfixture.h"
#include "support/windowfixture.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Delivery from the window to a real sshd.
class TestEnvDeliveryDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void shouldShowWhichKeysDiffer();
    void shouldUploadToTheCheckedServersAlone();
    void shouldTakeOverKeysAfterALook();
    void shouldSayWhyAServerDidNotAnswer();
    void shouldSayWhatIsNotInTheUpload();
    void shouldShowAServerBesideTheOtherFiles();

private:
    EnvRoom &room() { return *m_fixture->window.workbench()->env(); }
    EnvDeliveryDialog *opened();
    QString state(const EnvDeliveryDialog *dialog, int row);
    QPushButton *button(const EnvDeliveryDialog *dialog, const QString &name)
    {
        return dialog->findChild<QPushButton *>(name);
    }
    QString remote(const QString &name) const { return m_remote->filePath(name); }
    QByteArray readRemote(const QString &name) const;
    void writeRemote(const QString &name, const QByteArray &content) const;

    OwnSettings m_settings{u"envdelivery"_s};
    SshdFixture m_sshd;
    std::unique_ptr<QTemporaryDir> m_remote;
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestEnvDeliveryDialog::initTestCase()
{
    QVERIFY(m_sshd.start());
}

void TestEnvDeliveryDialog::init()
{
    m_remote = std::make_unique<QTemporaryDir>();
    m_fixture = std::make_unique<WindowFixture>();
    const QString server = u"{host: 127.0.0.1, port: %1, identity: %2, known_hosts: %3, "
                           "env: {path: %4}}"_s;
    const auto at = [&](int port, const QString &file) {
        return server.arg(port).arg(m_sshd.userKey(), m_sshd.knownHosts(), remote(file));
    };
    m_fixture->write(u"slipway.yaml"_s,
                     u"slipway: 1\nname: Shop\nplans: []\nenvironment: staging\n"
                     "env: {dialect: python-dotenv}\nenvironments:\n  staging:\n    servers:\n"
                     "      web-1: %1\n      web-2: %2\n      down: %3\n"_s.arg(
                         at(m_sshd.port(), u"one.env"_s), at(m_sshd.port(), u"two.env"_s),
                         at(SshdFixture::freePort(), u"three.env"_s)));
    m_fixture->write(u".env.staging"_s, u"A=1\nB=2\n"_s);
    m_fixture->window.show();
    QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
    m_fixture->opener.open(m_fixture->folder.path());
    QVERIFY(opened.wait());
    m_fixture->window.workbench()->showRoom(Workbench::Room::Env);
    QTRY_COMPARE(room().editor().state(), EnvEditor::State::Open);
    QTRY_VERIFY(room().editor().isAnalysisCurrent());
}

void TestEnvDeliveryDialog::cleanup()
{
    m_fixture.reset();
}

QByteArray TestEnvDeliveryDialog::readRemote(const QString &name) const
{
    QFile file(remote(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "unreadable"_ba;
}

void TestEnvDeliveryDialog::writeRemote(const QString &name, const QByteArray &content) const
{
    QFile file(remote(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

EnvDeliveryDialog *TestEnvDeliveryDialog::opened()
{
    room().findChild<QAction *>(u"deliverEnv"_s)->trigger();
    auto *dialog = m_fixture->window.findChild<EnvDeliveryDialog *>();
    new QAbstractItemModelTester(dialog->findChild<EnvDeliveryModel *>(),
                                 QAbstractItemModelTester::FailureReportingMode::QtTest, dialog);
    return dialog;
}

QString TestEnvDeliveryDialog::state(const EnvDeliveryDialog *dialog, int row)
{
    return dialog->findChild<EnvDeliveryModel *>()->item(row, EnvDeliveryModel::State)->text();
}

void TestEnvDeliveryDialog::shouldShowWhichKeysDiffer()
{
    writeRemote(u"one.env"_s, "A=1\nB=3\nC=4\n");

    EnvDeliveryDialog *dialog = opened();

    QTRY_COMPARE_WITH_TIMEOUT(state(dialog, 0), u"2 key(s) differ"_s, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(state(dialog, 1), u"No file there yet"_s, 20000);
    const QStandardItem *server
        = dialog->findChild<EnvDeliveryModel *>()->item(0, EnvDeliveryModel::Name);
    QCOMPARE(server->rowCount(), 2);
    QCOMPARE(server->child(0, EnvDeliveryModel::Name)->text(), u"B"_s);
    QCOMPARE(server->child(1, EnvDeliveryModel::Name)->text(), u"C"_s);
}

void TestEnvDeliveryDialog::shouldUploadToTheCheckedServersAlone()
{
    writeRemote(u"one.env"_s, "A=old\n");
    EnvDeliveryDialog *dialog = opened();
    auto *model = dialog->findChild<EnvDeliveryModel *>();
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"uploadButton"_s)->isEnabled(), 20000);

    model->item(1, EnvDeliveryModel::Name)->setCheckState(Qt::Unchecked);
    model->item(2, EnvDeliveryModel::Name)->setCheckState(Qt::Unchecked);
    QCOMPARE(button(dialog, u"uploadButton"_s)->text(), u"Upload to 1 server(s)"_s);
    QTest::mouseClick(button(dialog, u"uploadButton"_s), Qt::LeftButton);

    QTRY_VERIFY_WITH_TIMEOUT(state(dialog, 0).startsWith(u"Uploaded; the old file is"_s), 20000);
    QCOMPARE(readRemote(u"one.env"_s), "A=1\nB=2\n");
    QCOMPARE(readRemote(u"one.env.slipway-previous"_s), "A=old\n");
    QVERIFY(!QFile::exists(remote(u"two.env"_s)));
}

void TestEnvDeliveryDialog::shouldTakeOverKeysAfterALook()
{
    writeRemote(u"one.env"_s, "A=1\nB=theirs\nC=4\n");
    EnvDeliveryDialog *dialog = opened();
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"compareAgainButton"_s)->isEnabled(), 20000);

    auto *tree = dialog->findChild<QTreeView *>(u"deliveryTree"_s);
    tree->setCurrentIndex(tree->model()->index(0, 0));
    QTest::mouseClick(button(dialog, u"fetchButton"_s), Qt::LeftButton);
    EnvImportDialog *import = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((import = m_fixture->window.findChild<EnvImportDialog *>()) != nullptr,
                             20000);
    QTest::mouseClick(import->findChild<QPushButton *>(u"importButton"_s), Qt::LeftButton);

    QCOMPARE(room().editor().document().bytes(), "A=1\nB=theirs\nC=4\n");
    QVERIFY(room().editor().isModified());
}

void TestEnvDeliveryDialog::shouldSayWhyAServerDidNotAnswer()
{
    EnvDeliveryDialog *dialog = opened();

    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"compareAgainButton"_s)->isEnabled(), 20000);

    QVERIFY2(state(dialog, 2).contains(u"127.0.0.1"_s), qPrintable(state(dialog, 2)));
    QCOMPARE(button(dialog, u"closeButton"_s)->text(), u"Close"_s);
}

void TestEnvDeliveryDialog::shouldSayWhatIsNotInTheUpload()
{
    QVERIFY(room().editor().setValue("A", "unsaved"));

    EnvDeliveryDialog *dialog = opened();

    QVERIFY(dialog->findChild<QLabel *>(u"deliveryDoubts"_s)->isVisible());
    QVERIFY(dialog->findChild<QLabel *>(u"deliveryDoubts"_s)->text().contains(u"not saved"_s));
}

void TestEnvDeliveryDialog::shouldShowAServerBesideTheOtherFiles()
{
    writeRemote(u"one.env"_s, "A=2\nC=4\n");
    m_fixture->write(u".env.other"_s, u"A=1\n"_s);
    room().openFile(room().editor().path());
    QTRY_COMPARE(room().editor().state(), EnvEditor::State::Open);
    QTRY_VERIFY(room().editor().isAnalysisCurrent());
    room().showMode(EnvRoom::Mode::Compare);
    auto *menu = room().findChild<QToolButton *>(u"compareServer"_s)->menu();
    Q_EMIT menu->aboutToShow();

    menu->actions().constFirst()->trigger();

    auto *model = room().findChild<EnvCompareModel *>();
    QTRY_COMPARE_WITH_TIMEOUT(
        model->headerData(model->columnCount() - 1, Qt::Horizontal, Qt::DisplayRole).toString(),
        u"On web-1"_s, 20000);
    QMap<QString, QString> cells;
    for (int row = 0; row < model->rowCount(); ++row)
        cells.insert(model->index(row, 0).data().toString(),
                     model->index(row, model->columnCount() - 1).data().toString());
    QCOMPARE(cells,
             (QMap<QString, QString>{
                 {u"A"_s, u"different"_s}, {u"B"_s, u"missing"_s}, {u"C"_s, u"only there"_s}}));
}

QTEST_MAIN(TestEnvDeliveryDialog)
#include "tst_envdeliverydialog.moc"
