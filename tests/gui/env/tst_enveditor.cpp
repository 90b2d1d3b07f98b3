// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/env/envchangesmodel.h"
#include "gui/env/envcomparemodel.h"
#include "gui/env/enveditor.h"
#include "gui/env/envissuesmodel.h"
#include "gui/env/envkeychain.h"
#include "gui/env/envlensmodel.h"
#include "gui/env/envtablefilter.h"
#include "gui/env/envtablemodel.h"
#include "secrets/memorysecretstore.h"

#include <QAbstractItemModelTester>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::QtTest;
const QByteArray canary = "kx83Jd0qLmZ2vT7pWc4RnYb6HsGfQe1u";

const QByteArray text = "# Application\nAPP_NAME=Shop\nPORT=8080\n\n"
                        "# Secrets\nSESSION_SECRET="
    + canary + "\n# SESSION_SECRET=" + canary
    + "old\nDATABASE_URL=postgres://shop:pA55-word9@db/shop\n";

EnvAnalysis analysisOf(const QByteArray &bytes)
{
    EnvQuestion question;
    question.document = EnvDocument(bytes);
    question.profile.main = EnvDialect::PythonDotenv;
    question.profile.dialects = {EnvDialect::PythonDotenv, EnvDialect::Systemd};
    return analyse(question);
}

} // namespace

class TestEnvEditor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void shouldGroupRowsByHeadings();
    void shouldNeverShowASecretUnlessRevealed();
    void shouldHideASecretAfterItsMoment();
    void shouldFilterRows();
    void shouldListMissingKeys();
    void shouldTellLoadersApart();
    void shouldCompareFilesByKey();
    void shouldListChangesWithoutSecrets();
    void shouldOpenEditAndSave();
    void shouldSayThatAFileIsNotThere();
    void shouldKeepModeAndUntouchedBytes();
    void shouldMergeWhatAnotherProgramWrote();
    void shouldReadAgainWhatWasNotEdited();
    void shouldMoveASecretIntoTheKeychainAndBack();
    void shouldLeaveTheFileWhenTheKeychainRefuses();

private:
    QString write(const QString &name, const QByteArray &bytes);
    QByteArray read(const QString &path);
    void open(EnvEditor &editor, const QString &path);

    QTemporaryDir m_folder;
    ThemeFollower m_follower{ThemeFollower::Preference::Light};
    Theming m_theming{m_follower};
    EnvReveal m_reveal{std::chrono::milliseconds(200)};
};

void TestEnvEditor::initTestCase()
{
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
}

QString TestEnvEditor::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write");
    return file.fileName();
}

QByteArray TestEnvEditor::read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestEnvEditor::open(EnvEditor &editor, const QString &path)
{
    EnvEditor::Setting setting;
    setting.path = path;
    setting.profile = {{EnvDialect::PythonDotenv, EnvDialect::Systemd}, EnvDialect::PythonDotenv};
    editor.open(setting);
    QTRY_COMPARE(int(editor.state()), int(EnvEditor::State::Open));
    QTRY_VERIFY(editor.isAnalysisCurrent());
}

void TestEnvEditor::shouldGroupRowsByHeadings()
{
    EnvTableModel model(m_reveal, m_theming);
    const QAbstractItemModelTester tester(&model, fatal);

    model.setSections(analysisOf(text).sections);

    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 0).data().toString(), u"Application"_s);
    QCOMPARE(model.rowCount(model.index(0, 0)), 2);
    QCOMPARE(model.index(1, 0).data().toString(), u"Secrets"_s);
    QCOMPARE(model.index(0, 1, model.index(0, 0)).data().toString(), u"Shop"_s);
    model.setSections(analysisOf("B=1\n").sections);
    QCOMPARE(model.rowCount(), 1);
    model.setSections(analysisOf("B=2\n").sections);
    QCOMPARE(model.indexOf("B").siblingAtColumn(EnvTableModel::Value).data().toString(), u"2"_s);
}

