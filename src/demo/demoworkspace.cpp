// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demoworkspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

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

} // namespace slipway
