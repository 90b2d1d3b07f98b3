// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/yamljson.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace slipway {

QJsonValue toJsonValue(const YamlNode &node)
{
    if (node.isList()) {
        QJsonArray array;
        for (const YamlNode &item : node.items)
            array.append(toJsonValue(item));
        return array;
    }
    if (node.isMap()) {
        QJsonObject object;
        for (const YamlEntry &entry : node.entries)
            object.insert(entry.key, toJsonValue(entry.value));
        return object;
    }
    return node.isNothing() ? QJsonValue() : QJsonValue(node.text);
}

YamlNode fromJsonValue(const QJsonValue &value)
{
    YamlNode node;
    // A text is a text even when it is empty, as a quoted one in YAML.
    node.style = value.isString() ? YamlNode::Style::Quoted : YamlNode::Style::Plain;
    if (value.isArray()) {
        node.kind = YamlNode::Kind::List;
        const QJsonArray array = value.toArray();
        for (const QJsonValue item : array)
            node.items.append(fromJsonValue(item));
    } else if (value.isObject()) {
        node.kind = YamlNode::Kind::Map;
        const QJsonObject object = value.toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            node.entries.append({entry.key(), {}, fromJsonValue(entry.value())});
    } else if (value.isBool()) {
        node.text = value.toBool() ? u"true"_s : u"false"_s;
    } else if (value.isDouble() || value.isString()) {
        node.text = value.toVariant().toString();
    }
    return node;
}

} // namespace slipway
