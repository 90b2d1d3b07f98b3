// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/fieldreader.h"
#include "plan/planplaces.h"

namespace slipway {

/// Reads the texts of one step that may hold `{{ … }}`, reports what is wrong in them at its place
/// in the file and remembers what they name.
class TextCollector
{
public:
    TextCollector(FieldReader &fields, QList<TextUse> &uses) : m_fields(fields), m_uses(uses) { }

    void beginStep(const StepId &step) { m_step = step; }
    void beginPart(TextUse::Part part, const QString &action);

    QString read(const YamlNode &node, TextUse::Kind kind);
    QStringList readList(const YamlNode &node, TextUse::Kind kind);
    QMap<QString, QString> readMap(const YamlNode &node, TextUse::Kind kind);
    /// Like read() for a script; the shell decides how values are quoted. Empty: /bin/sh.
    QString readScript(const YamlNode &node, const QString &shell);
    QString readCondition(const YamlNode &node);

private:
    void collect(const YamlNode &node, TextUse::Kind kind);
    void add(TextUse::Kind kind, const YamlNode &node, QList<TextTemplate::Reference> references);

    FieldReader &m_fields;
    QList<TextUse> &m_uses;
    StepId m_step;
    TextUse::Part m_part = TextUse::Part::Common;
    QString m_action;
};

} // namespace slipway
