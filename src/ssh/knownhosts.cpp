// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/knownhosts.h"

#include "ssh/filedescriptor.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::KnownHosts)
};

bool matchesWildcard(QByteArrayView pattern, QByteArrayView text)
{
    if (pattern.isEmpty())
        return text.isEmpty();
    if (pattern.front() == '*') {
        for (qsizetype skip = 0; skip <= text.size(); ++skip) {
            if (matchesWildcard(pattern.sliced(1), text.sliced(skip)))
                return true;
        }
        return false;
    }
    if (text.isEmpty() || (pattern.front() != '?' && pattern.front() != text.front()))
        return false;
    return matchesWildcard(pattern.sliced(1), text.sliced(1));
}

/// "|1|salt|hash", both base64: HMAC-SHA1 of the name.
bool matchesHashed(const QByteArray &field, const QByteArray &name)
{
    const QList<QByteArray> parts = field.split('|');
    if (parts.size() != 4 || parts.at(1) != "1")
        return false;
    const QByteArray salt = QByteArray::fromBase64(parts.at(2));
    return QMessageAuthenticationCode::hash(name, salt, QCryptographicHash::Sha1)
        == QByteArray::fromBase64(parts.at(3));
}

bool matchesHosts(const QByteArray &field, const QByteArray &name)
{
    if (field.startsWith('|'))
        return matchesHashed(field, name);
    bool isMatch = false;
    const QList<QByteArray> patterns = field.split(',');
    for (const QByteArray &pattern : patterns) {
        if (pattern.startsWith('!') && matchesWildcard(pattern.sliced(1).toLower(), name))
            return false;
        isMatch = isMatch || (!pattern.isEmpty() && matchesWildcard(pattern.toLower(), name));
    }
    return isMatch;
}

/// Sorts out at little cost most lines of a long file.
bool mayConcern(const QByteArray &line, const QByteArray &name)
{
    const qsizetype begin = line.startsWith('@') ? line.indexOf(' ') + 1 : 0;
    const qsizetype end = line.indexOf(' ', begin);
    const QByteArrayView hosts = end < 0 ? QByteArrayView(line) : QByteArrayView(line).first(end);
    return hosts.contains('|') || hosts.contains('*') || hosts.contains('?')
        || hosts.toByteArray().toLower().contains(name);
}

QString systemProblem()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

} // namespace

struct KnownHosts::Entry
{
    QByteArray marker;
    QByteArray keyType;
    QByteArray blob;
    QString file;
    int line = 0;
};

QString keyFingerprint(const QByteArray &blob)
{
    const QByteArray digest = QCryptographicHash::hash(blob, QCryptographicHash::Sha256);
    return u"SHA256:"_s + QString::fromLatin1(digest.toBase64(QByteArray::OmitTrailingEquals));
}

KnownHosts::KnownHosts(QString writable, QStringList files)
    : m_writable(std::move(writable))
    , m_files(std::move(files))
{
    if (!m_files.contains(m_writable))
        m_files.prepend(m_writable);
}

QString KnownHosts::entryName(const QString &host, int port)
{
    const QString name = host.toLower();
    return port == 22 ? name : u"[%1]:%2"_s.arg(name).arg(port);
}

std::vector<KnownHosts::Entry> KnownHosts::entriesFor(const QString &name) const
{
    std::vector<Entry> result;
    const QByteArray wanted = name.toUtf8();
    for (const QString &path : m_files) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (int line = 1; !file.atEnd(); ++line) {
            const QByteArray text = file.readLine();
            if (!mayConcern(text, wanted))
                continue;
            QList<QByteArray> fields = text.simplified().split(' ');
            Entry entry;
            if (fields.first().startsWith('@'))
                entry.marker = fields.takeFirst();
            if (fields.size() < 3 || fields.first().startsWith('#')
                || !matchesHosts(fields.first(), wanted))
                continue;
            entry.keyType = fields.at(1);
            entry.blob = QByteArray::fromBase64(fields.at(2));
            entry.file = path;
            entry.line = line;
            result.push_back(std::move(entry));
        }
    }
    return result;
}

KnownHosts::Answer KnownHosts::check(const QString &name, const QByteArray &keyType,
                                     const QByteArray &blob) const
{
    Answer answer;
    for (const Entry &entry : entriesFor(name)) {
        const bool isSame = entry.blob == blob;
        if (entry.marker == "@revoked" && isSame)
            return {Verdict::Revoked, entry.file, entry.line, keyFingerprint(entry.blob)};
        if (!entry.marker.isEmpty())
            continue;
        if (isSame)
            answer = {Verdict::Known, entry.file, entry.line, {}};
        else if (answer.verdict == Verdict::Unknown
                 || (answer.verdict == Verdict::Changed && entry.keyType == keyType))
            answer = {Verdict::Changed, entry.file, entry.line, keyFingerprint(entry.blob)};
    }
    return answer;
}

QList<QByteArray> KnownHosts::knownTypes(const QString &name) const
{
    QList<QByteArray> types;
    for (const Entry &entry : entriesFor(name)) {
        if (entry.marker.isEmpty() && !types.contains(entry.keyType))
            types.append(entry.keyType);
    }
    return types;
}

Result<void> KnownHosts::remember(const QString &name, const QByteArray &keyType,
                                  const QByteArray &blob) const
{
    const auto refused = [this] {
        return failure(ErrorCode::Io,
                       Text::tr("The host key could not be remembered in %1: %2.")
                           .arg(m_writable, systemProblem()));
    };
    const QString folder = QFileInfo(m_writable).absolutePath();
    if (!QFileInfo::exists(folder)) {
        if (!QDir().mkpath(folder))
            return refused();
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    const FileDescriptor fd(::open(QFile::encodeName(m_writable).constData(),
                                   O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!fd.isValid() || ::flock(fd.get(), LOCK_EX) != 0)
        return refused();
    QByteArray line = name.toUtf8() + ' ' + keyType + ' ' + blob.toBase64() + '\n';
    // A file somebody edited may lack its last newline; glued to it our entry would be lost.
    char last = '\n';
    const off_t size = ::lseek(fd.get(), 0, SEEK_END);
    if (size > 0 && ::pread(fd.get(), &last, 1, size - 1) == 1 && last != '\n')
        line.prepend('\n');
    if (::write(fd.get(), line.constData(), size_t(line.size())) != line.size())
        return refused();
    return {};
}

} // namespace slipway
