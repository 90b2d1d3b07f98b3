// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/castwriter.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::CastWriter)
};

/// Bytes at the end that begin a character without ending it.
qsizetype cutLength(const QByteArray &text)
{
    for (qsizetype back = 1; back <= std::min(qsizetype(3), text.size()); ++back) {
        const auto byte = uchar(text.at(text.size() - back));
        if ((byte & 0xc0) == 0x80)
            continue;
        const qsizetype needed = byte >= 0xf0 && byte < 0xf5 ? 4
            : byte >= 0xe0 && byte < 0xf0                    ? 3
            : byte >= 0xc2 && byte < 0xe0                    ? 2
                                                             : 1;
        return needed > back ? back : 0;
    }
    return 0;
}

QByteArray jsonString(const QByteArray &utf8)
{
    QByteArray json = "\"";
    const QByteArray valid = QString::fromUtf8(utf8).toUtf8();
    for (const char byte : valid) {
        if (byte == '"' || byte == '\\')
            json += QByteArray(1, '\\') + byte;
        else if (byte == '\n')
            json += "\\n";
        else if (byte == '\r')
            json += "\\r";
        else if (uchar(byte) < 0x20 || byte == 0x7f)
            json += "\\u00" + QByteArray::number(uchar(byte), 16).rightJustified(2, '0');
        else
            json += byte;
    }
    return json + '"';
}

} // namespace

Result<void> CastWriter::begin(const Header &header)
{
    QByteArray line = "{\"version\": 2, \"width\": " + QByteArray::number(header.size.columns)
        + ", \"height\": " + QByteArray::number(header.size.rows);
    if (header.startedAt != 0)
        line += ", \"timestamp\": " + QByteArray::number(header.startedAt);
    if (!header.title.isEmpty())
        line += ", \"title\": " + jsonString(header.title.toUtf8());
    return write(line + "}\n");
}

Result<void> CastWriter::output(std::chrono::nanoseconds at, QByteArrayView bytes)
{
    QByteArray text = m_cut + bytes.toByteArray();
    const qsizetype cut = cutLength(text);
    m_cut = text.last(cut);
    text.chop(cut);
    advance(at);
    return text.isEmpty() ? Result<void>() : event('o', text);
}

Result<void> CastWriter::resize(std::chrono::nanoseconds at, TerminalSize size)
{
    advance(at);
    return event('r', QByteArray::number(size.columns) + 'x' + QByteArray::number(size.rows));
}

Result<void> CastWriter::end()
{
    return m_cut.isEmpty() ? Result<void>() : event('o', std::exchange(m_cut, {}));
}

Result<void> CastWriter::event(char code, const QByteArray &text)
{
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(m_now).count();
    const QByteArray fraction = QByteArray::number(micros % 1'000'000).rightJustified(6, '0');
    return write('[' + QByteArray::number(micros / 1'000'000) + '.' + fraction + ", \"" + code
                 + "\", " + jsonString(text) + "]\n");
}

Result<void> CastWriter::write(const QByteArray &line)
{
    if (m_device.write(line) != line.size())
        return failure(ErrorCode::Io,
                       Words::tr("The recording cannot be written: %1. Check the disk's space.")
                           .arg(m_device.errorString()));
    return {};
}

} // namespace slipway
