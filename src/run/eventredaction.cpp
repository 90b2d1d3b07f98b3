// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/eventredaction.h"

#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

bool isStructural(const QString &key)
{
    static const QSet<QString> keys{
        u"alreadyDone"_s, u"cause"_s,     u"choice"_s, u"choices"_s, u"code"_s,    u"exitCode"_s,
        u"for"_s,         u"hosts"_s,     u"kind"_s,   u"option"_s,  u"options"_s, u"outcome"_s,
        u"question"_s,    u"mayAnswer"_s, u"role"_s,   u"steps"_s,   u"until"_s,   u"verdict"_s,
    };
    return keys.contains(key);
}

QJsonObject redactedObject(const QJsonObject &object, const Redactor &redactor);

QJsonValue redactedValue(const QJsonValue &value, const Redactor &redactor)
{
    switch (value.type()) {
    case QJsonValue::String:
        return redactor.redact(value.toString());
    case QJsonValue::Object:
        return redactedObject(value.toObject(), redactor);
    case QJsonValue::Array: {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(redactedValue(item, redactor));
        return array;
    }
    default:
        return value;
    }
}

/// Below the first level everything is free text: outputs, evidence, commands. Keys as well.
QJsonObject redactedObject(const QJsonObject &object, const Redactor &redactor)
{
    QJsonObject result;
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        result.insert(redactor.redact(it.key()), redactedValue(it.value(), redactor));
    return result;
}

QJsonObject redactedError(const QJsonObject &error, const Redactor &redactor)
{
    QJsonObject result = redactedObject(error, redactor);
    result[u"code"_s] = error[u"code"_s];
    return result;
}

} // namespace

QJsonObject redacted(QJsonObject data, const Redactor &redactor)
{
    for (auto it = data.begin(); it != data.end(); ++it) {
        const QString key = it.key();
        if (key == "error"_L1)
            it.value() = redactedError(it.value().toObject(), redactor);
        else if (!isStructural(key))
            it.value() = redactedValue(it.value(), redactor);
    }
    return data;
}

} // namespace slipway
