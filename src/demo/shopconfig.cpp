// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shopconfig.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("ShopConfig", text);
}

QString unquoted(const QString &value)
{
    const bool quoted = value.size() >= 2 && value.front() == value.back()
        && (value.front() == u'"' || value.front() == u'\'');
    return quoted ? value.mid(1, value.size() - 2) : value;
}

/// The number of `key`, or `fallback` where it is absent or not a positive number.
int positive(const QMap<QString, QString> &values, const QString &key, int fallback)
{
    const int number = values.value(key).toInt();
    return number > 0 ? number : fallback;
}
} // namespace

QMap<QString, QString> readEnvLines(const QString &text)
{
    QMap<QString, QString> values;
    const auto lines = text.split(u'\n');
    for (const QString &raw : lines) {
        QString line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith("export "_L1))
            line = line.mid(7).trimmed();
        const qsizetype equals = line.indexOf(u'=');
        if (equals > 0)
            values.insert(line.left(equals).trimmed(), unquoted(line.mid(equals + 1).trimmed()));
    }
    return values;
}

Result<ShopConfig> ShopConfig::read(const QString &envFile)
{
    QFile file(envFile);
    if (!file.open(QIODevice::ReadOnly))
        return failure(
            ErrorCode::Io,
            tr("The environment file %1 cannot be read: %2.").arg(envFile, file.errorString()));
    const QMap<QString, QString> values = readEnvLines(QString::fromUtf8(file.readAll()));

    QStringList missing;
    for (const QString &key : {u"DATABASE_URL"_s, u"SECRET_KEY"_s, u"PUBLIC_URL"_s, u"MAIL_FROM"_s,
                               u"ADMIN_USER"_s, u"ADMIN_PASSWORD"_s}) {
        if (values.value(key).isEmpty())
            missing << key;
    }
    if (!missing.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       tr("The environment file %1 lacks %2.").arg(envFile, missing.join(", "_L1)));
    constexpr QLatin1StringView scheme("sqlite:///");
    const QString url = values.value(u"DATABASE_URL"_s);
    if (!url.startsWith(scheme))
        return failure(ErrorCode::InvalidInput,
                       tr("DATABASE_URL must begin with sqlite:/// and name a file."));

    ShopConfig config;
    config.databasePath = u'/' + url.mid(scheme.size());
    while (config.databasePath.startsWith("//"_L1))
        config.databasePath.remove(0, 1);
    config.secretKey = values.value(u"SECRET_KEY"_s).toUtf8();
    config.publicUrl = values.value(u"PUBLIC_URL"_s);
    config.mailFrom = values.value(u"MAIL_FROM"_s);
    config.adminUser = values.value(u"ADMIN_USER"_s);
    config.adminPassword = values.value(u"ADMIN_PASSWORD"_s);
    config.folder = QFileInfo(envFile).absolutePath();
    config.rateLimit = positive(values, u"RATE_LIMIT"_s, config.rateLimit);
    config.rateWindow
        = std::chrono::seconds(positive(values, u"RATE_WINDOW"_s, int(config.rateWindow.count())));
    return config;
}

} // namespace slipway
