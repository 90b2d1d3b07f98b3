// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/castreader.h"

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

bool addEvent(Cast &cast, const QJsonArray &fields)
{
    if (fields.size() != 3 || !fields.at(0).isDouble() || !fields.at(1).isString()
        || !fields.at(2).isString())
        return false;
    Cast::Event event;
    constexpr double mostSeconds = 1e9;
    event.at = std::chrono::microseconds(
        qint64(std::clamp(fields.at(0).toDouble(), 0.0, mostSeconds) * 1e6 + 0.5));
    if (!cast.events.isEmpty())
        event.at = std::max(event.at, cast.events.constLast().at);
    const QString code = fields.at(1).toString();
    if (code == "o"_L1) {
        event.data = fields.at(2).toString().toUtf8();
        cast.events.append(event);
    } else if (code == "r"_L1) {
        const std::optional<TerminalSize> size = sizeOf(fields.at(2).toString());
        if (!size)
            return false;
        event.kind = Cast::Event::Kind::Resize;
        event.size = *size;
        cast.events.append(event);
    }
    return true;
}

} // namespace

Result<Cast> CastReader::read(QByteArrayView text)
{
    const QList<QByteArray> lines = text.toByteArray().split('\n');
    Result<Cast> cast = headerOf(lines.first());
    for (qsizetype index = 1; cast && index < lines.size(); ++index) {
        const QByteArray line = lines.at(index).trimmed();
        if (line.isEmpty())
            continue;
        const bool isCutOff = index + 1 == lines.size();
        if (!addEvent(*cast, QJsonDocument::fromJson(line).array()) && !isCutOff)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("Line %1 of the recording is no event.").arg(index + 1));
    }
    return cast;
}

} // namespace slipway
