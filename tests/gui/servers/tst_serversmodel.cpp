// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/servers/serversmodel.h"
#include "gui/servers/serverspanel.h"
#include "gui/servers/stepcommand.h"
#include "support/printable.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

ServerRow rowOf(const QString &name, const QString &account, const QStringList &groups)
{
    ServerRow row;
    row.name = ServerId(name);
    row.account = account;
    row.groups = groups;
    return row;
}

QList<ServerRow> sample()
{
    return {rowOf(u"web-1"_s, u"deploy@10.0.0.11"_s, {u"web"_s, u"eu"_s}),
            rowOf(u"web-2"_s, u"deploy@10.0.0.12"_s, {u"web"_s}),
            rowOf(u"bastion"_s, u"ops@203.0.113.1"_s, {})};
}

QStringList groupsOf(const ServersModel &model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << model.index(row, 0).data().toString() + u':'
                + model.index(row, 0).data(ServersModel::ServersRole).toStringList().join(u',');
    return names;
}

} // namespace

class TestServersModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void serversStandBelowEachOfTheirGroups();
    void theFilterLooksAtNamesAccountsAndGroups();
    void aChangeOfStateReachesEveryPlace();
    void wordsSayWhatTheIconDoes();
    void aServerThatAnswersIsNotCalledUnreachable_data();
    void aServerThatAnswersIsNotCalledUnreachable();
    void thePanelOpensWhatIsChosen();
    void aCommandIsTakenApartAtItsFolder_data();
    void aCommandIsTakenApartAtItsFolder();

private:
    ThemeFollower m_follower{ThemeFollower::Preference::Light};
    Theming m_theming{m_follower};
};

void TestServersModel::serversStandBelowEachOfTheirGroups()
{
    ServersModel model(m_theming);
    const QAbstractItemModelTester tester(&model);

    model.setServers(sample());

    QCOMPARE(groupsOf(model),
             (QStringList{u"web:web-1,web-2"_s, u"eu:web-1"_s, u"Other servers:bastion"_s}));
}

void TestServersModel::theFilterLooksAtNamesAccountsAndGroups()
{
    ServersModel model(m_theming);
    const QAbstractItemModelTester tester(&model);
    model.setServers(sample());

    model.setFilter(u"WEB .12"_s);
    QCOMPARE(groupsOf(model), QStringList{u"web:web-2"_s});
    model.setFilter(u"nothing"_s);
    QCOMPARE(model.rowCount(), 0);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 3);
}

void TestServersModel::aChangeOfStateReachesEveryPlace()
{
    ServersModel model(m_theming);
    model.setServers(sample());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    ServerRow web1 = sample().constFirst();
    web1.state = ServerRow::State::Connected;
    web1.roundTrip = std::chrono::milliseconds(12);

    model.updateServer(web1);
    model.updateServer(web1);

    QCOMPARE(changed.size(), 2);
    const QModelIndex index = model.index(0, 0, model.index(0, 0));
    QCOMPARE(index.data(ServersModel::SecondLineRole).toString(), u"Connected · 12 ms"_s);
}

void TestServersModel::wordsSayWhatTheIconDoes()
{
    ServersModel model(m_theming);
    ServerRow server = sample().constFirst();
    server.state = ServerRow::State::Failed;
    server.error = Error{ErrorCode::Unreachable, u"Nobody answers."_s};
    model.setServers({server});

    const QModelIndex index = model.index(0, 0, model.index(0, 0));

    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains("Not reachable"_L1));
    QVERIFY(index.data(Qt::ToolTipRole).toString().contains("Nobody answers."_L1));
}

void TestServersModel::aServerThatAnswersIsNotCalledUnreachable_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("word");
    QTest::newRow("key") << ErrorCode::HostKey << u"Host key not accepted"_s;
    QTest::newRow("login") << ErrorCode::Authentication << u"Login refused"_s;
    QTest::newRow("cancelled") << ErrorCode::Cancelled << u"Connecting was cancelled"_s;
    QTest::newRow("timeout") << ErrorCode::Timeout << u"Not reachable"_s;
    QTest::newRow("down") << ErrorCode::Unreachable << u"Not reachable"_s;
}

void TestServersModel::aServerThatAnswersIsNotCalledUnreachable()
{
    QFETCH(const ErrorCode, code);
    QFETCH(const QString, word);
    ServersModel model(m_theming);
    ServerRow server = sample().at(2);
    server.state = ServerRow::State::Failed;
    server.error = Error{code, u"Why."_s};

    model.setServers({server});

    const QModelIndex index = model.index(0, 0, model.index(0, 0));
    QVERIFY(index.data(ServersModel::SecondLineRole).toString().startsWith(word));
    QVERIFY(index.data(Qt::ToolTipRole).toString().contains(word));
}

void TestServersModel::thePanelOpensWhatIsChosen()
{
    ServersModel model(m_theming);
    ServersPanel panel(model, m_theming);
    QSignalSpy consoles(&panel, &ServersPanel::consolesRequested);
    model.setServers(sample());
    auto *tree = panel.findChild<QTreeView *>(u"serversTree"_s);

    tree->setCurrentIndex(model.index(0, 0));
    QCOMPARE(panel.chosen(), (QList{ServerId(u"web-1"_s), ServerId(u"web-2"_s)}));
    panel.choose(ServerId(u"bastion"_s));
    QTest::keyClick(tree, Qt::Key_Return);

    QCOMPARE(consoles.size(), 1);
    QCOMPARE(consoles.constFirst().constFirst().value<QList<ServerId>>(),
             QList{ServerId(u"bastion"_s)});
}

void TestServersModel::aCommandIsTakenApartAtItsFolder_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("text");

    QTest::newRow("none") << u"systemctl restart web\n"_s << QString()
                          << u"systemctl restart web"_s;
    QTest::newRow("and") << u"cd /srv/app && make"_s << u"/srv/app"_s << u"make"_s;
    QTest::newRow("line") << u"cd /srv/app\nmake\n"_s << u"/srv/app"_s << u"make"_s;
    QTest::newRow("quoted") << u"cd -- '/srv/my app'; make"_s << u"/srv/my app"_s << u"make"_s;
    QTest::newRow("home") << u"cd ~/app && make"_s << u"~/app"_s << u"make"_s;
    QTest::newRow("a variable stays")
        << u"cd \"$DIR\" && make"_s << QString() << u"cd \"$DIR\" && make"_s;
    QTest::newRow("only where it comes first")
        << u"ls; cd /srv && make"_s << QString() << u"ls; cd /srv && make"_s;
    QTest::newRow("another word") << u"cdx /srv && make"_s << QString() << u"cdx /srv && make"_s;
}

void TestServersModel::aCommandIsTakenApartAtItsFolder()
{
    QFETCH(QString, script);
    QFETCH(QString, folder);
    QFETCH(QString, text);

    QCOMPARE(StepCommand::of(script), (StepCommand{folder, text}));
}

QTEST_MAIN(TestServersModel)
#include "tst_serversmodel.moc"
