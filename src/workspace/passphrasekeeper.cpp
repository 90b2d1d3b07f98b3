// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/passphrasekeeper.h"

#include "workspace/workspacelog.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QFutureWatcher>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

template<typename T> void give(const std::shared_ptr<QPromise<T>> &answer, T value)
{
    answer->addResult(std::move(value));
    answer->finish();
}

} // namespace

PassphraseKeeper::PassphraseKeeper(SshPrompter &person, SecretStore *keychain)
    : m_person(person)
    , m_keychain(keychain)
{ }

SecretName PassphraseKeeper::nameOf(const QString &keyFile)
{
    // The file's name is for people, the hash tells files of one name apart.
    QString shown = QFileInfo(keyFile).fileName().first(
        std::min<qsizetype>(60, QFileInfo(keyFile).fileName().size()));
    for (QChar &letter : shown) {
        const bool isFine = letter.unicode() < 128
            && (letter.isLetterOrNumber() || letter == u'-' || letter == u'_' || letter == u'.');
        if (!isFine)
            letter = u'_';
    }
    const QByteArray hash
        = QCryptographicHash::hash(keyFile.toUtf8(), QCryptographicHash::Sha256).toHex().first(12);
    return *SecretName::from(u"ssh-passphrase.%1.%2"_s.arg(shown, QString::fromLatin1(hash)));
}

QFuture<Result<std::shared_ptr<Secret>>> PassphraseKeeper::askSecret(const SshSecretPrompt &prompt)
{
    if (prompt.kind != SshSecretPrompt::Kind::Passphrase || m_keychain == nullptr)
        return m_person.askSecret(prompt);
    const auto answer = std::make_shared<QPromise<Given>>();
    answer->start();
    if (prompt.attempt == 1) {
        look(prompt, answer);
    } else {
        if (m_fromKeychain.remove(prompt.account))
            m_keychain->remove(nameOf(prompt.account))
                .then(&m_context, [](const Result<void> &removed) {
                    if (!removed)
                        qCWarning(workspaceLog) << "a wrong passphrase stays in the keychain:"
                                                << removed.error().detail;
                });
        askPerson(prompt, answer);
    }
    return answer->future();
}

void PassphraseKeeper::look(const SshSecretPrompt &prompt, const Answer &answer)
{
    // A look does not open a locked keychain, as reading would.
    m_keychain->probe().then(&m_context, [this, prompt, answer](const SecretStoreStatus &status) {
        if (status.state != SecretStoreStatus::State::Available) {
            askPerson(prompt, answer);
            return;
        }
        m_keychain->read(nameOf(prompt.account))
            .then(&m_context, [this, prompt, answer](const Given &kept) {
                if (!kept) {
                    askPerson(prompt, answer);
                    return;
                }
                m_fromKeychain.insert(prompt.account);
                give(answer, kept);
            });
    });
}

void PassphraseKeeper::askPerson(SshSecretPrompt prompt, const Answer &answer)
{
    const SecretStoreStatus::State state = m_keychain->status().state;
    if (state == SecretStoreStatus::State::Available || state == SecretStoreStatus::State::Locked)
        prompt.keep = [this, account = prompt.account](const Secret &secret) {
            keep(account, secret);
        };
    QFuture<Given> asked = m_person.askSecret(prompt);
    // Withdrawing our question withdraws the person's.
    auto *watcher = new QFutureWatcher<Given>(&m_context);
    QObject::connect(watcher, &QFutureWatcherBase::canceled, watcher,
                     [asked]() mutable { asked.cancel(); });
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
    watcher->setFuture(answer->future());
    asked.then(&m_context, [answer](const Given &given) { give(answer, given); })
        .onCanceled(&m_context, [answer] { answer->finish(); });
}

void PassphraseKeeper::keep(const QString &keyFile, const Secret &passphrase)
{
    m_fromKeychain.insert(keyFile);
    m_keychain->write(nameOf(keyFile), passphrase.clone())
        .then(&m_context, [](const Result<void> &written) {
            if (!written)
                qCWarning(workspaceLog)
                    << "the passphrase was not kept:" << written.error().message;
        });
}

QFuture<HostKeyAnswer> PassphraseKeeper::askHostKey(const HostKeyQuestion &question)
{
    return m_person.askHostKey(question);
}

SshPrompter::Update PassphraseKeeper::updateHostKey(const HostKeyQuestion &question)
{
    return m_person.updateHostKey(question);
}

QFuture<AgentWaitAnswer> PassphraseKeeper::showAgentWait(const AgentWait &wait)
{
    return m_person.showAgentWait(wait);
}

QFuture<AgentUseAnswer> PassphraseKeeper::askAgentUse(const AgentUse &use)
{
    return m_person.askAgentUse(use);
}

} // namespace slipway
