// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspacetesting.h"

#include "secrets/memorysecretstore.h"
#include "support/futureresult.h"
#include "workspace/secretneeds.h"
#include "workspace/workspacesecrets.h"

#include "plan/planreader.h"

#include <QDirIterator>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::testing;
using State = SecretStoreStatus::State;

namespace {

const QByteArray head = "slipway: 1\nname: P\n"_ba;

QByteArray planOf(const QByteArray &steps, const QByteArray &inputs = {})
{
    return head + inputs + "phases:\n  - id: all\n    name: All\n    steps:\n" + steps;
}

} // namespace

/// Secrets from the keychain in runs and previews.
class TestWorkspaceKeychain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_folder = std::make_unique<WorkspaceFolder>();
        open();
    }

    void cleanup()
    {
        m_workspace.reset();
        m_folder.reset();
    }

    void shouldRunWithASecretOfTheKeychain()
    {
        store("TOKEN", "correct-horse-battery");
        m_folder->writePlan("      - id: a\n        run: printf %s {{ secrets.TOKEN }} > out; echo "
                            "correct-horse-battery\n"_ba);

        const auto session = start(*m_workspace);

        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        QVERIFY(waitForEnd(**session));
        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(m_folder->read(u"out"_s), "correct-horse-battery");
        QVERIFY(!isRecorded("correct-horse-battery"));
    }

    void shouldHideASecretThatThePlanNeverNames()
    {
        resultOf(m_keychain->probe());
        store("OTHER", "correct-horse-battery");
        m_folder->writePlan("      - id: a\n        run: echo correct-horse-batter''y\n"_ba);

        const auto session = start(*m_workspace);

        QVERIFY(session && waitForEnd(**session));
        QVERIFY(!isRecorded("correct-horse-battery"));
    }

    void shouldPreferWhatTheProgramWasStartedWith()
    {
        m_folder->secrets.add(u"TOKEN"_s, "from outside");
        store("TOKEN", "from the keychain");
        m_folder->writePlan("      - id: a\n        run: printf %s {{ secrets.TOKEN }} > out\n"_ba);

        const auto session = start(*m_workspace);

        QVERIFY(session && waitForEnd(**session));
        QCOMPARE(m_folder->read(u"out"_s), "from outside");
    }

    void shouldTakeASecretInputFromTheKeychain()
    {
        store("password", "kept");
        m_folder->writePlan(
            "      - id: a\n        run: printf %s {{ inputs.password }} > out\n"_ba,
            u"plan.yaml"_s, "inputs:\n  password: {type: secret}\n"_ba);

        const auto session = start(*m_workspace);

        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));
        QVERIFY(waitForEnd(**session));
        QCOMPARE(m_folder->read(u"out"_s), "kept");
    }

    void shouldFindWhatWasStoredSinceTheLastRun()
    {
        m_folder->writePlan("      - id: a\n        run: printf %s {{ secrets.TOKEN }} > out\n"_ba);
        QCOMPARE(start(*m_workspace).error().code, ErrorCode::InvalidInput);

        store("TOKEN", "first");
        auto session = start(*m_workspace);
        QVERIFY(session && waitForEnd(**session));
        store("TOKEN", "second");
        session = start(*m_workspace);

        QVERIFY(session && waitForEnd(**session));
        QCOMPARE(m_folder->read(u"out"_s), "second");
    }

    void shouldSayWhatToDoWhenTheKeychainIsLocked_data()
    {
        QTest::addColumn<QByteArray>("plan");

        QTest::newRow("in a script")
            << planOf("      - id: a\n        run: echo {{ secrets.TOKEN }}\n");
        QTest::newRow("in an undo")
            << planOf("      - id: a\n        run: 'true'\n        undo: {run: 'echo {{ "
                      "secrets.TOKEN }}'}\n");
        QTest::newRow("in a request")
            << planOf("      - id: a\n        http: {url: 'http://127.0.0.1:1/', headers: {X: '{{ "
                      "secrets.TOKEN }}'}}\n");
        QTest::newRow("in a nested plan") << planOf("      - id: a\n        plan: nested.yaml\n");
        QTest::newRow("as an input")
            << planOf("      - id: a\n        run: echo {{ inputs.TOKEN }}\n",
                      "inputs:\n  TOKEN: {type: secret}\n");
    }

    void shouldSayWhatToDoWhenTheKeychainIsLocked()
    {
        QFETCH(QByteArray, plan);
        m_folder->write(u"plan.yaml"_s, plan);
        m_folder->write(u"nested.yaml"_s,
                        planOf("      - id: n\n        run: echo {{ secrets.TOKEN }}\n"
                               "      - id: again\n        plan: plan.yaml\n"));
        store("TOKEN", "correct-horse");
        m_keychain->setState(State::Locked);

        const auto session = start(*m_workspace);

        QVERIFY(!session);
        QCOMPARE(session.error().code, ErrorCode::MissingSecret);
        QCOMPARE(session.error().message,
                 u"The secret “TOKEN” could not be read. The secrets are locked: unlock them, then "
                 "try again. Or start Slipway with SLIPWAY_SECRET_TOKEN in its environment."_s);
        QVERIFY(resultOf(m_workspace->journal().runs())->isEmpty());
    }

    void shouldLeaveALockedKeychainAloneWhenNothingIsNeeded()
    {
        m_folder->secrets.add(u"TOKEN"_s, "from outside");
        m_keychain->setState(State::Locked);
        m_folder->writePlan("      - id: a\n        run: echo {{ secrets.TOKEN }}\n"_ba);
        m_keychain->failNext({ErrorCode::Internal, u"was touched"_s});

        const auto session = start(*m_workspace);

        QVERIFY(session && waitForEnd(**session));
        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(resultOf(m_keychain->names()).error().message, u"was touched"_s);
    }

    void shouldDoWithoutTheSecretOfANotification()
    {
        m_folder->write(u"slipway.yaml"_s,
                        "slipway: 1\nname: Shop\nenvironment: here\nenvironments: {here: {}}\n"
                        "notify:\n  - {webhook: '{{ secrets.HOOK }}', on: []}\n"_ba);
        open();
        m_keychain->setState(State::Missing);
        m_folder->writePlan("      - id: a\n        run: 'true'\n"_ba);

        const auto session = start(*m_workspace);

        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        QVERIFY(waitForEnd(**session));
    }

    void shouldResumeWithASecretOfTheKeychain()
    {
        store("TOKEN", "kept");
        m_folder->writePlan("      - id: a\n        manual: Look\n"
                            "      - id: b\n        run: printf %s {{ secrets.TOKEN }} > out\n"_ba);
        const auto begun = start(*m_workspace);
        QVERIFY(begun);
        const RunId run = (*begun)->state().id;
        waitForQuestion(**begun);

        open();
        m_keychain->setState(State::Locked);
        QCOMPARE(resume(*m_workspace, run).error().code, ErrorCode::MissingSecret);
        m_keychain->setState(State::Available);
        store("TOKEN", "kept");
        const auto session = resume(*m_workspace, run);
        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        const OpenQuestion open = waitForQuestion(**session);
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Done)));

        QVERIFY(waitForEnd(**session));
        QCOMPARE(m_folder->read(u"out"_s), "kept");
    }

    void shouldKnowTheKeychainsSecretsInAPreview()
    {
        store("TOKEN", "correct-horse");
        m_folder->writePlan("      - id: a\n        run: echo {{ secrets.TOKEN }}\n"_ba);
        const auto file = m_workspace->readPlan(u"plan.yaml"_s);
        QVERIFY(!m_workspace->preview(*file, {}).first().problem.isEmpty());
        QSignalSpy changes(m_workspace.get(), &Workspace::secretsChanged);

        m_workspace->findSecrets();

        QTRY_COMPARE(changes.size(), 1);
        QCOMPARE(m_workspace->preview(*file, {}).first().problem, QString());
    }

    void shouldFindSecretsWhenTheKeychainIsUnlocked()
    {
        store("TOKEN", "correct-horse");
        m_keychain->setState(State::Locked);
        QSignalSpy changes(m_workspace.get(), &Workspace::secretsChanged);
        m_folder->writePlan("      - id: a\n        run: echo {{ secrets.TOKEN }}\n"_ba);
        const auto file = m_workspace->readPlan(u"plan.yaml"_s);
        m_workspace->findSecrets();
        QVERIFY(!resultOf(m_workspace->loadSecrets(file->plan, {})));
        QVERIFY(!m_workspace->preview(*file, {}).first().problem.isEmpty());
        changes.clear();

        m_keychain->setState(State::Available);

        QTRY_COMPARE(changes.size(), 1);
        QCOMPARE(m_workspace->preview(*file, {}).first().problem, QString());
    }

    void shouldUseTheKeychainOfTheFolderOrTheNamedOne()
    {
        QCOMPARE(m_scope, SecretScope::ofFolder(m_folder->path()).toString());

        m_folder->write(u"slipway.yaml"_s, "slipway: 1\nname: Shop\nkeychain: team-shop\n"_ba);
        open();

        QCOMPARE(m_scope, u"team-shop"_s);
        QCOMPARE(Workspace::secretScopeOf(m_folder->path())->toString(), u"team-shop"_s);
        QVERIFY(!Workspace::secretScopeOf(m_folder->path(u"nothing"_s)));
    }

    void shouldSayHowToStoreAMissingSecret()
    {
        const WorkspaceSecrets secrets(m_folder->secrets, m_keychain);

        QCOMPARE(secrets.secret(u"TOKEN"_s).error(),
                 (Error{ErrorCode::MissingSecret,
                        u"The secret “TOKEN” is not there. Store it with “slipwayctl secret set "
                        "TOKEN”, or start Slipway with SLIPWAY_SECRET_TOKEN in its "
                        "environment."_s,
                        {}}));
    }

    void shouldKnowWhatARunNeeds_data()
    {
        QTest::addColumn<QByteArray>("plan");
        QTest::addColumn<QStringList>("needed");

        const QByteArray inputs
            = "inputs:\n  pw: {type: secret}\n  other: {type: secret}\n  v: {type: string}\n"_ba;
        QTest::newRow("nothing") << planOf("      - id: a\n        run: echo {{ vars.x }}\n")
                                 << QStringList();
        QTest::newRow("each once, in order")
            << planOf("      - id: a\n        run: echo {{ secrets.B }} {{ secrets.A }}\n"
                      "      - id: b\n        run: echo {{ secrets.B }}\n")
            << QStringList({u"A"_s, u"B"_s});
        QTest::newRow("inputs that are not typed in")
            << planOf("      - id: a\n        run: echo {{ inputs.pw }} {{ inputs.other }} {{ "
                      "inputs.v }}\n",
                      inputs)
            << QStringList({u"other"_s});
        QTest::newRow("of nested plans, in a circle")
            << planOf("      - id: a\n        plan: a.yaml\n") << QStringList({u"A"_s, u"B"_s});
        QTest::newRow("not of plans that values name")
            << planOf("      - id: a\n        plan: '{{ vars.plan }}'\n") << QStringList();
        QTest::newRow("not of plans that are not there")
            << planOf("      - id: a\n        plan: none.yaml\n") << QStringList();
        QTest::newRow("a text with a fault")
            << planOf("      - id: a\n        run: echo {{ secrets.A\n") << QStringList();
    }

    void shouldKnowWhatARunNeeds()
    {
        QFETCH(QByteArray, plan);
        m_folder->write(u"a.yaml"_s,
                        planOf("      - id: a\n        plan: b.yaml\n"
                               "      - id: b\n        run: echo {{ secrets.A }}\n"));
        m_folder->write(u"b.yaml"_s,
                        planOf("      - id: a\n        plan: ./a.yaml\n"
                               "      - id: b\n        run: echo {{ secrets.B }}\n"));
        const WorkspaceConfig config;
        const QMap<QString, QString> inputs{{u"pw"_s, u"typed"_s}};

        const SecretNeeds needs
            = secretNeedsOf({readPlan(plan).plan, inputs, config, m_folder->path()});

        QTEST(needs.needed, "needed");
        QCOMPARE(needs.wanted, QStringList());
    }

private:
    void open()
    {
        m_workspace.reset();
        const auto openKeychain = [this](const SecretScope &scope) {
            m_scope = scope.toString();
            auto keychain = std::make_unique<MemorySecretStore>();
            m_keychain = keychain.get();
            return keychain;
        };
        auto workspace = Workspace::open(m_folder->path(),
                                         {m_folder->prompter, m_folder->secrets, openKeychain});
        QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().message));
        m_workspace = *std::move(workspace);
    }

    void store(const char *name, const char *value)
    {
        const auto checked = SecretName::from(QString::fromLatin1(name));
        QVERIFY(resultOf(m_keychain->write(*checked, Secret(value))));
    }

    bool isRecorded(QByteArrayView text) const
    {
        QDirIterator files(m_folder->path(u".slipway"_s), QDir::Files | QDir::Hidden);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                return true;
        }
        return false;
    }

    std::unique_ptr<WorkspaceFolder> m_folder;
    MemorySecretStore *m_keychain = nullptr;
    QString m_scope;
    std::unique_ptr<Workspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestWorkspaceKeychain)
#include "tst_workspacekeychain.moc"
