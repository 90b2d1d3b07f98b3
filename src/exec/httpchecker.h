// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "exec/httpconditions.h"

#include <QMap>
#include <QObject>
#include <QStringList>
#include <QUrl>

#include <memory>
#include <optional>

namespace slipway {

struct HttpCheck
{
    QUrl url;
    QByteArray method = "GET";
    QMap<QString, QString> headers;
    QByteArray body;
    QStringList expect;                 ///< conditions; empty: [STATUS] < 400
    milliseconds every{5000};           ///< from one request's start to the next
    int inARow = 1;                     ///< successful requests in a row that are needed
    milliseconds timeout{60000};        ///< for the whole check
    milliseconds requestTimeout{10000}; ///< for one request
    bool followRedirects = false;
};

struct HttpAttempt
{
    int number = 0;             ///< from 1
    std::optional<Error> error; ///< no answer
    int status = 0;
    milliseconds responseTime{0};
    QList<ConditionOutcome> conditions;
    bool passed = false;
    int inARow = 0;    ///< including this one
    HttpAnswer answer; ///< its body is the first MiB at most
};

struct HttpCheckResult
{
    std::optional<Error> error; ///< Timeout names the condition that failed last
    HttpAttempt last;
};

/// A check under way. finished() comes exactly once, never from inside start() or cancel().
class RunningHttpCheck : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;

Q_SIGNALS:
    void attempted(const slipway::HttpAttempt &attempt);
    void finished(const slipway::HttpCheckResult &result);
};

/// Repeats a request until its conditions held often enough or time is up. A failed assertion, an
/// error and a slow answer are all just a failed attempt; only time decides. Ends as soon as no
/// further request could begin in time.
///
/// Each request makes a connection of its own: a kept one may lead to a process that is on its way
/// out. Nor does a check wait for others of its host. Certificates are always verified. Redirects
/// are followed where asked, ten at most, never from https to http, and without the headers of the
/// check when they lead to another host.
class HttpChecker
{
public:
    explicit HttpChecker(Clock &clock) : m_clock(clock) { }

    std::unique_ptr<RunningHttpCheck> start(const HttpCheck &check);

private:
    Clock &m_clock;
};

} // namespace slipway
