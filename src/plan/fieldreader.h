// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/yamlnode.h"

namespace slipway {

/// Makes typed values of YAML nodes and reports what does not fit, at its place. What cannot be
/// read comes back empty, so that a reader can go on and find the other faults too.
class FieldReader
{
public:
    using KeyTable = QMap<QString, QStringList>;

    /// Both must outlive the reader.
    FieldReader(QList<Diagnostic> &diagnostics, const KeyTable &keys)
        : m_diagnostics(diagnostics)
        , m_keys(keys)
    { }

    void error(const SourcePlace &place, const QString &code, const QString &message);
    void warning(const SourcePlace &place, const QString &code, const QString &message);

    /// False, and reported, when the node is no map. Also reports the keys that the shape does not
    /// have, with the one that was probably meant; keys beginning with "x-" are free.
    bool isMapOf(const YamlNode &node, const QString &shape);
    /// The value of a key of the shape; nullptr when it is not there.
    const YamlNode *value(const YamlNode &map, const QString &shape, const QString &key) const;
    /// Like value(), and reports a missing key at the map's place.
    const YamlNode *required(const YamlNode &map, const QString &shape, const QString &key);
    /// False, and reported, when the node is no list, or no map; the keys are free.
    bool isList(const YamlNode &node);
    bool isMap(const YamlNode &node);

    QString text(const YamlNode &node);      ///< may be an empty text, if quoted
    QString filled(const YamlNode &node);    ///< an empty text is a fault
    QStringList texts(const YamlNode &node); ///< one text, or a list of them
    std::optional<bool> boolean(const YamlNode &node);
    std::optional<int> integer(const YamlNode &node, int lowest, int highest);
    std::optional<double> number(const YamlNode &node, double lowest, double highest);
    std::optional<milliseconds> duration(const YamlNode &node);
    std::optional<Estimate> estimate(const YamlNode &node);
    QTime clockTime(const YamlNode &node);
    /// Index in `names`.
    std::optional<qsizetype> choice(const YamlNode &node, const QStringList &names);
    /// `letters, digits, - and _`, beginning with a small letter or a digit.
    QString slug(const YamlNode &node);
    /// A name that a template can use: letters, digits, _ and (but for outputs) -.
    QString identifier(const YamlNode &node);
    QMap<QString, QString> textMap(const YamlNode &node);
    QList<Link> links(const YamlNode &node);

private:
    bool isScalar(const YamlNode &node, const QString &expected);

    QList<Diagnostic> &m_diagnostics;
    const KeyTable &m_keys;
};

/// By place; errors before warnings at the same one.
void sortDiagnostics(QList<Diagnostic> &diagnostics);
bool isIdentifier(const QString &text);

} // namespace slipway
