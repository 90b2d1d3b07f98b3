// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/sourcesettings.h"

#include "metrics/sources/tlsfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QHostAddress>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SourceSettings)
};

/// Readable by everybody between here and there.
bool isPlain(const QUrl &url)
{
    return url.scheme() == "http"_L1 && url.host() != "localhost"_L1
        && !QHostAddress(url.host()).isLoopback();
}

bool isHeaderText(const QString &text)
{
    static const QRegularExpression forbidden(u"[\\x00-\\x1f\\x7f]"_s);
    return !text.contains(forbidden);
}

} // namespace

Result<QString> SourceSettings::text(const QString &key) const
{
    return m_services.resolve(m_spec.source.value(key).toVariant().toString());
}

Result<bool> SourceSettings::flag(const QString &key) const
{
    const Result<QString> given = text(key);
    if (!given)
        return std::unexpected(given.error());
    const QString word = given->trimmed().toLower();
    if (word == "true"_L1 || word == "yes"_L1 || word == "on"_L1)
        return true;
    if (word.isEmpty() || word == "false"_L1 || word == "no"_L1 || word == "off"_L1)
        return false;
    return failure(
        ErrorCode::InvalidInput,
        Words::tr("‘%1’ of the metric “%2” is neither true nor false.").arg(key, m_spec.id));
}

Result<double> SourceSettings::number(const QString &key, double usual) const
{
    const Result<QString> given = text(key);
    if (!given || given->isEmpty())
        return given ? Result<double>(usual) : std::unexpected(given.error());
    bool isNumber = false;
    const double number = given->toDouble(&isNumber);
    if (!isNumber || !std::isfinite(number))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ of the metric “%2” is no number.").arg(key, m_spec.id));
    return number;
}

Result<quint16> SourceSettings::port(quint16 usual) const
{
    const Result<QString> given = text(u"port"_s);
    if (!given || given->isEmpty())
        return given ? Result<quint16>(usual) : std::unexpected(given.error());
    bool isNumber = false;
    const quint16 port = given->toUShort(&isNumber);
    if (!isNumber || port == 0)
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("‘port’ of the metric “%1” is not between 1 and 65535.").arg(m_spec.id));
    return port;
}

QStringList SourceSettings::texts(const QString &key, const QStringList &otherwise) const
{
    const QJsonValue value = m_spec.source.value(key);
    if (value.isString())
        return {value.toString()};
    QStringList texts;
    const QJsonArray entries = value.toArray();
    texts.reserve(entries.size());
    for (const QJsonValue &entry : entries)
        texts.append(entry.toString());
    return texts.isEmpty() ? otherwise : texts;
}

Result<QUrl> SourceSettings::url(const QString &key) const
{
    const Result<QString> given = text(key);
    if (!given)
        return std::unexpected(given.error());
    const QUrl url(*given, QUrl::StrictMode);
    const bool isWeb = url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
    if (!url.isValid() || url.host().isEmpty() || !isWeb)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ of the metric “%2” is no web address.").arg(key, m_spec.id));
    if (!url.userInfo().isEmpty())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ of the metric “%2” holds a user name or a password. Write "
                                 "them as ‘user’ and ‘password’, the latter from a secret.")
                           .arg(key, m_spec.id));
    return url;
}

milliseconds SourceSettings::timeout() const
{
    const qint64 given = m_spec.source.value(u"timeout"_s).toInteger(0);
    const milliseconds most = m_spec.interval * 4 / 5;
    return given > 0 ? std::min(milliseconds(given), most) : std::min(most, milliseconds(10s));
}

Result<QNetworkRequest> SourceSettings::requestWithHeaders(const QUrl &url) const
{
    Result<QNetworkRequest> made = request(url);
    if (!made)
        return made;
    const QJsonObject headers = m_spec.source.value(u"headers"_s).toObject();
    if (!headers.isEmpty() && isPlain(url))
        return std::unexpected(plainError());
    for (auto header = headers.begin(); header != headers.end(); ++header) {
        const Result<QString> value = m_services.resolve(header.value().toString());
        if (!value)
            return std::unexpected(value.error());
        if (!isHeaderText(*value) || !isHeaderText(header.key()))
            return failure(ErrorCode::InvalidInput,
                           Words::tr("The header ‘%1’ of the metric “%2” has characters that "
                                     "no header may have.")
                               .arg(header.key(), m_spec.id));
        made->setRawHeader(header.key().toUtf8(), value->toUtf8());
    }
    return made;
}

bool SourceSettings::hasTlsFiles() const
{
    return has(u"ca"_s) || has(u"cert"_s) || has(u"key"_s);
}

Result<std::optional<QSslConfiguration>> SourceSettings::tls(bool isSecured) const
{
    if (!hasTlsFiles())
        return std::nullopt;
    if (!isSecured)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The metric “%1” has ‘ca’, ‘cert’ or ‘key’, but nothing encrypts "
                                 "its connection. Use https, or “tls: true”.")
                           .arg(m_spec.id));
    TlsFiles files;
    for (const auto &[key, path] :
         {std::pair(u"ca"_s, &files.ca), std::pair(u"cert"_s, &files.cert),
          std::pair(u"key"_s, &files.key)}) {
        const Result<QString> given = text(key);
        if (!given)
            return std::unexpected(given.error());
        if (!given->isEmpty())
            *path = QDir(m_services.folder).absoluteFilePath(*given);
    }
    const Result<QSslConfiguration> configuration = tlsConfiguration(files);
    if (!configuration)
        return failure(configuration.error().code,
                       Words::tr("The metric “%1” cannot be measured: %2")
                           .arg(m_spec.id, configuration.error().message));
    return *configuration;
}

Result<QNetworkRequest> SourceSettings::bareRequest(const QUrl &url) const
{
    const Result<std::optional<QSslConfiguration>> own = tls(url.scheme() == "https"_L1);
    if (!own)
        return std::unexpected(own.error());
    QNetworkRequest request(url);
    if (*own)
        request.setSslConfiguration(**own);
    return request;
}

Result<QString> SourceSettings::secret(const QString &key, const QUrl &url) const
{
    const Result<QString> value = text(key);
    if (!value)
        return value;
    if (value->isEmpty() || !isHeaderText(*value))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The metric “%1” needs ‘%2’, a key of its service. Write it as "
                                 "“{{ secrets.NAME }}”.")
                           .arg(m_spec.id, key));
    if (isPlain(url))
        return std::unexpected(plainError());
    return value;
}

Error SourceSettings::plainError() const
{
    return {ErrorCode::Refused,
            Words::tr("The metric “%1” would send a secret over plain http. Use https.")
                .arg(m_spec.id)};
}

Result<QNetworkRequest> SourceSettings::request(const QUrl &url) const
{
    Result<QNetworkRequest> request = bareRequest(url);
    if (!request)
        return request;
    const Result<QString> token = text(u"token"_s);
    const Result<QString> user = text(u"user"_s);
    const Result<QString> password = text(u"password"_s);
    for (const Result<QString> *part : {&token, &user, &password}) {
        if (!*part)
            return std::unexpected(part->error());
    }
    if (isPlain(url) && (!token->isEmpty() || !password->isEmpty()))
        return std::unexpected(plainError());
    if (!token->isEmpty())
        request->setRawHeader("Authorization", "Bearer " + token->toUtf8());
    else if (!user->isEmpty())
        request->setRawHeader(
            "Authorization",
            "Basic " + QByteArray(user->toUtf8() + ':' + password->toUtf8()).toBase64());
    return request;
}

} // namespace slipway
