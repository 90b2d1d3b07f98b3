// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/actionreader.h"

namespace slipway {

/// Reads one step: its action and the keys that all steps share.
class StepReader
{
public:
    StepReader(FieldReader &fields, PlanPlaces &places);

    Step read(const YamlNode &node);

private:
    void readCommon(const YamlNode &node, Step &step);
    void readOrder(const YamlNode &node, Step &step);
    void readTimes(const YamlNode &node, Step &step);
    void readFlags(const YamlNode &node, Step &step);
    void readRetry(const YamlNode &node, Step &step);
    void readAction(const YamlNode &node, Step &step);
    void readUndo(const YamlNode &node, Step &step);
    void readOnFailure(const YamlNode &node, Step &step);
    void readOutputs(const YamlNode &node, Step &step);
    void readOkExit(const YamlNode &node, Step &step);
    void readNotes(const YamlNode &node, Step &step);
    void note(const Step &step, const QString &key, const SourcePlace &place);
    const YamlNode *value(const YamlNode &node, const QString &key) const;

    FieldReader &m_fields;
    PlanPlaces &m_places;
    TextCollector m_texts;
    ActionReader m_actions;
};

} // namespace slipway