void TestEnvEditor::shouldNeverShowASecretUnlessRevealed()
{
    EnvTableModel model(m_reveal, m_theming);
    model.setSections(analysisOf(text).sections);
    const QModelIndex row = model.indexOf("SESSION_SECRET");
    const QString secret = QString::fromUtf8(canary);
    const QList<int> roles{Qt::DisplayRole,        Qt::ToolTipRole,
                           Qt::AccessibleTextRole, Qt::AccessibleDescriptionRole,
                           Qt::StatusTipRole,      EnvTableModel::SearchRole};

    for (int column = 0; column < EnvTableModel::ColumnCount; ++column) {
        for (const int role : roles)
            QVERIFY(!row.siblingAtColumn(column).data(role).toString().contains(secret));
    }
    const QModelIndex url = model.indexOf("DATABASE_URL").siblingAtColumn(EnvTableModel::Value);
    QVERIFY(!url.data().toString().contains(u"pA55-word9"_s));
    QVERIFY(url.data().toString().startsWith(u"postgres://shop:•"_s));

    m_reveal.toggle("SESSION_SECRET");
    QCOMPARE(row.siblingAtColumn(EnvTableModel::Value).data().toString(), secret);
    m_reveal.hide();
}

void TestEnvEditor::shouldHideASecretAfterItsMoment()
{
    EnvReveal reveal(std::chrono::milliseconds(20));
    QSignalSpy changed(&reveal, &EnvReveal::changed);

    reveal.toggle("A");
    QVERIFY(reveal.isRevealed("A"));
    QVERIFY(!reveal.isRevealed("B"));

    QTRY_VERIFY(!reveal.isRevealed("A"));
    QCOMPARE(changed.size(), 2);
}

void TestEnvEditor::shouldFilterRows()
{
    EnvTableModel model(m_reveal, m_theming);
    EnvTableFilter filter;
    filter.setSourceModel(&model);
    const QAbstractItemModelTester tester(&filter, fatal);
    model.setSections(analysisOf(text).sections);

    filter.setShow(EnvTableFilter::Show::Secrets);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.rowCount(filter.index(0, 0)), 2);
    filter.setShow(EnvTableFilter::Show::All);
    filter.setText(u"port"_s);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.rowCount(filter.index(0, 0)), 1);
    filter.setText(QString::fromUtf8(canary).left(8));
    QCOMPARE(filter.rowCount(), 0);
}

void TestEnvEditor::shouldListMissingKeys()
{
    EnvQuestion question;
    question.document = EnvDocument("A=1\n");
    question.example = EnvDocument("A=\nJWT_SECRET=\n");

    const EnvAnalysis analysis = analyse(question);

    QVERIFY(analysis.missing >= 1);
    QVERIFY(!analysis.isReady());
    EnvTableModel model(m_reveal, m_theming);
    model.setSections(analysis.sections);
    const QModelIndex row = model.indexOf("JWT_SECRET");
    QVERIFY(row.data(EnvTableModel::IsMissingRole).toBool());
    QVERIFY(row.siblingAtColumn(EnvTableModel::Value).flags() & Qt::ItemIsEditable);
    QSignalSpy entered(&model, &EnvTableModel::valueEntered);
    model.setData(row.siblingAtColumn(EnvTableModel::Value), u"x"_s, Qt::EditRole);
    QCOMPARE(entered.size(), 1);
}

void TestEnvEditor::shouldTellLoadersApart()
{
    EnvLensModel model(m_theming);
    const QAbstractItemModelTester tester(&model, fatal);
    const EnvAnalysis analysis = analysisOf("A=plain\nB=x # y\nMY_SECRET=a # b\n");

    model.setKey("A", analysis, EnvDialect::PythonDotenv, EnvLensModel::Secrecy::Hidden);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.differences(), 0);
    model.setKey("B", analysis, EnvDialect::PythonDotenv, EnvLensModel::Secrecy::Hidden);
    QCOMPARE(model.differences(), 1);
    QCOMPARE(int(model.state(1)), int(EnvLensModel::State::Differs));
    QCOMPARE(model.index(1, EnvLensModel::Reads).data().toString(), u"x # y"_s);
    QCOMPARE(model.index(1, EnvLensModel::Verdict).data().toString(), u"Differs"_s);
    model.setKey("MY_SECRET", analysis, EnvDialect::PythonDotenv, EnvLensModel::Secrecy::Hidden);
    QCOMPARE(model.differences(), 1);
    QVERIFY(!model.index(1, EnvLensModel::Reads).data().toString().contains(u'#'));
    model.setKey({}, analysis, EnvDialect::PythonDotenv, EnvLensModel::Secrecy::Hidden);
    QCOMPARE(model.rowCount(), 0);
}

