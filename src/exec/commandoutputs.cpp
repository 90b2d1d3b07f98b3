// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/commandoutputs.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandOutputs", text);
}

bool isName(QByteArrayView text)
{
    const auto isLetter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.isEmpty() && isLetter(text.front()) && std::ranges::all_of(text, [&](char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '-';
    });
}

/// Line by line, without the line ends.
class Lines
{
public:
    explicit Lines(QByteArrayView text) : m_text(text) { }

    bool atEnd() const { return m_at >= m_text.size(); }
    int number() const { return m_number; }
    QByteArrayView next()
    {
        qsizetype end = m_text.indexOf('\n', m_at);
        if (end < 0)
            end = m_text.size();
        QByteArrayView line = m_text.sliced(m_at, end - m_at);
        if (line.endsWith('\r'))
            line.chop(1);
        m_at = end + 1;
        ++m_number;
        return line;
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_number = 0;
};

Result<QString> readHereDocument(Lines &lines, QByteArrayView delimiter)
{
    const int from = lines.number();
    QByteArray value;
    bool first = true;
    while (!lines.atEnd()) {
        const QByteArrayView line = lines.next();
        if (line == delimiter)
            return QString::fromUtf8(value);
        if (!first)
            value += '\n';
        value += line;
        first = false;
    }
    return failure(ErrorCode::InvalidInput,
                   tr("The value that begins in line %1 of $SLIPWAY_OUTPUT has no end; a line "
                      "“%2” is missing.")
                       .arg(from)
                       .arg(QString::fromUtf8(delimiter)));
}

} // namespace

Result<QMap<QString, QString>> parseCommandOutputs(QByteArrayView text)
{
    QMap<QString, QString> outputs;
    Lines lines(text);
    while (!lines.atEnd()) {
        const QByteArrayView line = lines.next();
        if (line.trimmed().isEmpty())
            continue;
        const qsizetype equals = line.indexOf('=');
        const qsizetype here = line.indexOf("<<");
        if (here > 0 && (equals < 0 || here < equals) && isName(line.first(here))
            && here + 2 < line.size()) {
            const Result<QString> value = readHereDocument(lines, line.sliced(here + 2));
            if (!value)
                return std::unexpected(value.error());
            outputs.insert(QString::fromUtf8(line.first(here)), *value);
        } else if (equals > 0 && isName(line.first(equals))) {
            outputs.insert(QString::fromUtf8(line.first(equals)),
                           QString::fromUtf8(line.sliced(equals + 1)));
        } else {
            return failure(ErrorCode::InvalidInput,
                           tr("Line %1 of $SLIPWAY_OUTPUT is not of the form NAME=VALUE.")
                               .arg(lines.number()));
        }
    }
    return outputs;
}

} // namespace slipway
