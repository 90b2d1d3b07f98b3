// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QMap>
#include <QString>

#include <chrono>
#include <optional>

namespace slipway {

using std::chrono::milliseconds;

/// What came back for one request, as conditions see it. A value.
class HttpAnswer
{
public:
    bool connected = false; ///< there was an HTTP answer at all
    int status = 0;
    milliseconds responseTime{0};
    QMap<QString, QString> headers; ///< names in lower case
    QString redirect;               ///< absolute URL; empty: the answer is no redirect
    std::optional<milliseconds> certificateExpiresIn; ///< negative: it has expired

    void setBody(QByteArray body);
    const QByteArray &body() const { return m_body; }
    /// Undefined where the body is not JSON.
    const QJsonValue &json() const { return m_json; }

private:
    QByteArray m_body;
    QJsonValue m_json{QJsonValue::Undefined};
};

} // namespace slipway
