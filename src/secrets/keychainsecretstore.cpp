// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keychainsecretstore.h"

#include "base/awaitfuture.h"
#include "secrets/clockpause.h"

#include <QRandomGenerator>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

using State = SecretStoreStatus::State;

namespace {

// No name holds “#”, so that none of these can be a secret.
const QString indexKey = u"#names"_s;
const QString probeKey = u"#probe"_s;

constexpr milliseconds lockPatience{10000};
constexpr milliseconds lockPause{20};

std::shared_ptr<Secret> randomText()
{
    std::array<quint32, 8> numbers{};
    QRandomGenerator::system()->fillRange(numbers.data(), qsizetype(numbers.size()));
    return std::make_shared<Secret>(
        QByteArray::fromRawData(reinterpret_cast<const char *>(numbers.data()), sizeof(numbers))
            .toHex());
}

/// Whether the person can be told as it is: it does not come from the keychain's being unwell.
bool isPlain(ErrorCode code)
{
    return code == ErrorCode::InvalidInput || code == ErrorCode::NotFound || code == ErrorCode::Io;
}

} // namespace

KeychainSecretStore::KeychainSecretStore(SecretScope scope, Parts parts, Clock &clock)
    : m_scope(std::move(scope))
    , m_clock(clock)
    , m_keychain(std::move(parts.entries))
    , m_health(std::move(parts.health))
    , m_entries(*m_keychain)
    , m_lockFile(std::move(parts.lockFile))
{
    connect(m_health.get(), &KeychainHealth::changed, this, [this] {
        if (!std::exchange(m_willProbe, true))
            probe();
    });
}

QString KeychainSecretStore::keyOf(const QString &name) const
{
    return m_scope.toString() + u'/' + name;
}

QFuture<SecretStoreStatus> KeychainSecretStore::probe()
{
    return m_queue.add(probing());
}

QFuture<Result<void>> KeychainSecretStore::write(const SecretName &name, Secret value)
{
    return m_queue.add(writing(name, std::make_shared<const Secret>(std::move(value))));
}

QFuture<Result<std::shared_ptr<Secret>>> KeychainSecretStore::read(const SecretName &name)
{
    return m_queue.add(reading(name));
}

QFuture<Result<void>> KeychainSecretStore::remove(const SecretName &name)
{
    return m_queue.add(removing(name));
}

QFuture<Result<QStringList>> KeychainSecretStore::names()
{
    return m_queue.add(listing());
}

Task<SecretStoreStatus> KeychainSecretStore::probing()
{
    m_willProbe = false;
    const SecretStoreStatus now = co_await AwaitFuture(m_health->examine());
    m_backend = now.backend;
    if (now.state != State::Available && now.state != State::Unknown) {
        setStatus(now);
        co_return m_status;
    }
    const Result<void> tried = co_await tryOutAlone();
    if (tried)
        setAvailable();
    else
        co_await explained(tried.error(), {});
    co_return m_status;
}

Task<Result<void>> KeychainSecretStore::tryOutAlone()
{
    const Lock lock = co_await lockChanges();
    if (!lock)
        co_return std::unexpected(lock.error());
    co_return co_await tryOut();
}

/// Keeps something for a moment. Asks the person to unlock the keychain where it is locked.
Task<Result<void>> KeychainSecretStore::tryOut()
{
    const std::shared_ptr<Secret> value = randomText();
    const QString key = keyOf(probeKey);
    const Result<void> written = co_await m_entries.write(key, value);
    if (!written)
        co_return written;
    const Found read = co_await m_entries.read(key);
    const Result<void> removed = co_await m_entries.remove(key);
    if (!read)
        co_return std::unexpected(read.error());
    if ((*read)->revealForUse() != value->revealForUse()) {
        co_return failure(ErrorCode::Unavailable,
                          tr("The keychain gives back something else than it was given."));
    }
    co_return removed;
}

