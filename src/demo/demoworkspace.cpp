// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demoworkspace.h"

#include "demo/demomonitoring.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

// A static library's resources are there only once they were asked for, outside any namespace.
static void makeResourcesAvailable()
{
    Q_INIT_RESOURCE(demo);
}

namespace slipway {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("DemoWorkspace", text);
}
} // namespace

Result<void> writeDemoFile(const QString &resource, const QString &path,
                           const QMap<QString, QString> &values)
{
    makeResourcesAvailable();
    QFile source(resource);
    if (!source.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Internal, tr("The demo lacks its file %1.").arg(resource));
    QString text = QString::fromUtf8(source.readAll());
    for (const auto &[name, value] : values.asKeyValueRange())
        text.replace(u'@' + name + u'@', value);
    static const QRegularExpression placeholder(u"@([A-Z][A-Z0-9_]+)@"_s);
    if (const auto left = placeholder.match(text); left.hasMatch())
        return failure(ErrorCode::Internal,
                       tr("Nothing is known for %1 in %2.").arg(left.captured(0), resource));

    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (!QDir().mkpath(QFileInfo(path).absolutePath()) || !file.open(QIODevice::WriteOnly)
        || file.write(bytes) != bytes.size() || !file.flush())
        return failure(ErrorCode::Io,
                       tr("The file %1 cannot be written: %2.").arg(path, file.errorString()));
    if (bytes.startsWith("#!"))
        file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeGroup
                            | QFile::ExeOther);
    return {};
}

Result<void> writeDemoWorkspace(const QString &folder, const QMap<QString, QString> &values)
{
    makeResourcesAvailable();
    const QString root = u":/demo/workspace"_s;
    QDirIterator files(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString resource = files.next();
        if (Result<void> done = writeDemoFile(resource, folder + resource.mid(root.size()), values);
            !done)
            return done;
    }
    return {};
}

Result<void> writeDemoWorkspaceToLookAt(const QString &folder)
{
    if (QFile::exists(folder + "/slipway.yaml"_L1))
        return failure(
            ErrorCode::Refused,
            tr("There is a workspace in %1 already. Choose another folder.").arg(folder));
    QMap<QString, QString> values{
        {u"USER"_s, u"deploy"_s},
        {u"IDENTITY"_s, u"~/.ssh/id_ed25519"_s},
        {u"KNOWN_HOSTS"_s, u"~/.ssh/known_hosts"_s},
        {u"SHOP_BINARY"_s, u"slipway-demo-shop"_s},
        {u"DATABASE_URL"_s, u"sqlite:///srv/shop.sqlite"_s},
        {u"WEBHOOK_URL"_s, u"http://127.0.0.1:8999/team"_s},
        {u"VERSION"_s, u"v4.2.0"_s},
    };
    values.insert(DemoMonitoring::placeholders({}));
    int last = 2;
    for (const QString &server : {u"STAGING"_s, u"WEB_1"_s, u"WEB_2"_s, u"DB_1"_s}) {
        const QString host = u"127.0.0.%1"_s.arg(last++);
        values.insert(server + "_HOST"_L1, host);
        values.insert(server + "_PORT"_L1, u"2222"_s);
        values.insert(server + "_ADDRESS"_L1, host + ":8080"_L1);
        values.insert(server + "_URL"_L1, u"http://%1:8080"_s.arg(host));
    }
    return writeDemoWorkspace(folder, values);
}

} // namespace slipway
