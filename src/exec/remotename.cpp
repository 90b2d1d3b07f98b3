// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/remotename.h"

#include <QCoreApplication>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RemoteName)
};

/// File systems take no longer names.
constexpr qsizetype longestName = 255;

QString escaped(QByteArrayView bytes)
{
    QString text;
    for (const char byte : bytes)
        text += u"\\x"_s
            + QString::number(quint8(byte), 16).toUpper().rightJustified(2, QChar(u'0'));
    return text;
}

bool isPlain(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

/// The length of the UTF-8 character that begins here, 0 where none does.
qsizetype characterLength(QByteArrayView bytes)
{
    const auto first = quint8(bytes.front());
    const qsizetype length = first < 0x80 ? 1
        : (first & 0xE0U) == 0xC0         ? 2
        : (first & 0xF0U) == 0xE0         ? 3
        : (first & 0xF8U) == 0xF0         ? 4
                                          : 0;
    return length > 0 && length <= bytes.size() && bytes.first(length).isValidUtf8() ? length : 0;
}

} // namespace

QString displayName(const QByteArray &name)
{
    QString text;
    QByteArrayView rest(name);
    while (!rest.isEmpty()) {
        const qsizetype length = characterLength(rest);
        const QByteArrayView bytes = rest.first(std::max<qsizetype>(length, 1));
        const QString character = length > 0 ? QString::fromUtf8(bytes) : QString();
        const QList<uint> points = character.toUcs4();
        text += points.size() == 1 && isPlain(points.constFirst()) ? character : escaped(bytes);
        rest = rest.sliced(bytes.size());
    }
    return text;
}

bool isEntryName(QByteArrayView name)
{
    return !name.isEmpty() && name != "." && name != ".." && !name.contains('/')
        && !name.contains('\0');
}

Result<void> checkEntryName(const QByteArray &name)
{
    if (name.isEmpty())
        return failure(ErrorCode::InvalidInput, Text::tr("A name is needed."));
    if (!isEntryName(name))
        return failure(ErrorCode::InvalidInput,
                       Text::tr("“%1” is not a name for a file: leave out slashes, and choose "
                                "another one than “.” and “..”.")
                           .arg(displayName(name)));
    if (name.size() > longestName)
        return failure(
            ErrorCode::InvalidInput,
            Text::tr("The name is too long: file systems take %1 bytes.").arg(longestName));
    return {};
}

QByteArray joinPath(const QByteArray &folder, const QByteArray &name)
{
    if (folder.isEmpty())
        return name;
    return folder + (folder.endsWith('/') ? QByteArray() : QByteArray("/")) + name;
}

QByteArray parentPath(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash < 0 ? QByteArray() : path.first(std::max<qsizetype>(slash, 1));
}

QByteArray entryName(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

QByteArray cleanPath(const QByteArray &path)
{
    const bool isAbsolute = path.startsWith('/');
    QList<QByteArray> kept;
    const QList<QByteArray> parts = path.split('/');
    for (const QByteArray &part : parts) {
        if (part.isEmpty() || part == ".")
            continue;
        if (part == ".." && isAbsolute) {
            if (!kept.isEmpty())
                kept.removeLast();
        } else {
            kept.append(part);
        }
    }
    return (isAbsolute ? QByteArray("/") : QByteArray()) + kept.join('/');
}

} // namespace slipway