Task<Result<void>> KeychainSecretStore::writing(SecretName name,
                                                std::shared_ptr<const Secret> value)
{
    if (value->size() > maximumSize)
        co_return std::unexpected(secreterrors::tooLong(name));
    const QString what = tr("The secret “%1” was not stored.").arg(name.toString());
    const Result<void> hope = co_await refuseHopeless(what);
    if (!hope)
        co_return hope;
    const Result<void> written = co_await writeAndList(name, value);
    if (!written)
        co_return std::unexpected(co_await explained(written.error(), what));
    setAvailable();
    co_return written;
}

Task<Result<void>> KeychainSecretStore::writeAndList(SecretName name,
                                                     std::shared_ptr<const Secret> value)
{
    const Lock lock = co_await lockChanges();
    if (!lock)
        co_return std::unexpected(lock.error());
    Result<SecretIndex> index = co_await readIndexForChange();
    if (!index)
        co_return std::unexpected(index.error());
    if (const auto known = index->lookAlike(name); known && !index->contains(name))
        co_return std::unexpected(secreterrors::clash(name, *known));
    // The name first: a secret that no list names could never be found again.
    if (!index->contains(name)) {
        index->insert(name);
        const Result<void> listed = co_await writeIndex(*index);
        if (!listed)
            co_return listed;
    }
    co_return co_await m_entries.write(keyOf(name.toString()), value);
}

Task<Result<std::shared_ptr<Secret>>> KeychainSecretStore::reading(SecretName name)
{
    const QString what = tr("The secret “%1” could not be read.").arg(name.toString());
    const Result<void> hope = co_await refuseHopeless(what);
    if (!hope)
        co_return std::unexpected(hope.error());
    const Found found = co_await m_entries.read(keyOf(name.toString()));
    if (!found && found.error().code == ErrorCode::NotFound) {
        const bool locked = co_await isLocked();
        if (!locked)
            co_return std::unexpected(secreterrors::notFound(name));
    }
    if (!found)
        co_return std::unexpected(co_await explained(found.error(), what));
    setAvailable();
    co_return found;
}

Task<Result<void>> KeychainSecretStore::removing(SecretName name)
{
    const QString what = tr("The secret “%1” was not removed.").arg(name.toString());
    const Result<void> hope = co_await refuseHopeless(what);
    if (!hope)
        co_return hope;
    const Result<void> removed = co_await removeAndUnlist(name);
    if (!removed)
        co_return std::unexpected(co_await explained(removed.error(), what));
    setAvailable();
    co_return removed;
}

Task<Result<void>> KeychainSecretStore::removeAndUnlist(SecretName name)
{
    const Lock lock = co_await lockChanges();
    if (!lock)
        co_return std::unexpected(lock.error());
    const Result<void> removed = co_await m_entries.remove(keyOf(name.toString()));
    if (!removed && removed.error().code != ErrorCode::NotFound)
        co_return removed;
    // A locked keychain pretends to be empty, and that everything is removed.
    const bool locked = co_await isLocked();
    if (locked)
        co_return failure(ErrorCode::Refused, {});
    Result<SecretIndex> index = co_await readIndex();
    if (!index)
        co_return std::unexpected(index.error());
    if (index->contains(name)) {
        index->remove(name);
        co_return co_await writeIndex(*index);
    }
    if (!removed)
        co_return std::unexpected(secreterrors::notFound(name));
    co_return removed;
}

Task<Result<QStringList>> KeychainSecretStore::listing()
{
    const QString what = tr("The names of the secrets could not be read.");
    const Result<void> hope = co_await refuseHopeless(what);
    if (!hope)
        co_return std::unexpected(hope.error());
    const Result<SecretIndex> index = co_await readIndex();
    if (!index)
        co_return std::unexpected(co_await explained(index.error(), what));
    setAvailable();
    co_return index->names();
}

Task<Result<SecretIndex>> KeychainSecretStore::readIndex()
{
    const Found found = co_await m_entries.read(keyOf(indexKey));
    if (found)
        co_return SecretIndex::fromBytes((*found)->revealForUse());
    if (found.error().code != ErrorCode::NotFound)
        co_return std::unexpected(found.error());
    const bool locked = co_await isLocked();
    if (locked)
        co_return failure(ErrorCode::Refused, {});
    co_return SecretIndex();
}

