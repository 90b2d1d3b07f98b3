// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/schemakeys.h"

using namespace Qt::StringLiterals;

namespace slipway {

const QMap<QString, QStringList> &envSchemaKeyTable()
{
    static const QMap<QString, QStringList> table{
        {u"schema-file"_s, {u"slipway"_s, u"other_keys"_s, u"keys"_s}},
        {u"key"_s,
         {u"type"_s, u"required"_s, u"pattern"_s, u"length"_s, u"choices"_s, u"secret"_s,
          u"description"_s, u"example"_s, u"docs"_s, u"default"_s, u"deprecated"_s}},
        {u"length"_s, {u"min"_s, u"max"_s}},
        {u"condition"_s, {u"when"_s}},
    };
    return table;
}

namespace names {

const QStringList &otherKeys()
{
    static const QStringList list{u"allow"_s, u"warn"_s, u"refuse"_s};
    return list;
}

} // namespace names

} // namespace slipway
