// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/castreader.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::CastReader)
};

constexpr int largest = 4'096;
constexpr qint64 longestHeader = qint64(64) * 1024;
constexpr qint64 longestLine = qint64(64) * 1024 * 1024;

Result<Cast> headerOf(const QByteArray &line)
{
    const QJsonObject header = QJsonDocument::fromJson(line).object();
    Cast cast;
    if (header.value("version"_L1).toInt() != 2)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("This is no recording in asciicast v2: its first line does not "
                                 "say \"version\": 2."));
    cast.size = {header.value("height"_L1).toInt(), header.value("width"_L1).toInt()};
    if (cast.size.rows < 1 || cast.size.rows > largest || cast.size.columns < 1
        || cast.size.columns > largest)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The recording's first line has no usable width and height."));
    cast.title = header.value("title"_L1).toString();
    return cast;
}

std::optional<TerminalSize> sizeOf(const QString &text)
{
    const TerminalSize size{text.section(u'x', 1).toInt(), text.section(u'x', 0, 0).toInt()};
    if (size.rows < 1 || size.rows > largest || size.columns < 1 || size.columns > largest)
        return std::nullopt;
    return size;
}

std::optional<Cast::Event> eventOf(const QJsonArray &fields)
{
    if (fields.size() != 3 || !fields.at(0).isDouble() || !fields.at(1).isString()
        || !fields.at(2).isString())
        return std::nullopt;
    Cast::Event event;
    constexpr double mostSeconds = 1e9;
    event.at = std::chrono::microseconds(
        qint64(std::clamp(fields.at(0).toDouble(), 0.0, mostSeconds) * 1e6 + 0.5));
    const QString code = fields.at(1).toString();
    if (code == "o"_L1) {
        event.data = fields.at(2).toString().toUtf8();
    } else if (code == "r"_L1) {
        const std::optional<TerminalSize> size = sizeOf(fields.at(2).toString());
        if (!size)
            return std::nullopt;
        event.kind = Cast::Event::Kind::Resize;
        event.size = *size;
    } else {
        event.kind = Cast::Event::Kind::Other;
    }
    return event;
}

} // namespace

Result<Cast> CastReader::begin()
{
    m_line = 1;
    return headerOf(m_device.readLine(longestHeader));
}

Result<std::optional<Cast::Event>> CastReader::next()
{
    for (;;) {
        const QByteArray line = m_device.readLine(longestLine);
        if (line.isEmpty())
            return std::nullopt;
        ++m_line;
        if (line.trimmed().isEmpty())
            continue;
        std::optional<Cast::Event> event = eventOf(QJsonDocument::fromJson(line).array());
        if (!event && !line.endsWith('\n') && m_device.atEnd())
            return std::nullopt;
        if (!event)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("Line %1 of the recording is no event.").arg(m_line));
        if (event->kind == Cast::Event::Kind::Other)
            continue;
        event->at = m_last = std::max(event->at, m_last);
        return event;
    }
}

Result<Cast> CastReader::read(QByteArrayView text)
{
    QByteArray bytes = text.toByteArray();
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    CastReader reader(buffer);
    Result<Cast> cast = reader.begin();
    while (cast) {
        const auto event = reader.next();
        if (!event)
            return std::unexpected(event.error());
        if (!*event)
            break;
        cast->events.append(**event);
    }
    return cast;
}

} // namespace slipway
