// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"

#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QUrl>

#include <optional>

namespace slipway {

/// The settings of one source, with their templates filled in.
class SourceSettings
{
public:
    SourceSettings(const MetricSpec &spec, const SourceServices &services)
        : m_spec(spec)
        , m_services(services)
    { }

    bool has(const QString &key) const { return m_spec.source.contains(key); }
    /// Empty where it is not there.
    Result<QString> text(const QString &key) const;
    /// A yes or no as people write them; false where it is not there, InvalidInput for another
    /// word.
    Result<bool> flag(const QString &key) const;
    /// `usual` where it is not there; InvalidInput for what is no number.
    Result<double> number(const QString &key, double usual) const;
    /// `usual` where there is no `port`; InvalidInput for what is none.
    Result<quint16> port(quint16 usual) const;
    QStringList texts(const QString &key, const QStringList &otherwise) const;
    /// An address of the web without user name and password.
    Result<QUrl> url(const QString &key) const;
    /// `timeout`, or four fifths of the interval, ten seconds at most.
    milliseconds timeout() const;
    /// Whether there is one of `ca`, `cert` and `key`.
    bool hasTlsFiles() const;
    /// What `ca`, `cert` and `key` say (`sources/tlsfiles.h`); nothing where there is none of them.
    /// InvalidInput where there is one and the source does not encrypt: `isSecured`.
    Result<std::optional<QSslConfiguration>> tls(bool isSecured) const;
    /// With what `ca`, `cert` and `key` say, and nothing else.
    Result<QNetworkRequest> bareRequest(const QUrl &url) const;
    /// The same with `user` and `password`, or `token`, as a header; never over plain http to
    /// another machine.
    Result<QNetworkRequest> request(const QUrl &url) const;

    /// A key that a service wants; Refused over plain http to another machine, InvalidInput where
    /// it is not there or has characters that no header may have.
    Result<QString> secret(const QString &key, const QUrl &url) const;

    /// The same with the texts of `headers`, which count as secrets.
    Result<QNetworkRequest> requestWithHeaders(const QUrl &url) const;

private:
    Error plainError() const;

    const MetricSpec &m_spec;
    const SourceServices &m_services;
};

} // namespace slipway
