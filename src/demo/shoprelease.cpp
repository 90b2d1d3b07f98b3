// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shoprelease.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("ShopRelease", text);
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       tr("The release file %1 cannot be read: %2.").arg(path, file.errorString()));
    return file.readAll();
}

/// SQLite's driver executes one statement at a time; a statement ends with `;` at a line's end.
QStringList statements(const QByteArray &sql)
{
    QStringList found;
    QString current;
    const auto rows = QString::fromUtf8(sql).split(u'\n');
    for (const QString &line : rows) {
        if (line.trimmed().startsWith("--"_L1))
            continue;
        current += line + u'\n';
        if (line.trimmed().endsWith(u';')) {
            found << current.trimmed();
            current.clear();
        }
    }
    if (!current.trimmed().isEmpty())
        found << current.trimmed();
    return found;
}

Result<QList<ShopMigration>> readMigrations(const QString &folder)
{
    QList<ShopMigration> migrations;
    const QStringList names = QDir(folder).entryList({u"*.up.sql"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const Result<QByteArray> up = readFile(folder + u'/' + name);
        const QString downName = name.chopped(7) + ".down.sql"_L1;
        const Result<QByteArray> down = readFile(folder + u'/' + downName);
        if (!up || !down)
            return std::unexpected(up ? down.error() : up.error());
        migrations.append({name.section(u'_', 0, 0).toInt(), statements(*up), statements(*down)});
    }
    return migrations;
}
} // namespace

Result<ShopRelease> ShopRelease::read(const QString &folder)
{
    const Result<QByteArray> manifest = readFile(folder + "/release.json"_L1);
    if (!manifest)
        return std::unexpected(manifest.error());
    const QJsonObject object = QJsonDocument::fromJson(*manifest).object();
    ShopRelease release;
    release.version = object.value("version"_L1).toString();
    release.schema = object.value("schema"_L1).toInt();
    if (release.version.isEmpty() || release.schema < 1)
        return failure(
            ErrorCode::InvalidInput,
            tr("The file release.json in %1 names no version or no schema.").arg(folder));
    const auto features = object.value("features"_L1).toArray();
    for (const QJsonValue &value : features) {
        release.features.append({value.toObject().value("name"_L1).toString(),
                                 value.toObject().value("needs"_L1).toString()});
    }
    Result<QList<ShopMigration>> migrations = readMigrations(folder + "/migrations"_L1);
    const Result<QByteArray> page = readFile(folder + "/templates/product.html"_L1);
    if (!migrations || !page)
        return std::unexpected(migrations ? page.error() : migrations.error());
    release.migrations = *std::move(migrations);
    release.productPage = QString::fromUtf8(*page);
    return release;
}

} // namespace slipway
