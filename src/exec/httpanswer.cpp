// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/httpanswer.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace slipway {

void HttpAnswer::setBody(QByteArray body)
{
    m_body = std::move(body);
    // In a list, because QJsonDocument reads no bare text, number or boolean.
    const QByteArray list = '[' + m_body + ']';
    const QJsonArray values = QJsonDocument::fromJson(list).array();
    m_json = values.size() == 1 ? values.first() : QJsonValue(QJsonValue::Undefined);
}

} // namespace slipway