/// As readIndex(), but makes the system ask for the password of a locked keychain: looking for an
/// entry that is not there does not.
Task<Result<SecretIndex>> KeychainSecretStore::readIndexForChange()
{
    const bool lockedBefore = co_await isLocked();
    if (lockedBefore) {
        const Result<void> tried = co_await tryOut();
        if (!tried)
            co_return std::unexpected(tried.error());
    }
    co_return co_await readIndex();
}

Task<Result<void>> KeychainSecretStore::writeIndex(SecretIndex index)
{
    co_return co_await m_entries.write(keyOf(indexKey),
                                       std::make_shared<const Secret>(index.toBytes()));
}

Task<Result<std::unique_ptr<QLockFile>>> KeychainSecretStore::lockChanges()
{
    if (m_lockFile.isEmpty())
        co_return nullptr;
    auto lock = std::make_unique<QLockFile>(m_lockFile);
    // A person may take long to unlock the keychain meanwhile; a process that is gone is noticed.
    lock->setStaleLockTime(std::chrono::seconds(0));
    const milliseconds deadline = m_clock.monotonic() + lockPatience;
    while (!lock->tryLock()) {
        if (lock->error() != QLockFile::LockFailedError)
            co_return nullptr;
        if (m_clock.monotonic() >= deadline) {
            co_return failure(ErrorCode::Io,
                              tr("Another Slipway is changing secrets: try again when it is "
                                 "done."));
        }
        co_await ClockPause(m_clock, lockPause);
    }
    co_return std::move(lock);
}

Task<bool> KeychainSecretStore::isLocked()
{
    const SecretStoreStatus now = co_await AwaitFuture(m_health->examine());
    co_return now.state == State::Locked;
}

/// Where no service can answer, the person need not wait for that.
Task<Result<void>> KeychainSecretStore::refuseHopeless(QString what)
{
    if (m_status.state == State::Available || m_status.state == State::Locked)
        co_return Result<void>();
    const SecretStoreStatus now = co_await AwaitFuture(m_health->examine());
    m_backend = now.backend;
    if (now.state != State::Missing && now.state != State::Broken)
        co_return Result<void>();
    setStatus(now);
    co_return failure(ErrorCode::Unavailable, what + u' ' + now.advice);
}

/// The error as the person gets it, with what the system says of its keychain; the status follows.
Task<Error> KeychainSecretStore::explained(Error error, QString what)
{
    if (error.code == ErrorCode::Io)
        co_return Error{error.code, what + u' ' + error.message, error.detail};
    if (isPlain(error.code) && error.code != ErrorCode::NotFound)
        co_return error;
    const SecretStoreStatus now = co_await AwaitFuture(m_health->examine());
    if (error.code == ErrorCode::NotFound && now.state != State::Locked)
        co_return error;
    setStatus(statusAfter(error, now));
    const ErrorCode code
        = m_status.state == State::Locked ? ErrorCode::Refused : ErrorCode::Unavailable;
    co_return Error{code, what + u' ' + m_status.advice, error.detail};
}

/// `now` is what the system says of itself; where that is nothing bad, the error tells.
SecretStoreStatus KeychainSecretStore::statusAfter(const Error &error, SecretStoreStatus now) const
{
    if (now.state != State::Available && now.state != State::Unknown)
        return now;
    if (error.code == ErrorCode::Refused)
        return {State::Locked, now.backend,
                tr("The keychain denied access: unlock it and allow Slipway in, then try again.")};
    if (error.code == ErrorCode::Timeout && now.state == State::Unknown)
        return {State::Locked, now.backend,
                tr("The keychain waits for its password: unlock it, then try again.")};
    if (error.code == ErrorCode::Timeout)
        return {State::Broken, now.backend,
                tr("The keychain did not answer in time: restart it, then try again.")};
    return {State::Broken, now.backend,
            tr("The keychain does not keep what it is given: restart it, then try again.")};
}

void KeychainSecretStore::setAvailable()
{
    setStatus({State::Available, m_backend, {}});
}

void KeychainSecretStore::setStatus(const SecretStoreStatus &status)
{
    if (!status.backend.isEmpty())
        m_backend = status.backend;
    if (status == m_status)
        return;
    m_status = status;
    Q_EMIT statusChanged(m_status);
}

} // namespace slipway
