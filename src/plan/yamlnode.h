// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace slipway {

struct YamlEntry;

/// A located YAML value. Scalars are text whatever they look like: types come from the schema.
/// A key without a value gives an empty scalar that isNothing().
struct YamlNode
{
    enum class Kind { Scalar, List, Map };
    enum class Style { Plain, Quoted, Literal, Folded };

    Kind kind = Kind::Scalar;
    Style style = Style::Plain;
    SourcePlace place;
    QString text;              ///< Scalar
    QList<YamlNode> items;     ///< List
    QList<YamlEntry> entries;  ///< Map, in the order of the file; keys are unique
    SourcePlace textPlace;     ///< where the first character of a scalar's text stands
    bool textIsSource = false; ///< each line of the text is a line of the file

    bool isScalar() const { return kind == Kind::Scalar; }
    bool isList() const { return kind == Kind::List; }
    bool isMap() const { return kind == Kind::Map; }
    bool isNothing() const;
    /// nullptr when the map has no such key.
    const YamlEntry *find(QStringView key) const;
    /// The place in the file of a place within the scalar's text; the scalar's own where the text
    /// was folded or escaped.
    SourcePlace placeInFile(const SourcePlace &placeInText) const;
};

struct YamlEntry
{
    QString key;
    SourcePlace place; ///< of the key
    YamlNode value;
};

struct YamlReading
{
    std::optional<YamlNode> root; ///< nullopt when the text is no YAML
    QList<Diagnostic> diagnostics;
};

/// Reads one YAML 1.2 document. Never throws, prints nothing. Refuses what a plan has no use for:
/// other encodings, several documents, tags, keys that are no text, absurd size, depth or
/// repetition through aliases.
YamlReading readYaml(const QByteArray &bytes);

} // namespace slipway