void TestEnvEditor::shouldCompareFilesByKey()
{
    const auto file = [](const QString &name, const QByteArray &bytes) {
        return EnvCompareModel::File{name, EnvDocument(bytes),
                                     readEnv(bytes, EnvDialect::PythonDotenv)};
    };
    EnvCompareModel model(m_theming);
    const QAbstractItemModelTester tester(&model, fatal);
    EnvCompareFilter filter;
    filter.setSourceModel(&model);

    model.setFiles({file(u"production"_s, "A=1\nB=2\nAPI_TOKEN=" + canary + "\n"),
                    file(u"staging"_s, "A=1\nB=3\nC=4\nAPI_TOKEN=" + canary + "x\n")});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.columnCount(), 3);
    filter.setShow(EnvCompareFilter::Show::Missing);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data().toString(), u"C"_s);
    filter.setShow(EnvCompareFilter::Show::Different);
    QCOMPARE(filter.rowCount(), 3);
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column)
            QVERIFY(
                !model.index(row, column).data().toString().contains(QString::fromUtf8(canary)));
    }

    using State = EnvKeyComparison::State;
    EnvComparison comparison;
    comparison.keys = {{"A", State::Same}, {"B", State::Changed}, {"Z", State::OnlyThere}};
    model.setServer(u"web-1"_s, comparison);
    QCOMPARE(model.columnCount(), 4);
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.index(0, 3).data().toString(), u"same"_s);
    QCOMPARE(model.index(1, 3).data().toString(), u"different"_s);
    QCOMPARE(model.index(2, 3).data().toString(), u"missing"_s);
    model.clearServer();
    QCOMPARE(model.columnCount(), 3);
}

void TestEnvEditor::shouldListChangesWithoutSecrets()
{
    EnvChangesModel model(m_theming);
    const QAbstractItemModelTester tester(&model, fatal);

    model.compare(EnvDocument("A=1\nB=2\nX_SECRET=" + canary + "\n"),
                  EnvDocument("A=2\nC=3\nX_SECRET=" + canary + "x\n"));

    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.keys(), (QList<QByteArray>{"A", "B", "C", "X_SECRET"}));
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column)
            QVERIFY(
                !model.index(row, column).data().toString().contains(QString::fromUtf8(canary)));
    }
}

void TestEnvEditor::shouldOpenEditAndSave()
{
    const QString path = write(u".env.open"_s, text);
    EnvEditor editor;
    open(editor, path);
    QVERIFY(!editor.isModified());

    QVERIFY(editor.setValue("PORT", "9090"));
    QVERIFY(editor.isModified());
    QTRY_VERIFY(editor.isAnalysisCurrent());
    QSignalSpy saved(&editor, &EnvEditor::fileSaved);
    editor.save();

    QVERIFY(saved.wait());
    QVERIFY(!editor.isModified());
    QCOMPARE(read(path), QByteArray(text).replace("8080", "9090"));
    editor.buffer().text()->undo();
    QVERIFY(editor.isModified());
}

