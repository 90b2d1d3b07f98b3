// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/qtkeychainentries.h"

#include <QCoreApplication>
#include <QPromise>

#include <qt6keychain/keychain.h>

#include <cstring>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::QtKeychainEntries)
};

const QString service = u"slipway"_s;

QString fullKey(const QString &key)
{
#ifdef Q_OS_WIN
    // The service is no part of what the credential manager knows an entry by.
    return service + u'/' + key;
#else
    return key;
#endif
}

/// Overwrites the buffer itself, for all that share it.
void wipe(const QByteArray &bytes)
{
    ::explicit_bzero(const_cast<char *>(bytes.constData()), std::size_t(bytes.size()));
}

std::unexpected<Error> timedOut()
{
    return failure(ErrorCode::Timeout, Words::tr("The keychain did not answer in time."));
}

/// The error of a job that ended with one.
std::unexpected<Error> errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return failure(ErrorCode::NotFound, Words::tr("The keychain has no such entry."));
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return failure(ErrorCode::Refused, Words::tr("The keychain denied access."),
                       job.errorString());
    default:
        return failure(ErrorCode::Unavailable, Words::tr("The keychain failed."),
                       job.errorString());
    }
}

Result<void> outcomeOf(const QKeychain::Job *job)
{
    if (!job)
        return timedOut();
    if (job->error() != QKeychain::NoError)
        return errorOf(*job);
    return {};
}

template<typename T> class Answer
{
public:
    Answer() { m_promise->start(); }
    QFuture<T> future() const { return m_promise->future(); }
    void give(T value) const
    {
        m_promise->addResult(std::move(value));
        m_promise->finish();
    }

private:
    std::shared_ptr<QPromise<T>> m_promise = std::make_shared<QPromise<T>>();
};

} // namespace

QtKeychainEntries::QtKeychainEntries(Clock &clock, milliseconds timeout)
    : m_clock(clock)
    , m_timeout(timeout)
{ }

QtKeychainEntries::~QtKeychainEntries()
{
    for (const Clock::TimerHandle timer : m_timers)
        m_clock.cancel(timer);
}

qsizetype QtKeychainEntries::limit() const
{
#ifdef Q_OS_WIN
    constexpr qsizetype credentialBlob = 5 * 512;
    return credentialBlob;
#else
    return 0;
#endif
}

void QtKeychainEntries::start(QKeychain::Job *job, std::function<void(QKeychain::Job *)> ended)
{
    job->setInsecureFallback(false);
    const auto timer = std::make_shared<Clock::TimerHandle>();
    *timer = m_clock.callAfter(m_timeout, [this, job, timer, ended] {
        m_timers.erase(*timer);
        // The system still holds the job: only its end ends it.
        job->disconnect(&m_context);
        m_late = job;
        ended(nullptr);
    });
    m_timers.insert(*timer);
    QObject::connect(job, &QKeychain::Job::finished, &m_context, [this, job, timer, ended] {
        m_clock.cancel(*timer);
        m_timers.erase(*timer);
        ended(job);
    });
    job->start();
}

QFuture<Result<void>> QtKeychainEntries::write(const QString &key,
                                               std::shared_ptr<const Secret> value)
{
    if (m_late)
        return QtFuture::makeReadyValueFuture<Result<void>>(timedOut());
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setKey(fullKey(key));
    const QByteArray bytes = value->revealForUse().toByteArray();
    job->setBinaryData(bytes);
    // The job has no buffer of its own: this one is shared, and wiped whenever the job ends.
    QObject::connect(job, &QKeychain::Job::finished, job, [bytes] { wipe(bytes); });
    const Answer<Result<void>> answer;
    start(job, [answer](const QKeychain::Job *ended) { answer.give(outcomeOf(ended)); });
    return answer.future();
}

QFuture<Result<std::shared_ptr<Secret>>> QtKeychainEntries::read(const QString &key)
{
    using Found = Result<std::shared_ptr<Secret>>;
    if (m_late)
        return QtFuture::makeReadyValueFuture<Found>(timedOut());
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(fullKey(key));
    const Answer<Found> answer;
    start(job, [answer, job](const QKeychain::Job *ended) {
        if (const Result<void> outcome = outcomeOf(ended); outcome)
            answer.give(std::make_shared<Secret>(job->binaryData()));
        else
            answer.give(std::unexpected(outcome.error()));
    });
    // After the one above, and also when nobody waits any more.
    QObject::connect(job, &QKeychain::Job::finished, job, [job] { wipe(job->binaryData()); });
    return answer.future();
}

QFuture<Result<void>> QtKeychainEntries::remove(const QString &key)
{
    if (m_late)
        return QtFuture::makeReadyValueFuture<Result<void>>(timedOut());
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setKey(fullKey(key));
    const Answer<Result<void>> answer;
    start(job, [answer](const QKeychain::Job *ended) { answer.give(outcomeOf(ended)); });
    return answer.future();
}

} // namespace slipway
