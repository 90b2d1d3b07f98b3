// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/tlsfiles.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSslCertificate>
#include <QSslKey>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qint64 largest = qint64(1024) * 1024;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TlsFiles)
};

Result<QByteArray> contentOf(const QString &setting, const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile() || info.size() > largest)
        return failure(ErrorCode::NotFound,
                       Words::tr("‘%1’ is %2, which is no file, or one larger than 1 MiB. Name a "
                                 "file in PEM form.")
                           .arg(setting, path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(
            ErrorCode::Io,
            Words::tr("‘%1’ cannot be read from %2: %3.").arg(setting, path, file.errorString()));
    return file.readAll();
}

Result<QList<QSslCertificate>> certificatesOf(const QString &setting, const QString &path)
{
    const Result<QByteArray> content = contentOf(setting, path);
    if (!content)
        return std::unexpected(content.error());
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(*content, QSsl::Pem);
    if (certificates.isEmpty())
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("‘%1’ is %2, which holds no certificate in PEM form.").arg(setting, path));
    return certificates;
}

Result<QSslKey> keyOf(const QString &path)
{
    const Result<QByteArray> content = contentOf(u"key"_s, path);
    if (!content)
        return std::unexpected(content.error());
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        const QSslKey key(*content, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    return failure(ErrorCode::InvalidInput,
                   Words::tr("‘key’ is %1, which holds no private key of RSA or EC in PEM form, or "
                             "one with a passphrase. Name one without.")
                       .arg(path));
}

/// Private keys of RSA and EC hold their public key as certificates write it, with other bytes
/// around. Its end is enough to tell them apart.
bool belongTogether(const QSslCertificate &certificate, const QSslKey &key)
{
    constexpr qsizetype told = 64;
    const QByteArray known = certificate.publicKey().toDer();
    return known.size() < told || key.toDer().contains(known.last(told));
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const TlsFiles &files)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (!files.ca.isEmpty()) {
        const auto authorities = certificatesOf(u"ca"_s, files.ca);
        if (!authorities)
            return std::unexpected(authorities.error());
        configuration.setCaCertificates(*authorities);
    }
    if (files.cert.isEmpty() != files.key.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘cert’ and ‘key’ go together: name both files, or none."));
    if (files.cert.isEmpty())
        return configuration;
    const auto chain = certificatesOf(u"cert"_s, files.cert);
    if (!chain)
        return std::unexpected(chain.error());
    const Result<QSslKey> key = keyOf(files.key);
    if (!key)
        return std::unexpected(key.error());
    if (!belongTogether(chain->constFirst(), *key))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘key’, %1, is not the key of ‘cert’, %2. Name the files of one "
                                 "certificate; where ‘cert’ has several, the own one comes first.")
                           .arg(files.key, files.cert));
    configuration.setLocalCertificateChain(*chain);
    configuration.setPrivateKey(*key);
    return configuration;
}

} // namespace slipway