void TestEnvEditor::shouldSayThatAFileIsNotThere()
{
    EnvEditor editor;
    EnvEditor::Setting setting;
    setting.path = m_folder.filePath(u".env.new"_s);
    setting.examplePath = write(u".env.example"_s, "A=\n");

    editor.open(setting);
    QTRY_COMPARE(int(editor.state()), int(EnvEditor::State::Missing));
    QVERIFY(editor.example().has_value());
    editor.begin(editor.example()->bytes());
    QCOMPARE(int(editor.state()), int(EnvEditor::State::Open));
    QVERIFY(editor.isModified());
    QSignalSpy saved(&editor, &EnvEditor::fileSaved);
    editor.save();

    QVERIFY(saved.wait());
    QCOMPARE(read(setting.path), "A=\n");
    QCOMPARE(QFile::permissions(setting.path) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void TestEnvEditor::shouldKeepModeAndUntouchedBytes()
{
    const QByteArray odd("\xef\xbb\xbf"
                         "A=caf\xe9\r\nB = 2\nC=3");
    const QString path = write(u".env.odd"_s, odd);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    EnvEditor editor;
    open(editor, path);

    editor.buffer().apply({{{qsizetype(odd.size()) - 1, 1}, "4"}});
    QSignalSpy saved(&editor, &EnvEditor::fileSaved);
    editor.save();

    QVERIFY(saved.wait());
    QCOMPARE(read(path), odd.chopped(1) + "4");
    QVERIFY(QFile::permissions(path) & QFile::ReadGroup);
}

void TestEnvEditor::shouldMergeWhatAnotherProgramWrote()
{
    const QString path = write(u".env.merge"_s, "A=1\nB=2\nC=3\n");
    EnvEditor editor;
    open(editor, path);
    QVERIFY(editor.setValue("A", "mine"));
    QSignalSpy changed(&editor, &EnvEditor::changedOnDisk);
    QSignalSpy merged(&editor, &EnvEditor::merged);

    write(u".env.merge"_s, "A=1\nB=theirs\nC=3\n");
    QVERIFY(changed.wait());
    editor.mergeFromDisk();
    QVERIFY(merged.wait());

    QCOMPARE(editor.document().bytes(), "A=mine\nB=theirs\nC=3\n");
    QSignalSpy saved(&editor, &EnvEditor::fileSaved);
    editor.save();
    QVERIFY(saved.wait());
    QCOMPARE(read(path), "A=mine\nB=theirs\nC=3\n");
}

void TestEnvEditor::shouldReadAgainWhatWasNotEdited()
{
    const QString path = write(u".env.again"_s, "A=1\n");
    EnvEditor editor;
    open(editor, path);
    QSignalSpy reloaded(&editor, &EnvEditor::reloaded);

    write(u".env.again"_s, "A=2\n");

    QVERIFY(reloaded.wait());
    QCOMPARE(editor.document().bytes(), "A=2\n");
    QVERIFY(!editor.isModified());
}

void TestEnvEditor::shouldMoveASecretIntoTheKeychainAndBack()
{
    const QString path = write(u".env.production"_s, text);
    EnvEditor editor;
    open(editor, path);
    EnvKeychain keychain(editor);
    MemorySecretStore store;
    keychain.setStore(&store);
    QTRY_VERIFY(keychain.isAvailable());
    QSignalSpy moved(&keychain, &EnvKeychain::moved);

    keychain.moveIn("SESSION_SECRET");
    QTRY_COMPARE(moved.size(), 1);
    QVERIFY(editor.document().bytes().contains(
        "SESSION_SECRET=slipway://secret/production.SESSION_SECRET\n"));
    keychain.bringBack("SESSION_SECRET");
    QTRY_COMPARE(moved.size(), 2);

    QCOMPARE(editor.document().bytes(), text);
}

void TestEnvEditor::shouldLeaveTheFileWhenTheKeychainRefuses()
{
    const QString path = write(u".env.production"_s, text);
    EnvEditor editor;
    open(editor, path);
    EnvKeychain keychain(editor);
    MemorySecretStore store;
    store.setState(SecretStoreStatus::State::Locked);
    keychain.setStore(&store);
    QSignalSpy failed(&keychain, &EnvKeychain::failed);

    keychain.moveIn("SESSION_SECRET");

    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(editor.document().bytes(), text);
}

QTEST_MAIN(TestEnvEditor)
#include "tst_enveditor.moc"
