// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/keyfile.h"

#include "ssh/publickey.h"
#include "ssh/sftpwire.h"

#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The envelope of OpenSSH's own format (PROTOCOL.key) keeps cipher and public key in clear.
void readEnvelope(const QByteArray &text, KeyFile &key)
{
    static const QByteArray begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    static const QByteArray magic("openssh-key-v1\0", 15);
    const qsizetype start = text.indexOf(begin) + begin.size();
    const qsizetype end = text.indexOf("-----END", start);
    const QByteArray body = QByteArray::fromBase64(text.mid(start, end - start));
    if (!body.startsWith(magic)) {
        key.state = KeyFile::State::Garbage;
        return;
    }
    WireReader reader(QByteArrayView(body).sliced(magic.size()));
    const QByteArray cipher = reader.string();
    reader.string();
    reader.string();
    if (reader.number() > 0)
        key.publicBlob = reader.string();
    key.state = cipher == "none" ? KeyFile::State::Plain : KeyFile::State::Encrypted;
}

/// Of a line such as "ssh-ed25519 AAAA… comment"; empty when the text does not begin with one.
QByteArray publicBlobIn(const QByteArray &text)
{
    const QList<QByteArray> words = text.split('\n').first().simplified().split(' ');
    const PublicKey key(QByteArray::fromBase64(words.value(1)));
    return !key.type().isEmpty() && key.type() == words.first() ? key.blob() : QByteArray();
}

/// As OpenSSH sees it: a file of somebody else's is theirs to guard.
bool isExposed(const QString &path)
{
    struct stat status{};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 && status.st_uid == ::getuid()
        && (status.st_mode & 077U) != 0;
}

} // namespace

KeyFile KeyFile::inspect(const QString &path)
{
    KeyFile key;
    key.path = path;
    QFile file(path);
    const bool exists = file.exists();
    const bool isReadable = file.open(QIODevice::ReadOnly);
    const QByteArray text = isReadable ? file.read(256 * 1024) : QByteArray();
    if (!exists || !isReadable)
        key.state = exists ? State::Unreadable : State::Missing;
    else if (text.contains("BEGIN OPENSSH PRIVATE KEY"))
        readEnvelope(text, key);
    else if (text.contains("PRIVATE KEY"))
        key.state = text.contains("ENCRYPTED") ? State::Encrypted : State::Plain;
    else if (key.publicBlob = publicBlobIn(text); !key.publicBlob.isEmpty())
        key.state = State::PublicOnly;
    else
        key.state = State::Garbage;
    if ((key.state == State::Plain || key.state == State::Encrypted) && isExposed(path))
        key.state = State::Exposed;

    QFile publicFile(path + u".pub"_s);
    if (key.publicBlob.isEmpty() && publicFile.open(QIODevice::ReadOnly))
        key.publicBlob = publicBlobIn(publicFile.readLine());
    const QString certificate = path + u"-cert.pub"_s;
    if (QFile::exists(certificate))
        key.certificatePath = QFile::encodeName(certificate);
    return key;
}

} // namespace slipway
